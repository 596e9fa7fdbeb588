//! Plain text in lines of a given width.

/// A space at which no line is broken; printed as a space.
const GLUE: char = '\u{a0}';

/// The items with a comma between; lines break between items only.
pub fn enumerate<T: AsRef<str>>(items: impl IntoIterator<Item = T>) -> String {
    let items: Vec<_> = items.into_iter().map(|item| item.as_ref().replace(' ', &GLUE.to_string())).collect();
    items.join(", ")
}

/// The text without its marks for line breaking.
pub fn unglue(text: &str) -> String {
    text.replace(GLUE, " ")
}

/// The lines of `text`, none longer than `width` unless one word is; line ends in the text stay.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    text.split('\n').flat_map(|line| wrap_line(line, width)).collect()
}

fn wrap_line(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
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

/// Columns that `text` takes on the screen, taking each character for one.
pub fn length(text: &str) -> usize {
    text.chars().count()
}

/// Appends spaces until `line` is `width` long.
pub fn pad(line: &mut String, width: usize) {
    let missing = width.saturating_sub(length(line));
    line.extend(std::iter::repeat_n(' ', missing));
}
