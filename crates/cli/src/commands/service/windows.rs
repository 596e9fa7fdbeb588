//! A span of time in windows of at most a day, which is what the service accepts.

use std::iter::successors;

use anyhow::{Error, Result, anyhow};
use chrono::{DateTime, SecondsFormat, SubsecRound, TimeDelta, Utc};
use trail365_client::Window;

use crate::args::moment::Moment;
use crate::failure::{OTHER, with_advice};

/// The longest time for which the service lists content.
const REACH: TimeDelta = TimeDelta::days(7);

/// Time that may pass until a request arrives.
const ON_THE_WAY: TimeDelta = TimeDelta::minutes(1);

/// Splits the span from `since` to `until` into windows; by default the 24 hours before `now`, the service's time.
///
/// # Errors
/// If the end is not after the start.
pub fn split_into_windows(
    since: Option<Moment>,
    until: Option<Moment>,
    now: DateTime<Utc>,
) -> Result<impl Iterator<Item = Window>> {
    let until = until.map_or(now, |until| until.day_after().unwrap_or(until.start(now)).min(now));
    // The service takes times to the second.
    let until = until.trunc_subsecs(0);
    let day_before = || until.checked_sub_signed(Window::LONGEST).unwrap_or(until);
    let since = since.map_or_else(day_before, |since| start_of_span(since, now)).trunc_subsecs(0);
    if since >= until {
        return Err(empty_span_error(since, until, now));
    }
    let window = move |start: DateTime<Utc>| {
        let end = start.checked_add_signed(Window::LONGEST).map_or(until, |end| end.min(until));
        Window::new(start, end)
    };
    Ok(successors(Some(window(since)?), move |last| window(last.end()).ok()))
}

fn empty_span_error(since: DateTime<Utc>, until: DateTime<Utc>, now: DateTime<Utc>) -> Error {
    let text = |time: DateTime<Utc>| time.to_rfc3339_opts(SecondsFormat::Secs, true);
    if since > now {
        let what = anyhow!("--since lies in the future by the service's clock: {}", text(since));
        return with_advice(what, OTHER, "give a time that is past, or an age such as 2h");
    }
    let what = anyhow!("there is no time from --since, {}, until --until, {}", text(since), text(until));
    with_advice(what, OTHER, "let --since be before --until, and before now")
}

/// Returns the start of the span. The full seven days lose a margin: they would be out of range when the request arrives.
fn start_of_span(since: Moment, now: DateTime<Utc>) -> DateTime<Utc> {
    match since {
        Moment::Age(age) if age <= REACH => now - age.min(REACH - ON_THE_WAY),
        _ => since.start(now),
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};

    use super::split_into_windows;
    use crate::args::moment::{self, Moment};

    fn check(since: Option<&str>, until: Option<&str>, expected: &[&str]) {
        let now: DateTime<Utc> = "2026-03-04T12:00:00Z".parse().unwrap();
        let moment = |text: &str| -> Moment { moment::read_moment(text).unwrap() };
        let found = split_into_windows(since.map(moment), until.map(moment), now);
        let found: Vec<_> =
            found.map(|all| all.map(|window| window.to_string()).collect()).unwrap_or_default();
        assert_eq!(found, expected);
    }

    #[test]
    fn days_follow_each_other_without_a_gap() {
        check(None, None, &["2026-03-03T12:00:00 to 2026-03-04T12:00:00"]);
        check(
            Some("36h"),
            None,
            &["2026-03-03T00:00:00 to 2026-03-04T00:00:00", "2026-03-04T00:00:00 to 2026-03-04T12:00:00"],
        );
        check(Some("2026-03-01"), Some("2026-03-01"), &["2026-03-01T00:00:00 to 2026-03-02T00:00:00"]);
        check(Some("1h"), Some("2h"), &[]);
    }

    #[test]
    fn seven_days_are_asked_for_so_that_they_are_still_seven_on_arrival() {
        let first = "2026-02-25T12:01:00 to 2026-02-25T13:00:00";
        check(Some("7d"), Some("2026-02-25T13:00"), &[first]);
        check(Some("168h"), Some("2026-02-25T13:00"), &[first]);
        check(Some("167h"), Some("2026-02-25T14:00"), &["2026-02-25T13:00:00 to 2026-02-25T14:00:00"]);
        // What is out of reach is not made to look as if it were not.
        check(Some("8d"), Some("2026-02-24T13:00"), &["2026-02-24T12:00:00 to 2026-02-24T13:00:00"]);
    }
}
