//! The words of a text.

use std::ops::Range;

/// Longest part of a word that is listed, and the longest part of a word that is looked for.
const PART_BYTES: usize = 256;
pub(super) const LOOKED_FOR_BYTES: usize = 64;

/// What a character is to a word.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Letter,
    /// Joins a letter before it and one behind it: addresses, hosts, file names and times of day are one word.
    Joiner,
    Other,
}

fn kind_of(c: char) -> Kind {
    match c {
        '.' | '@' | '-' | '_' => Kind::Joiner,
        c if c.is_alphanumeric() => Kind::Letter,
        _ => Kind::Other,
    }
}

/// Reports whether a character can be within a word only between two others.
pub(super) fn is_joiner(c: char) -> bool {
    kind_of(c) == Kind::Joiner
}

/// Calls `each` with the place of each word: letters and digits, with single joiners between them.
pub(super) fn each_word(text: &str, mut each: impl FnMut(Range<usize>)) {
    let mut word: Option<Range<usize>> = None;
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        match (&mut word, kind_of(c)) {
            (Some(word), Kind::Letter) => word.end = end,
            (None, Kind::Letter) => word = Some(at..end),
            // The first joiner behind a letter; what comes next tells whether it joins.
            (Some(word), Kind::Joiner) if word.end == at => {}
            _ => {
                if let Some(word) = word.take() {
                    each(word);
                }
            }
        }
    }
    if let Some(word) = word {
        each(word);
    }
}

/// Calls `each` with the parts of a word that are listed: the word itself, or parts of a long one that overlap so far that whatever is
/// looked for stands whole in one of them.
pub(super) fn each_part<'t>(word: &'t str, mut each: impl FnMut(&'t str)) {
    let mut rest = word;
    while rest.len() > PART_BYTES {
        each(&rest[..rest.floor_char_boundary(PART_BYTES)]);
        // A character has up to four bytes, which either end may lose.
        rest = &rest[rest.floor_char_boundary(PART_BYTES - LOOKED_FOR_BYTES - 4)..];
    }
    each(rest);
}

#[cfg(test)]
mod tests {
    use super::{LOOKED_FOR_BYTES, PART_BYTES, each_part, each_word};

    fn words(text: &str) -> Vec<&str> {
        let mut words = Vec::new();
        each_word(text, |word| words.push(&text[word]));
        words
    }

    #[test]
    fn joiners_join_letters_alone() {
        assert_eq!(words(r#"{"a":"lena.berg@x.org"}"#), ["a", "lena.berg@x.org"]);
        assert_eq!(words("203.0.113.7:443 [2001:db8::1]"), ["203.0.113.7", "443", "2001", "db8", "1"]);
        assert_eq!(words("-a--b_ ._c. d"), ["a", "b", "c", "d"]);
        assert_eq!(words("März 2026/Über-sicht"), ["März", "2026", "Über-sicht"]);
        assert_eq!(words(""), [""; 0]);
    }

    #[test]
    fn what_is_looked_for_stands_whole_in_a_part() {
        let word: String = ('a'..='z').chain('à'..='ö').cycle().take(2000).collect();
        let mut parts = Vec::new();
        each_part(&word, |part| parts.push(part));
        assert!(parts.iter().all(|part| part.len() <= PART_BYTES));
        for (at, _) in word.char_indices() {
            let wanted = &word[at..word.floor_char_boundary(at + LOOKED_FOR_BYTES)];
            assert!(parts.iter().any(|part| part.contains(wanted)), "{at}");
        }
    }
}
