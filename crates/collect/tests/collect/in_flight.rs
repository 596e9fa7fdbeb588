//! Calls to a tenant at once.

use std::fs;
use std::net::TcpListener;
use std::time::Duration;

use tempfile::TempDir;
use tokio::task::JoinSet;
use trail365_collect::config::Config;
use trail365_sandbox::AppPlan;

#[tokio::test]
async fn a_tenant_has_as_many_places_as_the_file_says() {
    // It takes connections and says nothing.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let (folder, origin) = (TempDir::new().unwrap(), format!("http://{}", silent.local_addr().unwrap()));
    let text = format!(
        "in_flight = 40\n[[tenants]]\nname = \"contoso\"\nquota_per_minute = 1000000\n\
         tenant_id = \"11111111-1111-4111-8111-111111111111\"\napp_id = \"{}\"\n\
         cloud = {{ root = \"{origin}\", authority = \"{origin}\" }}\n\
         sign_in.client_secret = {{ file = \"secret\" }}\n",
        AppPlan::ID,
    );
    fs::write(folder.path().join("secret"), AppPlan::SECRET).unwrap();
    let config = Config::parse(&text, "trail365.toml", folder.path()).unwrap();
    let client = config.tenants[0].tenant().unwrap().value.client;
    let mut calls = JoinSet::new();
    for _ in 0..config.options.in_flight {
        let client = client.clone();
        calls.spawn(async move { client.list_subscriptions().await });
    }
    let begun = async {
        while client.pace().in_flight < 40 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), begun).await.unwrap();
}
