//! Decodes the text of JSON strings in bytes that may be no UTF-8.
//!
//! In the text of a record inside a string every quote is escaped, some eight bytes from the next. A search made
//! for long runs costs more to begin than to run there: going a word at a time split JSON Lines with `AuditData` as
//! text at 0.97 GB/s instead of 0.71.

use std::str;

use memchr::{memchr, memchr2};

/// Words that are looked at one by one before a search for longer runs begins. Keys, times and GUIDs end within 40
/// bytes, where setting up the search costs more than running it.
const NEAR_WORDS: usize = 5;

/// Most characters that Log Analytics keeps of a value, and Excel in a cell, in units of UTF-16.
const MOST_CHARS: [usize; 2] = [32_766, 32_767];

/// Bytes of the shortest record that may have a value that was cut.
const LONG_BYTES: usize = MOST_CHARS[0];

/// Reports whether a value is as long as the longest that a program keeps.
pub(crate) fn is_likely_cut(text: &[u8]) -> bool {
    // No character has more than three bytes a unit.
    (MOST_CHARS[0]..=MOST_CHARS[1] * 3).contains(&text.len())
        && MOST_CHARS.contains(&String::from_utf8_lossy(text).encode_utf16().count())
}

/// Counts the strings of a record that are most likely cut. Only records that are long enough are searched.
#[inline]
pub(crate) fn count_likely_cut(record: &[u8]) -> u64 {
    if record.len() < LONG_BYTES { 0 } else { count_cut_strings(record) }
}

fn count_cut_strings(record: &[u8]) -> u64 {
    let (mut at, mut text, mut count) = (0, Vec::new(), 0);
    while let Some(quote) = memchr(b'"', &record[at..]) {
        let start = at + quote + 1;
        let Some(end) = string_end(record, start) else { break };
        let string = &record[start..end - 1];
        if string.len() >= LONG_BYTES && unescape(string, &mut text).is_some() {
            count += u64::from(is_likely_cut(&text));
        }
        at = end;
    }
    count
}

/// Reports whether the inside of a string begins as JSON.
pub(crate) fn begins_json(string: &[u8]) -> bool {
    let mut rest = string;
    loop {
        rest = match rest {
            [b' ', behind @ ..] | [b'\\', b'n' | b'r' | b't', behind @ ..] => behind,
            [b'{' | b'[', ..] => return true,
            _ => return false,
        }
    }
}

/// Returns the place after the quote that closes the string whose text begins at `at`.
// A short string without escapes ends here, without a call: most keys and values of records are such.
pub(crate) fn string_end(bytes: &[u8], at: usize) -> Option<usize> {
    let (words, _) = bytes.get(at..)?.as_chunks::<WORD_BYTES>();
    let mut passed = 0;
    for word in words.iter().take(NEAR_WORDS) {
        let word = u64::from_le_bytes(*word);
        let found = mark_first(word, b'\\') | mark_first(word, b'"');
        if found != 0 {
            let near = found.trailing_zeros() as usize / WORD_BYTES;
            if word.to_le_bytes()[near] == b'"' {
                return Some(at + passed + near + 1);
            }
            break;
        }
        passed += WORD_BYTES;
    }
    far_string_end(bytes, at + passed)
}

/// Returns the same for a string that is long or has escapes.
#[inline(never)]
fn far_string_end(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        at = quote_or_escape(bytes, at)?;
        if bytes[at] == b'"' {
            return Some(at + 1);
        }
        at += 2;
    }
}

/// Returns the place of the first quote or backslash from `at` on.
#[inline]
pub(crate) fn quote_or_escape(bytes: &[u8], at: usize) -> Option<usize> {
    let (words, _) = bytes.get(at..)?.as_chunks::<WORD_BYTES>();
    let mut passed = at;
    for word in words.iter().take(NEAR_WORDS) {
        let word = u64::from_le_bytes(*word);
        let found = mark_first(word, b'\\') | mark_first(word, b'"');
        if found != 0 {
            return Some(passed + found.trailing_zeros() as usize / WORD_BYTES);
        }
        passed += WORD_BYTES;
    }
    Some(passed + memchr2(b'"', b'\\', &bytes[passed..])?)
}

/// Writes the text of `string`, which stands without its quotes, to `text`. Returns `None` if a backslash begins no
/// escape.
///
/// An escaped half of a surrogate pair stays as it stands: it is no character, and in the JSON that the text is, the
/// escape means the same.
pub(crate) fn unescape(string: &[u8], text: &mut Vec<u8>) -> Option<()> {
    text.clear();
    let mut rest = string;
    loop {
        rest = copy_plain(rest, text);
        rest = match rest {
            [] => return Some(()),
            [_, b'u', ..] => unicode_escape(rest, text)?,
            [_, escaped, behind @ ..] => {
                text.push(simple_escape(*escaped)?);
                behind
            }
            [_] => return None,
        };
    }
}

/// Copies everything before the next backslash, and returns the rest.
fn copy_plain<'a>(mut rest: &'a [u8], text: &mut Vec<u8>) -> &'a [u8] {
    while let Some(count) = count_plain(rest, false) {
        // Copying a whole word is one move, however much of it counts.
        text.extend_from_slice(&rest[..WORD_BYTES]);
        text.truncate(text.len() - (WORD_BYTES - count));
        rest = &rest[count..];
        if count < WORD_BYTES {
            return rest;
        }
    }
    let count = memchr(b'\\', rest).unwrap_or(rest.len());
    text.extend_from_slice(&rest[..count]);
    &rest[count..]
}

