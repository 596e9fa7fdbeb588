//! Text of records inside of sentences: quoted, on one line and of bounded length.

/// Most characters of a text of a record in a sentence.
const LONGEST: usize = 200;

/// Most texts in one part of a sentence.
const MOST: usize = 20;

/// Quotes a text of a record. Its own quotation marks become single ones, so that where it ends cannot be forged.
pub(super) fn quote(text: &str) -> String {
    let text = text.trim();
    let mut quoted = String::with_capacity(text.len() + 4);
    quoted.push('«');
    let shown = text.chars().take(LONGEST).map(|c| match c {
        '«' => '‹',
        '»' => '›',
        c if c.is_control() || is_direction(c) => ' ',
        c => c,
    });
    quoted.extend(shown);
    if text.chars().nth(LONGEST).is_some() {
        quoted.push('…');
    }
    quoted.push('»');
    quoted
}

/// Quotes texts and joins them: `«a», «b» or «c»`.
pub(super) fn quote_all<T: AsRef<str>>(texts: &[T], last: &str) -> String {
    let shown: Vec<_> = texts.iter().take(MOST).map(|text| quote(text.as_ref())).collect();
    let joined = join(&shown, last);
    match texts.len().checked_sub(MOST) {
        Some(more @ 1..) => format!("{joined} and {more} more"),
        _ => joined,
    }
}

/// Joins parts of a sentence: `a, b and c`.
pub(super) fn join(parts: &[String], last: &str) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [front @ .., end] => format!("{} {last} {end}", front.join(", ")),
    }
}

/// Reports whether a character turns the direction of text around, which would show another text than there is.
fn is_direction(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::{quote, quote_all};

    #[test]
    fn a_text_cannot_leave_its_quotes() {
        assert_eq!(quote(" a» was harmless «b\r\nc\u{202e}d "), "«a› was harmless ‹b  c d»");
        assert_eq!(quote(&"x".repeat(300)).chars().count(), 203);
        assert_eq!(quote(""), "«»");
    }

    #[test]
    fn texts_are_joined_up_to_a_number() {
        assert_eq!(quote_all(&["a", "b", "c"], "or"), "«a», «b» or «c»");
        assert_eq!(quote_all::<&str>(&[], "or"), "");
        assert!(quote_all(&vec!["a"; 22], "or").ends_with("«a» and 2 more"));
    }
}
