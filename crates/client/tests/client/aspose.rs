//! The part of `docs/aspose.md` that leads to this crate, held to the code.

use std::collections::BTreeSet;

use trail365_client::{
    Builder, Client, Cloud, ContentInfo, Credential, Error, Notification, NotificationStatus, SensitiveType,
    Subscription, SubscriptionStatus, Webhook, WebhookSettings, WebhookStatus,
};

use crate::TENANT;

const DOCUMENT: &str = include_str!("../../../../docs/aspose.md");

/// Paths as text, each also named in code: one that is gone does not compile.
macro_rules! paths {
    ($(fn $function:ident { $($name:ident)+ })* $(struct $record:ident { $($field:ident)+ })* $(enum $words:ident { $($word:ident)+ })*) => {
        fn paths() -> BTreeSet<String> {
            $($(let _ = $function::$name;)+)*
            $(let _ = |r: $record| { $(let _ = &r.$field;)+ };)*
            $($(let _ = $words::$word;)+)*
            let functions = [$($(concat!(stringify!($function), "::", stringify!($name))),+),*];
            let fields = [$($(concat!(stringify!($record), "::", stringify!($field))),+),*];
            let words = [$($(concat!(stringify!($words), "::", stringify!($word))),+),*];
            functions.into_iter().chain(fields).chain(words).map(str::to_owned).collect()
        }
    };
}

struct Never;

impl trail365_client::TokenProvider for Never {
    fn token(&self) -> trail365_client::TokenFuture<'_> {
        Box::pin(async { Err("never".into()) })
    }
}

paths! {
    fn Builder { connect_timeout content_timeout proxy read_timeout retries total_timeout }
    fn Client {
        builder content_pages content_uri fetch_bytes fetch_content list_content list_notifications
        list_sensitive_types list_subscriptions pace start_subscription stop_subscription tenant
    }
    fn Error { remedy }
    struct ContentInfo { content_id content_type content_uri created expiration }
    struct Notification { sent status }
    struct SensitiveType { id name }
    struct Subscription { content_type status webhook }
    struct Webhook { address auth_id expiration status }
    struct WebhookSettings { address auth_id expiration }
    enum NotificationStatus { Failed Success }
    enum SubscriptionStatus { Disabled Enabled }
    enum WebhookStatus { Disabled Enabled Expired }
}

#[test]
fn every_path_of_the_document_is_code_and_the_reverse() {
    let builder = Client::builder(Cloud::Gcc, TENANT.parse().unwrap(), Credential::provider(Never));
    assert!(builder.resource("https://manage.office.com").build().is_ok());
    let generic = ["Builder::resource", "Credential::provider"].map(str::to_owned);
    let expected: BTreeSet<_> = paths().into_iter().chain(generic).collect();
    let spans = DOCUMENT.split("```").step_by(2).flat_map(|text| text.split('`').skip(1).step_by(2));
    let written: BTreeSet<_> = spans.filter_map(|s| s.strip_prefix("client::")).map(str::to_owned).collect();
    let differ: Vec<_> = written.symmetric_difference(&expected).collect();
    assert!(differ.is_empty(), "in one of both only: {differ:#?}");
}
