//! Every way to sign in, and the refusals.

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RSA_PSS_SHA256, RsaEncoding, RsaKeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rcgen::{CertificateParams, KeyPair, PKCS_RSA_SHA256, PublicKeyData};
use reqwest::StatusCode;
use serde_json::{Value, json};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use trail365_sandbox::{AppPlan, ErrorKind, FederatedPlan, Plan, Sandbox};

use crate::caller::{Caller, plan, read_answer, secret_form};

/// A key, and a certificate that it signed itself.
struct Signer {
    key: RsaKeyPair,
    certificate: rcgen::Certificate,
    public_key: String,
}

impl Signer {
    fn new() -> Self {
        let pair = KeyPair::generate_for(&PKCS_RSA_SHA256).unwrap();
        let certificate = CertificateParams::new(["app".to_owned()]).unwrap().self_signed(&pair).unwrap();
        let key = RsaKeyPair::from_pkcs8(&pair.serialize_der()).unwrap();
        Self { key, certificate, public_key: pem_of(&pair.subject_public_key_info()) }
    }

    /// A token with these header members and claims.
    fn sign(&self, algorithm: &str, header: Value, claims: &Value) -> String {
        let mut header = header;
        header["alg"] = algorithm.into();
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let message = format!("{}.{}", part(&header), part(claims));
        let padding: &dyn RsaEncoding =
            if algorithm == "PS256" { &RSA_PSS_SHA256 } else { &RSA_PKCS1_SHA256 };
        let mut signature = vec![0; self.key.public_modulus_len()];
        self.key.sign(padding, &SystemRandom::new(), message.as_bytes(), &mut signature).unwrap();
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    fn print(&self, sha1: bool) -> String {
        let algorithm = if sha1 { &SHA1_FOR_LEGACY_USE_ONLY } else { &SHA256 };
        URL_SAFE_NO_PAD.encode(digest(algorithm, self.certificate.der()))
    }
}

fn pem_of(der: &[u8]) -> String {
    let text = base64::engine::general_purpose::STANDARD.encode(der);
    format!("-----BEGIN PUBLIC KEY-----\n{text}\n-----END PUBLIC KEY-----\n")
}

fn now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() as i64
}

fn assertion_form(origin: &str, assertion: &str) -> Vec<(&'static str, String)> {
    let mut form = secret_form(origin);
    form.retain(|(name, _)| *name != "client_secret");
    form.push(("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer".into()));
    form.push(("client_assertion", assertion.into()));
    form
}

fn plan_with(app: AppPlan) -> Plan {
    let mut plan = plan();
    plan.tenants[0].apps = vec![app];
    plan
}

/// The AADSTS number of an answer, 0 for a token.
async fn sign_in_number(caller: &Caller, form: &[(&str, String)]) -> (StatusCode, u64) {
    let (status, _, body) = caller.sign_in(form).await;
    let number = body["error_codes"][0].as_u64().unwrap_or(0);
    assert!(number > 0 || body["access_token"].is_string(), "{body}");
    if number > 0 {
        let description = body["error_description"].as_str().unwrap();
        assert!(
            description.starts_with(&format!("AADSTS{number}: ")) && !description.contains(AppPlan::SECRET)
        );
    }
    (status, number)
}

#[tokio::test]
async fn a_secret_signs_in_and_what_is_wrong_is_said_by_number() {
    let caller =
        Caller::new(plan_with(AppPlan { expired_secret: Some("old".into()), ..AppPlan::default() })).await;
    let origin = caller.sandbox.origin();
    let good = secret_form(origin);
    for (name, value, want) in [
        ("client_secret", AppPlan::SECRET, (StatusCode::OK, 0)),
        ("client_secret", "wrong", (StatusCode::UNAUTHORIZED, 7_000_215)),
        ("client_secret", "old", (StatusCode::UNAUTHORIZED, 7_000_222)),
        ("client_secret", "", (StatusCode::UNAUTHORIZED, 7_000_218)),
        ("client_id", "11111111-1111-4111-8111-111111111111", (StatusCode::BAD_REQUEST, 700_016)),
        ("scope", "https://manage.office.com/.default", (StatusCode::OK, 0)),
        ("scope", "https://manage.office.com/ActivityFeed.Read", (StatusCode::BAD_REQUEST, 70011)),
        ("scope", "https://graph.microsoft.com/.default", (StatusCode::BAD_REQUEST, 500_011)),
        ("scope", "", (StatusCode::BAD_REQUEST, 900_144)),
        ("grant_type", "password", (StatusCode::BAD_REQUEST, 70003)),
    ] {
        let mut form = good.clone();
        form.iter_mut().find(|(of, _)| *of == name).unwrap().1 = value.to_owned();
        assert_eq!(sign_in_number(&caller, &form).await, want, "{name} {value}");
    }
    let mut elsewhere = Caller::new(plan()).await;
    "11111111-1111-4111-8111-111111111111".clone_into(&mut elsewhere.tenant);
    let form = secret_form(elsewhere.sandbox.origin());
    assert_eq!(sign_in_number(&elsewhere, &form).await, (StatusCode::BAD_REQUEST, 90002));
    "contoso.com".clone_into(&mut elsewhere.tenant);
    assert_eq!(sign_in_number(&elsewhere, &form).await.1, 0);
}

