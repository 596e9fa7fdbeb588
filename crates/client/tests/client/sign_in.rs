//! Signing in: each kind of proof, and what becomes of tokens.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws_lc_rs::signature::{
    KeyPair as _, RSA_PKCS1_2048_8192_SHA256, RSA_PSS_2048_8192_SHA256, RsaKeyPair, UnparsedPublicKey,
};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::Utc;
use serde_json::Value;
use trail365_client::{
    Algorithm, Certificate, Credential, Denied, ErrorKind, ManagedIdentity, Retry, Secret, Token,
    TokenFuture, TokenProvider,
};

use crate::server::{Reply, Request, Server, reply};
use crate::{APP, SECRET, TENANT, app, builder, client, secret};

macro_rules! data {
    ($name:literal) => {
        include_bytes!(concat!("data/", $name))
    };
}

const PASSWORD: &str = "open-sesame";
/// SHA-256 of `cert.pem`, as an assertion has it and as a person reads it.
pub const X5T: &str = "q43aVu4NobFXPC47CdbdrtEZbgXDOts6G6ObD_dtJoY";
const THUMBPRINT: &str = "AB8DDA56EE0DA1B1573C2E3B09D6DDAED1196E05C33ADB3A1BA39B0FF76D2686";

/// The longest that what somebody has to mend is answered from memory.
const AT_MOST: Duration = Duration::from_secs(10);
/// When the app signs in again after it failed once.
const REST: Retry = Retry::After(Duration::from_secs(1));

fn passes(error: &trail365_client::Error) -> bool {
    matches!(error.retry(), Retry::After(_))
}

fn empty() -> Reply {
    reply(200, "[]")
}

/// The request that signed in.
fn proof(server: &Server) -> Request {
    let mut proofs: Vec<_> = server.requests().into_iter().filter(Request::is_sign_in).collect();
    assert_eq!(proofs.len(), 1);
    proofs.remove(0)
}

fn assert_form(proof: &Request, server: &Server) {
    assert_eq!((proof.method.as_str(), proof.path()), ("POST", format!("/{TENANT}/oauth2/v2.0/token")));
    assert_eq!(proof.header("content-type"), Some("application/x-www-form-urlencoded"));
    assert_eq!(proof.form("client_id").as_deref(), Some(APP));
    assert_eq!(proof.form("grant_type").as_deref(), Some("client_credentials"));
    assert_eq!(proof.form("scope"), Some(format!("{}/.default", server.address)));
}

#[tokio::test]
async fn a_client_secret_is_sent_to_the_authority_only() {
    let server = Server::tenant(|_| empty());
    client(&server).list_subscriptions().await.unwrap();
    let proof = proof(&server);
    assert_form(&proof, &server);
    assert_eq!(proof.form("client_secret").as_deref(), Some(SECRET));
    assert!(!proof.target.contains(SECRET) && !format!("{:?}", server.calls()).contains(SECRET));
}

#[tokio::test]
async fn a_resource_of_ones_own_is_asked_for() {
    let server = Server::tenant(|_| empty());
    let client = builder(&server, secret()).resource("https://manage.office.com/").build().unwrap();
    client.list_subscriptions().await.unwrap();
    assert_eq!(proof(&server).form("scope").as_deref(), Some("https://manage.office.com/.default"));
}

