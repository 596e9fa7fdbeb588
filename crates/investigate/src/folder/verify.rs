//! Verifies a report's folder against its manifest.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Component, Path};

use super::error::{FolderError, Result, io_error};
use super::manifest::{MANIFEST, Manifest, SUMS};
use crate::hash::{hash_bytes, hash_file, sum_line};

/// Findings about a report's folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verification {
    /// SHA-256 of the manifest as it is now. Who noted it when the report was written knows by it that nobody wrote the manifest anew.
    pub manifest_sha256: String,
    /// Number of files that the manifest names.
    pub files: usize,
    /// Files whose bytes are not those of the manifest, or that are links.
    pub changed: Vec<String>,
    /// Files that the manifest names, and that are not there.
    pub missing: Vec<String>,
    /// Files that are there, and that the manifest does not name.
    pub extra: Vec<String>,
}

impl Verification {
    /// Reports whether all files are there as they were written, and no other.
    pub fn is_intact(&self) -> bool {
        self.changed.is_empty() && self.missing.is_empty() && self.extra.is_empty()
    }
}

/// Compares all files of a report's folder with its manifest.
///
/// # Errors
/// If the folder has no manifest that can be read, or a file cannot be read.
pub fn verify_report(folder: &Path) -> Result<Verification> {
    let (manifest, json) = read_manifest(folder)?;
    let manifest_sha256 = hash_bytes(&json);
    let mut found = list_files(folder)?.into_iter().collect::<BTreeSet<_>>();
    found.remove(MANIFEST);
    let mut verification = Verification {
        manifest_sha256: manifest_sha256.clone(),
        files: manifest.files.len(),
        changed: Vec::new(),
        missing: Vec::new(),
        extra: Vec::new(),
    };
    for file in &manifest.files {
        if !found.remove(&file.path) {
            verification.missing.push(file.path.clone());
        } else if !is_as_written(folder, &file.path, &file.sha256)? {
            verification.changed.push(file.path.clone());
        }
    }
    if !found.remove(SUMS) {
        verification.missing.push(SUMS.to_owned());
    } else if !is_as_written(folder, SUMS, &hash_bytes(manifest.sums(&manifest_sha256).as_bytes()))? {
        verification.changed.push(changed_of_two(folder, &manifest_sha256)?.to_owned());
    }
    verification.extra = found.into_iter().collect();
    Ok(verification)
}

/// Says which of manifest and list of hashes was changed, when they do not go together: the list has the hash of the manifest in it.
fn changed_of_two(folder: &Path, manifest_sha256: &str) -> Result<&'static str> {
    let path = folder.join(SUMS);
    let sums = fs::read(&path).map_err(io_error("read", &path))?;
    let line = sum_line(manifest_sha256, MANIFEST);
    let sums = String::from_utf8_lossy(&sums);
    let has_other = sums.lines().any(|of| of.ends_with(MANIFEST) && of != line.trim_end());
    Ok(if has_other { MANIFEST } else { SUMS })
}

fn is_as_written(folder: &Path, path: &str, sha256: &str) -> Result<bool> {
    let full = folder.join(path);
    let metadata = fs::symlink_metadata(&full).map_err(io_error("read", &full))?;
    if !metadata.is_file() {
        return Ok(false);
    }
    Ok(hash_file(&full).map_err(io_error("read", &full))?.0 == sha256)
}

/// Reads the manifest of a folder, and returns its bytes as well. The files that it names are below the folder.
///
/// # Errors
/// If there is none, it cannot be read, or it names files elsewhere.
pub fn read_manifest(folder: &Path) -> Result<(Manifest, Vec<u8>)> {
    let refuse = |reason: String| FolderError::NoManifest { folder: folder.to_owned(), reason };
    let json = fs::read(folder.join(MANIFEST)).map_err(|error| refuse(error.to_string()))?;
    let manifest: Manifest = serde_json::from_slice(&json).map_err(|error| refuse(error.to_string()))?;
    // A manifest that somebody else wrote must not lead out of the folder.
    match manifest.files.iter().find(|file| !is_below(&file.path)) {
        Some(file) => Err(refuse(format!("it names `{}`", trail365_text::terminal::escape(&file.path)))),
        None => Ok((manifest, json)),
    }
}

fn is_below(path: &str) -> bool {
    !path.is_empty() && Path::new(path).components().all(|part| matches!(part, Component::Normal(_)))
}

/// Returns the paths of all files below a folder with slashes; links are not followed.
pub fn list_files(folder: &Path) -> Result<Vec<String>> {
    let mut files = Vec::new();
    let mut folders = vec![(folder.to_owned(), String::new())];
    while let Some((path, prefix)) = folders.pop() {
        for entry in fs::read_dir(&path).map_err(io_error("read", &path))? {
            let entry = entry.map_err(io_error("read", &path))?;
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if entry.file_type().map_err(io_error("read", &path))?.is_dir() {
                folders.push((entry.path(), format!("{name}/")));
            } else {
                files.push(name);
            }
        }
    }
    files.sort();
    Ok(files)
}
