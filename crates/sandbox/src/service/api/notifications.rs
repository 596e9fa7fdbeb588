//! `GET /subscriptions/notifications`: every attempt to notify a webhook.

use serde::Serialize;

use crate::moment::Moment;
use crate::service::subscription::Notified;

use super::content::ContentItem;
use super::listing::Request;
use super::page::Place;
use super::{Call, Outcome};

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct NotificationItem {
    #[serde(flatten)]
    content: ContentItem,
    notification_sent: Moment,
    notification_status: &'static str,
}

pub(super) fn list(call: &Call<'_>) -> Outcome {
    let kind = call.content_type()?;
    call.subscribed(kind)?;
    let request = Request::read(call, "notifications", kind, |_| 0)?;
    let size = call.world.plan.service.page_size;
    let first = request.place.step as usize;
    let sent: Vec<Notified> = call.tenant.subscriptions()[kind.index()].notified.iter().copied().collect();
    let began = request.place.began;
    let mut within =
        sent.iter().filter(|n| n.sent <= began).filter_map(|n| item(call, &request, *n)).skip(first);
    let items: Vec<_> = within.by_ref().take(size).collect();
    let next = within.next().map(|_| Place { step: (first + size) as u64, again: false, ..request.place });
    Ok(request.answer(call, &items, next))
}

/// The attempt, if its content was created within the window.
fn item(call: &Call<'_>, request: &Request<'_>, notified: Notified) -> Option<NotificationItem> {
    let blob = call.tenant.feed.blob(notified.key).filter(|blob| request.window.contains(blob.created))?;
    Some(NotificationItem {
        content: ContentItem::new(call.world, call.tenant, &blob),
        notification_sent: notified.sent,
        notification_status: if notified.success { "success" } else { "failed" },
    })
}
