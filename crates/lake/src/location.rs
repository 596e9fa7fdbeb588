//! Where a lake lies.

use std::fmt;
use std::path::Path;

use url::Url;

use crate::cloud;
use crate::error::{Error, ErrorKind, Result};

/// A folder on disk, or a prefix in an object store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    url: Url,
    shown: String,
}

impl Location {
    /// Takes a path, or a URL: `s3://`, `abfss://` and `gs://` where the build has them.
    ///
    /// # Errors
    ///
    /// If it is neither, or the build lacks what it needs, or a path is one that those who read tables do not agree on.
    pub fn parse(text: &str) -> Result<Self> {
        let url = match text.split_once("://") {
            Some((scheme, _)) => remote(text, scheme)?,
            None => local(text)?,
        };
        if let Some(odd) = url.to_file_path().ok().as_deref().and_then(odd) {
            let why = format!(
                "its path has `{odd}`, so that the log and the files would be looked for in different folders; rename the \
                 folder"
            );
            return Err(refused(text, &why));
        }
        Ok(Location { url, shown: text.to_owned() })
    }

    /// The location as a URL that ends in a slash.
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// The folder on disk, if it is one.
    pub fn folder(&self) -> Option<std::path::PathBuf> {
        (self.url.scheme() == "file").then(|| self.url.to_file_path().ok()).flatten()
    }

    /// One table of the lake.
    pub(crate) fn table(&self, name: &str) -> Result<Url> {
        let url = self.url.join(&format!("{name}/"));
        url.map_err(|e| Error::because(ErrorKind::Unsupported, format!("cannot use `{self}` as a lake"), e))
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown)
    }
}

fn local(text: &str) -> Result<Url> {
    let refused = || Error::new(ErrorKind::Unsupported, format!("cannot use `{text}` as a lake"));
    let path = std::path::absolute(Path::new(text)).map_err(|_| refused())?;
    Url::from_directory_path(path).map_err(|()| refused())
}

/// What of a path is decoded where the log is read, and taken as it stands where files are: a percent escape, or a
/// backslash where it is no separator.
fn odd(path: &Path) -> Option<String> {
    let path = path.to_string_lossy();
    let is_escape = |text: &&str| text.bytes().skip(1).all(|b| b.is_ascii_hexdigit());
    let escape = path.match_indices('%').filter_map(|(at, _)| path.get(at..at + 3)).find(is_escape);
    let backslash = (cfg!(unix) && path.contains('\\')).then_some("\\");
    escape.or(backslash).map(str::to_owned)
}

fn remote(text: &str, scheme: &str) -> Result<Url> {
    match cloud::feature(scheme) {
        _ if scheme == "file" => (),
        Some((_, true)) => (),
        Some((feature, false)) => {
            return Err(refused(text, &format!("this build lacks the feature `{feature}`")));
        }
        None => return Err(refused(text, "a lake is a path or begins with s3://, abfss:// or gs://")),
    }
    cloud::register();
    let folder = if text.ends_with('/') { text.to_owned() } else { format!("{text}/") };
    Url::parse(&folder)
        .map_err(|e| Error::because(ErrorKind::Unsupported, format!("cannot use `{text}` as a lake"), e))
}

fn refused(text: &str, why: &str) -> Error {
    Error::new(ErrorKind::Unsupported, format!("cannot use `{text}` as a lake: {why}"))
}
