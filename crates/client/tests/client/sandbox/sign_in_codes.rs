//! Codes of signing in: those that follow from what an app proves, and those that the state of a directory gives.

use serde_json::json;
use trail365_client::{Certificate, Client, Credential, Error, ErrorKind, Fault as F, Retry, Secret};
use trail365_sandbox::{AppPlan, Plan, Running, Sandbox};

use super::codes::Case;
use super::{Stage, builder, issuer, plan, secret};

const NEVER: Retry = Retry::Never;

/// Whose fault it is, whether it passes, words of the remedy, and the numbers that mean so. The sandbox is told to refuse.
const DIRECTORY: &[(F, Retry, &str, &[u32])] = &[
    (F::Configuration, NEVER, "client secret", &[70002, 7_000_216]),
    (F::Configuration, NEVER, "confidential client", &[700_025]),
    (F::Configuration, NEVER, "private key", &[50012, 50003, 700_030, 900_384]),
    (F::Configuration, NEVER, "new certificate", &[1_000_502, 7_000_274, 7_000_214, 7_000_277]),
    (F::Configuration, NEVER, "2048 bits", &[50032]),
    (F::Configuration, NEVER, "application (client) ID", &[50048, 700_011]),
    (F::Configuration, NEVER, "letter by letter", &[70021, 700_229]),
    (F::Tenant, NEVER, "workload identity federation", &[700_223, 700_238]),
    (F::Configuration, NEVER, "admin consent", &[7_000_229, 65001, 65005, 650_056, 650_057, 90094]),
    (F::Tenant, NEVER, "enable the app", &[70001, 7_000_112]),
    (F::Tenant, NEVER, "assign the app", &[501_051]),
    (
        F::Configuration,
        NEVER,
        "GCC High",
        &[900_021, 900_023, 50049, 90019, 90038, 900_382, 900_432, 900_439],
    ),
    (F::Configuration, NEVER, "enterprise applications", &[50001, 650_052]),
    (F::Tenant, NEVER, "enable the Office 365 Management APIs", &[500_014]),
    (F::Configuration, NEVER, "root of the cloud's API", &[70011, 1_002_012, 901_002]),
    (F::Tenant, NEVER, "policy", &[53003, 530_032, 530_035, 500_021, 500_022]),
    (F::Ours, NEVER, "report it", &[900_144, 90014, 9_002_313, 70003]),
    (
        F::Service,
        Retry::After(std::time::Duration::from_secs(1)),
        "after a pause",
        &[50033, 50196, 90006, 90012, 90024, 90033, 90055, 90090],
    ),
];

pub async fn cases() -> Vec<Case> {
    let mut all = of_the_directory().await;
    all.extend(of_secrets().await);
    all.extend(of_certificates().await);
    all.extend(of_federation().await);
    all
}

fn case(number: u32, fault: F, retry: Retry, remedy: &'static str, error: Error) -> Case {
    Case { code: format!("AADSTS{number}"), kind: ErrorKind::SignIn, fault, retry, remedy, error }
}

/// A mistake of who configured the app.
fn mistake(number: u32, remedy: &'static str, error: Error) -> Case {
    case(number, F::Configuration, NEVER, remedy, error)
}

async fn refusal(client: &Client) -> Error {
    client.list_subscriptions().await.unwrap_err()
}

/// An app for each number.
async fn of_the_directory() -> Vec<Case> {
    let numbers = || DIRECTORY.iter().flat_map(|(.., numbers)| numbers.iter().copied());
    let id = |number: u32| format!("00000000-0000-4000-8000-{number:012}");
    let app = |number| AppPlan { id: id(number), refused: Some(number), ..AppPlan::default() };
    let mut plan = plan();
    plan.tenants[0].apps = numbers().map(app).collect();
    let stage = Stage::new(plan).await;
    let mut cases = Vec::new();
    for &(fault, retry, remedy, numbers) in DIRECTORY {
        for &number in numbers {
            let app = id(number).parse().unwrap();
            let client = stage.client(Credential::client_secret(app, Secret::new(AppPlan::SECRET)));
            cases.push(case(number, fault, retry, remedy, refusal(&client).await));
        }
    }
    cases
}

