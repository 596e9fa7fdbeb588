//! Times in the forms that the API accepts and writes, and windows between two times.

use chrono::{DateTime, NaiveDate, NaiveDateTime, SubsecRound, TimeDelta, Utc};
use serde::{Deserialize, Deserializer};

use crate::error::{Error, ErrorKind, Result, quote_harmless};

/// A span of time in which content became available, by the service's clock: start inclusive, end exclusive, at most a day.
///
/// The API knows whole seconds. Both ends are rounded down, so that adjacent windows stay adjacent.
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
    /// Longest window that the API answers completely.
    pub const LONGEST: TimeDelta = TimeDelta::hours(24);

    /// Makes the window from `start` up to, but not including, `end`.
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

    /// Parses a window from two times in the API's forms: `YYYY-MM-DD`, `YYYY-MM-DDTHH:MM` or `YYYY-MM-DDTHH:MM:SS`, in UTC.
    ///
    /// # Errors
    /// As [`new`](Self::new), and [`ErrorKind::Configuration`] if a text is not a time.
    pub fn parse(start: &str, end: &str) -> Result<Self> {
        Window::new(parse_api_time(start)?, parse_api_time(end)?)
    }

    /// Returns the first moment of the window.
    pub fn start(&self) -> DateTime<Utc> {
        self.start
    }

    /// Returns the first moment after the window.
    pub fn end(&self) -> DateTime<Utc> {
        self.end
    }
}

impl std::fmt::Display for Window {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} to {}", render_time(self.start), render_time(self.end))
    }
}

/// Writes a time in the form of every call.
pub(super) fn render_time(time: DateTime<Utc>) -> String {
    time.format("%Y-%m-%dT%H:%M:%S").to_string()
}

fn parse_api_time(text: &str) -> Result<DateTime<Utc>> {
    let text = text.trim();
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().and_then(|d| d.and_hms_opt(0, 0, 0));
    let forms = ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M"];
    let time = forms.iter().find_map(|form| NaiveDateTime::parse_from_str(text, form).ok());
    day.or(time).map(|t| t.and_utc()).ok_or_else(|| {
        let doing = format!("read {}: not a time such as 2026-01-12T06:30:00", quote_harmless(text));
        Error::new(ErrorKind::Configuration, doing)
    })
}

/// Parses a time of the service. Without a zone it is UTC.
fn parse_wire_time(text: &str) -> Option<DateTime<Utc>> {
    let zoned = DateTime::parse_from_rfc3339(text).map(|t| t.to_utc());
    zoned.or_else(|_| NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f").map(|t| t.and_utc())).ok()
}

/// Deserializes a time; any other value is `None`, so that it does not make its whole page unreadable.
pub(super) fn lenient_time<'de, D: Deserializer<'de>>(source: D) -> Result<Option<DateTime<Utc>>, D::Error> {
    let value = serde_json::Value::deserialize(source)?;
    Ok(value.as_str().and_then(parse_wire_time))
}
