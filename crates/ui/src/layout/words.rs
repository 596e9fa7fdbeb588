//! Numbers, times and sizes in words.

use chrono::{DateTime, Utc};

/// Writes a number with a comma every three digits.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Writes a number with its noun: `1 record`, `2 records`.
pub fn counted(number: u64, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{} {noun}s", grouped(number)) }
}

/// Writes how many files were read; nothing where there are none.
pub fn files(read: usize, all: usize) -> String {
    if all == 0 {
        String::new()
    } else {
        format!("read {} of {}", grouped(read as u64), counted(all as u64, "file"))
    }
}

/// Writes a size in bytes.
pub fn size(bytes: u64) -> String {
    let units = ["bytes", "KiB", "MiB", "GiB", "TiB"];
    let (mut size, mut unit) = (bytes as f64, 0);
    while size >= 1024.0 && unit + 1 < units.len() {
        size /= 1024.0;
        unit += 1;
    }
    if unit == 0 { counted(bytes, "byte") } else { format!("{size:.1} {}", units[unit]) }
}

/// Writes a time as a person reads it: a blank for `T`, no zone, since all times are UTC.
pub fn moment(text: &str) -> String {
    let time = text.parse::<DateTime<Utc>>();
    time.map_or_else(|_| text.to_owned(), |time| time.format("%Y-%m-%d %H:%M:%S").to_string())
}

/// Writes a length of time in its two largest units.
pub fn length(seconds: i64) -> String {
    let seconds = seconds.max(0);
    match seconds {
        0..60 => counted(seconds as u64, "second"),
        60..3600 => counted(seconds as u64 / 60, "minute"),
        3600..172_800 => format!("{} h {} min", seconds / 3600, seconds % 3600 / 60),
        _ => format!("{} d {} h", seconds / 86_400, seconds % 86_400 / 3600),
    }
}

#[cfg(test)]
mod tests {
    use super::{counted, grouped, length, moment, size};

    #[test]
    fn numbers_are_read_by_people() {
        assert_eq!(
            (grouped(0).as_str(), grouped(999).as_str(), grouped(1000).as_str()),
            ("0", "999", "1,000")
        );
        assert_eq!((counted(1, "row").as_str(), counted(2000, "row").as_str()), ("1 row", "2,000 rows"));
        assert_eq!((size(1).as_str(), size(1536).as_str()), ("1 byte", "1.5 KiB"));
        assert_eq!(moment("2026-03-02T08:00:00.250Z"), "2026-03-02 08:00:00");
        assert_eq!((length(5).as_str(), length(90_000).as_str()), ("5 seconds", "25 h 0 min"));
    }
}
