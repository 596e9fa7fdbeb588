//! Numbers as records write them.

/// Reads an integer from the text of a JSON number, or from a string that holds one: `25`, `1000.0`, `1e9`, `-1.0`.
/// `None` for a value with a fraction, or beyond 64 bits.
pub(crate) fn parse_integer(text: &[u8]) -> Option<i64> {
    parse_plain(text).or_else(|| parse_decimal(text))
}

/// Reads an integer of up to 18 digits without leading zeros, fraction or exponent.
#[inline]
pub(crate) fn parse_plain(text: &[u8]) -> Option<i64> {
    let (negative, digits) = match text {
        [b'-', digits @ ..] => (true, digits),
        digits => (false, digits),
    };
    // Any 18 digits fit in an i64, so the loop below cannot overflow.
    if digits.is_empty() || digits.len() > 18 || (digits[0] == b'0' && digits.len() > 1) {
        return None;
    }
    let mut n = 0_i64;
    for &d in digits {
        let d = d.wrapping_sub(b'0');
        if d > 9 {
            return None;
        }
        n = n * 10 + i64::from(d);
    }
    Some(if negative { -n } else { n })
}

/// Reads `mantissa.fraction` `e` exponent, if its value is an integer.
fn parse_decimal(text: &[u8]) -> Option<i64> {
    let text = std::str::from_utf8(text).ok()?.trim();
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (text, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    if whole.is_empty() || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let mut value = whole.parse::<i128>().ok()?;
    let sign = if whole.starts_with('-') { -1 } else { 1 };
    // Twenty digits of a fraction fit in an i128 behind a whole number of 64 bits. Further ones have to be zeros.
    for digit in fraction.bytes().take(20) {
        value = value.checked_mul(10)?.checked_add(sign * i128::from(digit - b'0'))?;
    }
    scale_by_ten(value, exponent.checked_sub(i32::try_from(fraction.len().min(20)).ok()?)?)
        .filter(|_| fraction.bytes().skip(20).all(|b| b == b'0'))
}

/// Returns `value` times ten to the `power`, if that is an integer of 64 bits.
fn scale_by_ten(mut value: i128, mut power: i32) -> Option<i64> {
    while power > 0 && value != 0 {
        value = value.checked_mul(10)?;
        power -= 1;
    }
    while power < 0 && value != 0 {
        if value % 10 != 0 {
            return None;
        }
        value /= 10;
        power += 1;
    }
    i64::try_from(value).ok()
}

/// Reports whether a text is a number by the grammar of JSON.
pub(crate) fn is_json_number(text: &[u8]) -> bool {
    let digits = |text: &[u8]| text.iter().take_while(|b| b.is_ascii_digit()).count();
    let mut rest = text.strip_prefix(b"-").unwrap_or(text);
    let whole = digits(rest);
    if whole == 0 || (whole > 1 && rest[0] == b'0') {
        return false;
    }
    rest = &rest[whole..];
    if let Some(fraction) = rest.strip_prefix(b".") {
        let len = digits(fraction);
        if len == 0 {
            return false;
        }
        rest = &fraction[len..];
    }
    if let [b'e' | b'E', exponent @ ..] = rest {
        let exponent =
            exponent.strip_prefix(b"+").or_else(|| exponent.strip_prefix(b"-")).unwrap_or(exponent);
        let len = digits(exponent);
        return len > 0 && len == exponent.len();
    }
    rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::parse_integer;

    #[test]
    fn reads_every_form_met() {
        for (text, expect) in [
            ("25", Some(25)),
            ("-1", Some(-1)),
            ("1e9", Some(1_000_000_000)),
            ("1000.0", Some(1000)),
            ("1156492.00", Some(1_156_492)),
            ("-1.0", Some(-1)),
            ("9223372036854775807", Some(i64::MAX)),
            ("-9223372036854775808", Some(i64::MIN)),
            ("9223372036854775808", None),
            ("1.5", None),
            ("15e-1", None),
            ("150e-1", Some(15)),
            ("1e400", None),
            ("0e999999999", Some(0)),
            ("", None),
            ("-", None),
            ("abc", None),
            ("1.", Some(1)),
        ] {
            assert_eq!(parse_integer(text.as_bytes()), expect, "{text}");
        }
    }
}
