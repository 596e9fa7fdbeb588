//! Text that is safe to show on a terminal.

use std::borrow::Cow;
use std::fmt::{self, Write as _};

/// Reports whether a terminal acts on a character, or shows nothing of its own for it: controls, marks that turn the
/// direction of writing, characters without width, and blanks that look like a plain one.
pub fn acts_on_terminal(c: char) -> bool {
    // Nearly all text is ASCII: the list below is not consulted for it.
    if c.is_ascii() {
        return c.is_ascii_control();
    }
    c.is_control()
        || matches!(c,
            // No-break space, soft hyphen.
            '\u{A0}' | '\u{AD}'
            // Arabic letter mark, Mongolian vowel separator.
            | '\u{61C}' | '\u{180E}'
            // No width, direction, ends of lines and paragraphs, invisible operators.
            | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
            // Byte order mark, interlinear notes, tags.
            | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}')
}

/// Returns the text with every character escaped that acts on a terminal: `\n`, `\u{202e}`. The result is one line.
pub fn escape(text: &str) -> Cow<'_, str> {
    if text.chars().any(acts_on_terminal) {
        Cow::Owned(Escaped(text).to_string())
    } else {
        Cow::Borrowed(text)
    }
}

/// Returns the beginning of the escaped text in at most `most` characters; an ellipsis stands for the rest.
pub fn clip(text: &str, most: usize) -> String {
    let mut out = String::new();
    let mut chars = 0;
    for c in text.chars() {
        let end = out.len();
        push_escaped(&mut out, c);
        chars += out[end..].chars().count();
        if chars > most {
            out.truncate(end);
            out.push('…');
            break;
        }
    }
    out
}

/// Appends a character, escaped where it acts on a terminal.
pub fn push_escaped(out: &mut String, c: char) {
    if acts_on_terminal(c) { out.extend(c.escape_default()) } else { out.push(c) }
}

/// A text whose `Display` is [`escape`].
#[derive(Debug, Clone, Copy)]
pub struct Escaped<'a>(pub &'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|c| {
            if acts_on_terminal(c) { write!(f, "{}", c.escape_default()) } else { f.write_char(c) }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{clip, escape};

    #[test]
    fn characters_that_act_are_escaped() {
        for (text, shown) in [
            ("plain é 漢 \\", "plain é 漢 \\"),
            ("\u{1b}[31m\r\n\t\0", "\\u{1b}[31m\\r\\n\\t\\u{0}"),
            ("\u{7f}\u{9b}2J", "\\u{7f}\\u{9b}2J"),
            ("\u{202e}gpj.exe\u{2066}", "\\u{202e}gpj.exe\\u{2066}"),
            ("a\u{200b}b\u{a0}c", "a\\u{200b}b\\u{a0}c"),
            ("\u{ad}\u{61c}\u{180e}\u{2028}\u{feff}", "\\u{ad}\\u{61c}\\u{180e}\\u{2028}\\u{feff}"),
            ("\u{fff9}\u{e0041}", "\\u{fff9}\\u{e0041}"),
        ] {
            assert_eq!(escape(text), shown);
        }
    }

    #[test]
    fn a_clipped_text_has_at_most_so_many_characters() {
        assert_eq!(clip("abc", 3), "abc");
        assert_eq!(clip("abcd", 3), "abc…");
        assert_eq!(clip("a\u{1b}b", 6), "a…");
        assert_eq!(clip("a\u{1b}b", 8), "a\\u{1b}b");
    }
}
