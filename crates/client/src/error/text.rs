//! Foreign text, made fit for a terminal and a log.

use crate::Secret;

/// Longest text of the service that is kept, in characters.
const LONGEST: usize = 600;

/// `text` without what a terminal or a reader could be led by: controls, marks of direction, invisible characters.
pub(crate) fn harmless(text: &str) -> String {
    let mut out = String::with_capacity(text.len().min(LONGEST));
    for (count, c) in text.trim().chars().enumerate() {
        if count == LONGEST {
            out.push('…');
            break;
        }
        match c {
            c if acts(c) => out.extend(c.escape_default()),
            c => out.push(c),
        }
    }
    out
}

fn acts(c: char) -> bool {
    let direction = ['\u{61c}', '\u{200e}', '\u{200f}', '\u{feff}'].contains(&c);
    let range = matches!(c, '\u{200b}'..='\u{200d}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}');
    c.is_control() || direction || range
}

/// `text` in quotes, for messages about settings.
pub(crate) fn quote(text: &str) -> String {
    format!("'{}'", harmless(text))
}

/// What an answer says, without the secrets of its request should it repeat them.
pub(super) fn foreign(text: &str, secrets: &[&Secret]) -> Option<String> {
    let shown = |secret: &&&Secret| !secret.expose().is_empty();
    let clean = secrets.iter().filter(shown).fold(text.to_owned(), |t, s| t.replace(s.expose(), "[secret]"));
    Some(harmless(&clean)).filter(|t| !t.is_empty())
}
