//! Integers that can be written again as they were.

/// An integer written as a program would write it.
#[inline]
pub(crate) fn plain(text: &[u8]) -> Option<i64> {
    let digits = text.strip_prefix(b"-").unwrap_or(text);
    let canonical = match digits {
        [b'0'] => text.len() == 1,
        [b'1'..=b'9', ..] => true,
        _ => false,
    };
    if !canonical || digits.len() > 19 {
        return None;
    }
    let mut n = 0_i64;
    for digit in digits {
        let digit = digit.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        // Downwards, where there is room for one more.
        n = n.checked_mul(10)?.checked_sub(i64::from(digit))?;
    }
    if text.len() == digits.len() { n.checked_neg() } else { Some(n) }
}

#[cfg(test)]
mod tests {
    use super::plain;

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
            assert_eq!(plain(text.as_bytes()), expect, "{text}");
        }
    }
}
