//! A file of the lake as something to write to, wherever the lake lies.

use std::io;

use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt, WriteMultipart};
use tokio::runtime::Handle;

/// Parts that may be on their way at once.
const IN_FLIGHT: usize = 2;

/// Size of a part; S3 takes no smaller ones than 5 MiB.
const PART_BYTES: usize = 5 << 20;

/// A file that becomes visible when it is finished, and never otherwise. For threads outside the runtime.
pub(crate) struct Upload {
    runtime: Handle,
    parts: WriteMultipart,
}

impl Upload {
    pub fn begin(runtime: &Handle, store: &dyn ObjectStore, path: &Path) -> object_store::Result<Self> {
        let upload = runtime.block_on(store.put_multipart(path))?;
        let parts = WriteMultipart::new_with_chunk_size(upload, PART_BYTES);
        Ok(Upload { runtime: runtime.clone(), parts })
    }

    /// Makes the file visible.
    pub fn finish(self) -> object_store::Result<()> {
        self.runtime.block_on(self.parts.finish()).map(drop)
    }
}

impl io::Write for Upload {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.runtime.block_on(self.parts.wait_for_capacity(IN_FLIGHT))?;
        let _context = self.runtime.enter();
        self.parts.write(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
