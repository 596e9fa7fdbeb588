//! Copies of the footers of a table's files in one object beside them.
//!
//! A query looks at the footer of each file that it may read; in an object store these are two requests a file. A compaction copies
//! the footers of all files into one object. Where it is missing, or lacks a file, the file itself is asked: nothing is lost without it.
//!
//! The object is a zstd frame with its checksum: a line of JSON with the path, the size and the bytes of the footer of each file, then the
//! footers.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use futures::{StreamExt, TryStreamExt, stream};
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};
use parquet::file::metadata::{FooterTail, ParquetMetaData, ParquetMetaDataReader};
use serde::{Deserialize, Serialize};
use tokio::sync::OnceCell;
use zstd::bulk::{Compressor, decompress};
use zstd::zstd_safe::get_frame_content_size;

use super::data_file::DataFile;
use crate::error::{Context, Result};

/// Name of the object. Engines pass over what begins so.
const NAME: &str = "_footers";

/// Version of its form.
const FORM: u32 = 1;

/// Least files whose footers are copied: so few are asked themselves in no time.
const LEAST_FILES: usize = 16;

/// Files that are asked themselves before the copies are read: a query that reads few does without.
const ASKED_THEMSELVES: usize = 8;

/// Bytes of all footers at most: what is written, and what is read.
const MOST_BYTES: usize = 256 << 20;

/// Level of zstd: footers of one table resemble each other.
const ZSTD_LEVEL: i32 = 3;

/// Files that are read at the same time.
const AT_ONCE: usize = 16;

/// Bytes behind a footer: its length and the mark of Parquet.
const TAIL_BYTES: u64 = 8;

/// The copies beside a table, read when they are needed.
pub struct Footers {
    store: Arc<dyn ObjectStore>,
    asked: AtomicUsize,
    copies: OnceCell<Copies>,
}

/// Footers by the paths of their files, each with the size of the file.
type Copies = HashMap<Path, (u64, Bytes)>;

/// The first line of the object.
#[derive(Debug, Serialize, Deserialize)]
struct List {
    form: u32,
    files: Vec<(String, u64, usize)>,
}

impl fmt::Debug for Footers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Footers").field("asked", &self.asked).finish_non_exhaustive()
    }
}

impl Footers {
    /// Returns the copies beside the files of a store; there may be none.
    pub fn beside(store: Arc<dyn ObjectStore>) -> Self {
        Footers { store, asked: AtomicUsize::new(0), copies: OnceCell::new() }
    }

    /// Returns the metadata of a file of so many bytes; `None` where the file should be asked itself.
    pub async fn find(&self, path: &Path, bytes: u64) -> Option<ParquetMetaData> {
        if self.asked.fetch_add(1, Ordering::Relaxed) < ASKED_THEMSELVES {
            return None;
        }
        let copies = self.copies.get_or_init(|| read_copies(&self.store)).await;
        let (_, footer) = copies.get(path).filter(|(of, _)| *of == bytes)?;
        ParquetMetaDataReader::decode_metadata(footer).ok()
    }
}

/// Copies the footers of files in place of those that were copied before. `files` are all that the table has.
pub(crate) async fn copy_footers(store: &Arc<dyn ObjectStore>, files: &[DataFile]) -> Result<()> {
    let doing = || "cannot copy the footers of files".to_owned();
    if files.len() < LEAST_FILES {
        return delete_copies(store).await.doing(doing);
    }
    let before = &read_copies(store).await;
    let footer = |file: &DataFile| {
        let (path, bytes) = (file.path.clone(), file.bytes);
        async move {
            match before.get(&path) {
                Some((of, footer)) if *of == bytes => Ok(footer.clone()),
                _ => read_footer(store, &path, bytes).await,
            }
        }
    };
    let footers = stream::iter(files.iter().map(footer).collect::<Vec<_>>()).buffered(AT_ONCE);
    let footers: Vec<Bytes> = footers.try_collect().await.doing(doing)?;
    match encode(files, &footers).doing(doing)? {
        Some(object) => store.put(&Path::from(NAME), object.into()).await.map(drop).doing(doing),
        None => delete_copies(store).await.doing(doing),
    }
}

/// Forgets the footers of files that are none of a table's any more: they have values of records. `files` are all that it has.
pub(crate) async fn forget_footers(store: &Arc<dyn ObjectStore>, files: &[DataFile]) -> Result<()> {
    match store.head(&Path::from(NAME)).await {
        Ok(_) => copy_footers(store, files).await,
        Err(object_store::Error::NotFound { .. }) => Ok(()),
        Err(error) => Err(error).doing(|| format!("cannot look for {NAME}")),
    }
}

async fn delete_copies(store: &Arc<dyn ObjectStore>) -> object_store::Result<()> {
    match store.delete(&Path::from(NAME)).await {
        Err(object_store::Error::NotFound { .. }) => Ok(()),
        other => other,
    }
}

async fn read_footer(store: &Arc<dyn ObjectStore>, path: &Path, bytes: u64) -> object_store::Result<Bytes> {
    let damaged = |source| object_store::Error::Generic { store: "Parquet", source };
    let end = bytes.saturating_sub(TAIL_BYTES);
    let tail = store.get_range(path, end..bytes).await?;
    let tail = FooterTail::try_from(&tail[..]).map_err(|error| damaged(error.into()))?;
    let start = end.checked_sub(tail.metadata_length() as u64);
    let start =
        start.ok_or_else(|| damaged(format!("the footer of {path} is longer than the file").into()))?;
    store.get_range(path, start..end).await
}

