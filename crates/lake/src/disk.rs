//! A disk as an object store whose files outlast a loss of power.
//!
//! A file that `LocalFileSystem` has written is in the page cache; after a power cut its name may be there and what it
//! held not. Here a file is on the disk before it gets a name that counts: a commit before it is visible, and what it
//! refers to before it.

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

use crate::stored::DataFile;

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
    /// Writes under another name, which no reader of tables looks at, and gives the name when all is on the disk.
    async fn put_opts(&self, path: &Path, payload: PutPayload, options: PutOptions) -> Result<PutResult> {
        let target_mode = match options.mode {
            PutMode::Create => RenameTargetMode::Create,
            PutMode::Overwrite => RenameTargetMode::Overwrite,
            PutMode::Update(_) => return self.0.put_opts(path, payload, options).await,
        };
        let unnamed = hidden_beside(path)?;
        let put =
            self.0.put_opts(&unnamed, payload, PutOptions { mode: PutMode::Overwrite, ..options }).await?;
        let rename = RenameOptions { target_mode, ..RenameOptions::default() };
        let named = async {
            written(self.0.path_to_filesystem(&unnamed)?).await?;
            self.0.rename_opts(&unnamed, path, rename).await?;
            listed(self.0.path_to_filesystem(path)?).await
        };
        if let Err(error) = named.await {
            // It is there no longer if the last step failed.
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

/// A name that readers of tables pass over, should it be left there.
fn hidden_beside(path: &Path) -> Result<Path> {
    let folder = path.as_ref().rsplit_once('/').map_or("", |(folder, _)| folder);
    Ok(Path::parse(format!("{folder}/.{}.tmp", Uuid::new_v4()))?)
}

/// Whether a file of this name was under way: it has not got its own name yet. The store does not list all such files.
pub(crate) fn is_under_way(name: &str) -> bool {
    let hidden = name.strip_prefix('.').and_then(|name| name.strip_suffix(".tmp"));
    let in_parts = || name.rsplit_once('#').filter(|(_, number)| number.parse::<u64>().is_ok());
    match hidden {
        Some(id) => Uuid::try_parse(id).is_ok(),
        None => in_parts().is_some_and(|(name, _)| {
            name.ends_with(".parquet") && Path::parse(name).is_ok_and(|path| DataFile::is_ours(&path))
        }),
    }
}

/// A file in parts; no commit refers to it before it is complete.
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
        written(self.file.clone()).await?;
        listed(self.file.clone()).await?;
        Ok(put)
    }

    async fn abort(&mut self) -> Result<()> {
        self.upload.abort().await
    }
}

/// Waits until what a file holds is on the disk.
async fn written(file: PathBuf) -> Result<()> {
    // Windows takes this of files only that are open for writing.
    apart(move || OpenOptions::new().write(true).open(file)?.sync_all()).await
}

/// Waits until the name of a file is on the disk, and that of the folder it is in.
async fn listed(file: PathBuf) -> Result<()> {
    // Only here folders are files that can be opened.
    let count = if cfg!(unix) { 2 } else { 0 };
    let folders: Vec<_> = file.ancestors().skip(1).take(count).map(PathBuf::from).collect();
    apart(move || folders.iter().try_for_each(|folder| File::open(folder)?.sync_all())).await
}

/// On a thread that may wait.
async fn apart(work: impl FnOnce() -> io::Result<()> + Send + 'static) -> Result<()> {
    let failed = |source: Box<dyn std::error::Error + Send + Sync>| Error::Generic { store: "disk", source };
    let done = tokio::task::spawn_blocking(work).await.map_err(|e| failed(e.into()))?;
    done.map_err(|e| failed(e.into()))
}
