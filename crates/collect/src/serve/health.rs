//! Whether somebody should have a look.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use hyper::StatusCode;
use serde_json::{Value, json};

use super::answer::{Answer, text};
use super::board::Look;
use crate::feed::State;
use crate::{Settings, Status};

/// How much further a mark may be behind than polling explains, while there is content that is not stored or something in the
/// way of finding out.
const BEHIND: TimeDelta = TimeDelta::hours(1);

/// How long nothing may be heard of the collector, such as when the lake takes nothing.
const SILENT: Duration = Duration::from_mins(5);

/// How far a mark may be behind. While something that was listed is not stored, the mark does not pass the begin of its
/// listing, which lies an overlap before the last one.
pub(super) fn patience(settings: &Settings) -> TimeDelta {
    let poll = TimeDelta::from_std(settings.poll).unwrap_or(TimeDelta::days(1));
    BEHIND + poll + settings.overlap
}

/// One line of JSON: 200 when all is well, else 503 and what is not.
pub(super) fn answer(look: &Look, patience: TimeDelta, now: Instant) -> Answer {
    let failing: Vec<_> = look.streams.iter().filter_map(|stream| failing(stream, patience)).collect();
    let silent = now.saturating_duration_since(look.at);
    let is_silent = silent > SILENT;
    let (status, word) = if failing.is_empty() && !is_silent {
        (StatusCode::OK, "ok")
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "failing")
    };
    let mut said = json!({ "status": word, "streams": look.streams.len(), "failing": failing });
    if is_silent {
        said["silent_seconds"] = silent.as_secs().into();
    }
    text(status, "application/json", format!("{said}\n"))
}

/// What is wrong with a stream. Trouble that passes soon is not: it is tried again.
fn failing(status: &Status, patience: TimeDelta) -> Option<Value> {
    let is_behind = status.mark.is_none_or(|mark| status.now - mark > patience);
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

    fn check(stream: Status, status: u16, says: &str) {
        let at = Instant::now();
        let answer = answer(&Look { at, streams: [stream].into() }, patience(&Settings::default()), at);
        assert_eq!((answer.status().as_u16(), body(answer).contains(says)), (status, true), "{says}");
    }

    fn body(answer: Answer) -> String {
        format!("{:?}", answer.into_body())
    }

    #[test]
    fn who_is_behind_has_something_left_to_store() {
        // An hour, a minute between polls, and two hours of overlap.
        check(stream(State::Running, 3, Some(180)), 200, "ok");
        check(stream(State::Running, 3, Some(182)), 503, "behind");
        check(stream(State::Running, 3, None), 503, "behind");
        check(stream(State::Running, 0, Some(182)), 200, "ok");
        check(stream(State::Running, 0, None), 200, "ok");
    }

    #[test]
    fn who_lists_and_comes_to_no_end_is_behind() {
        // As patient as with a mark.
        let listing = |minutes, behind| Status {
            listing: Some(Duration::from_mins(minutes)),
            ..stream(State::Running, 0, behind)
        };
        check(listing(182, Some(182)), 503, "behind");
        check(listing(182, None), 503, "behind");
        check(listing(180, Some(182)), 200, "ok");
        check(listing(182, Some(180)), 200, "ok");
    }

    #[test]
    fn trouble_passes_soon_and_a_stop_does_not() {
        check(stream(State::Troubled("x".into()), 3, Some(1)), 200, "ok");
        check(stream(State::Troubled("x".into()), 3, Some(182)), 503, "behind");
        check(stream(State::Troubled("x".into()), 0, Some(180)), 200, "ok");
        check(stream(State::Troubled("x".into()), 0, Some(182)), 503, "behind");
        check(stream(State::Troubled("x".into()), 0, None), 503, "behind");
        let error = Cloud::custom("nowhere", "nowhere").unwrap_err();
        check(stream(State::Stopped(error), 0, Some(1)), 503, "stopped");
    }

    #[test]
    fn a_collector_that_is_not_heard_of_is_not_well() {
        let at = Instant::now();
        let look = Look { at, streams: [stream(State::Running, 0, Some(1))].into() };
        assert_eq!(answer(&look, BEHIND, at + SILENT).status(), StatusCode::OK);
        let silent = answer(&look, BEHIND, at + SILENT + Duration::from_secs(1));
        assert_eq!(silent.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert!(body(silent).contains("301"));
    }
}