#[tokio::test]
async fn a_certificate_signs_in_with_an_assertion_that_is_right_in_all() {
    let (signer, stranger) = (Signer::new(), Signer::new());
    let app = AppPlan { secret: None, certificates: vec![signer.certificate.pem()], ..AppPlan::default() };
    let sandbox = Sandbox::start(plan_with(app)).await.unwrap();
    let tenant = sandbox.tenant_ids()[0].to_owned();
    let caller = Caller { sandbox, tenant, token: String::new(), http: reqwest::Client::new() };
    let origin = caller.sandbox.origin();
    let endpoint = format!("{origin}/{}/oauth2/v2.0/token", caller.tenant);
    let mut ids = 0;
    let mut claims = |change: Value| {
        ids += 1;
        let id = AppPlan::ID;
        let mut claims = json!({"aud": endpoint, "iss": id, "sub": id, "jti": ids.to_string(), "nbf": now(), "exp": now() + 300});
        claims.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        claims
    };
    let good = json!({"x5t#S256": signer.print(false)});
    let cases = [
        (signer.sign("PS256", good.clone(), &claims(json!({}))), 0),
        (signer.sign("RS256", json!({"x5t": signer.print(true)}), &claims(json!({}))), 0),
        (signer.sign("RS256", good.clone(), &claims(json!({}))), 0),
        (signer.sign("RS256", good.clone(), &claims(json!({"jti": "1"}))), 50013),
        (signer.sign("PS256", json!({}), &claims(json!({}))), 700_027),
        (stranger.sign("PS256", good.clone(), &claims(json!({}))), 700_027),
        (signer.sign("PS256", json!({"x5t#S256": stranger.print(false)}), &claims(json!({}))), 700_027),
        (signer.sign("PS256", good.clone(), &claims(json!({"aud": "https://example.com"}))), 700_023),
        (signer.sign("PS256", good.clone(), &claims(json!({"sub": "somebody"}))), 700_021),
        (signer.sign("PS256", good.clone(), &claims(json!({"iss": "somebody"}))), 700_021),
        (signer.sign("PS256", good.clone(), &claims(json!({"exp": now() - 301}))), 700_024),
        (signer.sign("PS256", good.clone(), &claims(json!({"nbf": now() + 400}))), 700_024),
        (signer.sign("PS256", good.clone(), &claims(json!({"jti": ""}))), 50027),
        ("a.b.c".to_owned(), 50027),
    ];
    for (place, (assertion, want)) in cases.iter().enumerate() {
        assert_eq!(
            sign_in_number(&caller, &assertion_form(origin, assertion)).await.1,
            *want,
            "case {place}"
        );
    }
    let mut changed = signer.sign("PS256", good, &claims(json!({})));
    changed = changed.replacen('.', ".e30", 1);
    assert_ne!(sign_in_number(&caller, &assertion_form(origin, &changed)).await.1, 0);
}

#[tokio::test]
async fn a_token_of_a_registered_issuer_stands_for_the_app() {
    let (issuer, stranger) = (Signer::new(), Signer::new());
    let federated = FederatedPlan {
        issuer: "https://issuer.example.com".into(),
        subject: "system:serviceaccount:audit:collector".into(),
        audience: "api://AzureADTokenExchange".into(),
        public_key: issuer.public_key.clone(),
    };
    let caller =
        Caller::new(plan_with(AppPlan { federated: vec![federated.clone()], ..AppPlan::default() })).await;
    let claims = |issuer: &str, audience: &str, exp: i64| json!({"iss": issuer, "sub": federated.subject, "aud": audience, "exp": exp});
    let good = claims(&federated.issuer, &federated.audience, now() + 60);
    let mut other_subject = good.clone();
    other_subject["sub"] = "somebody".into();
    for (assertion, want) in [
        (issuer.sign("RS256", json!({}), &good), 0),
        (issuer.sign("RS256", json!({}), &good), 0),
        (stranger.sign("RS256", json!({}), &good), 700_027),
        (issuer.sign("RS256", json!({}), &other_subject), 700_213),
        (
            issuer.sign(
                "RS256",
                json!({}),
                &claims("https://other.example.com", &federated.audience, now() + 60),
            ),
            700_211,
        ),
        (issuer.sign("RS256", json!({}), &claims(&federated.issuer, "other", now() + 60)), 700_212),
        (
            issuer.sign("RS256", json!({}), &claims(&federated.issuer, &federated.audience, now() - 301)),
            700_024,
        ),
    ] {
        assert_eq!(
            sign_in_number(&caller, &assertion_form(caller.sandbox.origin(), &assertion)).await.1,
            want
        );
    }
}

