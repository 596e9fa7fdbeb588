//! Times as the portal of Log Analytics shows them.

/// Writes a time such as `1/12/2026, 4:05:03.123 PM`, month first, in the form of records: `2026-01-12T16:05:03.123Z`.
/// `None` for anything else. Only columns whose name says `[UTC]` have such times, so the zone is known.
pub(crate) fn iso(text: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(text).ok()?.trim();
    let (date, rest) = text.split_once(", ")?;
    let (time, half) = rest.split_once([' ', '\u{202F}', '\u{A0}'])?;
    let [month, day, year] = numbers(date, '/')?;
    let (clock, fraction) = time.split_once('.').unwrap_or((time, ""));
    let [hour, minute, second] = numbers(clock, ':')?;
    let afternoon = match half {
        "AM" => 0,
        "PM" => 12,
        _ => return None,
    };
    let is_fraction = fraction.bytes().all(|byte| byte.is_ascii_digit());
    let is_time = (1..=12).contains(&month) && (1..=31).contains(&day) && (1..=12).contains(&hour);
    if !is_fraction || !is_time || minute > 59 || second > 59 || year > 9999 {
        return None;
    }
    let hour = hour % 12 + afternoon;
    let dot = if fraction.is_empty() { "" } else { "." };
    Some(format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{dot}{fraction}Z"))
}

fn numbers(text: &str, between: char) -> Option<[u32; 3]> {
    let mut parts = text.split(between).map(|part| part.parse().ok());
    let numbers = [parts.next()??, parts.next()??, parts.next()??];
    parts.next().is_none().then_some(numbers)
}

#[cfg(test)]
mod tests {
    use super::iso;

    #[test]
    fn only_times_of_the_portal_are_changed() {
        for (text, expected) in [
            ("1/12/2026, 4:05:03.123 PM", Some("2026-01-12T16:05:03.123Z")),
            ("12/31/2025, 12:00:00.000 AM", Some("2025-12-31T00:00:00.000Z")),
            ("12/31/2025, 12:00:00\u{202f}PM", Some("2025-12-31T12:00:00Z")),
            ("13/1/2026, 4:05:03 PM", None),
            ("1/12/2026, 16:05:03", None),
            ("1/12/2026, 16:05:03 PM", None),
            ("1/12/2026 4:05:03 PM", None),
            ("2026-01-12T10:00:00Z", None),
            ("1/12/2026, 4:05:03.x PM", None),
            ("", None),
        ] {
            assert_eq!(iso(text.as_bytes()).as_deref(), expected, "{text}");
        }
    }
}
