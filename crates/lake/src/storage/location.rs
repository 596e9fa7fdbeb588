//! The place of a lake: a folder or a URL.

use std::fmt;
use std::path::Path;

use url::Url;

use super::cloud;
use crate::error::{Error, ErrorKind, Result};

/// A folder on disk, or a prefix in an object store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    url: Url,
    shown: String,
}

impl Location {
    /// Parses a path, or a URL: `s3://`, `abfss://` and `gs://` where the build has them.
    ///
    /// # Errors
    ///
    /// If the text is neither, if the build lacks the store, or if readers of tables would not agree on the path.
    pub fn parse(text: &str) -> Result<Self> {
        let url = match text.split_once("://") {
            Some((scheme, _)) => parse_url(text, scheme)?,
            None => parse_path(text)?,
        };
        // The Delta library decodes the path of the log once more than that of the files.
        if let Some(odd) = url.to_file_path().ok().as_deref().and_then(find_ambiguous) {
            let why = format!(
                "its path has `{odd}`, so that the log and the files would be looked for in different folders; rename the \
                 folder"
            );
            return Err(refusal(text, &why));
        }
        Ok(Location { url, shown: text.to_owned() })
    }

    /// Returns the location as a URL that ends in a slash.
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// Returns the folder, for a lake on disk.
    pub fn folder(&self) -> Option<std::path::PathBuf> {
        (self.url.scheme() == "file").then(|| self.url.to_file_path().ok()).flatten()
    }

    /// Returns the URL of a table of the lake.
    pub(crate) fn table_url(&self, name: &str) -> Result<Url> {
        let url = self.url.join(&format!("{name}/"));
        url.map_err(|e| Error::because(ErrorKind::Unsupported, format!("cannot use `{self}` as a lake"), e))
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown)
    }
}

fn parse_path(text: &str) -> Result<Url> {
    let refused = || Error::new(ErrorKind::Unsupported, format!("cannot use `{text}` as a lake"));
    let path = std::path::absolute(Path::new(text)).map_err(|_| refused())?;
    Url::from_directory_path(path).map_err(|()| refused())
}

/// Finds a part of a path that the reader of the log decodes and the reader of files does not: a percent escape, or a
/// backslash where it is no separator.
fn find_ambiguous(path: &Path) -> Option<String> {
    let path = path.to_string_lossy();
    let is_escape = |text: &&str| text.bytes().skip(1).all(|b| b.is_ascii_hexdigit());
    let escape = path.match_indices('%').filter_map(|(at, _)| path.get(at..at + 3)).find(is_escape);
    let backslash = (cfg!(unix) && path.contains('\\')).then_some("\\");
    escape.or(backslash).map(str::to_owned)
}

fn parse_url(text: &str, scheme: &str) -> Result<Url> {
    match cloud::find_feature(scheme) {
        _ if scheme == "file" => (),
        Some((_, true)) => (),
        Some((feature, false)) => {
            return Err(refusal(text, &format!("this build lacks the feature `{feature}`")));
        }
        None => return Err(refusal(text, "a lake is a path or begins with s3://, abfss:// or gs://")),
    }
    cloud::register_stores();
    // Without the slash, joining a table's name would replace the last part of the path.
    let folder = if text.ends_with('/') { text.to_owned() } else { format!("{text}/") };
    Url::parse(&folder)
        .map_err(|e| Error::because(ErrorKind::Unsupported, format!("cannot use `{text}` as a lake"), e))
}

fn refusal(text: &str, why: &str) -> Error {
    Error::new(ErrorKind::Unsupported, format!("cannot use `{text}` as a lake: {why}"))
}
