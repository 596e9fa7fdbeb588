//! `GET /subscriptions/notifications`: every attempt to notify a webhook.

use serde::Serialize;

use crate::moment::Moment;
use crate::service::subscription::Notified;

use super::call::{Call, Outcome};
use super::content::ContentItem;
use super::listing::{PagePlace, PageRequest};

/// An attempt as the API lists it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct NotificationItem {
    #[serde(flatten)]
    content: ContentItem,
    notification_sent: Moment,
    notification_status: &'static str,
}

pub(super) fn list_notifications(call: &Call<'_>) -> Outcome {
    let kind = call.content_type()?;
    call.ensure_subscribed(kind)?;
    let request = PageRequest::read_from(call, "notifications", kind, |_| 0)?;
    let size = call.world.plan.service.page_size;
    let first = request.place.step as usize;
    // Copied, since the lock of the subscriptions must not be held while blobs are made.
    let sent: Vec<Notified> = call.tenant.subscriptions()[kind.index()].notified.iter().copied().collect();
    let began = request.place.began;
    let mut within =
        sent.iter().filter(|n| n.sent <= began).filter_map(|n| notified_item(call, &request, *n)).skip(first);
    let items: Vec<_> = within.by_ref().take(size).collect();
    let next =
        within.next().map(|_| PagePlace { step: (first + size) as u64, again: false, ..request.place });
    Ok(request.answer_page(call, &items, next))
}

/// Returns the attempt, if its content was created within the window.
fn notified_item(call: &Call<'_>, request: &PageRequest<'_>, notified: Notified) -> Option<NotificationItem> {
    let blob =
        call.tenant.feed.find_blob(notified.key).filter(|blob| request.window.contains(blob.created))?;
    Some(NotificationItem {
        content: ContentItem::new(call.world, call.tenant, &blob),
        notification_sent: notified.sent,
        notification_status: if notified.success { "success" } else { "failed" },
    })
}
