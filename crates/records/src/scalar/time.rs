//! Points in time, read from every form that records carry.

use std::fmt;

/// A point in time: microseconds since 1970-01-01T00:00:00 UTC.
///
/// Records write UTC without a zone. A time with a zone is read with it. Digits beyond the microsecond are cut off; they
/// stay in the record's text.
///
/// ```
/// use trail365_records::Timestamp;
/// let plain = Timestamp::parse("2021-07-09T14:11:03").unwrap();
/// assert_eq!(plain.as_microseconds(), 1_625_839_863_000_000);
/// assert_eq!(Timestamp::parse("7/9/2021 2:11:03 PM"), Some(plain));
/// assert_eq!(plain.to_string(), "2021-07-09T14:11:03Z");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

const SECOND: i64 = 1_000_000;
const DAY_SECONDS: i64 = 86_400;

impl Timestamp {
    /// Takes microseconds since 1970 UTC.
    pub const fn from_microseconds(microseconds: i64) -> Self {
        Timestamp(microseconds)
    }

    /// Returns microseconds since 1970 UTC.
    pub const fn as_microseconds(self) -> i64 {
        self.0
    }

    /// Reads ISO 8601 (`T` or a blank between date and time, any number of fraction digits, `Z`, an offset or
    /// nothing behind), a date alone, `M/D/YYYY h:mm:ss AM` as PowerShell, spreadsheets and the portal print it in the
    /// United States, with a comma behind the year or not and without AM or PM only where the day cannot be a month, `/Date(milliseconds)/` of Windows PowerShell, and
    /// `Feb 14, 2026 @ 09:00:01.000` of Kibana. Blanks around it are skipped. A time that names no zone is in UTC.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = text.as_bytes().trim_ascii();
        parse_plain(bytes)
            .or_else(|| parse_iso(bytes))
            .or_else(|| parse_american(bytes))
            .or_else(|| parse_ticks(bytes))
            .or_else(|| parse_kibana(bytes))
    }

    /// Reads the form that nearly all records use, `YYYY-MM-DDTHH:MM:SS` without a zone, and no other.
    pub fn parse_plain(text: &str) -> Option<Self> {
        parse_plain(text.as_bytes())
    }

    /// Reports whether `text` has the form that [`Timestamp::parse_plain`] reads.
    pub(crate) fn is_plain(text: &[u8]) -> bool {
        parse_plain(text).is_some()
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (seconds, micros) = (self.0.div_euclid(SECOND), self.0.rem_euclid(SECOND));
        let (year, month, day) = date_of_day(seconds.div_euclid(DAY_SECONDS));
        let time = seconds.rem_euclid(DAY_SECONDS);
        write!(f, "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}", time / 3600, time / 60 % 60, time % 60)?;
        if micros != 0 {
            write!(f, ".{micros:06}")?;
        }
        f.write_str("Z")
    }
}

/// Reads `YYYY-MM-DDTHH:MM:SS`.
// Nearly all times are written so. All fourteen digits are checked at once, without a branch for each.
fn parse_plain(b: &[u8]) -> Option<Timestamp> {
    let b: &[u8; 19] = b.try_into().ok()?;
    let marks = b[4] == b'-' && b[7] == b'-' && b[10] == b'T' && b[13] == b':' && b[16] == b':';
    let digit = |i: usize| b[i].wrapping_sub(b'0');
    let worst = [0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 17, 18].map(digit).into_iter().fold(0, u8::max);
    let two = |i: usize| i64::from(digit(i)) * 10 + i64::from(digit(i + 1));
    // A leap second is not plain: it would be written back as the second after it.
    if !marks || worst > 9 || two(17) == 60 {
        return None;
    }
    time_at([two(0) * 100 + two(2), two(5), two(8)], [two(11), two(14), two(17)], 0)
}

