//! Numbers by their value, whatever their size.

/// Appends a JSON number's value as text: `-` where negative, its digits without zeros in front and behind, `e`, and
/// the power of ten they are times of; the text as it stands where that power is beyond 64 bits.
pub(super) fn append_decimal(text: &str, out: &mut Vec<u8>) {
    let start = out.len();
    if append_normal(text.as_bytes(), out).is_none() {
        out.truncate(start);
        out.extend_from_slice(text.as_bytes());
    }
}

fn append_normal(text: &[u8], out: &mut Vec<u8>) -> Option<()> {
    // By digits and not as a float: 64 bits would make 9007199254740993 equal to 9007199254740992.
    let unsigned = text.strip_prefix(b"-").unwrap_or(text);
    let mark = unsigned.iter().position(|b| matches!(b, b'e' | b'E'));
    let (mantissa, exponent) = unsigned.split_at(mark.unwrap_or(unsigned.len()));
    let point = mantissa.iter().position(|b| *b == b'.');
    let (whole, fraction) = mantissa.split_at(point.unwrap_or(mantissa.len()));
    let fraction = fraction.get(1..).unwrap_or_default();
    if unsigned.len() < text.len() {
        out.push(b'-');
    }
    let first = out.len();
    let digits = whole.iter().chain(fraction).copied();
    out.extend(digits.skip_while(|digit| *digit == b'0'));
    if out.len() == first {
        out.truncate(first - usize::from(unsigned.len() < text.len()));
        out.extend_from_slice(b"0e0");
        return Some(());
    }
    let mut power = 0_i64.checked_sub_unsigned(fraction.len() as u64)?;
    while out.last() == Some(&b'0') {
        out.pop();
        power += 1;
    }
    append_power(power.checked_add(read_exponent(exponent)?)?, out);
    Some(())
}

fn append_power(power: i64, out: &mut Vec<u8>) {
    out.push(b'e');
    match u8::try_from(power) {
        // A power of one digit, as of any number with few zeros at its end, needs no formatting.
        Ok(digit @ 0..10) => out.push(b'0' + digit),
        _ => out.extend_from_slice(power.to_string().as_bytes()),
    }
}

/// Reads the number behind `e`; 0 where there is nothing.
fn read_exponent(text: &[u8]) -> Option<i64> {
    let Some((_, digits)) = text.split_first() else { return Some(0) };
    std::str::from_utf8(digits).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::append_decimal;

    #[test]
    fn equal_numbers_are_the_same_text() {
        for (text, expect) in [
            ("1", "1e0"),
            ("1.0", "1e0"),
            ("1e0", "1e0"),
            ("10E-1", "1e0"),
            ("0.10e+1", "1e0"),
            ("-1000", "-1e3"),
            ("1e12", "1e12"),
            ("1000000000000", "1e12"),
            ("0", "0e0"),
            ("-0.0e5", "0e0"),
            ("0e99999999999999999999", "0e0"),
            ("9007199254740993", "9007199254740993e0"),
            ("1156492.00", "1156492e0"),
            ("0.00012", "12e-5"),
            ("1e99999999999999999999", "1e99999999999999999999"),
            ("-1.5e9223372036854775808", "-1.5e9223372036854775808"),
        ] {
            let mut out = b"x".to_vec();
            append_decimal(text, &mut out);
            assert_eq!(std::str::from_utf8(&out[1..]), Ok(expect), "{text}");
        }
    }
}
