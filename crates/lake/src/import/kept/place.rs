//! Where keys are kept: a folder of a lake on disk, or a prefix in an object store.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use futures::TryStreamExt;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};
use tempfile::NamedTempFile;
use uuid::Uuid;

use crate::blocking::Waiter;
use crate::error::Result;
use crate::file::Upload;
use crate::import::index::Keeper;
use crate::lake::{KEYS, Lake};
use crate::storage::{delete_file, is_older};
use crate::table::store_of;

/// End of the name of a run, and of one that is being written on a disk.
const RUN: &str = ".keys";
const UNFINISHED_RUN: &str = ".keys.tmp";

/// Where the keys of a lake are kept.
pub(in crate::import) enum Place {
    Folder(PathBuf),
    Store(Arc<dyn ObjectStore>),
}

impl Place {
    /// Returns the place beside a lake. It need not be there yet.
    pub fn beside(lake: &Lake) -> Result<Self> {
        match lake.location.folder() {
            Some(folder) => Ok(Place::Folder(folder.join(KEYS))),
            None => Ok(Place::Store(store_of(&lake.location.table_url(KEYS)?)?)),
        }
    }

    /// Reads a small file.
    pub fn read(&self, name: &str, waiter: &Waiter) -> io::Result<Vec<u8>> {
        match self {
            Place::Folder(folder) => fs::read(folder.join(name)),
            Place::Store(store) => {
                Ok(waiter.wait(async { store.get(&Path::from(name)).await?.bytes().await })?.to_vec())
            }
        }
    }

    /// Writes a small file, whole or not at all.
    pub fn write(&self, name: &str, bytes: Vec<u8>, waiter: &Waiter) -> io::Result<()> {
        match self {
            Place::Folder(folder) => {
                let mut file = unfinished_file(folder)?;
                file.write_all(&bytes)?;
                file.as_file().sync_all()?;
                file.persist(folder.join(name))?;
                Ok(())
            }
            Place::Store(store) => Ok(waiter.wait(store.put(&Path::from(name), bytes.into())).map(drop)?),
        }
    }

    /// Opens the file of a run: on a disk itself, from a store a copy of it.
    pub fn open_run(&self, name: &str, waiter: &Waiter) -> io::Result<File> {
        // A list that somebody else wrote must not lead out of the folder.
        if !is_run(name) {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "a run of keys has a strange name"));
        }
        let store = match self {
            Place::Folder(folder) => return File::open(folder.join(name)),
            Place::Store(store) => store,
        };
        let mut copy = tempfile::tempfile()?;
        waiter.wait(async {
            let mut parts = store.get(&Path::from(name)).await?.into_stream();
            while let Some(part) = parts.try_next().await? {
                copy.write_all(&part)?;
            }
            Ok::<_, io::Error>(())
        })?;
        Ok(copy)
    }

    /// Deletes a file.
    pub fn delete(&self, name: &str, waiter: &Waiter) -> io::Result<()> {
        match self {
            Place::Folder(folder) => delete_file(&folder.join(name)),
            Place::Store(store) => Ok(waiter.wait(store.delete(&Path::from(name)))?),
        }
    }

    /// Lists the runs that have not changed for some time, also those that a killed writer left unfinished.
    pub fn old_runs(&self, keep: Duration, waiter: &Waiter) -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        match self {
            Place::Folder(folder) if !folder.exists() => {}
            Place::Folder(folder) => {
                for entry in fs::read_dir(folder)? {
                    let entry = entry?;
                    let Ok(name) = entry.file_name().into_string() else { continue };
                    if (is_run(&name) || name.ends_with(UNFINISHED_RUN)) && is_older(&entry, keep)? {
                        names.push(name);
                    }
                }
            }
            Place::Store(store) => {
                let is_old = |changed: SystemTime| changed.elapsed().is_ok_and(|age| age >= keep);
                for found in waiter.wait(store.list(None).try_collect::<Vec<_>>())? {
                    let name = found.location.to_string();
                    if is_run(&name) && is_old(found.last_modified.into()) {
                        names.push(name);
                    }
                }
            }
        }
        names.sort();
        Ok(names)
    }
}

/// Writes the file of a run.
pub(in crate::import) struct RunWriter<'a> {
    place: &'a Place,
    waiter: &'a Waiter,
    /// The file that was begun, on a disk: under a hidden name until it is whole.
    begun: Option<NamedTempFile>,
}

impl<'a> RunWriter<'a> {
    pub fn new(place: &'a Place, waiter: &'a Waiter) -> Self {
        RunWriter { place, waiter, begun: None }
    }
}

impl Keeper for RunWriter<'_> {
    fn begin_file(&mut self) -> io::Result<File> {
        match self.place {
            Place::Folder(folder) => self.begun.insert(unfinished_file(folder)?).reopen(),
            Place::Store(_) => tempfile::tempfile(),
        }
    }

    fn finish_file(&mut self, file: &File) -> io::Result<String> {
        let name = format!("{}{RUN}", Uuid::new_v4());
        match (self.place, self.begun.take()) {
            (Place::Folder(folder), Some(begun)) => {
                file.sync_all()?;
                begun.persist(folder.join(&name))?;
            }
            (Place::Store(store), _) => {
                let path = Path::from(name.as_str());
                let mut upload = Upload::start(self.waiter, store.as_ref(), &path)?;
                io::copy(&mut &*file, &mut upload)?;
                upload.finish()?;
            }
            (Place::Folder(_), None) => return Err(io::Error::other("no file of keys was begun")),
        }
        Ok(name)
    }
}

fn is_run(name: &str) -> bool {
    name.strip_suffix(RUN).is_some_and(|id| Uuid::try_parse(id).is_ok())
}

/// Makes a file under a hidden name, which is gone if nobody gives it another.
fn unfinished_file(folder: &std::path::Path) -> io::Result<NamedTempFile> {
    fs::create_dir_all(folder)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(".").suffix(UNFINISHED_RUN);
    // As any other file of the lake, not for its owner alone.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder)
}
