//! What a collector says of single events.

use tracing::{debug, error, info, warn};
use trail365_lake::{Content, Entry};

use crate::Trouble;
use crate::feed::Loss;
use crate::stream::Stream;

/// A call that failed.
pub(crate) fn failed(stream: &Stream, call: &str, trouble: &Trouble) {
    let Stream { tenant, content_type, .. } = stream;
    match trouble {
        Trouble::Final(error) => {
            error!(%tenant, %content_type, call, %error, remedy = error.remedy(), "stopped");
        }
        Trouble::Passing { after, reason } => {
            let (reason, after_ms) = (&**reason, after.map(|after| after.as_millis() as u64));
            warn!(%tenant, %content_type, call, reason, after_ms, "tries again");
        }
        Trouble::Page(reason) => warn!(%tenant, %content_type, call, reason = &**reason, "tries again"),
        Trouble::Window(reason) | Trouble::Expired(reason) | Trouble::Missing(reason) => {
            warn!(%tenant, %content_type, call, reason, "refused");
        }
        Trouble::NoSubscription => info!(%tenant, %content_type, call, "there is no subscription"),
        Trouble::Subscribed => debug!(%tenant, %content_type, call, "the subscription is there already"),
    }
}

/// A subscription that was started.
pub(crate) fn started(stream: &Stream) {
    info!(tenant = %stream.tenant, content_type = %stream.content_type, "subscription started");
}

/// A subscription that ran, and has the webhook now.
pub(crate) fn armed(stream: &Stream) {
    info!(tenant = %stream.tenant, content_type = %stream.content_type, "webhook set");
}

/// A blob in which not everything is a record.
pub(crate) fn rejected(entry: &Entry) {
    let Some(Content { tenant_id, content_type, content_id, .. }) = &entry.content else { return };
    let (rejected, reasons) = (entry.rejected, format!("{:?}", entry.reasons));
    warn!(tenant_id, content_type, content_id, rejected, reasons, "rejected");
}

/// A blob without a single record.
pub(crate) fn empty(entry: &Entry) {
    let Some(Content { tenant_id, content_type, content_id, .. }) = &entry.content else { return };
    warn!(tenant_id, content_type, content_id, notices = entry.notices.join("; "), "empty");
}

/// Content that cannot be had.
pub(crate) fn lost(stream: &Stream, loss: &Loss) {
    let (created, until) = (loss.created.to_rfc3339(), loss.until.map(|until| until.to_rfc3339()));
    let (content_id, reason) = (&loss.content_id, &loss.reason);
    warn!(tenant = %stream.tenant, content_type = %stream.content_type, content_id, created, until, reason, "lost");
}
