//! Times: the forms that the API takes, those it writes, and windows between two.

use chrono::{DateTime, NaiveDate, NaiveDateTime, SubsecRound, TimeDelta, Utc};
use serde::{Deserialize, Deserializer};

use crate::error::quote;
use crate::{Error, ErrorKind, Result};

/// From when to when content became available, in the service's time: start inclusive, end exclusive, a day at the most.
///
/// The API knows whole seconds; parts of one are dropped from both ends alike, so that windows which meet still meet.
///
/// ```
/// use trail365_client::Window;
///
/// let window = Window::parse("2026-01-12", "2026-01-12T06:30")?;
/// assert_eq!(window.to_string(), "2026-01-12T00:00:00 to 2026-01-12T06:30:00");
/// # Ok::<(), trail365_client::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Window {
    start: DateTime<Utc>,
    end: DateTime<Utc>,
}

impl Window {
    /// The longest one that the API answers completely.
    pub const LONGEST: TimeDelta = TimeDelta::hours(24);

    /// The time from `start` up to, and without, `end`.
    ///
    /// # Errors
    /// [`ErrorKind::Window`], with the code AF20030, if it is empty, runs backwards or is longer than a day.
    pub fn new(start: DateTime<Utc>, end: DateTime<Utc>) -> Result<Self> {
        let window = Window { start: start.trunc_subsecs(0), end: end.trunc_subsecs(0) };
        let wrong = match window.end - window.start {
            length if length <= TimeDelta::zero() => "its end is not after its start",
            length if length > Self::LONGEST => "it is longer than 24 hours",
            _ => return Ok(window),
        };
        let doing = format!("take the window {window}: {wrong}");
        Err(Error::new(ErrorKind::Window, doing).with_code(Some("AF20030".to_owned())))
    }

    /// The window between two times in one of the API's forms: `YYYY-MM-DD`, `YYYY-MM-DDTHH:MM` or `YYYY-MM-DDTHH:MM:SS`, in UTC.
    ///
    /// # Errors
    /// As [`new`](Self::new), and [`ErrorKind::Configuration`] if a text is no time.
    pub fn parse(start: &str, end: &str) -> Result<Self> {
        Window::new(parse_api_time(start)?, parse_api_time(end)?)
    }

    /// Where it begins.
    pub fn start(&self) -> DateTime<Utc> {
        self.start
    }

    /// Where it ends; this moment is no longer in it.
    pub fn end(&self) -> DateTime<Utc> {
        self.end
    }
}

impl std::fmt::Display for Window {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} to {}", render(self.start), render(self.end))
    }
}

/// The form that every call writes.
pub(crate) fn render(time: DateTime<Utc>) -> String {
    time.format("%Y-%m-%dT%H:%M:%S").to_string()
}

fn parse_api_time(text: &str) -> Result<DateTime<Utc>> {
    let text = text.trim();
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().and_then(|d| d.and_hms_opt(0, 0, 0));
    let forms = ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M"];
    let time = forms.iter().find_map(|form| NaiveDateTime::parse_from_str(text, form).ok());
    day.or(time).map(|t| t.and_utc()).ok_or_else(|| {
        let doing = format!("read {}: not a time such as 2026-01-12T06:30:00", quote(text));
        Error::new(ErrorKind::Configuration, doing)
    })
}

/// A time of the service, with a zone or without one, which is UTC.
pub(crate) fn parse_wire(text: &str) -> Option<DateTime<Utc>> {
    let zoned = DateTime::parse_from_rfc3339(text).map(|t| t.to_utc());
    zoned.or_else(|_| NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f").map(|t| t.and_utc())).ok()
}

/// A time, or none where there is no time: an odd one must not take its page with it.
pub(crate) fn lenient<'de, D: Deserializer<'de>>(source: D) -> Result<Option<DateTime<Utc>>, D::Error> {
    let value = serde_json::Value::deserialize(source)?;
    Ok(value.as_str().and_then(parse_wire))
}

/// Time of an HTTP header, as `Date` and `Retry-After` have it.
pub(crate) fn parse_http(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc2822(text.trim()).ok().map(|t| t.to_utc())
}
