//! The secret that workers and those who ask them share.

use std::fmt;
use std::path::Path;

use http::HeaderMap;
use http::header::{AUTHORIZATION, HeaderValue};
use subtle::ConstantTimeEq as _;

use crate::error::{Error, Result};

/// Characters that a secret has at least.
const LEAST: usize = 24;

/// A secret by which a worker knows who may ask it. `Debug` does not show it.
#[derive(Clone)]
pub struct Secret {
    /// As the header of requests has it.
    bearer: HeaderValue,
}

impl Secret {
    /// Reads a secret from a file; a line end at its end does not count.
    ///
    /// # Errors
    /// If the file cannot be read, or what it holds is too short or no text of visible ASCII.
    pub fn read(path: &Path) -> Result<Self> {
        let shown = path.display();
        let text = std::fs::read_to_string(path);
        // Whoever gives the secret itself in place of a file is not to read it in an error.
        let is_secret = path.components().count() == 1 && shown.to_string().len() >= LEAST;
        let named = if is_secret { "...".to_owned() } else { shown.to_string() };
        let text = text.map_err(|error| {
            Error::new(format!("cannot read the file {named} that is to have the secret: {error}"))
        })?;
        let text = text.trim_end_matches(['\r', '\n']);
        if text.len() < LEAST || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(Error::new(format!(
                "the secret in {shown} must be one line of at least {LEAST} visible characters: \
                 `openssl rand -hex 32 > {shown}` makes one"
            )));
        }
        let bearer = HeaderValue::from_str(&format!("Bearer {text}"));
        let mut bearer = bearer.map_err(|error| Error::new(error.to_string()))?;
        bearer.set_sensitive(true);
        Ok(Secret { bearer })
    }

    pub(crate) fn header(&self) -> HeaderValue {
        self.bearer.clone()
    }

    /// Reports whether a request has the secret, in a time that tells nothing of how far the two agree.
    pub(crate) fn admits(&self, headers: &HeaderMap) -> bool {
        headers.get(AUTHORIZATION).is_some_and(|given| given.as_bytes().ct_eq(self.bearer.as_bytes()).into())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderMap;
    use http::header::AUTHORIZATION;

    use super::Secret;

    fn read(text: &str) -> Result<Secret, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret");
        std::fs::write(&path, text).unwrap();
        Secret::read(&path).map_err(|error| error.to_string())
    }

    #[test]
    fn the_secret_alone_is_let_in() {
        let secret = read("0123456789abcdef0123456789\r\n").unwrap();
        assert_eq!(format!("{secret:?}"), "Secret");
        let mut headers = HeaderMap::new();
        assert!(!secret.admits(&headers));
        for (given, is_in) in [
            ("Bearer 0123456789abcdef0123456789", true),
            ("Bearer 0123456789abcdef012345678", false),
            ("bearer 0123456789abcdef0123456789", false),
            ("0123456789abcdef0123456789", false),
        ] {
            headers.insert(AUTHORIZATION, given.parse().unwrap());
            assert_eq!(secret.admits(&headers), is_in, "{given}");
        }
    }

    #[test]
    fn a_secret_that_can_be_guessed_is_refused_and_not_shown() {
        for text in
            ["", "hunter2", "two lines of what is\nlong enough for one", "blanks are no secret at all"]
        {
            let error = read(text).unwrap_err();
            assert!(error.contains("at least 24 visible characters"), "{error}");
            assert!(text.is_empty() || !error.contains(text), "{error}");
        }
    }
}