fn simple_escape(escaped: u8) -> Option<u8> {
    Some(match escaped {
        b'"' | b'\\' | b'/' => escaped,
        b'b' => 0x08,
        b'f' => 0x0C,
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        _ => return None,
    })
}

/// Writes the character of the `\u` escape at the front of `rest`, and returns what follows it.
fn unicode_escape<'a>(rest: &'a [u8], text: &mut Vec<u8>) -> Option<&'a [u8]> {
    let (first, behind) = code_unit(rest)?;
    if let Some(Ok(character)) = char::decode_utf16([first]).next() {
        push_char(character, text);
        return Some(behind);
    }
    if let Some((second, behind)) = code_unit(behind)
        && let Some(Ok(character)) = char::decode_utf16([first, second]).next()
    {
        push_char(character, text);
        return Some(behind);
    }
    text.extend_from_slice(&rest[..rest.len() - behind.len()]);
    Some(behind)
}

fn code_unit(rest: &[u8]) -> Option<(u16, &[u8])> {
    let digits = rest.strip_prefix(b"\\u")?;
    let (digits, behind) = digits.split_at_checked(4)?;
    if !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    Some((u16::from_str_radix(str::from_utf8(digits).ok()?, 16).ok()?, behind))
}

fn push_char(character: char, text: &mut Vec<u8>) {
    text.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
}

/// Bytes of a word.
pub(crate) const WORD_BYTES: usize = 8;
const ONES: u64 = u64::from_ne_bytes([1; WORD_BYTES]);
const HIGHS: u64 = u64::from_ne_bytes([0x80; WORD_BYTES]);

/// Returns how many of the first [`WORD_BYTES`] of `bytes` come before the first backslash, or before the first quote
/// too if `quotes` count; `None` if there are fewer bytes than that.
pub(crate) fn count_plain(bytes: &[u8], quotes: bool) -> Option<usize> {
    let word = u64::from_le_bytes(*bytes.first_chunk()?);
    let mut found = mark_first(word, b'\\');
    if quotes {
        found |= mark_first(word, b'"');
    }
    Some(found.trailing_zeros() as usize / WORD_BYTES)
}

/// Returns how many bytes of a word come before the first quote.
pub(crate) fn count_unquoted(word: [u8; WORD_BYTES]) -> usize {
    mark_first(u64::from_le_bytes(word), b'"').trailing_zeros() as usize / WORD_BYTES
}

/// Returns a word whose lowest set bit is in the first byte of `word` that is `wanted`.
// Only the lowest bit is exact: a borrow may set bits above it. The exact test of `trail365_text::swar` unescapes records
// at 0.87 GB/s where this one reaches 1.03.
fn mark_first(word: u64, wanted: u8) -> u64 {
    let zeroed = word ^ (ONES * u64::from(wanted));
    zeroed.wrapping_sub(ONES) & !zeroed & HIGHS
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{count_plain, unescape};

    fn text(string: &str) -> Option<String> {
        let mut text = vec![b'x'];
        unescape(string.as_bytes(), &mut text).map(|()| String::from_utf8(text).unwrap())
    }

    #[test]
    fn escapes_are_undone() {
        for (string, expected) in [
            ("", ""),
            ("plain é", "plain é"),
            (r#"{\"a\":\"\\\"\"}"#, r#"{"a":"\""}"#),
            (r"\b\f\n\r\t\/", "\u{8}\u{c}\n\r\t/"),
            (r"\u0041\u00e9\u20AC\ud83d\uDE00", "Aé€\u{1f600}"),
        ] {
            assert_eq!(text(string).as_deref(), Some(expected), "{string}");
        }
    }

    #[test]
    fn half_a_pair_stays_an_escape() {
        for string in [r"\ud83d", r"\ude00x", r"\ud83d\ud83d"] {
            assert_eq!(text(string).as_deref(), Some(string));
        }
        assert_eq!(text(r"\ud83d\u0041").as_deref(), Some(r"\ud83dA"));
    }

    #[test]
    fn what_is_no_escape_is_refused() {
        for string in ["\\", r"\x", r"\u", r"\u12", r"\u12g4", r"\u+123"] {
            assert_eq!(text(string), None, "{string}");
        }
    }

    proptest! {
        #[test]
        fn what_serde_json_escapes_comes_back(expected in any::<String>()) {
            let string = serde_json::to_string(&expected).unwrap();
            prop_assert_eq!(text(&string[1..string.len() - 1]), Some(expected));
        }
    }

    proptest! {
        #[test]
        fn what_is_before_the_first_is_plain(
            bytes in prop::collection::vec(prop_oneof![Just(b'"'), Just(b'\\'), any::<u8>(), 0x20..0x60_u8], 0..12),
            quotes: bool,
        ) {
            let is_plain = |byte: &u8| *byte != b'\\' && !(quotes && *byte == b'"');
            let expected = bytes.get(..8).map(|word| word.iter().take_while(|byte| is_plain(byte)).count());
            prop_assert_eq!(count_plain(&bytes, quotes), expected);
        }
    }
}
