//! A blob, fetched as a whole.

use std::io::{self, Seek, SeekFrom, Write};

use sha2::{Digest, Sha256};
use tempfile::SpooledTempFile;
use trail365_client::{Client, ErrorKind};
use trail365_read::{ItemKind, Reader};
use trail365_records::Parser;

use crate::{Cause, Trouble};

/// Bytes of a blob that are kept in memory; larger ones go to a temporary file.
const HELD_BYTES: usize = 256 << 10;

/// A blob that came whole.
#[derive(Debug)]
pub(crate) struct Spool {
    pub file: SpooledTempFile,
    pub bytes: u64,
    sha256: [u8; 32],
    /// Whether all of it is records.
    is_sound: bool,
}

/// Fetches a blob. One in which not everything is a record, or whose JSON does not end, is fetched again: what comes twice is
/// what the service has, and what does not was broken on the way.
pub(crate) async fn fetch(client: &Client, uri: &str) -> Result<Spool, Trouble> {
    let first = spool(client, uri).await?;
    if first.is_sound {
        return Ok(first);
    }
    let second = spool(client, uri).await?;
    if second.is_sound || second.sha256 == first.sha256 {
        return Ok(second);
    }
    Err(Trouble::Passing { after: None, reason: "the content was not the same twice".into() })
}

async fn spool(client: &Client, uri: &str) -> Result<Spool, Trouble> {
    let mut content = client.fetch_content(uri).await?;
    let (mut file, mut hash, mut bytes) = (SpooledTempFile::new(HELD_BYTES), Sha256::new(), 0);
    let is_closed = loop {
        match content.chunk().await {
            Ok(Some(chunk)) => {
                hash.update(&chunk);
                bytes += chunk.len() as u64;
                file.write_all(&chunk).map_err(no_room)?;
            }
            Ok(None) => break true,
            Err(error) if error.kind() == ErrorKind::Unclosed => break false,
            Err(error) => return Err(error.into()),
        }
    };
    drop(content);
    let sha256 = hash.finalize().into();
    let checked = tokio::task::spawn_blocking(move || check(&mut file).map(|is_sound| (file, is_sound)));
    let checked = checked.await.unwrap_or_else(|e| Err(io::Error::other(e)));
    let (file, is_sound) = checked.map_err(no_room)?;
    Ok(Spool { file, bytes, sha256, is_sound: is_sound && is_closed })
}

fn no_room(error: io::Error) -> Trouble {
    Trouble::Passing { after: None, reason: Cause::disk("cannot keep content in a temporary file", error) }
}

/// Whether all of a blob is records; it is at its begin again then.
fn check(file: &mut SpooledTempFile) -> io::Result<bool> {
    file.seek(SeekFrom::Start(0))?;
    let is_sound = all_records(file);
    file.seek(SeekFrom::Start(0))?;
    Ok(is_sound)
}

fn all_records(file: &mut SpooledTempFile) -> bool {
    let mut parser = Parser::new();
    let Ok(mut reader) = Reader::new(file).map(Reader::as_they_stand) else { return false };
    loop {
        match reader.next() {
            Ok(Some(item)) => match item.kind {
                ItemKind::Record(bytes) if parser.parse(bytes).is_ok() => (),
                _ => return false,
            },
            Ok(None) => return reader.notices().is_empty(),
            Err(_) => return false,
        }
    }
}
