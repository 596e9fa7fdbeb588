//! Integers that can be written again as they were.

/// Parses an integer that stands as a program would write it: no zeros or plus in front. Only such digits can be written
/// again from the number.
#[inline]
pub(crate) fn parse_plain(text: &[u8]) -> Option<i64> {
    let digits = text.strip_prefix(b"-").unwrap_or(text);
    let canonical = match digits {
        [b'0'] => text.len() == 1,
        [b'1'..=b'9', ..] => true,
        _ => false,
    };
    // No i64 has more than 19 digits.
    if !canonical || digits.len() > 19 {
        return None;
    }
    let mut n = 0_i64;
    for digit in digits {
        let digit = digit.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        // Downwards: the negative numbers have room for one more, so the smallest i64 needs no case of its own.
        n = n.checked_mul(10)?.checked_sub(i64::from(digit))?;
    }
    if text.len() == digits.len() { n.checked_neg() } else { Some(n) }
}

#[cfg(test)]
mod tests {
    use super::parse_plain;

    #[test]
    fn plain_integers() {
        for (text, expect) in [
            ("0", Some(0)),
            ("-1", Some(-1)),
            ("9223372036854775807", Some(i64::MAX)),
            ("-9223372036854775808", Some(i64::MIN)),
            ("9223372036854775808", None),
            ("-0", None),
            ("01", None),
            ("1.0", None),
            ("1e3", None),
            ("-", None),
            ("", None),
        ] {
            assert_eq!(parse_plain(text.as_bytes()), expect, "{text}");
        }
    }
}
