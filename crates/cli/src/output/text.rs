//! Plain text: made fit for a terminal, and in lines of a given width.

pub use trail365_text::terminal::clip as clipped;

/// A space at which no line breaks; it is printed as a space.
const GLUE: char = '\u{a0}';

/// Escapes everything in a text that acts on a terminal, line ends included.
pub fn printable(text: &str) -> String {
    trail365_text::terminal::escape(text).into_owned()
}

/// Joins the items with commas; lines break only between items.
pub fn enumerate<T: AsRef<str>>(items: impl IntoIterator<Item = T>) -> String {
    let items: Vec<_> = items.into_iter().map(|item| item.as_ref().replace(' ', &GLUE.to_string())).collect();
    items.join(", ")
}

/// Replaces the spaces of [`enumerate`] by ordinary ones.
pub fn unglue(text: &str) -> String {
    text.replace(GLUE, " ")
}

/// Wraps a text into lines of at most `width` columns, unless a word is longer; line ends in the text stay.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    text.split('\n').flat_map(|line| wrap_line(line, width)).collect()
}

/// Wraps a text into lines of at most `width` columns; a longer word is broken.
pub fn wrap_all(text: &str, width: usize) -> Vec<String> {
    let broken = |line: String| -> Vec<String> {
        let chars: Vec<char> = line.chars().collect();
        chars.chunks(width.max(1)).map(|part| part.iter().collect()).collect()
    };
    let lines = wrap(text, width).into_iter();
    lines.flat_map(|line| if line.is_empty() { vec![line] } else { broken(line) }).collect()
}

fn wrap_line(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    // At ordinary spaces only, which leaves the glue of `enumerate` whole.
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let Some(line) = lines.last_mut() else { break };
        if line.is_empty() {
            line.push_str(word);
        } else if length(line) + 1 + length(word) <= width {
            line.push(' ');
            line.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    lines
}

/// Cuts a text at its front to `width` columns, with an ellipsis in place of what is gone.
pub fn cut_front(text: &str, width: usize) -> String {
    let surplus = length(text).saturating_sub(width);
    if surplus == 0 {
        return text.to_owned();
    }
    // One character more than the surplus makes room for the ellipsis.
    let rest: String = text.chars().skip(surplus + 1).collect();
    format!("…{rest}")
}

/// Returns the columns that a text takes on the screen, counting one for each character.
pub fn length(text: &str) -> usize {
    text.chars().count()
}

/// Appends spaces until the line is `width` long.
pub fn pad_to(line: &mut String, width: usize) {
    let missing = width.saturating_sub(length(line));
    line.extend(std::iter::repeat_n(' ', missing));
}
