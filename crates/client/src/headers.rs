//! Headers of answers.

use std::time::Duration;

use chrono::{DateTime, Utc};
use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};

use crate::limiter::LONGEST_PAUSE;
use crate::time::parse_http;
use crate::{Error, ErrorKind, Result};

/// Where a page says that there is another. Names of headers have no case.
const NEXT_PAGE: &str = "nextpageuri";

/// The pause that an answer asks for, in seconds or up to a time, and no longer than an hour. A time is by the clock of who
/// answers: that of the answer, or what is known of it.
pub(crate) fn retry_after(headers: &HeaderMap, known: DateTime<Utc>) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    let now = date(headers).unwrap_or(known);
    let seconds = text.parse().ok().map(Duration::from_secs);
    let until = || parse_http(text).map(|time| (time - now).to_std().unwrap_or_default());
    seconds.or_else(until).map(|pause| pause.min(LONGEST_PAUSE))
}

/// The service's time of an answer.
pub(crate) fn date(headers: &HeaderMap) -> Option<DateTime<Utc>> {
    parse_http(headers.get(DATE)?.to_str().ok()?)
}

/// Where the next page is. One that cannot be read must not pass for the end.
pub(crate) fn next_page(headers: &HeaderMap, doing: &str) -> Result<Option<String>> {
    let Some(value) = headers.get(NEXT_PAGE) else { return Ok(None) };
    let text = value.to_str().map_err(|_| {
        Error::new(ErrorKind::BadAnswer, format!("{doing}: the next page's address cannot be read"))
    })?;
    Ok(Some(text.trim().to_owned()).filter(|uri| !uri.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_are_read_in_seconds_and_as_a_time_and_bounded() {
        let now = parse_http("Mon, 12 Jan 2026 06:30:00 GMT").unwrap();
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
        let known = parse_http("Mon, 12 Jan 2026 06:30:00 GMT").unwrap();
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