/// Writes the object; `None` where it would be too large.
fn encode(files: &[DataFile], footers: &[Bytes]) -> std::io::Result<Option<Vec<u8>>> {
    let of = |(file, footer): (&DataFile, &Bytes)| (file.path.to_string(), file.bytes, footer.len());
    let list = List { form: FORM, files: files.iter().zip(footers).map(of).collect() };
    let mut object = serde_json::to_vec(&list)?;
    object.push(b'\n');
    object.extend(footers.iter().flatten());
    if object.len() > MOST_BYTES {
        return Ok(None);
    }
    let mut compressor = Compressor::new(ZSTD_LEVEL)?;
    compressor.include_checksum(true)?;
    compressor.compress(&object).map(Some)
}

/// Reads the object; what is missing or damaged has no copies.
async fn read_copies(store: &Arc<dyn ObjectStore>) -> Copies {
    let read = async { store.get(&Path::from(NAME)).await?.bytes().await };
    match read.await {
        Ok(object) => decode(&object).unwrap_or_else(|| {
            tracing::warn!("the copies of footers in {NAME} are damaged, so each file is asked for its own");
            Copies::default()
        }),
        Err(object_store::Error::NotFound { .. }) => Copies::default(),
        Err(error) => {
            tracing::warn!(%error, "the copies of footers in {NAME} cannot be read, so each file is asked for its own");
            Copies::default()
        }
    }
}

fn decode(object: &[u8]) -> Option<Copies> {
    let length = usize::try_from(get_frame_content_size(object).ok()??).ok()?;
    let object = (length <= MOST_BYTES).then(|| decompress(object, length).ok())??;
    let line = object.iter().position(|byte| *byte == b'\n')?;
    let list: List = serde_json::from_slice(&object[..line]).ok()?;
    if list.form != FORM {
        return None;
    }
    let mut rest = Bytes::from(object).split_off(line + 1);
    let mut copies = Copies::default();
    for (path, bytes, length) in list.files {
        let footer = (length <= rest.len()).then(|| rest.split_to(length))?;
        copies.insert(Path::from(path), (bytes, footer));
    }
    Some(copies)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow::array::{Int64Array, RecordBatch};
    use deltalake::kernel::Add;
    use object_store::memory::InMemory;
    use object_store::path::Path;
    use object_store::{ObjectStore, ObjectStoreExt};
    use parquet::arrow::ArrowWriter;

    use super::{
        ASKED_THEMSELVES, Copies, DataFile, Footers, LEAST_FILES, NAME, copy_footers, decode, forget_footers,
        read_copies,
    };

    /// Writes a file with so many rows.
    async fn write_file(store: &Arc<dyn ObjectStore>, rows: usize) -> DataFile {
        let numbers = Arc::new(Int64Array::from_iter_values(0..rows as i64));
        let batch = RecordBatch::try_from_iter([("number", numbers as _)]).unwrap();
        let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), None).unwrap();
        writer.write(&batch).unwrap();
        let bytes = writer.into_inner().unwrap();
        let add = Add { path: format!("{rows}.parquet"), size: bytes.len() as i64, ..Add::default() };
        store.put(&Path::from(add.path.as_str()), bytes.into()).await.unwrap();
        DataFile::from_pending(&add).unwrap()
    }

    #[tokio::test]
    async fn files_are_asked_no_more_when_their_footers_were_copied() {
        let store: Arc<dyn ObjectStore> = Arc::new(InMemory::new());
        let mut files = Vec::new();
        for rows in 1..=LEAST_FILES {
            files.push(write_file(&store, rows).await);
            copy_footers(&store, &files).await.unwrap();
            assert_eq!(store.head(&Path::from(NAME)).await.is_ok(), rows == LEAST_FILES);
        }
        // Only the new file is there to be read.
        for file in &files {
            store.delete(&file.path).await.unwrap();
        }
        files.push(write_file(&store, 100).await);
        copy_footers(&store, &files).await.unwrap();
        store.delete(&files[LEAST_FILES].path).await.unwrap();

        let footers = Footers::beside(store.clone());
        for file in &files[..ASKED_THEMSELVES] {
            assert!(footers.find(&file.path, file.bytes).await.is_none());
        }
        for (file, rows) in files.iter().zip((1..=LEAST_FILES as i64).chain([100])) {
            let found = footers.find(&file.path, file.bytes).await.unwrap();
            assert_eq!((found.file_metadata().num_rows(), found.num_row_groups()), (rows, 1));
        }
        assert!(footers.find(&files[0].path, files[0].bytes + 1).await.is_none());
        assert!(footers.find(&Path::from("other.parquet"), files[0].bytes).await.is_none());

        forget_footers(&store, &files[1..]).await.unwrap();
        let left = read_copies(&store).await;
        assert!(left.len() == LEAST_FILES && !left.contains_key(&files[0].path));
        for _ in 0..2 {
            forget_footers(&store, &files[2..]).await.unwrap();
            assert!(read_copies(&store).await.is_empty());
        }
    }

    #[test]
    fn what_is_damaged_has_no_copies() {
        let object = |text: &[u8]| zstd::bulk::compress(text, 3).unwrap();
        let copies = |text: &[u8]| decode(&object(text)).map(|copies| copies.len());
        assert_eq!(copies(b"{\"form\":1,\"files\":[[\"a\",9,2],[\"b\",9,1]]}\nxyz"), Some(2));
        assert_eq!(copies(b"{\"form\":1,\"files\":[[\"a\",9,2],[\"b\",9,2]]}\nxyz"), None);
        assert_eq!(copies(b"{\"form\":2,\"files\":[]}\n"), None);
        assert_eq!(copies(b"{\"form\":1,\"files\":[]}"), None);
        assert_eq!(decode(b"no frame").map(Copies::into_values).map(Iterator::count), None);
        let mut cut = object(&[b'x'; 4096]);
        cut.truncate(cut.len() - 1);
        assert!(decode(&cut).is_none());
    }
}
