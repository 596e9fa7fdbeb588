//! Places of secrets, and reading secrets from them.

use std::fmt;
use std::path::{Path, PathBuf};

use trail365_client::Secret;
use trail365_listen::exposed_file;

use super::file;

/// Place of a secret. It shows the place, never the secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SecretPlace {
    /// An environment variable.
    Env(String),
    /// A file. Blanks and line ends around the secret are ignored.
    File(PathBuf),
}

impl SecretPlace {
    pub(super) fn new(place: &file::SecretSource, folder: &Path) -> Result<Self, String> {
        match (&place.env, &place.file) {
            (Some(name), None) if is_variable_name(name) => Ok(SecretPlace::Env(name.clone())),
            // A text that is no name may be the secret itself, so it is not repeated.
            (Some(_), None) => Err("env takes the name of an environment variable, not a secret".to_owned()),
            (None, Some(file)) if !file.is_empty() => Ok(SecretPlace::File(folder.join(file))),
            _ => Err("write { env = \"NAME\" } or { file = \"PATH\" }".to_owned()),
        }
    }

    /// Reads the secret, and adds what the user should be warned of.
    pub(super) fn read_secret(&self, warnings: &mut Vec<String>) -> Result<Secret, String> {
        let found = match self {
            SecretPlace::Env(name) => std::env::var(name).map_err(|_| format!("{self} is not set")),
            SecretPlace::File(path) => {
                warnings.extend(exposed_file(path));
                std::fs::read_to_string(path).map_err(|error| format!("{self} cannot be read: {error}"))
            }
        };
        // Wrapped at once, so that the memory of the text with its blanks is wiped as well.
        let text = Secret::new(found?);
        match text.expose().trim() {
            "" => Err(format!("{self} is empty")),
            secret => Ok(Secret::new(secret)),
        }
    }
}

/// Reports whether a shell can set a variable of this name. Another text is more likely a secret in the wrong place.
fn is_variable_name(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    !text.is_empty() && text.bytes().all(plain) && !text.starts_with(|first: char| first.is_ascii_digit())
}

impl fmt::Display for SecretPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SecretPlace::Env(name) => write!(f, "the environment variable {name}"),
            SecretPlace::File(path) => write!(f, "the file {}", path.display()),
        }
    }
}
