//! Spans of time as texts: a whole number and a unit.

use chrono::TimeDelta;

/// Reads `90s`, `1m`, `2h` or `1d`.
pub(super) fn parse(text: &str) -> Option<TimeDelta> {
    let unit = text.chars().last()?;
    let digits = text.strip_suffix(unit)?;
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let number = digits.parse().ok().filter(|_| plain)?;
    match unit {
        's' => TimeDelta::try_seconds(number),
        'm' => TimeDelta::try_minutes(number),
        'h' => TimeDelta::try_hours(number),
        'd' => TimeDelta::try_days(number),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::parse;

    #[test]
    fn a_span_is_a_number_and_a_unit() {
        assert_eq!(parse("90s"), Some(TimeDelta::seconds(90)));
        assert_eq!(parse("2h"), Some(TimeDelta::hours(2)));
        for wrong in
            ["", "m", "1", "1.5h", "-1m", "+1m", "1 m", "1w", "99999999999999999999s", "9999999999999999d"]
        {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }
}
