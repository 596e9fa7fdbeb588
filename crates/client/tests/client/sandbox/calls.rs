//! Calls that change or tell the state of a tenant, and what a client knows besides.

use chrono::DateTime;
use trail365_client::{ContentType, SubscriptionStatus, WebhookChange};

use super::{Stage, builder, fresh, is, plan, secret};

const GENERAL: ContentType = ContentType::AuditGeneral;

#[tokio::test]
async fn subscriptions_are_started_listed_stopped_and_started_again() {
    let Stage { client, sandbox } = Stage::new(fresh()).await;
    assert_eq!(client.tenant().to_string(), sandbox.tenant_ids()[0]);
    assert!(client.list_subscriptions().await.unwrap().is_empty());
    for kind in ContentType::ALL {
        let started = client.start_subscription(*kind, WebhookChange::Unchanged).await.unwrap();
        assert_eq!((started.content_type.known(), started.webhook), (Some(*kind), None));
    }
    client.stop_subscription(GENERAL).await.unwrap();
    let listed = client.list_subscriptions().await.unwrap();
    let kinds: Vec<_> = listed.iter().filter_map(|s| s.content_type.known()).collect();
    assert_eq!(kinds, ContentType::ALL);
    for subscription in &listed {
        let stopped = subscription.content_type.known() == Some(GENERAL);
        let status = if stopped { SubscriptionStatus::Disabled } else { SubscriptionStatus::Enabled };
        assert!(is(subscription, status), "{subscription:?}");
    }
    let again = client.start_subscription(GENERAL, WebhookChange::Unchanged).await.unwrap();
    assert!(is(&again, SubscriptionStatus::Enabled));
}

#[tokio::test]
async fn sensitive_types_are_named_in_the_language_asked_for() {
    let stage = Stage::new(plan()).await;
    let mut names = Vec::new();
    for language in [None, Some("de-DE"), Some("es"), Some("tlh")] {
        let types = stage.client.list_sensitive_types(language).await.unwrap();
        assert_eq!(types[0].id, "50842eb7-edc8-4019-85dd-5a5c1f2bb085");
        names.push(types[0].name.clone());
    }
    let english = "Credit Card Number";
    assert_eq!(names, [english, "Kreditkartennummer", "Número de tarjeta de crédito", english]);
}

#[tokio::test]
async fn the_time_is_the_service_s() {
    let mut plan = plan();
    plan.faults.clock_skew_seconds = -1800;
    let Stage { client, sandbox: _sandbox } = Stage::new(plan).await;
    assert_eq!(client.clock_offset(), None);
    let page = client.list_content(GENERAL, None).await.unwrap();
    let half_past_eleven = DateTime::parse_from_rfc3339("2026-03-03T11:30:00Z").unwrap().to_utc();
    assert_eq!(page.server_time, Some(half_past_eleven));
    let content = client.fetch_content(&page.items[0].content_uri).await.unwrap();
    assert_eq!(content.server_time(), Some(half_past_eleven));
    // The sandbox's clock is held, this machine's goes on.
    let since = client.server_time() - half_past_eleven;
    assert!((0..60).contains(&since.num_seconds()), "{since}");
    let offset = half_past_eleven - chrono::Utc::now();
    assert!((client.clock_offset().unwrap() - offset).num_seconds().abs() < 60);
}

#[tokio::test]
async fn the_pace_is_what_was_sent_and_gives_way_to_a_quota() {
    let mut plan = plan();
    plan.service.quota.requests = 3;
    plan.service.quota.retry_after_seconds = Some(30);
    let Stage { client, sandbox } = Stage::new(plan).await;
    assert_eq!((client.pace().requests, client.pace().in_flight), (0, 0));
    let listed = client.list_content(GENERAL, None).await.unwrap();
    let held = client.fetch_content(&listed.items[0].content_uri).await.unwrap();
    assert_eq!((client.pace().requests, client.pace().in_flight), (2, 1));
    drop(held);
    client.list_subscriptions().await.unwrap();
    assert_eq!(client.pace().in_flight, 0);
    client.list_subscriptions().await.unwrap_err();
    let pace = client.pace();
    assert_eq!((pace.requests, pace.throttled, pace.retried), (4, 1, 0));
    assert_eq!((pace.quota_per_minute, pace.rate_per_minute), (600_000, 300_000));
    assert!(!pace.pause.is_zero());
    let asked: u64 =
        sandbox.requests().operations.iter().filter(|(name, _)| **name != "token").map(|(_, n)| n).sum();
    assert_eq!(asked, pace.requests);
}

/// Who names another publisher has another quota.
#[tokio::test]
async fn a_publisher_has_a_quota_of_its_own() {
    let mut plan = plan();
    plan.service.quota.requests = 1;
    let stage = Stage::new(plan).await;
    stage.client.list_subscriptions().await.unwrap();
    stage.client.list_subscriptions().await.unwrap_err();
    let publisher = "46b472a7-c68e-4adf-8ade-3db49497518e".parse().unwrap();
    let other = builder(&stage.sandbox, 0, secret()).publisher(publisher).build().unwrap();
    other.list_subscriptions().await.unwrap();
}
