//! Turns times of exports into the form of records.

use crate::table::value::to_iso_time;

/// Returns a time of the portal or of PowerShell in the form of records. A date whose order of day and month does not
/// show stays as it is.
pub(crate) fn normalize_time(text: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(text).ok()?.trim();
    if let Some(millis) = text.strip_prefix("/Date(").and_then(|rest| rest.strip_suffix(")/")) {
        return from_millis(millis.parse().ok()?);
    }
    to_iso_time(text.as_bytes()).or_else(|| {
        let (date, time) = text.split_once(' ')?;
        to_iso_time(format!("{date}, {time}").as_bytes())
    })
}

/// Returns the time so many milliseconds behind the beginning of 1970, in this millennium and the one before.
fn from_millis(millis: i64) -> Option<String> {
    const DAY: i64 = 86_400_000;
    let (day, rest) = (millis.div_euclid(DAY), millis.rem_euclid(DAY));
    // Days since 0000-03-01, so that the leap day is the last of its year: Hinnant, "chrono-compatible low-level date
    // algorithms".
    let day = day.checked_add(719_468).filter(|day| (0..=3_652_000).contains(day))?;
    let (era, of_era) = (day / 146_097, day % 146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let part = (5 * of_year + 2) / 153;
    let month = if part < 10 { part + 3 } else { part - 9 };
    let year = era * 400 + year + i64::from(month < 3);
    let (date, second) = (of_year - (153 * part + 2) / 5 + 1, rest / 1000);
    let clock = format!("{:02}:{:02}:{:02}.{:03}", second / 3600, second / 60 % 60, second % 60, rest % 1000);
    Some(format!("{year:04}-{month:02}-{date:02}T{clock}Z"))
}

#[cfg(test)]
mod tests {
    use super::normalize_time;

    #[test]
    fn times_of_exports_become_those_of_records() {
        for (text, expected) in [
            ("6/26/2022 5:40:02 AM", Some("2022-06-26T05:40:02Z")),
            ("6/26/2022, 5:40:02 PM", Some("2022-06-26T17:40:02Z")),
            ("/Date(1656222002123)/", Some("2022-06-26T05:40:02.123Z")),
            ("/Date(-1)/", Some("1969-12-31T23:59:59.999Z")),
            ("/Date(9223372036854775807)/", None),
            ("26.06.2022 05:40", None),
            ("2022-06-26T05:40:02.0000000Z", None),
        ] {
            assert_eq!(normalize_time(text.as_bytes()).as_deref(), expected, "{text}");
        }
    }
}
