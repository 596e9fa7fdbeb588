//! Headers of answers that any API has: the server's time and the pause that it asks for.

use std::time::Duration;

use chrono::{DateTime, Utc};
use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};

/// Longest pause that is obeyed: a header of years must not stop a collector for years.
pub(crate) const LONGEST_PAUSE: Duration = Duration::from_hours(1);

/// Returns the pause that an answer asks for, at most [`LONGEST_PAUSE`]. The header has seconds, or a time by the sender's
/// clock, which is compared with the answer's own date or else with `known`, the last known time of that clock.
pub(crate) fn retry_after(headers: &HeaderMap, known: DateTime<Utc>) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    // By this machine's clock, one that is wrong by hours would pause for an hour, or not at all.
    let now = server_date(headers).unwrap_or(known);
    let seconds = text.parse().ok().map(Duration::from_secs);
    let until = || parse_http_time(text).map(|time| (time - now).to_std().unwrap_or_default());
    seconds.or_else(until).map(|pause| pause.min(LONGEST_PAUSE))
}

/// Returns the time of an answer by its sender's clock.
pub(crate) fn server_date(headers: &HeaderMap) -> Option<DateTime<Utc>> {
    parse_http_time(headers.get(DATE)?.to_str().ok()?)
}

/// Parses the time of an HTTP header, such as `Date` or `Retry-After`.
fn parse_http_time(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc2822(text.trim()).ok().map(|t| t.to_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_are_read_in_seconds_and_as_a_time_and_bounded() {
        let now = parse_http_time("Mon, 12 Jan 2026 06:30:00 GMT").unwrap();
        for (text, seconds) in [
            ("0", Some(0)),
            (" 17 ", Some(17)),
            ("Mon, 12 Jan 2026 06:31:00 GMT", Some(60)),
            ("Mon, 12 Jan 2026 06:29:00 GMT", Some(0)),
            ("Mon, 12 Jan 2099 06:29:00 GMT", Some(3600)),
            ("99999999999999", Some(3600)),
            ("-1", None),
            ("soon", None),
        ] {
            let headers = HeaderMap::from_iter([(RETRY_AFTER, text.parse().unwrap())]);
            assert_eq!(retry_after(&headers, now), seconds.map(Duration::from_secs), "{text}");
        }
    }

    #[test]
    fn a_time_is_by_the_clock_of_who_answers() {
        let known = parse_http_time("Mon, 12 Jan 2026 06:30:00 GMT").unwrap();
        for (date, seconds) in [
            (Some("Mon, 12 Jan 2026 05:59:30 GMT"), 90),
            (Some("Mon, 12 Jan 2026 07:00:00 GMT"), 0),
            (Some("yesterday"), 0),
            (None, 0),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(RETRY_AFTER, "Mon, 12 Jan 2026 06:01:00 GMT".parse().unwrap());
            if let Some(date) = date {
                headers.insert(DATE, date.parse().unwrap());
            }
            assert_eq!(retry_after(&headers, known), Some(Duration::from_secs(seconds)), "{date:?}");
        }
    }
}