fn decode(part: &str) -> Value {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

/// Holds an assertion to its certificate and gives its `jti`.
fn assert_signed(assertion: &str, algorithm: Algorithm, audience: &str) -> String {
    let (signed, signature) = assertion.rsplit_once('.').unwrap();
    let (header, claims) = signed.split_once('.').unwrap();
    let (header, claims) = (decode(header), decode(claims));
    assert_eq!((&header["x5t#S256"], &header["typ"]), (&X5T.into(), &"JWT".into()));
    assert_eq!(header["alg"], algorithm.to_string());

    let key = rustls_pki_types::PrivatePkcs8KeyDer::from_pem_slice(data!("key.pem")).unwrap();
    let key = RsaKeyPair::from_pkcs8(key.secret_pkcs8_der()).unwrap();
    let parameters = match algorithm {
        Algorithm::Rs256 => &RSA_PKCS1_2048_8192_SHA256,
        _ => &RSA_PSS_2048_8192_SHA256,
    };
    let public = UnparsedPublicKey::new(parameters, key.public_key().as_ref().to_vec());
    public.verify(signed.as_bytes(), &URL_SAFE_NO_PAD.decode(signature).unwrap()).unwrap();

    assert_eq!(
        (&claims["iss"], &claims["sub"], &claims["aud"]),
        (&APP.into(), &APP.into(), &audience.into())
    );
    let [nbf, exp] = ["nbf", "exp"].map(|name| claims[name].as_i64().unwrap() - Utc::now().timestamp());
    assert!((-70..=0).contains(&nbf) && (300..=600).contains(&exp), "{nbf} {exp}");
    claims["jti"].as_str().unwrap().to_owned()
}

use rustls_pki_types::pem::PemObject as _;

#[tokio::test]
async fn a_certificate_signs_an_assertion_that_is_never_used_twice() {
    let pem = [data!("key.pem").as_slice(), data!("cert.pem")].concat();
    for algorithm in [Algorithm::Ps256, Algorithm::Rs256] {
        let certificate = Certificate::from_pem(&pem).unwrap().with_algorithm(algorithm);
        let mut seen = Vec::new();
        for _ in 0..2 {
            let server = Server::tenant(|_| empty());
            let credential = Credential::certificate(app(), certificate.clone());
            builder(&server, credential).build().unwrap().list_subscriptions().await.unwrap();
            let proof = proof(&server);
            assert_form(&proof, &server);
            let kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
            assert_eq!(proof.form("client_assertion_type").as_deref(), Some(kind));
            let audience = format!("{}{}", server.address, proof.path());
            seen.push(assert_signed(&proof.form("client_assertion").unwrap(), algorithm, &audience));
        }
        assert_ne!(seen[0], seen[1]);
    }
}

#[test]
fn certificates_are_read_from_every_form() {
    let password = Some(Secret::new(PASSWORD));
    let join = |parts: &[&[u8]]| Certificate::from_pem(&parts.concat());
    for (what, certificate) in [
        ("PKCS#8", join(&[data!("key.pem"), data!("cert.pem")])),
        ("PKCS#1 after a chain", join(&[data!("other-cert.pem"), data!("cert.pem"), data!("key-pkcs1.pem")])),
        ("PFX with AES", Certificate::from_pfx(data!("modern.pfx"), password.as_ref())),
        ("PFX with RC2, two certificates", Certificate::from_pfx(data!("legacy.pfx"), password.as_ref())),
        ("PFX with 3DES", Certificate::from_pfx(data!("3des.pfx"), password.as_ref())),
        ("PFX without a password", Certificate::from_pfx(data!("open.pfx"), None)),
    ] {
        let certificate = certificate.unwrap_or_else(|e| panic!("{what}: {e}"));
        assert_eq!(certificate.thumbprint(), THUMBPRINT, "{what}");
    }
    let mut damaged = data!("modern.pfx").to_vec();
    damaged[1000] ^= 1;
    for (what, certificate) in [
        ("nothing", Certificate::from_pem(b"")),
        ("no certificate", Certificate::from_pem(data!("key.pem"))),
        ("no key", Certificate::from_pem(data!("cert.pem"))),
        ("another's certificate", join(&[data!("key.pem"), data!("other-cert.pem")])),
        ("no RSA key", join(&[data!("ec.pem"), data!("cert.pem")])),
        ("an encrypted key", join(&[data!("encrypted.pem"), data!("cert.pem")])),
        ("no PFX", Certificate::from_pfx(data!("key.pem"), None)),
        ("a wrong password", Certificate::from_pfx(data!("modern.pfx"), Some(&Secret::new("wrong")))),
        ("no password", Certificate::from_pfx(data!("legacy.pfx"), None)),
        ("a damaged PFX", Certificate::from_pfx(&damaged, password.as_ref())),
    ] {
        let error = certificate.err().unwrap_or_else(|| panic!("{what} was taken"));
        assert_eq!(error.kind(), ErrorKind::Configuration, "{what}");
    }
}

#[tokio::test]
async fn a_federated_token_is_read_anew_each_time() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), "federated-1\n").unwrap();
    let server = Server::tenant(|r| match r.header("authorization") {
        Some("Bearer token-1") => reply(401, ""),
        _ => empty(),
    });
    let credential = Credential::federated_token_file(app(), file.path());
    let client = builder(&server, credential.clone()).build().unwrap();
    let rewrite = std::fs::read(file.path()).unwrap();
    assert_eq!(rewrite, b"federated-1\n");
    client.list_subscriptions().await.unwrap();
    let sent: Vec<_> = server.requests().iter().filter_map(|r| r.form("client_assertion")).collect();
    assert_eq!(sent, ["federated-1", "federated-1"]);

    std::fs::write(file.path(), "federated-2").unwrap();
    let server = Server::tenant(|_| empty());
    builder(&server, credential.clone()).build().unwrap().list_subscriptions().await.unwrap();
    assert_form(&proof(&server), &server);
    assert_eq!(proof(&server).form("client_assertion").as_deref(), Some("federated-2"));

    std::fs::write(file.path(), "\n").unwrap();
    let client = builder(&server, credential.clone()).retries(1).build().unwrap();
    let away = async || {
        let error = client.list_subscriptions().await.unwrap_err();
        assert_eq!((error.kind(), passes(&error)), (ErrorKind::Configuration, true), "{error}");
        assert_eq!(client.pace().retried, 0, "it may pass, but not within a second");
        turn(AT_MOST).await;
    };
    away().await;
    let path = file.path().to_owned();
    drop(file);
    away().await;
    std::fs::write(&path, "federated-3").unwrap();
    client.list_subscriptions().await.unwrap();
    std::fs::remove_file(path).unwrap();
}

