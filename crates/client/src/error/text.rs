//! Foreign text, made fit for a terminal and a log.

use trail365_text::terminal::push_escaped;
use url::form_urlencoded::byte_serialize;

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
        push_escaped(&mut out, c);
    }
    out
}

/// `text` in quotes, for messages about settings.
pub(crate) fn quote(text: &str) -> String {
    format!("'{}'", harmless(text))
}

/// What an answer says, without the secrets of its request should it repeat them, plain or as a form has them.
pub(crate) fn foreign(text: &str, secrets: &[&Secret]) -> Option<String> {
    let plain = secrets.iter().map(|secret| secret.expose().to_owned());
    let encoded = secrets.iter().map(|secret| byte_serialize(secret.expose().as_bytes()).collect());
    let hidden = plain.chain(encoded).filter(|secret: &String| !secret.is_empty());
    let clean = hidden.fold(text.to_owned(), |text, secret| text.replace(&secret, "[secret]"));
    Some(harmless(&clean)).filter(|t| !t.is_empty())
}
