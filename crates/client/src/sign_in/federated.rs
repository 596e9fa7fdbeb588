//! A token of another issuer, in a file.

use std::path::Path;

use super::DOING;
use crate::{Error, ErrorKind, Result, Secret};

/// The token. Whoever renews the file may have it away, or empty, for a moment: that passes.
pub(super) async fn read(file: &Path) -> Result<Secret> {
    let doing = || format!("{DOING}: read the federated token {}", file.display());
    let text = tokio::fs::read_to_string(file).await;
    let text = text.map_err(|e| Error::because(ErrorKind::Configuration, doing(), e).passing())?;
    let text = Secret::new(text);
    match text.expose().trim() {
        "" => Err(Error::new(ErrorKind::Configuration, format!("{}: the file is empty", doing())).passing()),
        token => Ok(Secret::new(token)),
    }
}
