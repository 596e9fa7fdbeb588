//! Text that is inert in HTML and SVG, and shown as it is.
//!
//! ```
//! use trail365_text::html;
//!
//! let mut out = String::new();
//! html::push_escaped(&mut out, "<b>\u{202e}");
//! assert_eq!(out, "&lt;b&gt;\\u{202e}");
//! ```

use std::borrow::Cow;
use std::fmt::{self, Write};

use crate::terminal::acts_on_terminal;

/// Longest run of marks above and below one letter: more of them would be drawn over the lines around.
const MOST_MARKS: usize = 2;

/// Appends a text, escaped for HTML and SVG, in text and in quoted attributes. Characters that act or hide are shown by their
/// escapes, such as `\u{202e}`.
pub fn push_escaped(out: &mut String, text: &str) {
    // A string takes whatever is written.
    let _ = write_escaped(out, text);
}

/// Writes a text as [`push_escaped`] does.
///
/// # Errors
/// Those of the writer.
pub fn write_escaped(mut out: impl Write, text: &str) -> fmt::Result {
    let mut marks = 0;
    for c in text.chars() {
        marks = if is_mark(c) { marks + 1 } else { 0 };
        if marks > MOST_MARKS {
            write!(out, "{}", c.escape_unicode())?;
        } else {
            write_escaped_char(&mut out, c)?;
        }
    }
    Ok(())
}

/// Writes a character as [`push_escaped`] does.
///
/// # Errors
/// Those of the writer.
pub fn write_escaped_char(mut out: impl Write, c: char) -> fmt::Result {
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

/// Shows the characters of a whole page that act or hide by their escapes; its tags stay, and so do ends of lines. A last step
/// for pages whose templates escape `<` and `&` alone.
///
/// ```
/// assert_eq!(trail365_text::html::show_hidden("<p>a\u{202e}b</p>\n"), "<p>a\\u{202e}b</p>\n");
/// ```
pub fn show_hidden(page: &str) -> Cow<'_, str> {
    if !page.chars().any(|c| is_mark(c) || is_hidden(c)) {
        return Cow::Borrowed(page);
    }
    let mut out = String::with_capacity(page.len() + 64);
    let mut marks = 0;
    for c in page.chars() {
        marks = if is_mark(c) { marks + 1 } else { 0 };
        if marks > MOST_MARKS || is_hidden(c) {
            out.extend(c.escape_default());
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

fn is_hidden(c: char) -> bool {
    !matches!(c, '\n' | '\t') && acts_on_terminal(c)
}

/// Reports whether a character is drawn over the one in front of it.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}'
        | '\u{20d0}'..='\u{20ff}' | '\u{fe00}'..='\u{fe0f}' | '\u{fe20}'..='\u{fe2f}')
}

#[cfg(test)]
mod tests {
    use super::{push_escaped, show_hidden};

    #[test]
    fn nothing_acts() {
        for (text, expect) in [
            ("<script>\"'&", "&lt;script&gt;&quot;&#39;&amp;"),
            ("a\u{202e}b\u{0}\n", "a\\u{202e}b\\u{0}\\n"),
            ("e\u{301}\u{301}\u{301}\u{301}\u{301}x", "e\u{301}\u{301}\\u{301}\\u{301}\\u{301}x"),
            ("é漢 ok", "é漢 ok"),
        ] {
            let mut out = String::new();
            push_escaped(&mut out, text);
            assert_eq!(out, expect);
        }
    }

    #[test]
    fn a_page_shows_what_hides() {
        for (page, expect) in [
            ("<p class=\"a\">é漢</p>\n", "<p class=\"a\">é漢</p>\n"),
            ("a\u{1b}[1m\u{200b}\r\n", "a\\u{1b}[1m\\u{200b}\\r\n"),
            ("e\u{301}\u{301}\u{301}", "e\u{301}\u{301}\\u{301}"),
        ] {
            assert_eq!(show_hidden(page), expect);
        }
    }
}
