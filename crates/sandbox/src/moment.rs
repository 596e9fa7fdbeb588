//! A point in time: milliseconds since 1970, UTC, in the forms that the service writes and takes.
//!
//! The arithmetic of dates is done here: the crate needs five forms of one kind of time, less than a library of time.

use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

/// Milliseconds of a second.
pub(crate) const SECOND: i64 = 1000;
/// Milliseconds of a minute.
pub(crate) const MINUTE: i64 = 60 * SECOND;
/// Milliseconds of an hour.
pub(crate) const HOUR: i64 = 60 * MINUTE;
/// Milliseconds of a day.
pub(crate) const DAY: i64 = 24 * HOUR;

// 1 January 1970 was a Thursday.
const DAY_NAMES: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
const MONTH_NAMES: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// A point in time, to the millisecond.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Moment(pub(crate) i64);

impl Moment {
    /// Makes the moment so many milliseconds after the start of 1970.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Returns the milliseconds since the start of 1970.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// Returns the time of the machine's clock.
    pub(crate) fn now_of_machine() -> Self {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self(since.as_millis() as i64)
    }

    /// Reads `YYYY-MM-DD`, `YYYY-MM-DDTHH:MM` or `YYYY-MM-DDTHH:MM:SS`, with fractions of a second and `Z` if they
    /// are there.
    ///
    /// ```
    /// use trail365_sandbox::Moment;
    ///
    /// let moment = Moment::parse("2026-03-02T08:00:00Z").unwrap();
    /// assert_eq!(moment.to_string(), "2026-03-02T08:00:00.000Z");
    /// assert_eq!(Moment::parse("2026-02-30"), None);
    /// ```
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.strip_suffix('Z').unwrap_or(text);
        let (date, time) = text.split_once('T').unwrap_or((text, "00:00"));
        let mut date = date.splitn(3, '-');
        let (year, month, day) =
            (parse_digits(date.next()?, 4)?, parse_digits(date.next()?, 2)?, parse_digits(date.next()?, 2)?);
        let (clock, fraction) = time.split_once('.').unwrap_or((time, "0"));
        let mut parts = clock.split(':');
        let (hour, minute) = (parse_digits(parts.next()?, 2)?, parse_digits(parts.next()?, 2)?);
        let second = parts.next().map_or(Some(0), |s| parse_digits(s, 2))?;
        // No leap seconds: records have none, and neither has the arithmetic of 1970.
        let fits = parts.next().is_none() && hour < 24 && minute < 60 && second < 60;
        let days = days_from_date(year, month, day).filter(|_| fits)?;
        Some(Self(days * DAY + hour * HOUR + minute * MINUTE + second * SECOND + parse_fraction(fraction)?))
    }

    /// Writes the form of a record's `CreationTime`: UTC, without saying so.
    pub(crate) fn write_plain(self, out: &mut Vec<u8>) {
        let (year, month, day) = self.to_date();
        let second = self.0.rem_euclid(DAY) / SECOND;
        push_digits(out, year, 4);
        for (mark, value) in
            [(b'-', month), (b'-', day), (b'T', second / 3600), (b':', second / 60 % 60), (b':', second % 60)]
        {
            out.push(mark);
            push_digits(out, value, 2);
        }
    }

    /// Returns the form of a record's `CreationTime`: `2026-03-02T08:00:00`.
    pub fn to_plain(self) -> String {
        let mut out = Vec::with_capacity(20);
        self.write_plain(&mut out);
        out.into_iter().map(char::from).collect()
    }

    /// Returns the form of the `Date` header.
    pub(crate) fn to_http_date(self) -> String {
        let (year, month, day) = self.to_date();
        let second = self.0.rem_euclid(DAY) / SECOND;
        let name = DAY_NAMES[self.0.div_euclid(DAY).rem_euclid(7) as usize];
        let month = MONTH_NAMES[month as usize - 1];
        let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
        format!("{name}, {day:02} {month} {year} {hour:02}:{minute:02}:{second:02} GMT")
    }

    /// Returns year, month and day.
    fn to_date(self) -> (i64, i64, i64) {
        // Days are counted from 1 March of year 0, so that the leap day is the last of its year. 719,468 days lie from
        // there to 1970, and an era of 400 years has 146,097.
        let days = self.0.div_euclid(DAY) + 719_468;
        let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
        // Takes the leap days out: one in 1460 days, none at the end of a century (36,524 days), but one at the end of
        // the era.
        let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        // Five months from March on have 153 days, whichever five.
        let month = (5 * of_year + 2) / 153;
        let day = of_year - (153 * month + 2) / 5 + 1;
        let month = if month < 10 { month + 3 } else { month - 9 };
        (year_of_era + era * 400 + i64::from(month <= 2), month, day)
    }
}

/// `2026-03-02T08:00:00.000Z`, as listings have it.
impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:03}Z", self.to_plain(), self.0.rem_euclid(SECOND))
    }
}

impl TryFrom<String> for Moment {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text).ok_or_else(|| format!("{text:?} is no time such as 2026-03-02T08:00:00"))
    }
}

impl From<Moment> for String {
    fn from(moment: Moment) -> Self {
        moment.to_string()
    }
}

fn parse_digits(text: &str, count: usize) -> Option<i64> {
    let plain = text.len() == count && text.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| text.parse().ok())?
}

fn parse_fraction(fraction: &str) -> Option<i64> {
    let plain = (1..=9).contains(&fraction.len()) && fraction.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| format!("{fraction:0<3}")[..3].parse().ok())?
}

/// Returns the days from 1970 to a date, if there is such a date.
fn days_from_date(year: i64, month: i64, day: i64) -> Option<i64> {
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let shifted = if month <= 2 { year - 1 } else { year };
    let (era, of_era) = (shifted.div_euclid(400), shifted.rem_euclid(400));
    let of_year = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5 + day - 1;
    let days = era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468;
    // 31 February comes back as a day of March: only a date that comes back as itself exists.
    (Moment(days * DAY).to_date() == (year, month, day)).then_some(days)
}

fn push_digits(out: &mut Vec<u8>, value: i64, count: u32) {
    for place in (0..count).rev() {
        out.push(b'0' + (value / 10_i64.pow(place) % 10) as u8);
    }
}

#[cfg(test)]
mod tests {
    use super::Moment;

    #[test]
    fn times_are_read_and_written() {
        for (text, want) in [
            ("1970-01-01", "1970-01-01T00:00:00.000Z"),
            ("2024-02-29T23:59", "2024-02-29T23:59:00.000Z"),
            ("2026-03-02T08:00:01", "2026-03-02T08:00:01.000Z"),
            ("2026-12-31T08:00:01.5Z", "2026-12-31T08:00:01.500Z"),
        ] {
            assert_eq!(Moment::parse(text).unwrap().to_string(), want);
        }
        for text in ["", "2026-02-30", "2026-13-01", "2026-1-1", "2026-01-01T25:00", "2026-01-01T1:00", "now"]
        {
            assert_eq!(Moment::parse(text), None, "{text}");
        }
        assert_eq!(
            Moment::parse("2026-11-21T12:22:09").unwrap().to_http_date(),
            "Sat, 21 Nov 2026 12:22:09 GMT"
        );
    }
}