#[tokio::test]
async fn a_credential_is_read_anew_where_it_is_told_how() {
    let kept = Arc::new(Mutex::new(Some("secret-1")));
    let place = Arc::clone(&kept);
    let read = move || {
        let secret = place.lock().unwrap().ok_or("the vault is closed")?;
        Ok(Credential::client_secret(app(), Secret::new(secret)))
    };
    let credential = Credential::client_secret(app(), Secret::new("secret-0")).read_anew_by(read);
    assert_eq!(format!("{credential:?}"), format!("client secret of {APP}"));
    // Each token is refused once, so that each call signs in.
    let server = Server::tenant(|_| reply(401, ""));
    let client = builder(&server, credential).retries(0).build().unwrap();
    for secret in [Some("secret-1"), Some("secret-2"), None] {
        *kept.lock().unwrap() = secret;
        turn(AT_MOST).await;
        let error = client.list_subscriptions().await.unwrap_err();
        match secret {
            Some(_) => assert_eq!(error.kind(), ErrorKind::Unauthorized),
            None => {
                assert_eq!((error.kind(), error.retry()), (ErrorKind::Configuration, REST));
                let told = format!("{error:?}");
                assert!(told.contains("the vault is closed") && !told.contains("secret-"), "{told}");
            }
        }
    }
    let sent: Vec<_> = server.requests().iter().filter_map(|r| r.form("client_secret")).collect();
    assert_eq!(sent.first().map(String::as_str), Some("secret-1"));
    assert_eq!(sent.last().map(String::as_str), Some("secret-2"));
}

