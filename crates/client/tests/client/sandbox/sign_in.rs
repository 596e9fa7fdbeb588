//! Every way to sign in, taken by the sandbox.

use std::time::Duration;

use trail365_client::{
    Algorithm, AppId, Certificate, Credential, ErrorKind, ManagedIdentity, Retry, Secret, Token, TokenFuture,
    TokenProvider,
};
use trail365_sandbox::AppPlan;

use super::{Stage, builder, issuer, plan, secret};

const FORM: &str = "application/x-www-form-urlencoded";

/// A sandbox whose app may prove itself in any way.
async fn stage() -> Stage {
    let mut plan = plan();
    let app = &mut plan.tenants[0].apps[0];
    app.certificates = vec![issuer::CERTIFICATE.to_owned()];
    app.federated = vec![issuer::federated()];
    Stage::new(plan).await
}

fn app() -> AppId {
    AppPlan::ID.parse().unwrap()
}

fn certificate() -> Certificate {
    Certificate::from_pem(&[issuer::KEY, issuer::CERTIFICATE.as_bytes()].concat()).unwrap()
}

/// A token that somebody else got.
async fn token(stage: &Stage) -> String {
    let origin = stage.sandbox.origin();
    let url = format!("{origin}/{}/oauth2/v2.0/token", stage.client.tenant());
    let pairs = [
        ("grant_type", "client_credentials"),
        ("client_id", AppPlan::ID),
        ("client_secret", AppPlan::SECRET),
        ("scope", &format!("{origin}/.default")),
    ];
    let form = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let answer = http.post(url).header("content-type", FORM).body(form).send().await.unwrap();
    let answer: serde_json::Value = serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap();
    answer["access_token"].as_str().unwrap().to_owned()
}

struct Vault(String);

impl TokenProvider for Vault {
    fn token(&self) -> TokenFuture<'_> {
        let token = Token::new(Secret::new(self.0.clone()), Duration::from_hours(1));
        Box::pin(async { Ok(token) })
    }
}

#[tokio::test]
async fn every_way_to_sign_in_is_taken() {
    let stage = stage().await;
    let origin = stage.sandbox.origin();
    let rs256 = certificate().with_algorithm(Algorithm::Rs256);
    let password = Secret::new("open-sesame");
    let pfx = Certificate::from_pfx(include_bytes!("../data/modern.pfx"), Some(&password)).unwrap();
    let (_file, federated) = issuer::in_file(&issuer::signed(&issuer::claims(&serde_json::json!({}))));
    let imds = ManagedIdentity::imds().with_endpoint(format!("{origin}/metadata/identity/oauth2/token"));
    let service =
        ManagedIdentity::app_service(format!("{origin}/msi/token"), Secret::new("sandbox-identity"));
    let token = token(&stage).await;
    for credential in [
        secret(),
        Credential::certificate(app(), certificate()),
        Credential::certificate(app(), rs256),
        Credential::certificate(app(), pfx),
        federated,
        Credential::managed_identity(imds.clone()),
        Credential::managed_identity(imds.with_client_id(app())),
        Credential::managed_identity(service),
        Credential::token(Secret::new(token.clone())),
        Credential::provider(Vault(token)),
    ] {
        let shown = format!("{credential:?}");
        let listed = stage.client(credential).list_subscriptions().await;
        assert_eq!(listed.unwrap_or_else(|e| panic!("{shown}: {e:?}")).len(), 5, "{shown}");
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_machine_s_identity_is_told() {
    let stage = stage().await;
    let origin = stage.sandbox.origin();
    let imds = ManagedIdentity::imds().with_endpoint(format!("{origin}/metadata/identity/oauth2/token"));
    let service = ManagedIdentity::app_service(format!("{origin}/msi/token"), Secret::new("wrong"));
    let other = imds.clone().with_client_id("11111111-1111-4111-8111-111111111111".parse().unwrap());
    for (identity, resource, code, says) in [
        (service, origin, "unauthorized", "X-IDENTITY-HEADER"),
        (other, origin, "invalid_request", "not found"),
        (imds, "https://graph.microsoft.com", "AADSTS500011", "graph.microsoft.com"),
    ] {
        let client = builder(&stage.sandbox, 0, Credential::managed_identity(identity));
        let error = client.resource(resource).build().unwrap().list_subscriptions().await.unwrap_err();
        assert_eq!((error.kind(), error.retry()), (ErrorKind::SignIn, Retry::Never), "{error:?}");
        assert_eq!(error.code(), Some(code));
        assert!(error.message().unwrap().contains(says), "{error}");
    }
}

/// The sandbox takes each assertion once, so a certificate has to make a fresh one for each token.
#[tokio::test]
async fn a_certificate_gets_token_after_token() {
    let mut plan = plan();
    plan.sign_in.token_seconds = 1;
    plan.tenants[0].apps[0].certificates = vec![issuer::CERTIFICATE.to_owned()];
    let stage = Stage::new(plan).await;
    let client = stage.client(Credential::certificate(app(), certificate()));
    for tokens in 1..=3 {
        client.list_subscriptions().await.unwrap();
        assert!(stage.sandbox.requests().operations["token"] >= tokens);
        tokio::time::sleep(Duration::from_millis(1100)).await;
    }
}
