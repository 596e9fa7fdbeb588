//! A secret that is replaced in its file while the collector runs.

use std::fs;
use std::time::Duration;

use trail365_client::ErrorKind;
use trail365_collect::config::Config;
use trail365_sandbox::AppPlan;

use crate::world::{World, plan};

/// As long as the client rests at most after a sign-in that somebody has to mend.
async fn rest() {
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(10)).await;
    tokio::time::resume();
}

#[tokio::test]
async fn a_secret_that_was_replaced_is_found() {
    let world = World::new(plan()).await;
    let (folder, origin) = (world.folder.path(), world.sandbox.origin());
    let text = format!(
        "[[tenants]]\nname = \"contoso\"\ntenant_id = \"{}\"\napp_id = \"{}\"\n\
         cloud = {{ root = \"{origin}\", authority = \"{origin}\" }}\n\
         sign_in.client_secret = {{ file = \"secret\" }}\n",
        world.sandbox.tenant_ids()[0],
        AppPlan::ID,
    );
    let secret = folder.join("secret");
    fs::write(&secret, "expired").unwrap();
    let config = Config::parse(&text, "trail365.toml", folder).unwrap();
    let tenant = config.tenants[0].tenant().unwrap().value;

    let refused = tenant.client.list_subscriptions().await.unwrap_err();
    assert_eq!((refused.kind(), refused.code()), (ErrorKind::SignIn, Some("AADSTS7000215")), "{refused}");
    rest().await;
    fs::remove_file(&secret).unwrap();
    let away = tenant.client.list_subscriptions().await.unwrap_err();
    assert_eq!(away.kind(), ErrorKind::Configuration, "{away}");
    assert!(format!("{away:?}").contains("secret cannot be read"), "{away:?}");
    rest().await;
    fs::write(&secret, AppPlan::SECRET).unwrap();
    assert!(!tenant.client.list_subscriptions().await.unwrap().is_empty());
}
