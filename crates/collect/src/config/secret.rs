//! Where secrets are, and how they are taken from there.

use std::fmt;
use std::path::{Path, PathBuf};

use trail365_client::Secret;

use super::file;

/// Where a secret is. It shows the place, never the secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SecretPlace {
    /// An environment variable.
    Env(String),
    /// A file; blanks and line ends around the secret do not count.
    File(PathBuf),
}

impl SecretPlace {
    pub(super) fn new(place: &file::Place, folder: &Path) -> Result<Self, String> {
        match (&place.env, &place.file) {
            (Some(name), None) if is_name(name) => Ok(SecretPlace::Env(name.clone())),
            // What is no name may be the secret itself, so it is not repeated.
            (Some(_), None) => Err("env takes the name of an environment variable, not a secret".to_owned()),
            (None, Some(file)) if !file.is_empty() => Ok(SecretPlace::File(folder.join(file))),
            _ => Err("write { env = \"NAME\" } or { file = \"PATH\" }".to_owned()),
        }
    }

    /// Takes the secret; says what to be warned of, too.
    pub(super) fn read(&self, warnings: &mut Vec<String>) -> Result<Secret, String> {
        let found = match self {
            SecretPlace::Env(name) => std::env::var(name).map_err(|_| format!("{self} is not set")),
            SecretPlace::File(path) => {
                warn_if_open(path, warnings);
                std::fs::read_to_string(path).map_err(|error| format!("{self} cannot be read: {error}"))
            }
        };
        let text = Secret::new(found?);
        match text.expose().trim() {
            "" => Err(format!("{self} is empty")),
            secret => Ok(Secret::new(secret)),
        }
    }
}

/// Names that a shell can set; others are rather a secret in the wrong place.
fn is_name(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    !text.is_empty() && text.bytes().all(plain) && !text.starts_with(|first: char| first.is_ascii_digit())
}

/// Warns where others of the machine can read the file.
pub(super) fn warn_if_open(path: &Path, warnings: &mut Vec<String>) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        if std::fs::metadata(path).is_ok_and(|about| about.permissions().mode() & 0o077 != 0) {
            let path = path.display();
            warnings.push(format!(
                "other users of this machine can read the file {path}; chmod 600 keeps them out"
            ));
        }
    }
    #[cfg(not(unix))]
    let _ = (path, warnings);
}

impl fmt::Display for SecretPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SecretPlace::Env(name) => write!(f, "the environment variable {name}"),
            SecretPlace::File(path) => write!(f, "the file {}", path.display()),
        }
    }
}
