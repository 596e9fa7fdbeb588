//! Text of records that is inert in HTML and SVG, and shown as it is.

use std::fmt::{self, Write};

use askama::filters::Escaper;
use trail365_text::terminal::acts_on_terminal;

/// Longest run of marks above and below one letter: more of them would be drawn over the lines around.
const MOST_MARKS: usize = 2;

/// Escapes for HTML and SVG, in text and in quoted attributes. Characters that act or hide are shown by their escapes, such as
/// `\u{202e}`.
#[derive(Debug, Clone, Copy)]
pub struct Visible;

impl Escaper for Visible {
    fn write_escaped_str<W: Write>(&self, mut out: W, text: &str) -> fmt::Result {
        let mut marks = 0;
        for c in text.chars() {
            marks = if is_mark(c) { marks + 1 } else { 0 };
            if marks > MOST_MARKS {
                write!(out, "{}", c.escape_unicode())?;
            } else {
                write_visible(&mut out, c)?;
            }
        }
        Ok(())
    }

    fn write_escaped_char<W: Write>(&self, mut out: W, c: char) -> fmt::Result {
        write_visible(&mut out, c)
    }
}

fn write_visible(out: &mut impl Write, c: char) -> fmt::Result {
    match c {
        '&' => out.write_str("&amp;"),
        '<' => out.write_str("&lt;"),
        '>' => out.write_str("&gt;"),
        '"' => out.write_str("&quot;"),
        '\'' => out.write_str("&#39;"),
        c if acts_on_terminal(c) => write!(out, "{}", c.escape_default()),
        c => out.write_char(c),
    }
}

/// Reports whether a character is drawn over the one in front of it.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}'
        | '\u{20d0}'..='\u{20ff}' | '\u{fe00}'..='\u{fe0f}' | '\u{fe20}'..='\u{fe2f}')
}

/// Appends a text, escaped.
pub fn push_visible(out: &mut String, text: &str) {
    // A string takes whatever is written.
    let _ = Visible.write_escaped_str(out, text);
}

#[cfg(test)]
mod tests {
    use super::push_visible;

    #[test]
    fn nothing_acts() {
        for (text, expect) in [
            ("<script>\"'&", "&lt;script&gt;&quot;&#39;&amp;"),
            ("a\u{202e}b\u{0}\n", "a\\u{202e}b\\u{0}\\n"),
            ("e\u{301}\u{301}\u{301}\u{301}\u{301}x", "e\u{301}\u{301}\\u{301}\\u{301}\\u{301}x"),
            ("é漢 ok", "é漢 ok"),
        ] {
            let mut out = String::new();
            push_visible(&mut out, text);
            assert_eq!(out, expect);
        }
    }
}
