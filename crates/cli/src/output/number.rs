//! Numbers and times for people.

#[cfg(feature = "sql")]
use chrono::{DateTime, Utc};

/// Renders a time to the second; a dash where there is none.
#[cfg(feature = "sql")]
pub fn instant(time: Option<DateTime<Utc>>) -> String {
    time.map_or("-".to_owned(), |time| time.format("%Y-%m-%d %H:%M:%S").to_string())
}

/// Renders a number with a comma between thousands.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Renders a number of things, whose word takes an s for all but one.
pub fn count_of(number: u64, thing: &str) -> String {
    format!("{} {thing}{}", grouped(number), if number == 1 { "" } else { "s" })
}

/// Renders a size in decimal units with one digit after the point.
pub fn bytes(number: u64) -> String {
    let units = [(1_000_000_000_000, "TB"), (1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB")];
    match units.into_iter().find(|(unit, _)| number >= *unit) {
        Some((unit, name)) => format!("{} {name}", with_tenth(divide_rounded(number, 10, unit))),
        None => count_of(number, "byte"),
    }
}

/// Renders a share of a total in percent. A share above zero never shows as 0 %, and one below the total never as 100 %.
pub fn percent(part: u64, total: u64) -> String {
    match divide_rounded(part, 1000, total.max(1)) {
        0 if part > 0 => "< 0.1 %".to_owned(),
        1000.. if part < total => "> 99.9 %".to_owned(),
        per_mille => format!("{} %", with_tenth(per_mille)),
    }
}

/// Returns `number * times / divisor`, rounded to the nearest integer.
fn divide_rounded(number: u64, times: u64, divisor: u64) -> u128 {
    // A number times 1000 may be beyond 64 bits.
    (u128::from(number) * u128::from(times) + u128::from(divisor / 2)) / u128::from(divisor)
}

fn with_tenth(tenths: u128) -> String {
    format!("{}.{}", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::{bytes, grouped, percent};

    #[test]
    fn numbers_are_easy_to_read() {
        assert_eq!([0, 999, 1000, 1_234_567].map(grouped), ["0", "999", "1,000", "1,234,567"]);
        assert_eq!(
            [0, 1, 999, 1999, 7_250_326].map(bytes),
            ["0 bytes", "1 byte", "999 bytes", "2.0 kB", "7.3 MB"]
        );
    }

    #[test]
    fn percentages_hide_nothing() {
        assert_eq!(percent(0, 0), "0.0 %");
        assert_eq!(percent(1, 3), "33.3 %");
        assert_eq!(percent(1, 100_000), "< 0.1 %");
        assert_eq!(percent(2, 3), "66.7 %");
        assert_eq!(percent(99_999, 100_000), "> 99.9 %");
        assert_eq!(percent(7, 7), "100.0 %");
    }
}
