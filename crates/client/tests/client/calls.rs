//! Each operation: what is sent, what comes back.

use chrono::{DateTime, TimeDelta, Utc};
use trail365_client::{
    ContentType, Credential, NotificationStatus, Open, PublisherId, Secret, SubscriptionStatus,
    WebhookChange, WebhookSettings, WebhookStatus, Window,
};

use crate::secrecy::Log;
use crate::server::{Request, Server, reply};
use crate::{TENANT, builder, client, feed, secret};

const SUBSCRIPTION: &str = r#"{"contentType":"Audit.SharePoint","status":"enabled","webhook":{"status":"expired",
    "address":"https://hook.example/o365","authId":"hook-auth","expiration":"2026-02-01T00:00:00"}}"#;

fn time(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// The one call that was made.
fn only(server: &Server) -> Request {
    let mut calls = server.calls();
    assert_eq!(calls.len(), 1, "{calls:#?}");
    calls.remove(0)
}

#[tokio::test]
async fn subscriptions_are_started_with_every_change_of_webhook() {
    let settings = WebhookSettings {
        address: "https://hook.example/o365".to_owned(),
        auth_id: Some(Secret::new("hook-auth")),
        expiration: Some(time("2026-02-01T00:00:00.5Z")),
    };
    let full = r#"{"webhook":{"address":"https://hook.example/o365","authId":"hook-auth","expiration":"2026-02-01T00:00:00"}}"#;
    let bare = WebhookSettings { auth_id: None, expiration: None, ..settings.clone() };
    let plain = r#"{"webhook":{"address":"https://hook.example/o365","authId":null,"expiration":""}}"#;
    for (webhook, body) in [
        (WebhookChange::Unchanged, None),
        (WebhookChange::Set(settings), Some(full)),
        (WebhookChange::Set(bare), Some(plain)),
        (WebhookChange::Remove, Some(r#"{"webhook":null}"#)),
    ] {
        let server = Server::tenant(|_| reply(200, SUBSCRIPTION));
        let started =
            client(&server).start_subscription(ContentType::AuditSharePoint, webhook).await.unwrap();
        let call = only(&server);
        assert_eq!((call.method.as_str(), call.path()), ("POST", feed("subscriptions/start")));
        assert_eq!(call.query("contentType").as_deref(), Some("Audit.SharePoint"));
        let sent =
            (!call.body.is_empty()).then(|| serde_json::from_str::<serde_json::Value>(&call.body).unwrap());
        assert_eq!(sent, body.map(|b| serde_json::from_str(b).unwrap()));
        let webhook = started.webhook.unwrap();
        assert_eq!(started.status, Some(Open::Known(SubscriptionStatus::Enabled)));
        assert_eq!(webhook.status.unwrap().known(), Some(WebhookStatus::Expired));
        assert_eq!(
            (webhook.auth_id.as_deref(), webhook.expiration),
            (Some("hook-auth"), Some(time("2026-02-01T00:00:00Z")))
        );
    }
}

#[tokio::test]
async fn subscriptions_are_stopped_and_listed() {
    let server = Server::tenant(|r| {
        let listed = format!(r#"[{SUBSCRIPTION},{{"contentType":"Audit.New","webhook":null}}]"#);
        reply(200, if r.path().ends_with("list") { listed } else { String::new() })
    });
    let client = client(&server);
    client.stop_subscription(ContentType::DlpAll).await.unwrap();
    let listed = client.list_subscriptions().await.unwrap();
    let calls = server.calls();
    assert_eq!((calls[0].method.as_str(), calls[0].path()), ("POST", feed("subscriptions/stop")));
    assert_eq!(calls[0].query("contentType").as_deref(), Some("DLP.All"));
    assert_eq!((calls[1].method.as_str(), calls[1].path()), ("GET", feed("subscriptions/list")));
    assert_eq!(listed[0].content_type.known(), Some(ContentType::AuditSharePoint));
    assert_eq!(listed[1].content_type, Open::Other("Audit.New".to_owned()));
    assert!(listed[1].status.is_none() && listed[1].webhook.is_none());
}

/// An odd subscription takes no other with it, and stays as one that may be for anything.
#[tokio::test]
async fn odd_subscriptions_are_read_as_far_as_they_can_be() {
    let log = Log::default();
    let _guard = log.listen();
    for (odd, content_type, has_webhook, warnings) in [
        (r#"{"contentType":"DLP.All","status":7,"webhook":null}"#, "DLP.All", false, 0),
        (r#"{"contentType":"DLP.All","webhook":"odd"}"#, "DLP.All", false, 0),
        (
            r#"{"contentType":"DLP.All","webhook":{"status":7,"address":{},"authId":1,"expiration":[]}}"#,
            "DLP.All",
            true,
            0,
        ),
        (r#"{"contentType":7,"status":"hidden"}"#, "", false, 1),
        ("null", "", false, 2),
    ] {
        let body = format!("[{odd},{SUBSCRIPTION}]");
        let server = Server::tenant(move |_| reply(200, body.clone()));
        let listed = client(&server).list_subscriptions().await.unwrap();
        assert_eq!(listed.len(), 2, "{odd}");
        let found = |name: &str| listed.iter().find(|s| s.content_type == Open::from(name)).unwrap();
        assert!(found("Audit.SharePoint").webhook.is_some(), "{odd}");
        let odd_one = found(content_type);
        assert_eq!((&odd_one.status, odd_one.webhook.is_some()), (&None, has_webhook), "{odd}");
        let told = log.ours();
        let told: Vec<_> = told.iter().filter(|line| line.contains("WARN")).collect();
        assert_eq!(told.len(), warnings, "{told:#?}");
        assert!(told.iter().all(|l| l.contains("readable=1 unreadable=1") && !l.contains("hidden")));
    }
}

#[tokio::test]
async fn content_is_listed_by_window_with_the_service_s_time() {
    let server = Server::tenant(|_| {
        let body = r#"[{"contentType":"Audit.Exchange","contentId":"a$b$1","contentUri":"https://x/1","more":1,
            "contentCreated":"2026-01-12T06:00:00.123Z","contentExpiration":"soon"}]"#;
        reply(200, body).header(
            "Date",
            (Utc::now() + TimeDelta::hours(2)).format("%a, %d %b %Y %H:%M:%S GMT").to_string(),
        )
    });
    let client = client(&server);
    assert_eq!(client.clock_offset(), None);
    let window = Window::parse("2026-01-12", "2026-01-12T06:30").unwrap();
    let page = client.list_content(ContentType::AuditExchange, Some(window)).await.unwrap();
    client.list_content(ContentType::AuditExchange, None).await.unwrap();
    let calls = server.calls();
    assert_eq!(calls[0].path(), feed("subscriptions/content"));
    assert_eq!(calls[0].query("startTime").as_deref(), Some("2026-01-12T00:00:00"));
    assert_eq!(calls[0].query("endTime").as_deref(), Some("2026-01-12T06:30:00"));
    assert_eq!((calls[1].query("startTime"), calls[1].query("endTime")), (None, None));
    let info = &page.items[0];
    assert_eq!((info.content_id.as_str(), info.content_uri.as_str()), ("a$b$1", "https://x/1"));
    assert_eq!((info.created, info.expiration), (Some(time("2026-01-12T06:00:00.123Z")), None));
    assert!(page.next.is_none());
    let ahead = client.clock_offset().unwrap().num_seconds();
    assert!((7195..=7200).contains(&ahead), "{ahead}");
    assert!((client.server_time() - page.server_time.unwrap()).num_seconds() < 5);
}

/// Whoever answers in place of the service has a clock of his own, which is not the service's.
#[tokio::test(start_paused = true)]
async fn only_the_service_tells_its_time() {
    const MONTH: i64 = 30 * 24;
    let strange = || {
        [
            (reply(502, "<html><title>Bad Gateway</title>"), MONTH, 2),
            (reply(403, r#"{"error":{"code":"RequestBlocked"}}"#), MONTH, 2),
            (reply(401, r#"{"Message":"Denied."}"#), MONTH, 2),
            (reply(429, ""), MONTH, 2),
            (reply(200, "<html><title>Sign in to the Wi-Fi</title>"), MONTH, 2),
        ]
    };
    let first = [(reply(502, ""), 5, 5), (reply(503, ""), 6, 5), (reply(200, "[]"), 2, 2)];
    let refused = reply(400, r#"{"error":{"code":"AF20022","message":"No subscription."}}"#);
    let answers: Vec<_> = first.into_iter().chain(strange()).chain([(refused, 3, 3)]).collect();
    let count = std::sync::atomic::AtomicUsize::new(0);
    let said = answers.clone();
    let server = Server::start(move |_| {
        let (answer, hours, _) = said[count.fetch_add(1, std::sync::atomic::Ordering::SeqCst)].clone();
        let time = Utc::now() + TimeDelta::hours(hours);
        answer.header("Date", time.format("%a, %d %b %Y %H:%M:%S GMT").to_string())
    });
    let client = builder(&server, Credential::token(Secret::new("t")));
    let client = client.connect_timeout(None).read_timeout(None).total_timeout(None).build().unwrap();
    for (answer, _, hours) in answers {
        drop(client.list_content(ContentType::DlpAll, None).await);
        let ahead = client.clock_offset().unwrap().num_seconds();
        assert!((hours * 3600 - 5..=hours * 3600).contains(&ahead), "{answer:?}: {ahead}");
    }
}

#[tokio::test]
async fn notifications_are_listed() {
    let server = Server::tenant(|_| {
        reply(
            200,
            r#"[{"contentType":"Audit.Exchange","contentId":"1","contentUri":"https://x/1",
            "notificationStatus":"failed","notificationSent":"2026-01-12T06:00:00Z"}]"#,
        )
    });
    let page = client(&server).list_notifications(ContentType::AuditExchange, None).await.unwrap();
    assert_eq!(only(&server).path(), feed("subscriptions/notifications"));
    let notification = &page.items[0];
    assert_eq!("Failure".parse::<NotificationStatus>().unwrap(), NotificationStatus::Failed);
    assert_eq!(notification.status.as_ref().unwrap().known(), Some(NotificationStatus::Failed));
    assert_eq!(
        (notification.content.content_id.as_str(), notification.sent),
        ("1", Some(time("2026-01-12T06:00:00Z")))
    );
}

#[tokio::test]
async fn sensitive_types_are_named_in_a_language() {
    let server =
        Server::tenant(|_| reply(200, "\u{feff}[{\"id\":\"50842eb7\",\"name\":\"Kreditkartennummer\"}]"));
    let client = client(&server);
    let types = client.list_sensitive_types(Some("de-DE")).await.unwrap();
    client.list_sensitive_types(None).await.unwrap();
    let calls = server.calls();
    assert_eq!(
        (calls[0].path(), calls[0].header("accept-language")),
        (feed("resources/dlpSensitiveTypes"), Some("de-DE"))
    );
    assert_eq!(calls[1].header("accept-language"), None);
    assert_eq!((types[0].id.as_str(), types[0].name.as_str()), ("50842eb7", "Kreditkartennummer"));
    assert!(client.list_sensitive_types(Some("de\r\nX: y")).await.is_err());
}

/// Every call names a publisher, once, and carries the token, the client's name and what it can unpack.
#[tokio::test]
async fn every_call_names_its_publisher_and_carries_the_token() {
    const PUBLISHER: &str = "46b472a7-c68e-4adf-8ade-3db49497518e";
    for (publisher, expected) in [(None, TENANT), (Some(PUBLISHER), PUBLISHER)] {
        let server =
            Server::tenant(|r| reply(200, if r.path().ends_with("start") { SUBSCRIPTION } else { "[]" }));
        let mut builder = builder(&server, secret()).user_agent("tests/1");
        if let Some(publisher) = publisher {
            builder = builder.publisher(publisher.parse::<PublisherId>().unwrap());
        }
        let client = builder.build().unwrap();
        let kind = ContentType::AuditGeneral;
        client.start_subscription(kind, WebhookChange::Unchanged).await.unwrap();
        client.stop_subscription(kind).await.unwrap();
        client.list_subscriptions().await.unwrap();
        client.list_content(kind, None).await.unwrap();
        client.list_notifications(kind, None).await.unwrap();
        client.list_sensitive_types(None).await.unwrap();
        client.fetch_bytes(&client.content_uri("a$b/c").unwrap()).await.unwrap();
        client
            .next_page::<trail365_client::ContentInfo>(&format!("{}/x?nextPage=1", server.address))
            .await
            .unwrap();
        let calls = server.calls();
        assert_eq!(calls.len(), 8);
        for call in &calls {
            assert_eq!(call.query("PublisherIdentifier").as_deref(), Some(expected), "{}", call.target);
            assert_eq!(call.header("authorization"), Some("Bearer token-1"));
            assert_eq!(
                (call.header("user-agent"), call.header("accept-encoding")),
                (Some("tests/1"), Some("gzip"))
            );
        }
        assert_eq!(calls[6].path(), feed("audit/a$b%2Fc"));
    }
}

#[tokio::test]
async fn calls_can_be_spawned() {
    let server = Server::tenant(|_| reply(200, "[]"));
    let client = client(&server);
    let calls = ContentType::ALL.iter().map(|kind| {
        let client = client.clone();
        tokio::spawn(async move {
            let mut pages = client.content_pages(*kind, None);
            pages.next_page().await.unwrap();
            client.fetch_content(&client.content_uri("1").unwrap()).await.unwrap().bytes().await
        })
    });
    for call in futures::future::join_all(calls).await {
        assert_eq!(call.unwrap().unwrap(), "[]");
    }
}
