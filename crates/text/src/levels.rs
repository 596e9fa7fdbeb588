//! Text in which JSON stands inside of JSON: read with its escapes taken away level by level.
//!
//! ```
//! use trail365_text::levels::Levels;
//!
//! let json = r#"{"a":"[{\"b\":\"caf\\u00E9\"}]"}"#;
//! assert!(Levels::default().any(json, |text| text.contains("café")));
//! ```

use std::mem::swap;

use crate::json::read_unicode;

/// Levels at which a text is read: the JSON itself, JSON in its strings, and JSON in those. Records nest no deeper.
const LEVELS: usize = 4;

/// Room for a text as it reads at a level, used again for the next text.
#[derive(Debug, Default)]
pub struct Levels {
    text: String,
    below: String,
}

impl Levels {
    /// Calls `found` with the text in lower case as it reads at each level, until it returns true; reports whether it did. A text
    /// without escapes has one level.
    pub fn any(&mut self, text: &str, mut found: impl FnMut(&str) -> bool) -> bool {
        self.text.clear();
        self.text.push_str(text);
        for _ in 0..LEVELS {
            // Lower case comes first at each level, because an escape may hide a capital: \u00c4 is Ä.
            self.text = to_lower_case(std::mem::take(&mut self.text));
            if found(&self.text) {
                return true;
            }
            // Most records have no escape, so most end at the first level.
            if !self.text.contains('\\') {
                return false;
            }
            self.below.clear();
            append_unescaped(&self.text, &mut self.below);
            swap(&mut self.text, &mut self.below);
        }
        false
    }
}

/// Returns a text in lower case, character by character, so that what is around one makes no difference.
pub fn to_lower_case(mut text: String) -> String {
    // In place; most records are ASCII.
    if text.is_ascii() {
        text.make_ascii_lowercase();
        return text;
    }
    text.chars().flat_map(char::to_lowercase).collect()
}

fn append_unescaped(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        rest = append_escape(&rest[at..], out);
    }
    out.push_str(rest);
}

/// Adds what stands for the escape at the front; gives what is behind. What is none stays.
fn append_escape<'t>(text: &'t str, out: &mut String) -> &'t str {
    let mut chars = text[1..].chars();
    match chars.next() {
        Some('n') => out.push('\n'),
        Some('r') => out.push('\r'),
        Some('t') => out.push('\t'),
        Some('b') => out.push('\u{8}'),
        Some('f') => out.push('\u{c}'),
        Some(c @ ('"' | '\\' | '/')) => out.push(c),
        Some('u') => {
            if let (Some(c), length) = read_unicode(text.as_bytes()) {
                out.push(c);
                return &text[length..];
            }
            out.push_str("\\u");
        }
        // A backslash that escapes nothing was none of JSON at this level: it stays, and what follows is text.
        other => {
            out.push('\\');
            out.extend(other);
        }
    }
    chars.as_str()
}
