//! Notifications to webhooks.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde::Serialize;

use crate::content_type::ContentType;
use crate::feed::{Blob, BlobKey};
use crate::moment::{MINUTE, Moment};

use super::api::ContentItem;
use super::route::Router;
use super::subscription::{Notified, Webhook};
use super::world::TenantState;

/// Content as a notification has it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Notification<'a> {
    tenant_id: &'a str,
    client_id: &'a str,
    #[serde(flatten)]
    content: ContentItem,
}

/// Blobs that one webhook has not been told of yet.
#[derive(Default)]
struct Queue {
    /// The webhook that it belongs to.
    webhook: u64,
    blobs: VecDeque<Blob>,
    failures: u32,
    /// Time before which nothing is sent.
    pause: Option<Instant>,
}

/// Tells a tenant's webhooks of new content, until the sandbox ends.
pub(crate) async fn notify_tenant(router: Arc<Router>, place: usize) {
    let mut queues: [Queue; 5] = Default::default();
    let every = Duration::from_millis(router.world.plan.service.webhook.every_ms.max(1));
    loop {
        tokio::time::sleep(every).await;
        for (kind, queue) in ContentType::ALL.into_iter().zip(&mut queues) {
            let tenant = &router.world.tenants[place];
            if let Some(webhook) = gather_blobs(&router, tenant, kind, queue) {
                send_batches(&router, tenant, kind, &webhook, queue).await;
            }
        }
    }
}

/// Adds the blobs that have shown up since the last time; returns the webhook if it is to be told something now.
fn gather_blobs(
    router: &Router,
    tenant: &TenantState,
    kind: ContentType,
    queue: &mut Queue,
) -> Option<Webhook> {
    let now = router.world.clock.now();
    let delay = router.world.plan.service.first_content_minutes;
    let mut subscriptions = tenant.subscriptions();
    let subscription = &mut subscriptions[kind.index()];
    let webhook = subscription.webhook.clone().filter(|hook| hook.status_at(now) == "enabled")?;
    // A webhook that replaced another starts with an empty queue and no failures.
    if queue.webhook != webhook.number {
        *queue = Queue { webhook: webhook.number, ..Queue::default() };
    }
    // Late blobs belong to slots of long ago: the look goes as far back as a blob can be late.
    let back = tenant.feed.longest_delay_millis() + i64::from(delay) * MINUTE;
    let first = tenant.feed.slot_at(Moment(webhook.notified_until.0 - back));
    for slot in first..=tenant.feed.slot_at(now) {
        for number in 0..tenant.feed.blob_count(kind, slot) {
            let blob = tenant.feed.find_blob(BlobKey { content_type: kind, slot, number });
            let shows = blob.as_ref().and_then(|blob| subscription.shows_at(blob, delay));
            if shows.is_some_and(|shows| webhook.notified_until < shows && shows <= now) {
                queue.blobs.extend(blob);
            }
        }
    }
    // The blobs are in the queue now, whether or not they can be sent.
    if let Some(hook) = &mut subscription.webhook {
        hook.notified_until = now;
    }
    let ready = queue.pause.is_none_or(|until| until <= Instant::now());
    (ready && !queue.blobs.is_empty()).then_some(webhook)
}

/// Sends one notification after the other, until one fails.
async fn send_batches(
    router: &Router,
    tenant: &TenantState,
    kind: ContentType,
    webhook: &Webhook,
    queue: &mut Queue,
) {
    let plan = &router.world.plan.service.webhook;
    while !queue.blobs.is_empty() {
        let count = queue.blobs.len().min(plan.batch.max(1));
        let batch: Vec<_> = queue.blobs.iter().take(count).collect();
        let body = write_notification(router, tenant, webhook, &batch);
        let success = router.hooks.send_notification(webhook, body).await;
        remember_attempts(router, tenant, kind, &batch, success);
        if !success {
            // The batch stays in the queue and is sent again after the pause.
            return pause_webhook(router, tenant, kind, queue);
        }
        queue.blobs.drain(..count);
        (queue.failures, queue.pause) = (0, None);
    }
}

fn write_notification(router: &Router, tenant: &TenantState, webhook: &Webhook, batch: &[&Blob]) -> String {
    let items: Vec<_> = batch
        .iter()
        .map(|blob| Notification {
            tenant_id: &tenant.id,
            client_id: &webhook.client_id,
            content: ContentItem::new(&router.world, tenant, blob),
        })
        .collect();
    serde_json::to_string(&items).unwrap_or_default()
}

fn remember_attempts(
    router: &Router,
    tenant: &TenantState,
    kind: ContentType,
    batch: &[&Blob],
    success: bool,
) {
    let sent = router.world.clock.now();
    let mut subscriptions = tenant.subscriptions();
    for blob in batch {
        subscriptions[kind.index()].remember_attempt(Notified { key: blob.key, sent, success });
    }
}

/// Waits longer after each failure, and disables the webhook after some, as the real service does.
fn pause_webhook(router: &Router, tenant: &TenantState, kind: ContentType, queue: &mut Queue) {
    let plan = &router.world.plan.service.webhook;
    // Sixteen doublings are hours already; without the limit the shift would overflow.
    let pause = plan.retry_ms.saturating_mul(1 << queue.failures.min(16));
    queue.failures += 1;
    queue.pause = Some(Instant::now() + Duration::from_millis(pause));
    if queue.failures >= plan.failures {
        let mut subscriptions = tenant.subscriptions();
        let hook = subscriptions[kind.index()].webhook.as_mut();
        if let Some(hook) = hook.filter(|hook| hook.number == queue.webhook) {
            hook.disabled = true;
        }
    }
}
