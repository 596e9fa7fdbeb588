//! Compares times in the form of records and of exports.

/// Most seconds between two notations of one time: exports round what they cut off.
const ROUNDING_SECONDS: i64 = 1;

/// Length of a time down to its seconds.
const CLOCK_LEN: usize = 19;

/// Reports whether a record's time and that of its envelope are two instants. A record's time without a zone is in
/// UTC; one of an envelope may be in any, and says nothing.
pub(crate) fn are_apart(own: &[u8], outer: &[u8]) -> bool {
    // The usual case, without a look at numbers.
    if own.get(..CLOCK_LEN) == outer.get(..CLOCK_LEN) && own.len() <= CLOCK_LEN && outer.ends_with(b"Z") {
        return false;
    }
    match (seconds_of(own, Some(0)), seconds_of(outer, None)) {
        (Some(own), Some(outer)) => own.abs_diff(outer) > ROUNDING_SECONDS.unsigned_abs(),
        _ => false,
    }
}

/// Returns the seconds of a time such as `2026-02-14T09:00:00.5+01:00`, which has this offset if it names none.
fn seconds_of(text: &[u8], offset: Option<i64>) -> Option<i64> {
    let (front, tail) = text.split_at_checked(CLOCK_LEN)?;
    let [_, _, _, _, b'-', _, _, b'-', _, _, b'T' | b' ', _, _, b':', _, _, b':', _, _] = front else {
        return None;
    };
    let [year, month, day] = [number(&front[..4])?, number(&front[5..7])?, number(&front[8..10])?];
    let [hour, minute, second] = [number(&front[11..13])?, number(&front[14..16])?, number(&front[17..])?];
    let zone = match tail.strip_prefix(b".") {
        Some(fraction) => &fraction[fraction.iter().take_while(|byte| byte.is_ascii_digit()).count()..],
        None => tail,
    };
    let offset = match zone {
        b"" => offset?,
        b"Z" => 0,
        [sign @ (b'+' | b'-'), hours @ .., b':', tens, ones] => {
            let seconds = number(hours)? * 3600 + number(&[*tens, *ones])? * 60;
            if *sign == b'-' { -seconds } else { seconds }
        }
        _ => return None,
    };
    // Years begin in March, so that the leap day is the last of its year.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days = 365 * year + year.div_euclid(4) - year.div_euclid(100)
        + year.div_euclid(400)
        + (153 * month + 2) / 5
        + day;
    Some(days * 86_400 + hour * 3600 + minute * 60 + second - offset)
}

/// Returns the number that up to four digits are.
fn number(digits: &[u8]) -> Option<i64> {
    let is_number = !digits.is_empty() && digits.len() <= 4 && digits.iter().all(u8::is_ascii_digit);
    is_number.then(|| digits.iter().fold(0, |number, digit| number * 10 + i64::from(digit - b'0')))
}

#[cfg(test)]
mod tests {
    use super::are_apart;

    #[test]
    fn only_instants_are_compared() {
        let own = "2026-03-01T00:30:00";
        for (outer, expected) in [
            ("2026-03-01T00:30:00Z", false),
            ("2026-03-01T00:30:00.9999999Z", false),
            ("2026-03-01T00:30:01Z", false),
            ("2026-02-28T23:30:00-01:00", false),
            ("2026-03-01 01:30:00+01:00", false),
            ("2026-03-01T00:30:02Z", true),
            ("2026-03-01T01:30:00Z", true),
            ("2025-03-01T00:30:00Z", true),
            // In no zone that is known.
            ("2026-03-01T01:30:00", false),
            ("3/1/2026 1:30:00 AM", false),
            ("2026-03-01", false),
            ("2026-03-01T00:30:02+99999:00", false),
            ("", false),
        ] {
            assert_eq!(are_apart(own.as_bytes(), outer.as_bytes()), expected, "{outer}");
        }
        assert!(!are_apart(b"t", b"2026-03-01T00:30:00Z"));
        assert!(are_apart(b"2026-03-01T00:30:00+02:00", b"2026-03-01T00:30:00Z"));
    }
}
