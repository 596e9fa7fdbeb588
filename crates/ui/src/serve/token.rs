//! The token that opens the site: other users and programs of the machine reach the port, too.

use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderMap, HeaderValue};
use subtle::ConstantTimeEq as _;

use crate::cookies::cookie;
use crate::layout::nonce::random_text;

/// Secrets of one run of the program.
#[derive(Clone)]
pub(crate) struct Token {
    /// What the printed address has, exchanged for the cookie.
    secret: String,
    /// Value of the cookie, so that an address that was seen does not show it.
    session: String,
    /// Name of the cookie. It has the port: cookies are those of a host, whatever the port.
    cookie: String,
    /// The cookie is sent over TLS alone.
    is_encrypted: bool,
}

impl Token {
    /// Makes fresh secrets.
    pub fn fresh(port: u16, is_encrypted: bool) -> Result<Self, getrandom::Error> {
        let (secret, session) = (random_text()?, random_text()?);
        Ok(Token { secret, session, cookie: format!("trail365-{port}"), is_encrypted })
    }

    /// Returns the token as the printed address has it.
    pub fn secret(&self) -> &str {
        &self.secret
    }

    /// Reports whether this is the token.
    pub fn is_secret(&self, text: &str) -> bool {
        is_equal(text, &self.secret)
    }

    /// Writes the header that sets the cookie. No script reads it, and no other site makes the browser send it.
    pub fn set_cookie(&self) -> Option<HeaderValue> {
        let (name, value) = (&self.cookie, &self.session);
        let secure = if self.is_encrypted { "; Secure" } else { "" };
        HeaderValue::from_str(&format!("{name}={value}; Path=/; HttpOnly; SameSite=Strict{secure}")).ok()
    }

    /// Reports whether a request may enter: by the cookie, or as a program by `Authorization: Bearer`.
    pub fn admits(&self, headers: &HeaderMap) -> bool {
        let bearer =
            headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
        bearer.is_some_and(|token| self.is_secret(token))
            || cookie(headers, &self.cookie).is_some_and(|value| is_equal(value, &self.session))
    }
}

/// Compares in a time that tells nothing of how far the two agree.
fn is_equal(given: &str, secret: &str) -> bool {
    given.as_bytes().ct_eq(secret.as_bytes()).into()
}
