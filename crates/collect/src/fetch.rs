//! Fetching a complete blob into a temporary file.

use std::error::Error as _;
use std::io::{self, Read, Seek, Write};
use std::time::Duration;

use sha2::{Digest, Sha256};
use tempfile::SpooledTempFile;
use tokio::time::sleep;
use trail365_client::{Client, ErrorKind};
use trail365_read::{ItemKind, Reader};
use trail365_records::Parser;

use crate::trouble::{Cause, Trouble};

/// Bytes of a blob that are kept in memory. Larger blobs go to a temporary file, this many bytes at a time.
const HELD_BYTES: usize = 256 << 10;

/// A complete blob, kept in memory or in a temporary file.
#[derive(Debug)]
pub(crate) struct Spool {
    pub file: SpooledTempFile,
    pub bytes: u64,
    sha256: [u8; 32],
    kind: BlobKind,
}

/// Contents of a blob.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum BlobKind {
    /// Records only.
    Records,
    /// An empty array.
    Nothing,
    /// Pieces that are no records, or JSON that does not end.
    Other,
}

/// Fetches a blob. One that is not all records is fetched again: if the same comes twice, the service has no other; if not, it
/// was broken on the way.
pub(crate) async fn fetch_blob(client: &Client, uri: &str, pause: Duration) -> Result<Spool, Trouble> {
    let first = spool_blob(client, uri).await?;
    match first.kind {
        BlobKind::Records => return Ok(first),
        // The service makes no blob of nothing: after a pause it may have found the records.
        BlobKind::Nothing => sleep(pause).await,
        BlobKind::Other => (),
    }
    let second = spool_blob(client, uri).await?;
    if second.kind == BlobKind::Records || second.sha256 == first.sha256 {
        return Ok(second);
    }
    Err(Trouble::Passing { after: None, reason: "the content was not the same twice".into() })
}

async fn spool_blob(client: &Client, uri: &str) -> Result<Spool, Trouble> {
    let mut content = client.fetch_content(uri).await?;
    let mut spooler = Spooler::new(SpooledTempFile::new(HELD_BYTES));
    let (mut hash, mut bytes) = (Sha256::new(), 0);
    let is_closed = loop {
        match content.chunk().await {
            Ok(Some(chunk)) => {
                hash.update(&chunk);
                bytes += chunk.len() as u64;
                spooler.write_chunk(&chunk).await.map_err(disk_trouble)?;
            }
            Ok(None) => break true,
            Err(error) if error.kind() == ErrorKind::Unclosed => break false,
            Err(error) => return Err(error.into()),
        }
    };
    // Its slot among the calls to the tenant is free while the blob is checked.
    drop(content);
    let sha256 = hash.finalize().into();
    let (file, kind) = spooler.finish_with(check_contents).await.map_err(disk_trouble)?;
    Ok(Spool { file, bytes, sha256, kind: if is_closed { kind } else { BlobKind::Other } })
}

/// Writes a file off the threads of the runtime: a disk that is busy or slow must not hold up the calls of other tenants.
struct Spooler<F> {
    file: Option<F>,
    buffer: Vec<u8>,
}

impl<F: Write + Send + 'static> Spooler<F> {
    fn new(file: F) -> Self {
        Spooler { file: Some(file), buffer: Vec::new() }
    }

    /// Appends `chunk`. Whenever [`HELD_BYTES`] are together they are written by a thread for blocking work; a hand-over for
    /// each chunk of some KiB would cost more than the write.
    async fn write_chunk(&mut self, chunk: &[u8]) -> io::Result<()> {
        self.buffer.extend_from_slice(chunk);
        if self.buffer.len() < HELD_BYTES {
            return Ok(());
        }
        let mut buffer = std::mem::take(&mut self.buffer);
        let file = self.take_file()?;
        let (file, buffer) = run_blocking(move || {
            let mut file = file;
            file.write_all(&buffer)?;
            buffer.clear();
            Ok((file, buffer))
        })
        .await?;
        (self.file, self.buffer) = (Some(file), buffer);
        Ok(())
    }

    /// Writes the rest and runs `check` on the file, both on a thread for blocking work.
    async fn finish_with<T: Send + 'static>(
        mut self,
        check: impl FnOnce(&mut F) -> io::Result<T> + Send + 'static,
    ) -> io::Result<(F, T)> {
        let file = self.take_file()?;
        run_blocking(move || {
            let mut file = file;
            file.write_all(&self.buffer)?;
            let checked = check(&mut file)?;
            Ok((file, checked))
        })
        .await
    }

    /// Takes the file, which is gone after a write that failed.
    fn take_file(&mut self) -> io::Result<F> {
        self.file.take().ok_or_else(|| io::Error::other("an earlier write failed"))
    }
}

