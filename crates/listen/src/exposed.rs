//! Files with secrets that others can read.

use std::path::Path;

/// Returns a warning if other users of this machine can read a file that holds a secret.
pub fn exposed_file(path: &Path) -> Option<String> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // A missing file is no warning: reading it fails with its own message.
        let about = std::fs::metadata(path).ok()?;
        (about.permissions().mode() & 0o077 != 0).then(|| {
            format!(
                "other users of this machine can read the file {}; chmod 600 keeps them out",
                path.display()
            )
        })
    }
    #[cfg(not(unix))]
    {
        let _ = path;
        None
    }
}
