//! Times in other notations than that of the service.

/// Writes a time as the service does, in UTC and without zeros at the end of its fraction: `2026-02-14T09:00:01.5`. `None`
/// for what is no time.
///
/// These are taken: `2026-02-14 09:00:01`, `2026-02-14T10:00:01+01:00`, `2026-02-14T10:00:01.50+0100`,
/// `/Date(1771059601500)/`. A time without an offset is in UTC.
pub(super) fn write_in_utc(text: &[u8]) -> Option<Vec<u8>> {
    match text.strip_prefix(b"/Date(") {
        Some(rest) => write_milliseconds(rest.strip_suffix(b")/")?),
        None => write_clock_time(text),
    }
}

/// Writes milliseconds since 1970. An offset behind them says where they were read, and changes nothing.
fn write_milliseconds(text: &[u8]) -> Option<Vec<u8>> {
    let digits =
        text.iter().skip(1).position(|byte| matches!(byte, b'+' | b'-')).map_or(text.len(), |at| at + 1);
    let (number, offset) = text.split_at(digits);
    read_offset(offset)?;
    // The longest fits 64 bits.
    let milliseconds: i64 =
        std::str::from_utf8(number).ok().filter(|number| number.len() <= 18)?.parse().ok()?;
    let (seconds, rest) = (milliseconds.div_euclid(1000), milliseconds.rem_euclid(1000));
    write_seconds(seconds, format!("{rest:03}").as_bytes())
}

/// Writes a time as clocks and calendars show it.
fn write_clock_time(text: &[u8]) -> Option<Vec<u8>> {
    let (plain, rest) = text.split_at_checked(19)?;
    let fits = |(byte, form): (&u8, &u8)| match form {
        b'0' => byte.is_ascii_digit(),
        b'T' => matches!(byte, b'T' | b't' | b' '),
        _ => byte == form,
    };
    if !plain.iter().zip(b"0000-00-00T00:00:00").all(fits) {
        return None;
    }
    let number =
        |from: usize, to: usize| plain[from..to].iter().fold(0, |n, digit| n * 10 + i64::from(digit - b'0'));
    let (fraction, zone) = match rest {
        [b'.', rest @ ..] => rest.split_at(rest.iter().take_while(|byte| byte.is_ascii_digit()).count()),
        _ => (&b""[..], rest),
    };
    if rest.first() == Some(&b'.') && fraction.is_empty() {
        return None;
    }
    let days = days_since_1970(number(0, 4), number(5, 7), number(8, 10))?;
    let (hours, minutes, seconds) = (number(11, 13), number(14, 16), number(17, 19));
    if hours > 23 || minutes > 59 || seconds > 59 {
        return None;
    }
    write_seconds(days * DAY + hours * 3600 + minutes * 60 + seconds - read_offset(zone)?, fraction)
}

const DAY: i64 = 86_400;

/// Reads an offset in seconds: nothing, `Z`, `+01:00`, `-0530`.
fn read_offset(text: &[u8]) -> Option<i64> {
    let (sign, rest) = match text {
        b"" | b"Z" | b"z" => return Some(0),
        [b'+', rest @ ..] => (1, rest),
        [b'-', rest @ ..] => (-1, rest),
        _ => return None,
    };
    let digit = |byte: u8| byte.is_ascii_digit().then(|| i64::from(byte - b'0'));
    let (&[a, b, c, d] | &[a, b, b':', c, d]) = rest else { return None };
    let (hours, minutes) = (digit(a)? * 10 + digit(b)?, digit(c)? * 10 + digit(d)?);
    (hours < 24 && minutes < 60).then_some(sign * (hours * 3600 + minutes * 60))
}