#[tokio::test]
async fn a_managed_identity_at_another_address_is_not_asked() {
    let server = Server::tenant(|_| empty());
    let azure = Server::start(|_| reply(200, r#"{"access_token":"token-m","expires_in":"86399"}"#));
    let other = Server::start(|_| reply(200, r#"{"access_token":"token-m","expires_in":"86399"}"#));
    let at = |azure: &Server| {
        let address = format!("{}/identity/token", azure.address);
        Credential::managed_identity(ManagedIdentity::imds().with_endpoint(address))
    };
    let there = at(&other);
    let credential = at(&azure).read_anew_by(move || Ok(there.clone()));
    let error = builder(&server, credential).build().unwrap().list_subscriptions().await.unwrap_err();
    assert_eq!((error.kind(), error.retry()), (ErrorKind::Configuration, Retry::Never), "{error}");
    assert_eq!((azure.requests().len(), other.requests().len()), (0, 0));
}

#[tokio::test]
async fn a_managed_identity_is_asked_at_its_address() {
    let imds = ManagedIdentity::imds();
    let service = ManagedIdentity::app_service("", Secret::new("identity-header"));
    for (identity, header, version, body) in [
        (
            imds,
            ("metadata", "true"),
            "2018-02-01",
            r#"{"access_token":"token-m","expires_in":"86399"}"#.to_owned(),
        ),
        (
            service,
            ("x-identity-header", "identity-header"),
            "2019-08-01",
            format!(r#"{{"access_token":"token-m","expires_on":"{}"}}"#, Utc::now().timestamp() + 3600),
        ),
    ] {
        for client_id in [None, Some(app())] {
            let answer = body.clone();
            let azure = Server::start(move |_| reply(200, answer.clone()));
            let server = Server::start(|_| empty());
            let mut identity = identity.clone().with_endpoint(format!("{}/identity/token", azure.address));
            if let Some(app) = client_id {
                identity = identity.with_client_id(app);
            }
            let client = builder(&server, Credential::managed_identity(identity)).build().unwrap();
            client.list_subscriptions().await.unwrap();
            client.list_subscriptions().await.unwrap();
            let asked = azure.requests();
            assert_eq!(
                (asked.len(), asked[0].method.as_str(), asked[0].path()),
                (1, "GET", "/identity/token".to_owned())
            );
            assert_eq!(asked[0].header(header.0), Some(header.1));
            assert_eq!(asked[0].query("api-version").as_deref(), Some(version));
            assert_eq!(asked[0].query("resource"), Some(server.address.clone()));
            assert_eq!(asked[0].query("client_id"), client_id.map(|c| c.to_string()));
            assert_eq!(server.requests()[0].header("authorization"), Some("Bearer token-m"));
        }
    }
}

#[tokio::test]
async fn a_managed_identity_that_is_not_there_is_told() {
    for (status, kind, retry) in [
        (400, ErrorKind::SignIn, Retry::Never),
        (404, ErrorKind::Service, REST),
        (410, ErrorKind::Service, REST),
        (500, ErrorKind::Service, REST),
    ] {
        let body = r#"{"error":"invalid_request","error_description":"Identity not found"}"#;
        let azure = Server::start(move |_| reply(status, body));
        let identity = ManagedIdentity::imds().with_endpoint(azure.address.clone());
        let client = builder(&azure, Credential::managed_identity(identity)).build().unwrap();
        let error = client.list_subscriptions().await.unwrap_err();
        assert_eq!((error.kind(), error.retry(), error.message()), (kind, retry, Some("Identity not found")));
    }
}

#[derive(Default)]
struct Provider(AtomicU32);

impl TokenProvider for Provider {
    fn token(&self) -> TokenFuture<'_> {
        Box::pin(async {
            match self.0.fetch_add(1, Ordering::SeqCst) {
                1 => Err("the vault is locked".into()),
                count => Ok(Token::new(Secret::new(format!("own-{count}")), Duration::ZERO)),
            }
        })
    }
}

#[tokio::test]
async fn tokens_of_ones_own_are_used() {
    let server = Server::start(|_| empty());
    let client = builder(&server, Credential::provider(Provider::default())).build().unwrap();
    client.list_subscriptions().await.unwrap();
    let error = client.list_subscriptions().await.unwrap_err();
    assert_eq!(error.to_string(), "sign in: the token provider gave no token");
    assert_eq!((error.kind(), error.retry()), (ErrorKind::SignIn, REST));
    turn(AT_MOST).await;
    client.list_subscriptions().await.unwrap();
    let tokens: Vec<_> =
        server.calls().iter().map(|c| c.header("authorization").unwrap().to_owned()).collect();
    assert_eq!(tokens, ["Bearer own-0", "Bearer own-2"]);

    let server = Server::start(|_| reply(401, ""));
    let client = builder(&server, Credential::token(Secret::new("fixed"))).build().unwrap();
    assert_eq!(client.list_subscriptions().await.unwrap_err().kind(), ErrorKind::Unauthorized);
    assert_eq!(server.calls().len(), 1, "a token that cannot be renewed is not tried twice");
}

struct Refusing(fn() -> Box<dyn std::error::Error + Send + Sync>);

impl TokenProvider for Refusing {
    fn token(&self) -> TokenFuture<'_> {
        Box::pin(async { Err(self.0()) })
    }
}

#[tokio::test]
async fn a_provider_says_whether_its_failure_passes() {
    let server = Server::start(|_| empty());
    let denied = || Denied("locked".into()).into();
    let ours = || "no-guid".parse::<trail365_client::TenantId>().unwrap_err().into();
    for (provider, retry) in [
        (Refusing(|| "locked".into()), REST),
        (Refusing(denied), Retry::Never),
        (Refusing(ours), Retry::Never),
    ] {
        let client = builder(&server, Credential::provider(provider)).build().unwrap();
        let error = client.list_subscriptions().await.unwrap_err();
        assert_eq!((error.kind(), error.retry()), (ErrorKind::SignIn, retry), "{error:?}");
        assert!(std::error::Error::source(&error).is_some());
    }
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn a_refused_token_is_renewed_once_for_all() {
    let server = Server::tenant(|r| match r.header("authorization") {
        Some("Bearer token-1") => reply(401, ""),
        _ => empty(),
    });
    let client = client(&server);
    let calls = (0..8).map(|_| client.list_subscriptions());
    futures::future::try_join_all(calls).await.unwrap();
    let proofs = server.requests().iter().filter(|r| r.is_sign_in()).count();
    assert_eq!(proofs, 2, "one token for all, and one renewal for all");

    let server = Server::tenant(|_| reply(401, ""));
    let error = crate::client(&server).list_subscriptions().await.unwrap_err();
    assert_eq!((error.kind(), server.calls().len()), (ErrorKind::Unauthorized, 2), "then it stops");
}

/// A token that others have had use of and that is refused now was taken away, however new it is to this call.
#[tokio::test]
async fn a_token_that_was_good_is_renewed_again() {
    let server = Server::tenant(|r| match (r.path().ends_with('a'), r.header("authorization").unwrap()) {
        (true, "Bearer token-1") => reply(401, ""),
        (true, "Bearer token-2") => {
            std::thread::sleep(Duration::from_millis(600));
            reply(401, "")
        }
        _ => empty(),
    });
    let client = client(&server);
    let [refused, taken] = ["a", "b"].map(|id| client.content_uri(id).unwrap());
    let other = async {
        tokio::time::sleep(Duration::from_millis(200)).await;
        client.fetch_bytes(&taken).await
    };
    futures::future::try_join(client.fetch_bytes(&refused), other).await.unwrap();
    let tokens: Vec<_> =
        server.calls().iter().map(|c| c.header("authorization").unwrap().to_owned()).collect();
    assert_eq!(tokens, ["Bearer token-1", "Bearer token-2", "Bearer token-2", "Bearer token-3"]);
}

#[tokio::test]
async fn a_failed_sign_in_is_one_failure_for_all_who_wait() {
    let server = Server::start(|_| {
        std::thread::sleep(Duration::from_millis(200));
        reply(401, r#"{"error_codes":[7000222]}"#)
    });
    let client = client(&server);
    let outcomes = futures::future::join_all((0..8).map(|_| client.list_subscriptions())).await;
    for outcome in outcomes {
        assert_eq!(outcome.unwrap_err().code(), Some("AADSTS7000222"));
    }
    assert_eq!(server.requests().len(), 1, "eight wrong proofs would look like an attack");
    client.list_subscriptions().await.unwrap_err();
    assert_eq!(server.requests().len(), 1, "nor does whoever comes soon after");
    turn(AT_MOST).await;
    client.list_subscriptions().await.unwrap_err();
    assert_eq!(server.requests().len(), 2, "whoever comes later tries anew");
}

/// How often the app signed in while `calls` came one after the other, each so long after the one before.
async fn sign_ins(answer: Reply, calls: u32, apart: Duration) -> (usize, Vec<Retry>) {
    let server = Server::start(move |_| answer.clone());
    let client = client(&server);
    let mut retries = Vec::new();
    for _ in 0..calls {
        retries.push(client.list_subscriptions().await.unwrap_err().retry());
        turn(apart).await;
    }
    (server.requests().len(), retries)
}

#[tokio::test]
async fn a_sign_in_that_fails_is_rested_from_by_every_call() {
    let busy = reply(429, r#"{"error":"temporarily_unavailable"}"#).header("Retry-After", "120");
    let (count, retries) = sign_ins(busy, 125, Duration::from_secs(1)).await;
    assert_eq!(count, 2, "as the host asks");
    let asked = |retry: &Retry| matches!(retry, Retry::After(pause) if *pause <= Duration::from_mins(2));
    assert!(retries.iter().all(asked) && retries[0] == Retry::After(Duration::from_mins(2)), "{retries:?}");
    assert!(matches!(retries[100], Retry::After(left) if left <= Duration::from_secs(20)), "{retries:?}");
    let (count, _) = sign_ins(reply(503, ""), 100, Duration::from_secs(1)).await;
    assert_eq!(count, 7, "at 0, 1, 3, 7, 15, 31 and 63 seconds");
    let wrong = reply(401, r#"{"error":"invalid_client","error_codes":[7000215]}"#);
    let (count, retries) = sign_ins(wrong, 56, Duration::from_secs(1)).await;
    assert_eq!(count, 9, "at 0, 1, 3, 7 and 15 seconds and then every ten");
    assert!(retries.iter().all(|retry| *retry == Retry::Never));
}

/// What refuses every token does so less and less often; one that was of use is replaced at once.
#[tokio::test]
async fn tokens_that_are_refused_before_they_are_of_use_are_rested_from() {
    let server = Server::tenant(|r| {
        if r.path().ends_with("list") { reply(401, r#"{"Message":"Denied."}"#) } else { empty() }
    });
    let client = client(&server);
    let sign_ins = || server.requests().iter().filter(|r| r.is_sign_in()).count();
    for _ in 0..50 {
        let error = client.list_subscriptions().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unauthorized, "{error}");
        turn(Duration::from_secs(1)).await;
    }
    assert_eq!(sign_ins(), 7, "at first, and after 0, 1, 3, 7, 15 and 31 seconds");
    client.list_sensitive_types(None).await.unwrap();
    client.list_subscriptions().await.unwrap_err();
    assert_eq!(sign_ins(), 8);
}

/// Lives of tokens by a clock that the test turns; no request is under way when it turns. What is in the way of a new one may
/// pass or stay.
#[tokio::test]
async fn tokens_are_renewed_before_they_expire_and_kept_while_they_last() {
    kept_while_they_last(reply(503, ""), ErrorKind::Service).await;
    let stays = r#"{"error":"invalid_client","error_codes":[7000222]}"#;
    kept_while_they_last(reply(401, stays), ErrorKind::SignIn).await;
}

async fn kept_while_they_last(refusal: Reply, kind: ErrorKind) {
    let broken = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    let (down, count) = (std::sync::Arc::clone(&broken), AtomicU32::new(0));
    let server = Server::start(move |r| match r.is_sign_in() {
        true if down.load(Ordering::SeqCst) => refusal.clone(),
        true => {
            let number = count.fetch_add(1, Ordering::SeqCst);
            reply(200, format!(r#"{{"expires_in":3600,"access_token":"t{number}"}}"#))
        }
        false => empty(),
    });
    let client = client(&server);
    let used = || server.calls().last().unwrap().header("authorization").unwrap().to_owned();
    for (minutes, is_broken, token) in [
        (0, false, "t0"),
        (54, false, "t0"),
        (2, true, "t0"),
        (0, false, "t0"),
        (1, false, "t1"),
        (54, true, "t1"),
    ] {
        broken.store(is_broken, Ordering::SeqCst);
        turn(Duration::from_mins(minutes)).await;
        client.list_subscriptions().await.unwrap();
        assert_eq!(used(), format!("Bearer {token}"), "{minutes} minutes later");
    }
    turn(Duration::from_mins(7)).await;
    assert_eq!(client.list_subscriptions().await.unwrap_err().kind(), kind, "expired is expired");
}

/// Turns the clock while no request is under way.
pub async fn turn(by: Duration) {
    tokio::time::pause();
    tokio::time::advance(by).await;
    tokio::time::resume();
}
