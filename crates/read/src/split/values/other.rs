//! Values of a JSON stream other than objects: strings that hold records, and records with their time before them.

use memchr::memchr3;

use crate::input::leading_blanks;
use crate::json::begins_json;

/// Most bytes before the JSON in a string, before the object of a pair, and behind it.
pub(crate) const FRONT_BYTES: usize = 64;

/// The kind of what a window begins with.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Other {
    /// A string that begins as JSON.
    Text,
    /// An array that begins with a number and an object, which begins here.
    Pair(usize),
    /// Neither.
    None,
    /// One of them, if the window goes on so.
    Open,
}

/// Returns the kind of what `window` begins with.
pub(crate) fn begins_other(window: &[u8]) -> Other {
    match window {
        [b'"', string @ ..] if begins_json(string) => Other::Text,
        [b'"', string @ ..] if string.len() < FRONT_BYTES && is_front_of_json(string) => Other::Open,
        [b'[', inside @ ..] => begins_pair(inside),
        _ => Other::None,
    }
}

/// Reports whether the inside of a string has nothing but blanks so far.
fn is_front_of_json(string: &[u8]) -> bool {
    string.iter().all(|byte| matches!(byte, b' ' | b'\\' | b'n' | b'r' | b't'))
}

fn begins_pair(inside: &[u8]) -> Other {
    let is_number = |byte: &&u8| matches!(byte, b'-' | b'+' | b'.' | b'0'..=b'9' | b'e' | b'E');
    let begin = leading_blanks(inside);
    let number = inside[begin..].iter().take_while(is_number).count();
    let comma = begin + number + leading_blanks(&inside[begin + number..]);
    let object = match inside.get(comma) {
        Some(b',') if number > 0 => comma + 1 + leading_blanks(&inside[comma + 1..]),
        Some(_) => return Other::None,
        None => inside.len(),
    };
    match inside.get(object) {
        Some(b'{') => Other::Pair(1 + object),
        None if inside.len() < FRONT_BYTES => Other::Open,
        _ => Other::None,
    }
}

/// The end of a string.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum StringEnd {
    /// Behind its closing quote, at this place.
    At(usize),
    /// Not yet. The search goes on from this place.
    Open(usize),
    /// A line feed is in it, which no JSON string has.
    Broken,
}

/// Finds the end of the string that `from` is in.
pub(crate) fn find_string_end(bytes: &[u8], from: usize) -> StringEnd {
    let mut at = from;
    while let Some(hit) =
        bytes.get(at..).and_then(|rest| memchr3(b'"', b'\\', b'\n', rest)).map(|hit| at + hit)
    {
        match bytes[hit] {
            b'"' => return StringEnd::At(hit + 1),
            b'\n' => return StringEnd::Broken,
            _ if hit + 1 == bytes.len() => return StringEnd::Open(hit),
            _ => at = hit + 2,
        }
    }
    StringEnd::Open(bytes.len())
}

#[cfg(test)]
mod tests {
    use super::{Other, StringEnd, begins_other, find_string_end};

    #[test]
    fn strings_of_json_and_pairs_are_told_by_their_front() {
        for (window, expected) in [
            (r#""{\"a\":1}""#, Other::Text),
            (r#"" \n[1]""#, Other::Text),
            (r#"" \n"#, Other::Open),
            (r#""x{}""#, Other::None),
            (r#"""#, Other::Open),
            (r#"[1700000000.5, {"a":1}]"#, Other::Pair(15)),
            ("[\n -1e9\n,\n{", Other::Pair(10)),
            ("[17", Other::Open),
            ("[17 ,", Other::Open),
            ("[", Other::Open),
            ("[17,18,{", Other::None),
            ("[{", Other::None),
            ("[,", Other::None),
            ("7", Other::None),
        ] {
            assert_eq!(begins_other(window.as_bytes()), expected, "{window}");
        }
    }

    #[test]
    fn strings_end_with_their_quote() {
        assert_eq!(find_string_end(br#""a\"b" x"#, 1), StringEnd::At(6));
        assert_eq!(find_string_end(br#""a\"#, 1), StringEnd::Open(2));
        assert_eq!(find_string_end(br#""ab"#, 1), StringEnd::Open(3));
        assert_eq!(find_string_end(b"\"a\nb\"", 1), StringEnd::Broken);
    }
}
