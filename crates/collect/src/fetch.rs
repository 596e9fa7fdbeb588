//! A blob, fetched as a whole.

use std::error::Error as _;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::time::Duration;

use sha2::{Digest, Sha256};
use tempfile::SpooledTempFile;
use tokio::time::sleep;
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
    holds: Holds,
}

/// What is in a blob.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holds {
    /// Records, from its begin to its end.
    Records,
    /// Not a single record, nor anything else.
    Nothing,
    /// Something that is no record, or JSON that does not end.
    Other,
}

/// Fetches a blob. One that is not all records is fetched again: what comes twice is what the service has, and what does not
/// was broken on the way. Nothing is no reason to make a blob, so the service has a pause to find what belongs there.
pub(crate) async fn fetch(client: &Client, uri: &str, pause: Duration) -> Result<Spool, Trouble> {
    let first = spool(client, uri).await?;
    match first.holds {
        Holds::Records => return Ok(first),
        Holds::Nothing => sleep(pause).await,
        Holds::Other => (),
    }
    let second = spool(client, uri).await?;
    if second.holds == Holds::Records || second.sha256 == first.sha256 {
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
    let checked = tokio::task::spawn_blocking(move || check(&mut file).map(|holds| (file, holds)));
    let checked = checked.await.unwrap_or_else(|e| Err(io::Error::other(e)));
    let (file, holds) = checked.map_err(no_room)?;
    Ok(Spool { file, bytes, sha256, holds: if is_closed { holds } else { Holds::Other } })
}

fn no_room(error: io::Error) -> Trouble {
    Trouble::Passing { after: None, reason: Cause::disk("cannot keep content in a temporary file", error) }
}

/// Looks through a blob; it is at its begin again then.
fn check(mut content: impl Read + Seek) -> io::Result<Holds> {
    content.seek(SeekFrom::Start(0))?;
    let holds = look_through(&mut content).or_else(|error| disk(&error).map_or(Ok(Holds::Other), Err))?;
    content.seek(SeekFrom::Start(0))?;
    Ok(holds)
}

/// The error of the file that the content is kept in, if not the content is at fault.
fn disk(error: &trail365_read::Error) -> Option<io::Error> {
    let error = error.source()?.downcast_ref::<io::Error>()?;
    let code = error.raw_os_error().map(io::Error::from_raw_os_error);
    Some(code.unwrap_or_else(|| io::Error::new(error.kind(), error.to_string())))
}

fn look_through(content: impl Read) -> Result<Holds, trail365_read::Error> {
    let mut parser = Parser::new();
    let mut reader = Reader::new(content)?.as_they_stand();
    let mut holds = Holds::Nothing;
    while let Some(item) = reader.next()? {
        match item.kind {
            ItemKind::Record(bytes) if parser.parse(bytes).is_ok() => holds = Holds::Records,
            _ => return Ok(Holds::Other),
        }
    }
    Ok(if reader.notices().is_empty() { holds } else { Holds::Other })
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn held(content: &str) -> Holds {
        check(Cursor::new(content)).unwrap()
    }

    #[test]
    fn what_is_in_a_blob_is_told() {
        let record = r#"{"Id":"1","RecordType":6,"CreationTime":"2026-03-03T10:00:00","Operation":"x"}"#;
        assert_eq!(held(&format!("[{record},{record}]")), Holds::Records);
        assert_eq!([held("[]"), held(" [\n] ")], [Holds::Nothing; 2]);
        let others = [held("[1]"), held(&format!("[{record},")), held("<html>"), held("\u{1f}\u{8b}\u{8}")];
        assert_eq!(others, [Holds::Other; 4]);
    }

    /// A file on a disk that fails after its first bytes.
    struct Failing(Cursor<&'static [u8]>);

    impl Read for Failing {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            match self.0.read(into)? {
                0 => Err(io::Error::from_raw_os_error(5)),
                read => Ok(read),
            }
        }
    }

    impl Seek for Failing {
        fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
            self.0.seek(to)
        }
    }

    #[test]
    fn a_disk_that_fails_is_no_fault_of_the_content() {
        for begin in ["", "[", "[{\"Id\":\"1\"},"] {
            let failed = check(Failing(Cursor::new(begin.as_bytes()))).unwrap_err();
            assert_eq!(failed.raw_os_error(), Some(5), "{begin}");
        }
    }
}
