//! Text from records and file names, made fit for a terminal.

pub use trail365_text::terminal::clip as clipped;

/// The text with everything escaped that acts on a terminal, on one line.
pub fn printable(text: &str) -> String {
    trail365_text::terminal::escape(text).into_owned()
}
