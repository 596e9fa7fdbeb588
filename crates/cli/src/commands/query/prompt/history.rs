//! The file with the lines of earlier sessions.

use std::env;
use std::fs::{self, DirBuilder, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

/// Returns the path of the file, below the folder where the user's programs keep their state; `None` without one.
pub fn path() -> Option<PathBuf> {
    // The XDG Base Directory Specification has relative paths ignored.
    let folder = |variable: &str| env::var_os(variable).map(PathBuf::from).filter(|path| path.is_absolute());
    let state = || folder("HOME").map(|home| home.join(".local/state"));
    let local = || folder("LOCALAPPDATA");
    let state = folder("XDG_STATE_HOME").or_else(|| if cfg!(windows) { local() } else { state() });
    state.map(|state| state.join("trail365").join("history"))
}

/// Creates the file if it is missing, and lets nobody else read it: queries hold names of people.
pub fn prepare(path: &Path) -> io::Result<()> {
    let mut folder = DirBuilder::new();
    folder.recursive(true);
    let mut file = OpenOptions::new();
    file.create(true).append(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
        folder.mode(0o700);
        file.mode(0o600);
    }
    if let Some(parent) = path.parent().filter(|parent| !parent.is_dir()) {
        folder.create(parent)?;
    }
    file.open(path)?;
    // The mode above is that of a new file only. An old one may have been made readable for others.
    #[cfg(unix)]
    fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    Ok(())
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;
    use std::path::Path;

    use super::prepare;

    #[test]
    fn nobody_else_can_read_the_history() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state/trail365/history");
        prepare(&path).unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));

        fs::write(&path, "select 1;\n").unwrap();
        fs::set_permissions(&path, PermissionsExt::from_mode(0o644)).unwrap();
        prepare(&path).unwrap();
        assert_eq!((mode(&path), fs::read_to_string(&path).unwrap().as_str()), (0o600, "select 1;\n"));
    }
}
