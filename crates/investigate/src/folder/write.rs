//! Writes a report's folder.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use trail365_text::json::escape_document;

use super::content::{write_content, write_synced};
use super::error::{FolderError, Result, io_error};
use super::manifest::{FileEntry, MANIFEST, Manifest, RunFacts, SUMS};
use super::verify::list_files;
use crate::hash::hash_bytes;
use crate::model::Report;

/// A folder that was written.
#[derive(Debug)]
pub struct Written {
    /// SHA-256 of the manifest, by which the whole folder is known.
    pub manifest_sha256: String,
    /// The files, without the manifest and the list of hashes.
    pub files: Vec<FileEntry>,
}

/// Writes all forms of a report into a folder: first beside it, then it is renamed, so that it is there whole or not at all.
/// An older report in the folder is replaced if `overwrite` says so, and removed when the new one is in place.
///
/// # Errors
/// If the folder has files and is not to be overwritten, if it has files that are not of a report, or if a file cannot be written.
pub fn write_report(report: &Report, facts: &RunFacts, folder: &Path, overwrite: bool) -> Result<Written> {
    let name = folder.file_name().ok_or_else(|| FolderError::NoName(folder.to_owned()))?;
    let is_taken = check_target(folder, overwrite)?;
    let parent = match folder.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    };
    fs::create_dir_all(&parent).map_err(io_error("create", &parent))?;
    let made = tempfile::Builder::new()
        .prefix(".trail365-report-")
        .tempdir_in(&parent)
        .map_err(io_error("create a folder in", &parent))?;
    let written = fill_folder(report, facts, made.path())?;
    open_to_readers(made.path()).map_err(io_error("set the permissions of", made.path()))?;
    let old = if is_taken { Some(move_aside(folder, &parent, name)?) } else { None };
    let renamed = fs::rename(made.path(), folder).map_err(io_error("rename a finished report to", folder));
    match (renamed, old) {
        (Ok(()), old) => {
            // Its name is the report's now, so nothing is left to remove on the way out.
            let _ = made.keep();
            if let Some(old) = old {
                fs::remove_dir_all(&old).map_err(io_error("remove the older report at", &old))?;
            }
            Ok(written)
        }
        (Err(error), old) => {
            if let Some(old) = old {
                fs::rename(&old, folder).map_err(io_error("put back the older report of", folder))?;
            }
            Err(error)
        }
    }
}

/// Ensures that the folder may be written, and reports whether something stands in its place.
fn check_target(folder: &Path, overwrite: bool) -> Result<bool> {
    match fs::symlink_metadata(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(io_error("read", folder)(error)),
        Ok(metadata) if !metadata.is_dir() => return Err(FolderError::NotAFolder(folder.to_owned())),
        Ok(_) => {}
    }
    let mut entries = fs::read_dir(folder).map_err(io_error("read", folder))?;
    if entries.next().is_some() {
        if !overwrite {
            return Err(FolderError::NotEmpty(folder.to_owned()));
        }
        ensure_only_report(folder)?;
    }
    Ok(true)
}

/// Ensures that a folder that is to be removed has nothing but a report: a wrong path must cost nobody a file.
fn ensure_only_report(folder: &Path) -> Result<()> {
    let manifest = super::verify::read_manifest(folder)?.0;
    let known =
        |path: &str| path == MANIFEST || path == SUMS || manifest.files.iter().any(|file| file.path == path);
    match list_files(folder)?.into_iter().find(|path| !known(path)) {
        Some(file) => Err(FolderError::NotOurs { folder: folder.to_owned(), file }),
        None => Ok(()),
    }
}

fn fill_folder(report: &Report, facts: &RunFacts, folder: &Path) -> Result<Written> {
    let files = write_content(report, folder)?;
    let manifest = Manifest::new(report, facts, files);
    let path = folder.join(MANIFEST);
    let json = serde_json::to_string_pretty(&manifest)
        .map_err(io::Error::other)
        .map_err(io_error("write", &path))?;
    // The command line may have texts of records.
    let json = format!("{}\n", escape_document(&json)).into_bytes();
    write_synced(&path, |out| out.write_all(&json)).map_err(io_error("write", &path))?;
    let manifest_sha256 = hash_bytes(&json);
    let path = folder.join(SUMS);
    let sums = manifest.sums(&manifest_sha256);
    write_synced(&path, |out| out.write_all(sums.as_bytes())).map_err(io_error("write", &path))?;
    Ok(Written { manifest_sha256, files: manifest.files })
}

/// Gives the folder the permissions that a plain new folder has: a temporary one is its owner's alone.
#[cfg(unix)]
fn open_to_readers(folder: &Path) -> io::Result<()> {
    let plain = folder.join(".plain");
    fs::create_dir(&plain)?;
    let permissions = fs::metadata(&plain)?.permissions();
    fs::remove_dir(&plain)?;
    fs::set_permissions(folder, permissions)
}

#[cfg(not(unix))]
#[allow(clippy::unnecessary_wraps)]
fn open_to_readers(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Renames what stands in the report's place and returns its new path.
fn move_aside(folder: &Path, parent: &Path, name: &std::ffi::OsStr) -> Result<PathBuf> {
    let aside = (0_u32..).map(|number| {
        let mut aside = std::ffi::OsString::from(".");
        aside.push(name);
        aside.push(format!(".old-{number}"));
        parent.join(aside)
    });
    let free = aside.into_iter().find(|path| fs::symlink_metadata(path).is_err()).unwrap_or_default();
    fs::rename(folder, &free).map_err(io_error("move aside", folder))?;
    Ok(free)
}