/// Writes seconds since 1970 and a fraction; `None` beyond the years of four digits.
fn write_seconds(seconds: i64, fraction: &[u8]) -> Option<Vec<u8>> {
    let (year, month, day) = date_of(seconds.div_euclid(DAY));
    if !(0..=9999).contains(&year) {
        return None;
    }
    let clock = seconds.rem_euclid(DAY);
    let (hours, minutes, seconds) = (clock / 3600, clock / 60 % 60, clock % 60);
    let mut out = format!("{year:04}-{month:02}-{day:02}T{hours:02}:{minutes:02}:{seconds:02}").into_bytes();
    let kept = fraction.iter().rposition(|digit| *digit != b'0').map_or(0, |last| last + 1);
    if kept > 0 {
        out.push(b'.');
        out.extend_from_slice(&fraction[..kept]);
    }
    Some(out)
}

/// Days of 400 years, after which the calendar repeats itself, and days from 1 March of the year 0 to 1970.
const ERA_DAYS: i64 = 146_097;
const DAYS_TO_1970: i64 = 719_468;

/// Returns the days from 1970 to a date; `None` for a date that there is not. Years begin in March here, so that the day of
/// a leap year is the last one.
fn days_since_1970(year: i64, month: i64, day: i64) -> Option<i64> {
    if !(1..=12).contains(&month) || day < 1 {
        return None;
    }
    let year_from_march = if month > 2 { year } else { year - 1 };
    let (era, year_of_era) = (year_from_march.div_euclid(400), year_from_march.rem_euclid(400));
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let days = era * ERA_DAYS + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    // A day that its month lacks would be one of the next month.
    (date_of(days - DAYS_TO_1970) == (year, month, day)).then_some(days - DAYS_TO_1970)
}

/// Returns the date of a day since 1970.
fn date_of(days: i64) -> (i64, i64, i64) {
    let days = days + DAYS_TO_1970;
    let (era, day_of_era) = (days.div_euclid(ERA_DAYS), days.rem_euclid(ERA_DAYS));
    let leap_days = day_of_era / 1460 - day_of_era / 36_524 + day_of_era / 146_096;
    let year_of_era = (day_of_era - leap_days) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = (month_from_march + 2) % 12 + 1;
    (era * 400 + year_of_era + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_as_the_service_does() {
        for (text, expect) in [
            ("2026-02-14 09:00:01", Some("2026-02-14T09:00:01")),
            ("2026-02-14T09:00:01", Some("2026-02-14T09:00:01")),
            ("2026-02-14t09:00:01z", Some("2026-02-14T09:00:01")),
            ("2026-02-14T10:00:01+01:00", Some("2026-02-14T09:00:01")),
            ("2026-01-01T00:30:00.120+0100", Some("2025-12-31T23:30:00.12")),
            ("2024-02-28T23:00:00-05:30", Some("2024-02-29T04:30:00")),
            ("2026-02-14 09:00:01.0000000", Some("2026-02-14T09:00:01")),
            ("/Date(1771059601000)/", Some("2026-02-14T09:00:01")),
            ("/Date(1771059601500+0100)/", Some("2026-02-14T09:00:01.5")),
            ("/Date(-1)/", Some("1969-12-31T23:59:59.999")),
            ("/Date(0)/", Some("1970-01-01T00:00:00")),
            ("0001-01-01 00:00:00", Some("0001-01-01T00:00:00")),
            ("9999-12-31T23:00:00-02:00", None),
            ("2026-02-31 09:00:01", None),
            ("2026-13-01 09:00:01", None),
            ("2026-02-14 24:00:01", None),
            ("2026-02-14 09:00:01.", None),
            ("2026-02-14 09:00:01 x", None),
            ("2026-02-14T09:00:01+1:00", None),
            ("/Date()/", None),
            ("/Date(1234567890123456789)/", None),
            ("/Date(1)", None),
        ] {
            let written = write_in_utc(text.as_bytes()).map(|bytes| String::from_utf8(bytes).unwrap());
            assert_eq!(written.as_deref(), expect, "{text}");
        }
    }

    #[test]
    fn dates_come_back() {
        for days in (-720_000..2_900_000).step_by(17) {
            let (year, month, day) = date_of(days);
            assert_eq!(days_since_1970(year, month, day), Some(days));
        }
    }
}
