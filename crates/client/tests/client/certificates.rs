//! A machine without CA certificates. Where they are looked for is a matter of the environment, so that the case is a program of
//! its own: this one again.

use std::env;
use std::process::Command;

use trail365_client::{Client, Cloud, Credential, ErrorKind, ManagedIdentity, ProxySetting, Result, Secret};
use trail365_sandbox::{AppPlan, Plan, Sandbox};

use crate::TENANT;

fn build(cloud: Cloud, credential: Credential) -> Result<Client> {
    let tenant = TENANT.parse().unwrap();
    Client::builder(cloud, tenant, credential).proxy(ProxySetting::Direct).build()
}

/// Run by the test below only, on a machine that seems to have no certificates.
#[tokio::test]
#[ignore = "needs the environment that another test gives it"]
async fn on_a_machine_without_any() {
    let sandbox = Sandbox::start(Plan::default()).await.unwrap();
    let plain = Cloud::custom(sandbox.origin(), sandbox.origin()).unwrap();
    let secret = Credential::client_secret(AppPlan::ID.parse().unwrap(), Secret::new(AppPlan::SECRET));
    let tenant = sandbox.tenant_ids()[0].parse().unwrap();
    for credential in [secret, Credential::managed_identity(imds(sandbox.origin()))] {
        let client = Client::builder(plain.clone(), tenant, credential);
        client.build().unwrap().list_subscriptions().await.unwrap();
    }
    let token = || Credential::token(Secret::new("t"));
    let half = Cloud::custom(sandbox.origin(), "https://login.example").unwrap();
    for cloud in [Cloud::Enterprise, half] {
        let error = build(cloud, token()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        let text = error.to_string();
        assert!(text.contains("ca-certificates") && text.contains("SSL_CERT_FILE"), "{text}");
    }
    let identity = Credential::managed_identity(imds("https://127.0.0.1:1"));
    assert!(build(plain, identity).is_err(), "an identity may have TLS where the cloud has none");
}

fn imds(origin: &str) -> ManagedIdentity {
    ManagedIdentity::imds().with_endpoint(format!("{origin}/metadata/identity/oauth2/token"))
}

#[test]
fn certificates_are_needed_for_tls_only() {
    let nothing = tempfile::tempdir().unwrap();
    let mut program = Command::new(env::current_exe().unwrap());
    program.args(["--exact", "certificates::on_a_machine_without_any", "--ignored"]);
    program.env("SSL_CERT_DIR", nothing.path()).env("SSL_CERT_FILE", nothing.path().join("none.pem"));
    let outcome = program.output().unwrap();
    let text = String::from_utf8_lossy(&outcome.stdout);
    assert!(outcome.status.success() && text.contains("1 passed"), "{text}");
}
