//! Webhooks of subscriptions, and the notifications that they were sent.

use std::time::Duration;

use chrono::{DateTime, Utc};
use trail365_client::{
    Client, ContentType, ErrorKind, Notification, NotificationStatus, Open, Secret, WebhookChange,
    WebhookSettings, WebhookStatus, Window,
};
use trail365_sandbox::{ContentType as Kind, Plan};

use super::{Stage, fresh};
use crate::server::{Server, reply};

const EXCHANGE: ContentType = ContentType::AuditExchange;

fn time(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).unwrap().to_utc()
}

fn webhook(address: &str, expiration: Option<DateTime<Utc>>) -> WebhookChange {
    let auth_id = Some(Secret::new("hook-auth"));
    WebhookChange::Set(WebhookSettings { address: address.to_owned(), auth_id, expiration })
}

fn quick() -> Plan {
    let mut plan = fresh();
    plan.service.page_size = 4;
    (plan.service.webhook.every_ms, plan.service.webhook.retry_ms) = (5, 5);
    plan
}

#[tokio::test]
async fn a_webhook_is_validated_set_changed_and_removed() {
    let hook = Server::start(|_| reply(200, ""));
    let Stage { client, sandbox } = Stage::new(quick()).await;
    let end = time("2026-03-03T13:00:00Z");
    let started = client.start_subscription(EXCHANGE, webhook(&hook.address, None)).await.unwrap();
    let set = started.webhook.unwrap();
    assert_eq!(set.status.unwrap().known(), Some(WebhookStatus::Enabled));
    assert_eq!((set.auth_id.as_deref(), set.expiration), (Some("hook-auth"), None));
    let asked = hook.requests().remove(0);
    let code: serde_json::Value = serde_json::from_str(&asked.body).unwrap();
    assert_eq!(asked.header("webhook-validationcode"), code["validationCode"].as_str());
    assert_eq!(asked.header("webhook-authid"), Some("hook-auth"));

    let changed = client.start_subscription(EXCHANGE, webhook(&hook.address, Some(end))).await.unwrap();
    assert_eq!(changed.webhook.unwrap().expiration, Some(end));
    let error = client.start_subscription(EXCHANGE, WebhookChange::Unchanged).await.unwrap_err();
    assert_eq!(error.code(), Some("AF20024"), "a start that says nothing of it leaves it");
    sandbox.clock().advance(3600 * 1000).unwrap();
    let listed = client.list_subscriptions().await.unwrap().remove(0).webhook.unwrap();
    assert_eq!(listed.status.unwrap().known(), Some(WebhookStatus::Expired));
    let removed = client.start_subscription(EXCHANGE, WebhookChange::Remove).await.unwrap();
    assert_eq!(removed.webhook, None);
}

/// All notifications, once there are as many.
async fn notifications(client: &Client, count: usize) -> Vec<Notification> {
    for _ in 0..500 {
        let all = client.notification_pages(EXCHANGE, None).all().await.unwrap();
        if all.len() >= count {
            return all;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("they never came");
}

#[tokio::test]
async fn notifications_are_listed_as_they_were_sent() {
    for (answer, status) in [(200, NotificationStatus::Success), (500, NotificationStatus::Failed)] {
        let hook = Server::start(move |r| {
            reply(if r.header("webhook-validationcode").is_some() { 200 } else { answer }, "")
        });
        let stage = Stage::new(quick()).await;
        let client = &stage.client;
        client.start_subscription(EXCHANGE, webhook(&hook.address, None)).await.unwrap();
        stage.sandbox.clock().advance(3 * 3600 * 1000).unwrap();
        let truth: Vec<_> = stage.truth().into_iter().map(|blob| blob.content_id).collect();
        let all = notifications(client, truth.len()).await;
        let told: Vec<_> = all[..truth.len()].iter().map(|n| n.content.content_id.clone()).collect();
        assert!(truth.len() > 4 && told == truth, "{told:?}");
        assert!(all.iter().all(|n| n.status.as_ref().and_then(Open::known) == Some(status)));
        assert!(all.iter().all(|n| n.sent == Some(time("2026-03-03T15:00:00Z"))));
        let first = client.list_notifications(EXCHANGE, None).await.unwrap();
        assert_eq!(first.items, all[..4]);
        let second = client.next_page::<Notification>(&first.next.unwrap()).await.unwrap();
        assert_eq!(second.items[0], all[4]);
        let none = Window::parse("2026-03-02T10:00", "2026-03-02T11:00").unwrap();
        assert!(client.list_notifications(EXCHANGE, Some(none)).await.unwrap().items.is_empty());
    }
}

/// The address of a notification is foreign input like that of a listing.
#[tokio::test]
async fn content_that_a_webhook_is_told_of_can_be_fetched_from_the_cloud_only() {
    let hook = Server::start(|_| reply(200, ""));
    let stage = Stage::new(quick()).await;
    stage.client.start_subscription(EXCHANGE, webhook(&hook.address, None)).await.unwrap();
    stage.sandbox.clock().advance(3600 * 1000).unwrap();
    notifications(&stage.client, 1).await;
    let told: serde_json::Value = serde_json::from_str(&hook.requests()[1].body).unwrap();
    let uri = told[0]["contentUri"].as_str().unwrap();
    assert!(stage.client.fetch_bytes(uri).await.unwrap().starts_with(b"["));
    let foreign = uri.replace(stage.sandbox.origin(), &hook.address);
    let error = stage.client.fetch_bytes(&foreign).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ForeignHost);
    assert!(hook.requests().iter().all(|r| r.header("authorization").is_none()));
    assert_eq!(stage.truth()[0].content_type, Kind::Exchange);
}