async fn of_secrets() -> Vec<Case> {
    let mut plan = plan();
    plan.tenants[0].apps[0].expired_secret = Some("old".into());
    let stage = Stage::new(plan).await;
    let with = async |app: &str, secret: &str| {
        let credential = Credential::client_secret(app.parse().unwrap(), Secret::new(secret));
        refusal(&stage.client(credential)).await
    };
    let resource =
        builder(&stage.sandbox, 0, secret()).resource("https://graph.microsoft.com").build().unwrap();
    vec![
        mistake(7_000_215, "client secret", with(AppPlan::ID, "wrong").await),
        mistake(7_000_222, "client secret", with(AppPlan::ID, "old").await),
        mistake(7_000_218, "client secret", with(AppPlan::ID, "").await),
        mistake(700_016, "application (client) ID", with("11111111-1111-4111-8111-111111111111", "x").await),
        mistake(500_011, "enterprise applications", refusal(&resource).await),
        mistake(90002, "GCC High", refusal(&elsewhere(&stage.sandbox)).await),
    ]
}

/// A client of a tenant that the sandbox has never heard of.
fn elsewhere(sandbox: &Running) -> Client {
    let cloud = trail365_client::Cloud::custom(sandbox.origin(), sandbox.origin()).unwrap();
    let builder = Client::builder(cloud, "11111111-1111-4111-8111-111111111111".parse().unwrap(), secret());
    builder.proxy(trail365_client::ProxySetting::Direct).retries(0).build().unwrap()
}

fn certified() -> Plan {
    let mut plan = plan();
    plan.tenants[0].apps[0].certificates = vec![issuer::CERTIFICATE.to_owned()];
    plan
}

fn certificate() -> Credential {
    let pem = [issuer::KEY, issuer::CERTIFICATE.as_bytes()].concat();
    Credential::certificate(AppPlan::ID.parse().unwrap(), Certificate::from_pem(&pem).unwrap())
}

async fn of_certificates() -> Vec<Case> {
    let unknown = Stage::new(plan()).await;
    // The sandbox stands behind a gateway, and the client signs in past that.
    let mut behind = certified();
    behind.service.origin = Some("http://gateway.example".to_owned());
    let behind = Sandbox::start(behind).await.unwrap();
    let past = builder(&behind, 0, certificate()).resource("http://gateway.example").build().unwrap();
    vec![
        mistake(700_027, "private key", refusal(&unknown.client(certificate())).await),
        mistake(700_023, "GCC High", refusal(&past).await),
        mistake(50013, "private key", used_twice().await),
    ]
}

/// An assertion of the app's own, in a file, where it stays the same.
async fn used_twice() -> Error {
    let stage = Stage::new(certified()).await;
    let endpoint = format!("{}/{}/oauth2/v2.0/token", stage.sandbox.origin(), stage.client.tenant());
    let own = json!({"iss": AppPlan::ID, "sub": AppPlan::ID, "aud": endpoint, "jti": "1"});
    let (_file, credential) = issuer::in_file(&issuer::signed(&issuer::claims(&own)));
    stage.client(credential.clone()).list_subscriptions().await.unwrap();
    refusal(&stage.client(credential)).await
}

async fn of_federation() -> Vec<Case> {
    let (plain, mut federated) = (Stage::new(plan()).await, plan());
    federated.tenants[0].apps[0].federated = vec![issuer::federated()];
    let stage = Stage::new(federated).await;
    let file = async |stage: &Stage, text: &str| {
        let (_file, credential) = issuer::in_file(text);
        refusal(&stage.client(credential)).await
    };
    let with = async |stage, changes| file(stage, &issuer::signed(&issuer::claims(&changes))).await;
    vec![
        mistake(50027, "certificate", file(&stage, "no token").await),
        mistake(700_021, "application (client) ID", with(&plain, json!({})).await),
        mistake(700_024, "clock", with(&stage, json!({"exp": 1_700_000_000})).await),
        mistake(700_211, "letter by letter", with(&stage, json!({"iss": "https://other.example"})).await),
        mistake(700_212, "letter by letter", with(&stage, json!({"aud": "other"})).await),
        mistake(700_213, "letter by letter", with(&stage, json!({"sub": "somebody"})).await),
    ]
}
