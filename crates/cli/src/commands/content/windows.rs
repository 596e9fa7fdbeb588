//! A span of time in windows that the service takes: a day each at most.

use chrono::{DateTime, SubsecRound, Utc};
use trail365_client::Window;

use crate::cli::moment::Moment;

/// The windows from `since` until `until`, by default the 24 hours before `now`.
///
/// # Errors
/// If the end is not after the beginning.
pub fn windows(
    since: Option<Moment>,
    until: Option<Moment>,
    now: DateTime<Utc>,
) -> trail365_client::Result<Vec<Window>> {
    let until =
        until.map_or(now, |until| until.day_after().unwrap_or(until.start()).min(now)).trunc_subsecs(0);
    let since = since.map_or(until - Window::LONGEST, Moment::start).trunc_subsecs(0);
    let mut windows = vec![Window::new(since, until.min(since + Window::LONGEST))?];
    while let Some(last) = windows.last().filter(|last| last.end() < until) {
        let end = until.min(last.end() + Window::LONGEST);
        windows.push(Window::new(last.end(), end)?);
    }
    Ok(windows)
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};

    use super::windows;
    use crate::cli::moment::{self, Moment};

    fn check(since: Option<&str>, until: Option<&str>, expected: &[&str]) {
        let now: DateTime<Utc> = "2026-03-04T12:00:00Z".parse().unwrap();
        let moment = |text: &str| -> Moment { moment::read(text, now).unwrap() };
        let found = windows(since.map(moment), until.map(moment), now);
        let found: Vec<_> =
            found.map(|all| all.iter().map(ToString::to_string).collect()).unwrap_or_default();
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
}
