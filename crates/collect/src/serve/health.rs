//! Whether somebody should have a look.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use hyper::StatusCode;
use serde_json::{Value, json};

use super::answer::{Answer, text};
use super::board::Look;
use crate::Status;
use crate::feed::State;

/// How far a mark may be behind while there is content that is not stored.
const BEHIND: TimeDelta = TimeDelta::hours(1);

/// How long nothing may be heard of the collector, such as when the lake takes nothing.
const SILENT: Duration = Duration::from_mins(5);

/// One line of JSON: 200 when all is well, else 503 and what is not.
pub(super) fn answer(look: &Look, now: Instant) -> Answer {
    let failing: Vec<_> = look.streams.iter().filter_map(failing).collect();
    let silent = now.saturating_duration_since(look.at);
    let is_silent = silent > SILENT;
    let (status, word) = match failing.is_empty() && !is_silent {
        true => (StatusCode::OK, "ok"),
        false => (StatusCode::SERVICE_UNAVAILABLE, "failing"),
    };
    let mut said = json!({ "status": word, "streams": look.streams.len(), "failing": failing });
    if is_silent {
        said["silent_seconds"] = silent.as_secs().into();
    }
    text(status, "application/json", format!("{said}\n"))
}

/// What is wrong with a stream. Trouble that passes is not: it is tried again.
fn failing(status: &Status) -> Option<Value> {
    let is_behind = status.mark.is_none_or(|mark| status.now - mark > BEHIND);
    let why = match &status.state {
        State::Stopped(_) => "stopped",
        _ if status.pending > 0 && is_behind => "behind",
        _ => return None,
    };
    Some(json!({ "tenant": status.tenant, "content_type": status.content_type, "why": why }))
}