async fn run_blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|error| Err(io::Error::other(error)))
}

fn disk_trouble(error: io::Error) -> Trouble {
    Trouble::Passing {
        after: None,
        reason: Cause::from_disk("cannot keep content in a temporary file", error),
    }
}

/// Finds out what a blob contains, and rewinds it.
fn check_contents(content: &mut (impl Read + Seek)) -> io::Result<BlobKind> {
    content.rewind()?;
    let kind =
        read_through(&mut *content).or_else(|error| disk_error(&error).map_or(Ok(BlobKind::Other), Err))?;
    content.rewind()?;
    Ok(kind)
}

/// Returns the error of the temporary file, `None` if the content itself is at fault.
fn disk_error(error: &trail365_read::Error) -> Option<io::Error> {
    let error = error.source()?.downcast_ref::<io::Error>()?;
    // An I/O error cannot be cloned: its code makes an equal one.
    let code = error.raw_os_error().map(io::Error::from_raw_os_error);
    Some(code.unwrap_or_else(|| io::Error::new(error.kind(), error.to_string())))
}

fn read_through(content: impl Read) -> Result<BlobKind, trail365_read::Error> {
    let mut parser = Parser::new();
    let mut reader = Reader::new(content)?.as_they_stand();
    let mut kind = BlobKind::Nothing;
    while let Some(item) = reader.next()? {
        // Records that fail to parse would be rejected rows of the lake: that is right if the service has nothing better, which
        // the second fetch shows.
        match item.kind {
            ItemKind::Record(bytes) if parser.parse(bytes).is_ok() => kind = BlobKind::Records,
            _ => return Ok(BlobKind::Other),
        }
    }
    Ok(if reader.notices().is_empty() { kind } else { BlobKind::Other })
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, SeekFrom};
    use std::thread::{self, ThreadId};

    use super::*;

    fn kind_of(content: &str) -> BlobKind {
        check_contents(&mut Cursor::new(content)).unwrap()
    }

    #[test]
    fn what_is_in_a_blob_is_told() {
        let record = r#"{"Id":"1","RecordType":6,"CreationTime":"2026-03-03T10:00:00","Operation":"x"}"#;
        assert_eq!(kind_of(&format!("[{record},{record}]")), BlobKind::Records);
        assert_eq!([kind_of("[]"), kind_of(" [\n] ")], [BlobKind::Nothing; 2]);
        let others = [
            kind_of("[1]"),
            kind_of(&format!("[{record},")),
            kind_of("<html>"),
            kind_of("\u{1f}\u{8b}\u{8}"),
        ];
        assert_eq!(others, [BlobKind::Other; 4]);
    }

    /// A file that refuses to be written on the thread of the runtime, and fails once it has so many bytes.
    struct Slow {
        runtime: ThreadId,
        written: Vec<u8>,
        room: usize,
    }

    impl Write for Slow {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            assert_ne!(
                thread::current().id(),
                self.runtime,
                "the disk is written on a thread of the runtime"
            );
            if self.written.len() + bytes.len() > self.room {
                return Err(io::Error::from_raw_os_error(28));
            }
            self.written.extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn spooler(room: usize) -> Spooler<Slow> {
        Spooler::new(Slow { runtime: thread::current().id(), written: Vec::new(), room })
    }

    #[tokio::test]
    async fn no_thread_of_the_runtime_writes_to_the_disk() {
        let bytes: Vec<_> = (0..3 * HELD_BYTES + 7).map(|at| at as u8).collect();
        for size in [1000, HELD_BYTES, bytes.len()] {
            let mut spooler = spooler(bytes.len());
            for chunk in bytes.chunks(size) {
                spooler.write_chunk(chunk).await.unwrap();
            }
            let (file, length) = spooler.finish_with(|file| Ok(file.written.len())).await.unwrap();
            assert_eq!((file.written == bytes, length), (true, bytes.len()), "in chunks of {size}");
        }
    }

    #[tokio::test]
    async fn a_full_disk_is_said_by_its_code_and_stays_full() {
        let mut spooler = spooler(HELD_BYTES);
        let chunk = vec![0; HELD_BYTES];
        spooler.write_chunk(&chunk).await.unwrap();
        let full = spooler.write_chunk(&chunk).await.unwrap_err();
        assert_eq!(full.raw_os_error(), Some(28));
        assert!(spooler.write_chunk(&chunk).await.is_err());
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
            let failed = check_contents(&mut Failing(Cursor::new(begin.as_bytes()))).unwrap_err();
            assert_eq!(failed.raw_os_error(), Some(5), "{begin}");
        }
    }
}
