//! Writes a file of the lake, wherever the lake lies.

use std::io;

use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt, WriteMultipart};

use super::builder::FileBuilder;
use crate::blocking::Waiter;
use crate::error::{Context, Result};

/// Parts that are on their way at the same time at most.
const IN_FLIGHT: usize = 2;

/// Bytes of a part. S3 takes no parts below 5 MiB but the last.
const PART_BYTES: usize = 5 << 20;

/// A file that was written and is in no commit yet.
#[derive(Debug)]
pub(crate) struct NewFile {
    pub path: String,
    pub bytes: usize,
    /// Statistics as the log carries them.
    pub stats: String,
}

/// Writes what a builder holds as a file at a path; nothing when it holds nothing.
pub(crate) fn write_file(
    builder: &mut FileBuilder,
    waiter: &Waiter,
    store: &dyn ObjectStore,
    path: String,
) -> Result<Option<NewFile>> {
    if builder.is_empty() {
        return Ok(None);
    }
    let doing = || format!("cannot write {path}");
    // An upload that is dropped without being finished leaves no file.
    let mut upload = Upload::start(waiter, store, &Path::from(path.as_str())).doing(doing)?;
    let file = builder.finish(&mut upload).doing(doing)?;
    upload.finish().doing(doing)?;
    Ok(Some(NewFile { bytes: file.bytes, stats: file.bounds.to_json(), path }))
}

/// A file that becomes visible when it is finished, and never otherwise.
pub(crate) struct Upload<'w> {
    waiter: &'w Waiter,
    parts: WriteMultipart,
}

impl<'w> Upload<'w> {
    pub fn start(waiter: &'w Waiter, store: &dyn ObjectStore, path: &Path) -> object_store::Result<Self> {
        let upload = waiter.wait(store.put_multipart(path))?;
        Ok(Upload { waiter, parts: WriteMultipart::new_with_chunk_size(upload, PART_BYTES) })
    }

    /// Makes the file visible.
    pub fn finish(self) -> object_store::Result<()> {
        self.waiter.wait(self.parts.finish()).map(drop)
    }
}

impl io::Write for Upload<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.waiter.wait(self.parts.wait_for_capacity(IN_FLIGHT))?;
        // The parts are sent by tasks of the runtime.
        let _context = self.waiter.enter();
        self.parts.write(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
