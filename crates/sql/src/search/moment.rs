//! Times as people give them.

use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, TimeDelta, Utc};

/// A point in time, a whole day, or an age.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// A point in time.
    Point(DateTime<Utc>),
    /// A day, in UTC.
    Day(NaiveDate),
    /// A span before now, by the clock that counts where it is used: this machine's, or the service's.
    Age(TimeDelta),
}

impl Moment {
    /// Returns the start of the moment, seen from `now`.
    pub fn start(self, now: DateTime<Utc>) -> DateTime<Utc> {
        match self {
            Self::Point(point) => point,
            Self::Day(day) => midnight(day),
            Self::Age(age) => now.checked_sub_signed(age).unwrap_or(DateTime::<Utc>::MIN_UTC),
        }
    }

    /// Returns the first moment after a day; `None` for all else.
    pub fn day_after(self) -> Option<DateTime<Utc>> {
        match self {
            Self::Point(_) | Self::Age(_) => None,
            Self::Day(day) => day.checked_add_days(Days::new(1)).map(midnight),
        }
    }
}

fn midnight(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(chrono::NaiveTime::MIN).and_utc()
}

/// Reads a day (`2026-03-04`), a time (RFC 3339; UTC where no zone is given; seconds may be missing) or an age (`30m`,
/// `24h`, `7d`, `2w`).
pub fn read_moment(text: &str) -> Option<Moment> {
    let text = text.trim();
    if let Ok(day) = text.parse() {
        return Some(Moment::Day(day));
    }
    // RFC 3339 demands seconds, and people leave them out.
    let in_minutes = || DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M%:z");
    if let Ok(point) = DateTime::parse_from_rfc3339(text).or_else(|_| in_minutes()) {
        return Some(Moment::Point(point.to_utc()));
    }
    let forms = ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"];
    let without_zone = text.strip_suffix(['Z', 'z']).unwrap_or(text);
    let point = forms.iter().find_map(|form| NaiveDateTime::parse_from_str(without_zone, form).ok());
    point.map(|point| Moment::Point(point.and_utc())).or_else(|| read_age(text).map(Moment::Age))
}

/// The longest age: far before any record, and yet within what chrono's calendar counts.
const OLDEST: TimeDelta = TimeDelta::days(1_000_000);

fn read_age(text: &str) -> Option<TimeDelta> {
    let unit = text.chars().last()?;
    let number: i64 = text.strip_suffix(unit)?.parse().ok().filter(|number| *number >= 0)?;
    let age = match unit {
        'm' => TimeDelta::try_minutes(number),
        'h' => TimeDelta::try_hours(number),
        'd' => TimeDelta::try_days(number),
        'w' => TimeDelta::try_weeks(number),
        _ => None,
    };
    age.filter(|age| *age <= OLDEST)
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};

    use super::{Moment, read_moment};

    fn time(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn check(text: &str, expected: Option<&str>) {
        let now = time("2026-03-10T12:00:00Z");
        assert_eq!(read_moment(text).map(|read| read.start(now)), expected.map(time), "{text}");
    }

    #[test]
    fn times_and_ages_are_read() {
        check("2026-03-04T08:30:00Z", Some("2026-03-04T08:30:00Z"));
        check("2026-03-04T08:30:00+02:00", Some("2026-03-04T06:30:00Z"));
        check("2026-03-04T08:30:00.25", Some("2026-03-04T08:30:00.25Z"));
        check("2026-03-04 08:30", Some("2026-03-04T08:30:00Z"));
        check("2026-03-04T08:30+02:00", Some("2026-03-04T06:30:00Z"));
        check("2026-03-04T08:30Z", Some("2026-03-04T08:30:00Z"));
        check("24h", Some("2026-03-09T12:00:00Z"));
        check("7d", Some("2026-03-03T12:00:00Z"));
        check("2w", Some("2026-02-24T12:00:00Z"));
        check("90m", Some("2026-03-10T10:30:00Z"));
        for text in
            ["", "d", "-1d", "7 d", "7y", "2026-13-01", "04/03/2026", "1000001d", "99999999999999999d", "é"]
        {
            check(text, None);
        }
    }

    #[test]
    fn a_day_has_a_beginning_and_an_end() {
        let day = read_moment("2026-12-31").unwrap();
        assert_eq!(day.start(Utc::now()), time("2026-12-31T00:00:00Z"));
        assert_eq!(day.day_after(), Some(time("2027-01-01T00:00:00Z")));
        assert_eq!(Moment::Point(time("2026-12-31T00:00:00Z")).day_after(), None);
    }
}