#[tokio::test]
async fn machines_have_identities() {
    let mut caller = Caller::new(plan()).await;
    let origin = caller.sandbox.origin().to_owned();
    let imds = format!("{origin}/metadata/identity/oauth2/token?api-version=2018-02-01&resource={origin}");
    let service = format!("{origin}/msi/token?api-version=2019-08-01&resource={origin}/");
    for (url, header, value, want) in [
        (&imds, "Metadata", "true", StatusCode::OK),
        (&imds, "Metadata", "false", StatusCode::BAD_REQUEST),
        (&service, "X-IDENTITY-HEADER", "sandbox-identity", StatusCode::OK),
        (&service, "X-IDENTITY-HEADER", "wrong", StatusCode::UNAUTHORIZED),
        (&format!("{imds}&client_id={}", AppPlan::ID), "Metadata", "true", StatusCode::OK),
        (&format!("{imds}&client_id=other"), "Metadata", "true", StatusCode::BAD_REQUEST),
        (&imds.replace("resource", "r"), "Metadata", "true", StatusCode::BAD_REQUEST),
        (
            &format!("{origin}/metadata/identity/oauth2/token?api-version=1&resource=x"),
            "Metadata",
            "true",
            StatusCode::BAD_REQUEST,
        ),
    ] {
        let (status, _, body) =
            read_answer(caller.http.get(url).header(header, value).send().await.unwrap()).await;
        assert_eq!(status, want, "{url} {body}");
        if status == StatusCode::OK {
            body["access_token"].as_str().unwrap().clone_into(&mut caller.token);
            assert!(body["expires_on"].as_str().unwrap().parse::<i64>().unwrap() > now());
            assert_eq!(caller.get("subscriptions/list").await.0, StatusCode::OK);
        }
    }
}

#[tokio::test]
async fn an_app_that_the_plan_has_refused_is_so_when_it_has_proved_who_it_is() {
    let sandbox = Sandbox::start(plan_with(AppPlan { refused: Some(53003), ..AppPlan::default() })).await;
    let sandbox = sandbox.unwrap();
    let tenant = sandbox.tenant_ids()[0].to_owned();
    let caller = Caller { sandbox, tenant, token: String::new(), http: reqwest::Client::new() };
    let origin = caller.sandbox.origin();
    let mut form = secret_form(origin);
    assert_eq!(sign_in_number(&caller, &form).await, (StatusCode::BAD_REQUEST, 53003));
    form.iter_mut().find(|(of, _)| *of == "client_secret").unwrap().1 = "wrong".to_owned();
    assert_eq!(sign_in_number(&caller, &form).await.1, 7_000_215);
    let imds = format!("{origin}/metadata/identity/oauth2/token?api-version=2018-02-01&resource={origin}");
    let (status, _, body) =
        read_answer(caller.http.get(imds).header("Metadata", "true").send().await.unwrap()).await;
    assert_eq!((status, &body["error_codes"]), (StatusCode::BAD_REQUEST, &json!([53003])));
}

#[tokio::test]
async fn tokens_end_after_their_life() {
    let mut short = plan();
    short.sign_in.token_seconds = 1;
    let caller = Caller::new(short).await;
    assert_eq!(caller.get("subscriptions/list").await.0, StatusCode::OK);
    tokio::time::sleep(Duration::from_millis(1050)).await;
    assert_eq!(caller.get("subscriptions/list").await.0, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn keys_that_are_none_are_refused_at_the_start() {
    let app = AppPlan { certificates: vec!["no certificate".into()], ..AppPlan::default() };
    assert_eq!(Sandbox::start(plan_with(app)).await.unwrap_err().kind(), ErrorKind::Plan);
}
