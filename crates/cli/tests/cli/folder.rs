//! A folder with the files of one test, removed afterwards.

use std::fs;
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicUsize, Ordering};

static MADE: AtomicUsize = AtomicUsize::new(0);

/// A folder of its own.
pub struct Folder(PathBuf);

impl Folder {
    /// An empty one.
    pub fn new() -> Self {
        let number = MADE.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("trail365-cli-{}-{number}", process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    /// Writes a file and gives its path.
    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.path(name);
        fs::write(&path, content).unwrap();
        path
    }

    /// The path of a file that may or may not be there.
    pub fn path(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_owned()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// What the real export lacks: of several of its searches not all results are in it.
pub const LACKS: &str = "tenant-search-export.csv: at least 1474 records are missing: by ResultCount the searches \
     found 5061, and 3587 of those are here";

/// The real export, where it is at hand; `None`, loudly, where not.
pub fn export() -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/tenant-search-export.csv");
    if !path.exists() {
        eprintln!("SKIPPED: {} is missing, real records are not tested", path.display());
        return None;
    }
    Some(path)
}
