//! Numbers by their value, whatever their size.

/// A JSON number's value as text: `-` where negative, its digits without zeros in front and behind, `e`, and the power
/// of ten they are times of. `None` where that power is beyond 64 bits.
pub(crate) fn normal(text: &str) -> Option<String> {
    let (sign, unsigned) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text),
    };
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i64>().ok()),
        None => (unsigned, Some(0)),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all = [whole, fraction].concat();
    let digits = all.trim_start_matches('0').trim_end_matches('0');
    if digits.is_empty() {
        return Some("0e0".to_owned());
    }
    let zeros_behind = all.len() - all.trim_end_matches('0').len();
    let power = i64::try_from(zeros_behind).ok()?.checked_sub(i64::try_from(fraction.len()).ok()?)?;
    Some(format!("{sign}{digits}e{}", exponent?.checked_add(power)?))
}

#[cfg(test)]
mod tests {
    use super::normal;

    #[test]
    fn equal_numbers_are_the_same_text() {
        for (text, expect) in [
            ("1", "1e0"),
            ("1.0", "1e0"),
            ("1e0", "1e0"),
            ("10E-1", "1e0"),
            ("0.10e+1", "1e0"),
            ("-1000", "-1e3"),
            ("0", "0e0"),
            ("-0.0e5", "0e0"),
            ("0e99999999999999999999", "0e0"),
            ("9007199254740993", "9007199254740993e0"),
            ("1156492.00", "1156492e0"),
            ("0.00012", "12e-5"),
        ] {
            assert_eq!(normal(text).as_deref(), Some(expect), "{text}");
        }
        assert_eq!(normal("1e99999999999999999999"), None);
    }
}