fn time_at([year, month, day]: [i64; 3], [hour, minute, second]: [i64; 3], micros: i64) -> Option<Timestamp> {
    let good = (1..=12).contains(&month)
        && (1..=days_in(year, month)).contains(&day)
        && (0..24).contains(&hour)
        && (0..60).contains(&minute)
        && (0..=60).contains(&second);
    let seconds = days_since_epoch(year, month, day) * DAY_SECONDS + hour * 3600 + minute * 60 + second;
    good.then_some(Timestamp(seconds * SECOND + micros))
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Returns the days since 1970-01-01 in the proleptic Gregorian calendar.
// Years are counted from March, so that a leap day is the last day of its year. 146,097 days are 400 years; 719,468 days
// lie between 0000-03-01 and 1970-01-01.
fn days_since_epoch(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let era = year.div_euclid(400);
    let year = year.rem_euclid(400);
    era * 146_097 + year * 365 + year / 4 - year / 100 + (month * 153 + 2) / 5 + day - 1 - 719_468
}

/// Returns the date of a day since 1970-01-01.
fn date_of_day(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let date = day - (153 * month + 2) / 5 + 1;
    let (year, month) = (era * 400 + year, if month < 10 { month + 3 } else { month - 9 });
    (year + i64::from(month <= 2), month, date)
}

/// Reads numbers and punctuation from the front of a text.
struct TimeReader<'a>(&'a [u8]);

impl TimeReader<'_> {
    /// Takes a number of `least` to `most` digits.
    fn take_number(&mut self, least: usize, most: usize) -> Option<i64> {
        let len = self.0.iter().take(most).take_while(|b| b.is_ascii_digit()).count();
        let (digits, rest) = self.0.split_at_checked(len).filter(|_| len >= least)?;
        self.0 = rest;
        Some(digits.iter().fold(0, |n, d| n * 10 + i64::from(d - b'0')))
    }

    fn skip_if(&mut self, mark: u8) -> bool {
        let found = self.0.first() == Some(&mark);
        self.0 = &self.0[usize::from(found)..];
        found
    }

    fn expect_mark(&mut self, mark: u8) -> Option<()> {
        self.skip_if(mark).then_some(())
    }

    fn expect_end(&self) -> Option<()> {
        self.0.is_empty().then_some(())
    }

    /// Takes hour, minute and second, the hour of at least so many digits. The flag says that there are seconds.
    fn take_clock(&mut self, hour_digits: usize) -> Option<([i64; 3], bool)> {
        let hour = self.take_number(hour_digits, 2)?;
        self.expect_mark(b':')?;
        let minute = self.take_number(2, 2)?;
        let seconds = self.skip_if(b':');
        let second = if seconds { self.take_number(2, 2)? } else { 0 };
        Some(([hour, minute, second], seconds))
    }

    /// Takes the fraction digits behind a dot, as microseconds; 0 without a dot.
    fn take_fraction(&mut self) -> Option<i64> {
        if !self.skip_if(b'.') {
            return Some(0);
        }
        let len = self.0.iter().take_while(|b| b.is_ascii_digit()).count();
        let digits = &self.0[..len];
        self.0 = &self.0[len..];
        let digit = |i: usize| digits.get(i).map_or(0, |d| i64::from(d - b'0'));
        (len > 0).then(|| (0..6).fold(0, |n, i| n * 10 + digit(i)))
    }

    /// Takes `Z`, `+hh:mm`, `-hhmm` or nothing, as seconds east of UTC.
    fn take_zone(&mut self) -> Option<i64> {
        let sign = match self.0.first() {
            None => return Some(0),
            Some(b'Z' | b'z') => return self.0.get(1..).and_then(|rest| rest.is_empty().then_some(0)),
            Some(b'+') => 1,
            Some(b'-') => -1,
            Some(_) => return None,
        };
        self.0 = &self.0[1..];
        let hours = self.take_number(2, 2)?;
        self.skip_if(b':');
        let minutes = self.take_number(2, 2)?;
        self.expect_end()?;
        (hours < 24 && minutes < 60).then_some(sign * (hours * 3600 + minutes * 60))
    }
}

