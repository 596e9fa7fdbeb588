//! Text of records that is inert in HTML and SVG, and shown as it is.

use std::fmt::{self, Write};

use askama::filters::Escaper;
use trail365_text::html;

/// Escapes for HTML and SVG, in text and in quoted attributes. Characters that act or hide are shown by their escapes, such as
/// `\u{202e}`.
#[derive(Debug, Clone, Copy)]
pub struct Visible;

impl Escaper for Visible {
    fn write_escaped_str<W: Write>(&self, out: W, text: &str) -> fmt::Result {
        html::write_escaped(out, text)
    }

    fn write_escaped_char<W: Write>(&self, out: W, c: char) -> fmt::Result {
        html::write_escaped_char(out, c)
    }
}

/// Appends a text, escaped.
pub fn push_visible(out: &mut String, text: &str) {
    html::push_escaped(out, text);
}
