//! A text that is looked for, as an index sees it.

use std::borrow::Cow;
use std::ops::Range;

use trail365_text::levels::to_lower_case;

use super::ids::{id_of, may_be_in_id};
use super::split::{LOOKED_FOR_BYTES, each_word, is_joiner};

/// End of each word of an index. No word has it.
pub(super) const WORD_END: u8 = b'\n';

/// A text that is looked for anywhere in a record, in any case.
///
/// ```
/// use trail365_lake::Phrase;
///
/// assert!(Phrase::new("invoice").narrows());
/// assert!(Phrase::new("0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9").narrows());
/// // May be in the middle of any id.
/// assert!(!Phrase::new("0a1b").narrows());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase(pub(super) Vec<Wanted>);

/// A part of the text that has to stand in a word of the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wanted {
    /// Part of the list of words: with an end of a word where the text tells that the word begins or ends there.
    pub listed: Vec<u8>,
    /// The id that it is, which may be in a filter instead.
    pub id: Option<u128>,
}

impl Phrase {
    /// Takes a text apart.
    pub fn new(text: &str) -> Self {
        let text = to_lower_case(text.to_owned());
        let text = fold(&text);
        let mut wanted = Vec::new();
        each_word(&text, |word| wanted.extend(Wanted::of(&text, word)));
        Phrase(wanted)
    }

    /// Reports whether an index can tell blocks that do not hold the text: without a whole word, or part of one that cannot be within an
    /// id, it cannot.
    pub fn narrows(&self) -> bool {
        !self.0.is_empty()
    }
}

impl Wanted {
    /// Returns what a word of a text asks for; `None` if any id may hold it.
    fn of(text: &str, word: Range<usize>) -> Option<Self> {
        let begins = is_cut_off(text[..word.start].chars().rev());
        let mut ends = is_cut_off(text[word.end..].chars());
        let mut part = &text[word];
        if part.len() > LOOKED_FOR_BYTES {
            part = &part[..part.floor_char_boundary(LOOKED_FOR_BYTES)];
            ends = false;
        }
        let id = id_of(part);
        if id.is_none() && !(begins && ends) && may_be_in_id(part) {
            return None;
        }
        let end = |is_there: bool| is_there.then_some(WORD_END);
        let listed = end(begins).into_iter().chain(part.bytes()).chain(end(ends)).collect();
        Some(Wanted { listed, id })
    }
}

/// Reports whether a word ends here, by the characters of the text from here on: not where the text itself ends.
fn is_cut_off(mut rest: impl Iterator<Item = char>) -> bool {
    match rest.next() {
        // Whether it joins depends on what comes behind it, and a letter would have made one word of all.
        Some(c) if is_joiner(c) => rest.next().is_some(),
        next => next.is_some(),
    }
}

/// Returns a text in lower case as the index has it: the one letter that equals an ASCII letter without regard to case, and has no other
/// lower case, is that letter.
pub(super) fn fold(text: &str) -> Cow<'_, str> {
    if text.contains('ſ') { Cow::Owned(text.replace('ſ', "s")) } else { Cow::Borrowed(text) }
}

#[cfg(test)]
mod tests {
    use super::Phrase;

    fn check(text: &str, listed: &[&str]) {
        let Phrase(wanted) = Phrase::new(text);
        let found: Vec<_> =
            wanted.iter().map(|w| String::from_utf8_lossy(&w.listed).replace('\n', "|")).collect();
        assert_eq!(found, listed, "{text}");
    }

    #[test]
    fn a_text_may_begin_and_end_within_words() {
        check("Invoice", &["invoice"]);
        check("\"Invoice\"", &["|invoice|"]);
        check("new invoice from", &["new|", "|invoice|", "|from"]);
        check("lena.berg@x.org", &["lena.berg@x.org"]);
        // What stands behind the dot is unknown: it may join.
        check("invoice.", &["invoice"]);
        check("invoice. ", &["invoice|"]);
        check("_invoice-", &["invoice"]);
    }

    #[test]
    fn parts_of_ids_tell_nothing_unless_they_are_whole_words() {
        check("0a1b", &[]);
        check(" 77 ", &["|77|"]);
        check("77 of", &["|of"]);
        check("203.0.113.7", &["203.0.113.7"]);
        check("", &[]);
        check("--", &[]);
    }

    #[test]
    fn long_words_are_looked_for_by_their_beginning() {
        check(&format!(" {} ", "xy".repeat(100)), &[&format!("|{}", "xy".repeat(32))]);
    }
}
