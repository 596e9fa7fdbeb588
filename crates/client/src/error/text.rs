//! Foreign text, made safe for a terminal and a log.

use trail365_text::terminal::push_escaped;
use url::form_urlencoded::byte_serialize;

use crate::secret::Secret;

/// Longest text of an answer that is kept, in characters. It is
/// enough for a message of the sign-in host with its trace and correlation IDs.
const LONGEST: usize = 600;

/// Escapes what a terminal acts on, what misleads a reader and what is invisible, and cuts the text to [`LONGEST`].
pub(crate) fn make_harmless(text: &str) -> String {
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

/// Puts `text` in quotes, for messages about settings.
pub(crate) fn quote_harmless(text: &str) -> String {
    format!("'{}'", make_harmless(text))
}

/// Replaces the secrets of the request in a text of its answer, and makes it harmless. Returns `None` for an empty text.
pub(crate) fn hide_secrets(text: &str, secrets: &[&Secret]) -> Option<String> {
    // A host that repeats the request has the secret as it got it: plain, or encoded as in a form.
    let plain = secrets.iter().map(|secret| secret.expose().to_owned());
    let encoded = secrets.iter().map(|secret| byte_serialize(secret.expose().as_bytes()).collect());
    // Replacing an empty secret would put the word between any two characters.
    let hidden = plain.chain(encoded).filter(|secret: &String| !secret.is_empty());
    let clean = hidden.fold(text.to_owned(), |text, secret| text.replace(&secret, "[secret]"));
    Some(make_harmless(&clean)).filter(|t| !t.is_empty())
}