fn parse_iso(text: &[u8]) -> Option<Timestamp> {
    let mut c = TimeReader(text);
    let year = c.take_number(4, 4)?;
    c.expect_mark(b'-')?;
    let month = c.take_number(2, 2)?;
    c.expect_mark(b'-')?;
    let day = c.take_number(2, 2)?;
    if c.expect_end().is_some() {
        return time_at([year, month, day], [0; 3], 0);
    }
    if !c.skip_if(b'T') && !c.skip_if(b't') {
        c.expect_mark(b' ')?;
    }
    let (time, seconds) = c.take_clock(2)?;
    let micros = if seconds { c.take_fraction()? } else { 0 };
    c.skip_if(b' ');
    let offset = c.take_zone()?;
    let local = time_at([year, month, day], time, micros)?;
    in_four_digit_years(Timestamp(local.0 - offset * SECOND))
}

/// Refuses a time outside the years 0 to 9999: ISO 8601 has no form for it that is read again.
fn in_four_digit_years(time: Timestamp) -> Option<Timestamp> {
    const FIRST: i64 = -62_167_219_200 * SECOND;
    const END: i64 = 253_402_300_800 * SECOND;
    (FIRST..END).contains(&time.0).then_some(time)
}

// PowerShell writes dates in the form of the machine's culture. Only the American form is read: in those that put the
// day first, 2/8 would be another date. Without AM or PM the order shows only in days that are no months.
fn parse_american(text: &[u8]) -> Option<Timestamp> {
    let mut c = TimeReader(text);
    let month = c.take_number(1, 2)?;
    c.expect_mark(b'/')?;
    let day = c.take_number(1, 2)?;
    c.expect_mark(b'/')?;
    let year = c.take_number(4, 4)?;
    let shows_order = day > 12 || day == month;
    if c.expect_end().is_some() {
        return time_at([year, month, day], [0; 3], 0).filter(|_| shows_order);
    }
    c.skip_if(b',');
    c.expect_mark(b' ')?;
    let ([hour, minute, second], seconds) = c.take_clock(1)?;
    let micros = if seconds { c.take_fraction()? } else { 0 };
    // A narrow no-break space stands before AM and PM in newer versions of .NET and of browsers, a no-break one in older.
    let spaces = ["\u{202F}", "\u{A0}"].map(str::as_bytes);
    let rest = spaces.iter().find_map(|space| c.0.strip_prefix(*space)).unwrap_or(c.0);
    let hour = match rest.trim_ascii() {
        b"" if shows_order => hour,
        [b'A' | b'a', b'M' | b'm'] if (1..=12).contains(&hour) => hour % 12,
        [b'P' | b'p', b'M' | b'm'] if (1..=12).contains(&hour) => hour % 12 + 12,
        _ => return None,
    };
    time_at([year, month, day], [hour, minute, second], micros)
}

