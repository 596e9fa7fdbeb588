//! `/healthz`: whether somebody should look at the collector.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use hyper::StatusCode;
use serde_json::{Value, json};

use super::answer::{Answer, text_answer};
use super::snapshot::Snapshot;
use crate::feed::State;
use crate::settings::Settings;
use crate::status::Status;

/// Longest time by which a mark may be behind in addition to what polling explains, while content is not stored or cannot be
/// listed.
const BEHIND: TimeDelta = TimeDelta::hours(1);

/// Longest silence of the collector, such as when the lake cannot be written.
const SILENT: Duration = Duration::from_mins(5);

/// Returns the longest time by which a mark may be behind. While listed content is not stored, the mark stays at the start of its
/// listing, which lies the overlap before the end of the last one.
pub(super) fn most_lag(settings: &Settings) -> TimeDelta {
    let poll = TimeDelta::from_std(settings.poll).unwrap_or(TimeDelta::days(1));
    BEHIND + poll + settings.overlap
}

/// Answers with a line of JSON: 200 if all is well, else 503 with what is not.
pub(super) fn answer(snapshot: &Snapshot, patience: TimeDelta, now: Instant) -> Answer {
    let failing: Vec<_> =
        snapshot.streams.iter().filter_map(|stream| describe_failing(stream, patience)).collect();
    let silent = now.saturating_duration_since(snapshot.at);
    let is_silent = silent > SILENT;
    let (status, word) = if failing.is_empty() && !is_silent {
        (StatusCode::OK, "ok")
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "failing")
    };
    let mut said = json!({ "status": word, "streams": snapshot.streams.len(), "failing": failing });
    if is_silent {
        said["silent_seconds"] = silent.as_secs().into();
    }
    text_answer(status, "application/json", format!("{said}\n"))
}

/// Describes a stream that is stopped or behind. Trouble alone is not reported, because it is tried again.
fn describe_failing(status: &Status, patience: TimeDelta) -> Option<Value> {
    let is_behind = status.mark.is_none_or(|mark| status.now - mark > patience);
    // A chain of pages that never ended once looked well: nothing was pending.
    let is_endless =
        status.listing.is_some_and(|span| TimeDelta::from_std(span).is_ok_and(|span| span > patience));
    let why = match &status.state {
        State::Stopped(_) => "stopped",
        State::Troubled(_) if is_behind => "behind",
        _ if (status.pending > 0 || is_endless) && is_behind => "behind",
        _ => return None,
    };
    Some(json!({ "tenant": status.tenant, "content_type": status.content_type, "why": why }))
}

#[cfg(test)]
mod tests {
    use trail365_client::{AppId, Client, Cloud, Credential, Secret, TenantId};

    use super::*;
    use crate::Counts;

    fn stream(state: State, pending: usize, minutes_behind: Option<i64>) -> Status {
        let tenant: TenantId = "41463f53-8812-40f4-890f-865bf6e35190".parse().unwrap();
        let app: AppId = "00001111-aaaa-2222-bbbb-3333cccc4444".parse().unwrap();
        let credential = Credential::client_secret(app, Secret::new("x"));
        let client = Client::builder(Cloud::Enterprise, tenant, credential).build().unwrap();
        let now = client.server_time();
        Status {
            tenant: "contoso".into(),
            content_type: "Audit.General".into(),
            mark: minutes_behind.map(|minutes| now - TimeDelta::minutes(minutes)),
            now,
            pending,
            listing: None,
            counts: Counts::default(),
            state,
            pace: client.pace(),
        }
    }

    fn assert_answer(stream: Status, status: u16, says: &str) {
        let at = Instant::now();
        let answer = answer(&Snapshot { at, streams: [stream].into() }, most_lag(&Settings::default()), at);
        assert_eq!((answer.status().as_u16(), body(answer).contains(says)), (status, true), "{says}");
    }

    fn body(answer: Answer) -> String {
        format!("{:?}", answer.into_body())
    }

    #[test]
    fn a_stream_is_behind_only_while_content_is_not_stored() {
        // An hour, a minute between polls, and two hours of overlap.
        assert_answer(stream(State::Running, 3, Some(180)), 200, "ok");
        assert_answer(stream(State::Running, 3, Some(182)), 503, "behind");
        assert_answer(stream(State::Running, 3, None), 503, "behind");
        assert_answer(stream(State::Running, 0, Some(182)), 200, "ok");
        assert_answer(stream(State::Running, 0, None), 200, "ok");
    }

    #[test]
    fn a_stream_whose_listing_never_ends_is_behind() {
        // As patient as with a mark.
        let listing = |minutes, behind| Status {
            listing: Some(Duration::from_mins(minutes)),
            ..stream(State::Running, 0, behind)
        };
        assert_answer(listing(182, Some(182)), 503, "behind");
        assert_answer(listing(182, None), 503, "behind");
        assert_answer(listing(180, Some(182)), 200, "ok");
        assert_answer(listing(182, Some(180)), 200, "ok");
    }

    #[test]
    fn trouble_is_reported_once_it_puts_the_mark_behind() {
        assert_answer(stream(State::Troubled("x".into()), 3, Some(1)), 200, "ok");
        assert_answer(stream(State::Troubled("x".into()), 3, Some(182)), 503, "behind");
        assert_answer(stream(State::Troubled("x".into()), 0, Some(180)), 200, "ok");
        assert_answer(stream(State::Troubled("x".into()), 0, Some(182)), 503, "behind");
        assert_answer(stream(State::Troubled("x".into()), 0, None), 503, "behind");
        let error = Cloud::custom("nowhere", "nowhere").unwrap_err();
        assert_answer(stream(State::Stopped(error), 0, Some(1)), 503, "stopped");
    }

    #[test]
    fn a_silent_collector_is_failing() {
        let at = Instant::now();
        let snapshot = Snapshot { at, streams: [stream(State::Running, 0, Some(1))].into() };
        assert_eq!(answer(&snapshot, BEHIND, at + SILENT).status(), StatusCode::OK);
        let silent = answer(&snapshot, BEHIND, at + SILENT + Duration::from_secs(1));
        assert_eq!(silent.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert!(body(silent).contains("301"));
    }
}
