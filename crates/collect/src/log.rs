//! Events of a collector in the log.

use std::time::Duration;

use tracing::{debug, error, info, warn};
use trail365_lake::{Compacted, Content, Entry};

use crate::feed::Loss;
use crate::stream::Stream;
use crate::trouble::Trouble;

/// Logs a failed call.
pub(crate) fn log_failure(stream: &Stream, call: &str, trouble: &Trouble) {
    let Stream { tenant, content_type, .. } = stream;
    match trouble {
        Trouble::Final(error) => {
            error!(%tenant, %content_type, call, %error, remedy = error.remedy(), "stopped");
        }
        Trouble::Passing { after, reason } => {
            // As u128, lines of JSON would have it as a text.
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

/// Logs the start of a subscription.
pub(crate) fn log_start(stream: &Stream) {
    info!(tenant = %stream.tenant, content_type = %stream.content_type, "subscription started");
}

/// Logs that a running subscription has the webhook now.
pub(crate) fn log_webhook(stream: &Stream) {
    info!(tenant = %stream.tenant, content_type = %stream.content_type, "webhook set");
}

/// Logs a blob with pieces that are no records.
pub(crate) fn log_rejected(entry: &Entry) {
    let Some(Content { tenant_id, content_type, content_id, .. }) = &entry.content else { return };
    let (rejected, reasons) = (entry.rejected, format!("{:?}", entry.reasons));
    warn!(tenant_id, content_type, content_id, rejected, reasons, "rejected");
}

/// Logs that files of the lake were merged.
pub(crate) fn log_compaction(done: &Compacted, took: Duration) {
    let (before, after, rows) = (done.files_before, done.files_after, done.rows);
    info!(files_before = before, files_after = after, rows, took_ms = took.as_millis() as u64, "compacted");
}

/// Logs that files were deleted that nothing needs.
pub(crate) fn log_vacuum(files: usize) {
    info!(files, "vacuumed");
}

/// Logs that the lake could not be looked after.
pub(crate) fn log_upkeep_failure(error: &trail365_lake::Error) {
    warn!(%error, "upkeep failed");
}

/// Logs a blob without a single record.
pub(crate) fn log_empty(entry: &Entry) {
    let Some(Content { tenant_id, content_type, content_id, .. }) = &entry.content else { return };
    warn!(tenant_id, content_type, content_id, notices = entry.notices.join("; "), "empty");
}

/// Logs content that can no longer be fetched.
pub(crate) fn log_loss(stream: &Stream, loss: &Loss) {
    let (created, until) = (loss.created.to_rfc3339(), loss.until.map(|until| until.to_rfc3339()));
    let (content_id, reason) = (&loss.content_id, &loss.reason);
    warn!(tenant = %stream.tenant, content_type = %stream.content_type, content_id, created, until, reason, "lost");
}