/// Months as Kibana writes them.
const MONTHS: [&[u8]; 12] =
    [b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec"];

// The default format of Kibana's dates, which its exports have, too.
fn parse_kibana(text: &[u8]) -> Option<Timestamp> {
    let (name, rest) = text.split_at_checked(3)?;
    let month = MONTHS.iter().zip(1..).find_map(|(month, number)| (*month == name).then_some(number))?;
    let mut c = TimeReader(rest.strip_prefix(b" ")?);
    let day = c.take_number(1, 2)?;
    c.0 = c.0.strip_prefix(b", ")?;
    let year = c.take_number(4, 4)?;
    c.0 = c.0.strip_prefix(b" @ ")?;
    let (time, _) = c.take_clock(2)?;
    let micros = c.take_fraction()?;
    c.expect_end()?;
    time_at([year, month, day], time, micros)
}

// ConvertTo-Json of Windows PowerShell 5.1 writes dates so. An offset behind the milliseconds, as other serializers of
// .NET write it, names the zone of the writer and does not change the time.
fn parse_ticks(text: &[u8]) -> Option<Timestamp> {
    let inner = text.strip_prefix(b"/Date(")?.strip_suffix(b")/")?;
    let offset = inner.iter().skip(1).position(|byte| matches!(byte, b'+' | b'-'));
    let (inner, offset) = inner.split_at(offset.map_or(inner.len(), |at| at + 1));
    TimeReader(offset).take_zone()?;
    let millis: i64 = std::str::from_utf8(inner).ok()?.parse().ok()?;
    millis.checked_mul(1000).map(Timestamp).and_then(in_four_digit_years)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_every_form_met() {
        for (text, expect) in [
            ("2021-07-09T14:11:03", "2021-07-09T14:11:03Z"),
            ("2026-01-24T06:54:24.0000000Z ", "2026-01-24T06:54:24Z"),
            ("2024-02-22 09:46:54Z", "2024-02-22T09:46:54Z"),
            ("2024-02-29T23:59:59.123456789", "2024-02-29T23:59:59.123456Z"),
            ("2024-02-22T01:30:00+02:00", "2024-02-21T23:30:00Z"),
            ("2/8/2024 9:49:53 PM", "2024-02-08T21:49:53Z"),
            ("12/31/2023 12:00:00 AM", "2023-12-31T00:00:00Z"),
            ("/Date(1700000000000)/", "2023-11-14T22:13:20Z"),
            ("/Date(1700000000000+0100)/", "2023-11-14T22:13:20Z"),
            ("/Date(-1000-0100)/", "1969-12-31T23:59:59Z"),
            ("2026-02-14 09:00:01", "2026-02-14T09:00:01Z"),
            ("2026-02-14 09:00:01+01:00", "2026-02-14T08:00:01Z"),
            ("2026-02-14T09:00:01.0000000+01:00", "2026-02-14T08:00:01Z"),
            ("2/14/2026, 9:00:01.123 AM", "2026-02-14T09:00:01.123000Z"),
            ("2/14/2026, 9:00:01\u{a0}PM", "2026-02-14T21:00:01Z"),
            ("2/14/2026 21:00", "2026-02-14T21:00:00Z"),
            ("5/5/2026 21:00:00", "2026-05-05T21:00:00Z"),
            ("12/31/2025", "2025-12-31T00:00:00Z"),
            ("Feb 14, 2026 @ 09:00:01.000", "2026-02-14T09:00:01Z"),
            ("Dec 1, 2025 @ 23:59:59.5", "2025-12-01T23:59:59.500000Z"),
            ("2024-03-01", "2024-03-01T00:00:00Z"),
            ("1969-12-31T23:59:59", "1969-12-31T23:59:59Z"),
            ("0001-01-01T00:00:00", "0001-01-01T00:00:00Z"),
            ("9999-12-31T23:59:59", "9999-12-31T23:59:59Z"),
            ("2/8/2024 9:49:53\u{202f}PM", "2024-02-08T21:49:53Z"),
            ("0000-01-01T00:00:00", "0000-01-01T00:00:00Z"),
            ("2016-12-31T23:59:60", "2017-01-01T00:00:00Z"),
        ] {
            assert_eq!(Timestamp::parse(text).map(|t| t.to_string()).as_deref(), Some(expect), "{text}");
        }
        for bad in [
            "",
            "2023-02-29T00:00:00",
            "2023-13-01",
            "2024-01-01T24:00:00",
            "13/1/2024 1:00:00 AM",
            "05/03/2026 10:00:00",
            "5/3/2026, 10:00",
            "5/3/2026",
            "25/03/2026 10:00:00",
            "now",
            "2024-01-01T00:00:00.Z",
            "2024-02-22T09:46.5",
            "0000-01-01T00:00:00+23:59",
            "9999-12-31T23:59:59-01:00",
            "/Date(9223372036854775807)/",
            "/Date(9000000000000000)/",
            "/Date(1700000000000+1)/",
            "/Date()/",
            "14.02.2026 09:00:01",
            "Feb 30, 2026 @ 09:00:01.000",
            "Feb 14, 2026 @ 09:00:01.000 x",
            "feb 14, 2026",
            "1771059601000",
        ] {
            assert_eq!(Timestamp::parse(bad), None, "{bad}");
        }
    }

    proptest::proptest! {
        #[test]
        fn text_and_number_agree(micros in -62_135_596_800_000_000_i64..253_402_300_799_999_999) {
            let time = Timestamp::from_microseconds(micros);
            proptest::prop_assert_eq!(Timestamp::parse(&time.to_string()), Some(time));
        }

        #[test]
        fn no_text_panics(text in ".{0,40}") {
            let _ = Timestamp::parse(&text);
        }
    }
}
