//! Replaces originals by their pseudonyms.

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, BuildError, Input, MatchKind};

use super::collect::is_naming;
use super::key::Key;
use super::texts::visit_texts;
use crate::model::Report;

/// Longest text that is found in too many others to be replaced inside of them.
const TOO_SHORT: usize = 5;

/// Replaces all originals of a key in all texts of a report: the longest first, whatever their case, and none inside of a word.
pub fn replace_names(report: &mut Report, key: &Key) -> Result<(), BuildError> {
    let replacer = Replacer::new(key)?;
    // Only where a cell names something: in others a name may stand for a word of ours, as `created` for a rule that is called so.
    visit_texts(report, &mut |column, text| match key.pseudonym(text).filter(|_| is_naming(column)) {
        Some(pseudonym) => pseudonym.clone_into(text),
        None => *text = replacer.replace(text),
    });
    Ok(())
}

struct Replacer {
    finder: AhoCorasick,
    pseudonyms: Vec<String>,
}

impl Replacer {
    /// Makes the replacer of a key.
    fn new(key: &Key) -> Result<Self, BuildError> {
        let (mut originals, mut pseudonyms) = (Vec::new(), Vec::new());
        for entry in key.entries() {
            // What only sentences quote may be anything, and is replaced only there.
            if entry.original.chars().count() > TOO_SHORT && entry.kind != "text" {
                originals.push(entry.original.clone());
                pseudonyms.push(entry.pseudonym.clone());
            } else {
                originals.push(format!("«{}»", entry.original));
                pseudonyms.push(format!("«{}»", entry.pseudonym));
            }
        }
        let finder = AhoCorasickBuilder::new()
            .match_kind(MatchKind::LeftmostLongest)
            .ascii_case_insensitive(true)
            .build(&originals)?;
        Ok(Self { finder, pseudonyms })
    }

    fn replace(&self, text: &str) -> String {
        let mut out = String::new();
        let (mut done, mut from) = (0, 0);
        while let Some(found) = self.finder.find(Input::new(text).range(from..)) {
            if is_whole_word(text, found.start(), found.end()) {
                out.push_str(&text[done..found.start()]);
                out.push_str(&self.pseudonyms[found.pattern().as_usize()]);
                (done, from) = (found.end(), found.end());
            } else {
                from = found.start() + text[found.start()..].chars().next().map_or(1, char::len_utf8);
            }
        }
        out.push_str(&text[done..]);
        out
    }
}

/// Reports whether a place of a text neither begins nor ends inside of a word.
fn is_whole_word(text: &str, start: usize, end: usize) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let splits =
        |before: Option<char>, after: Option<char>| before.is_some_and(is_part) && after.is_some_and(is_part);
    let (before, inside, after) = (&text[..start], &text[start..end], &text[end..]);
    !splits(before.chars().next_back(), inside.chars().next())
        && !splits(inside.chars().next_back(), after.chars().next())
}

#[cfg(test)]
mod tests {
    use super::Replacer;
    use crate::deidentify::Key;

    #[test]
    fn the_longest_whole_words_are_replaced() {
        let mut key = Key::default();
        for original in ["invoice", "invoice 2217", "alice@example.com", "Hi"] {
            key.add("x", original, |number| format!("P{number}"));
        }
        let replacer = Replacer::new(&key).unwrap();
        for (text, expect) in [
            ("Invoice 2217 and invoice 22", "P2 and P1 22"),
            ("invoices, preinvoice, invoice.", "invoices, preinvoice, P1."),
            ("malice@example.com, ALICE@example.com", "malice@example.com, P3"),
            ("Hi, «Hi»", "Hi, «P4»"),
        ] {
            assert_eq!(replacer.replace(text), expect);
        }
    }
}
