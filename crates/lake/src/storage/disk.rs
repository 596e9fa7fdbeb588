//! A disk as an object store whose files outlast a loss of power.
//!
//! A file that `LocalFileSystem` has written is in the page cache: after a power cut its name may be there without its
//! content. Here a file reaches the disk before it gets a name that counts. So a commit is on the disk before it is
//! visible, and the files that it names are there before it.

use std::fmt;
use std::fs::{File, OpenOptions};
use std::io;
use std::ops::Range;
use std::path::PathBuf;

use async_trait::async_trait;
use bytes::Bytes;
use futures::stream::BoxStream;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{
    CopyOptions, Error, GetOptions, GetResult, ListResult, MultipartUpload, ObjectMeta, ObjectStore,
    ObjectStoreExt, PutMode, PutMultipartOptions, PutOptions, PutPayload, PutResult, RenameOptions,
    RenameTargetMode, Result, UploadPart,
};
use uuid::Uuid;

use super::names::is_own_file;

/// The disks of this machine, by paths from the root.
#[derive(Debug, Default)]
pub(crate) struct Disk(LocalFileSystem);

impl fmt::Display for Disk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[async_trait]
impl ObjectStore for Disk {
    /// Writes under a hidden name, which readers of tables skip, and renames the file once its content is on the disk.
    async fn put_opts(&self, path: &Path, payload: PutPayload, options: PutOptions) -> Result<PutResult> {
        let target_mode = match options.mode {
            PutMode::Create => RenameTargetMode::Create,
            PutMode::Overwrite => RenameTargetMode::Overwrite,
            // A local file system has no updates on condition; the inner store says so.
            PutMode::Update(_) => return self.0.put_opts(path, payload, options).await,
        };
        let unnamed = hidden_path(path)?;
        let put =
            self.0.put_opts(&unnamed, payload, PutOptions { mode: PutMode::Overwrite, ..options }).await?;
        let rename = RenameOptions { target_mode, ..RenameOptions::default() };
        let named = async {
            sync_content(self.0.path_to_filesystem(&unnamed)?).await?;
            self.0.rename_opts(&unnamed, path, rename).await?;
            sync_name(self.0.path_to_filesystem(path)?).await
        };
        if let Err(error) = named.await {
            // Best effort: after a failed last step the file has its own name already.
            let _ = self.0.delete(&unnamed).await;
            return Err(error);
        }
        Ok(put)
    }

    async fn put_multipart_opts(
        &self,
        path: &Path,
        options: PutMultipartOptions,
    ) -> Result<Box<dyn MultipartUpload>> {
        let upload = self.0.put_multipart_opts(path, options).await?;
        Ok(Box::new(Upload { upload, file: self.0.path_to_filesystem(path)? }))
    }

    async fn get_opts(&self, path: &Path, options: GetOptions) -> Result<GetResult> {
        self.0.get_opts(path, options).await
    }

    async fn get_ranges(&self, path: &Path, ranges: &[Range<u64>]) -> Result<Vec<Bytes>> {
        self.0.get_ranges(path, ranges).await
    }

    fn delete_stream(&self, paths: BoxStream<'static, Result<Path>>) -> BoxStream<'static, Result<Path>> {
        self.0.delete_stream(paths)
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, Result<ObjectMeta>> {
        self.0.list(prefix)
    }

    fn list_with_offset(&self, prefix: Option<&Path>, from: &Path) -> BoxStream<'static, Result<ObjectMeta>> {
        self.0.list_with_offset(prefix, from)
    }

    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> Result<ListResult> {
        self.0.list_with_delimiter(prefix).await
    }

    async fn copy_opts(&self, from: &Path, to: &Path, options: CopyOptions) -> Result<()> {
        self.0.copy_opts(from, to, options).await
    }

    async fn rename_opts(&self, from: &Path, to: &Path, options: RenameOptions) -> Result<()> {
        self.0.rename_opts(from, to, options).await
    }
}

/// Returns a hidden name in the same folder, which readers of tables skip should the file be left behind.
fn hidden_path(path: &Path) -> Result<Path> {
    let folder = path.as_ref().rsplit_once('/').map_or("", |(folder, _)| folder);
    Ok(Path::parse(format!("{folder}/.{}.tmp", Uuid::new_v4()))?)
}

/// Reports whether a file of this name was being written when its writer ended. Stores do not list all such files.
pub(crate) fn is_unfinished(name: &str) -> bool {
    let hidden = name.strip_prefix('.').and_then(|name| name.strip_suffix(".tmp"));
    let in_parts = || name.rsplit_once('#').filter(|(_, number)| number.parse::<u64>().is_ok());
    match hidden {
        // Ours, from `hidden_path`. Any other hidden file is somebody else's.
        Some(id) => Uuid::try_parse(id).is_ok(),
        // `LocalFileSystem` writes an upload under the name with `#` and a number behind it.
        None => in_parts().is_some_and(|(name, _)| {
            name.ends_with(".parquet") && Path::parse(name).is_ok_and(|path| is_own_file(&path))
        }),
    }
}

/// An upload in parts. No commit names the file before it is complete.
#[derive(Debug)]
struct Upload {
    upload: Box<dyn MultipartUpload>,
    file: PathBuf,
}

#[async_trait]
impl MultipartUpload for Upload {
    fn put_part(&mut self, part: PutPayload) -> UploadPart {
        self.upload.put_part(part)
    }

    async fn complete(&mut self) -> Result<PutResult> {
        let put = self.upload.complete().await?;
        sync_content(self.file.clone()).await?;
        sync_name(self.file.clone()).await?;
        Ok(put)
    }

    async fn abort(&mut self) -> Result<()> {
        self.upload.abort().await
    }
}

/// Waits until the content of a file is on the disk.
async fn sync_content(file: PathBuf) -> Result<()> {
    // Windows syncs only files that are open for writing.
    run_blocking(move || OpenOptions::new().write(true).open(file)?.sync_all()).await
}

/// Waits until the name of a file is on the disk, and the name of its folder, which may be new too.
async fn sync_name(file: PathBuf) -> Result<()> {
    // Only Unix opens a folder as a file; elsewhere the file system itself keeps names in order.
    let count = if cfg!(unix) { 2 } else { 0 };
    let folders: Vec<_> = file.ancestors().skip(1).take(count).map(PathBuf::from).collect();
    run_blocking(move || folders.iter().try_for_each(|folder| File::open(folder)?.sync_all())).await
}

/// Runs work on a thread that may wait.
async fn run_blocking(work: impl FnOnce() -> io::Result<()> + Send + 'static) -> Result<()> {
    let failed = |source: Box<dyn std::error::Error + Send + Sync>| Error::Generic { store: "disk", source };
    let done = tokio::task::spawn_blocking(work).await.map_err(|e| failed(e.into()))?;
    done.map_err(|e| failed(e.into()))
}
