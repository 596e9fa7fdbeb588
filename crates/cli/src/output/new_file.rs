//! The file that a command writes: it gets its name once it is complete.

use std::fs::{self, File, OpenOptions, canonicalize};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use tempfile::{Builder, NamedTempFile};

use super::text::printable;

/// A file that gets its name once it is complete; until then its bytes go to a temporary file in the same folder.
///
/// Nothing is created before the first bytes are written, and an unfinished file is removed.
#[derive(Debug)]
pub struct NewFile {
    path: PathBuf,
    overwrite: bool,
    file: Option<Target>,
}

#[derive(Debug)]
enum Target {
    /// A temporary file in the folder of the wanted one.
    Beside(NamedTempFile),
    /// The target itself where it is no regular file: a pipe, `/dev/null`.
    Itself(File),
}

impl NewFile {
    /// Prepares a file with this name.
    ///
    /// # Errors
    /// If it exists and must not be overwritten.
    pub fn new(path: &Path, overwrite: bool) -> Result<Self> {
        let name = printable(&path.to_string_lossy());
        if !overwrite && path.symlink_metadata().is_ok() {
            bail!("{name} already exists; give another name, or --force to overwrite it");
        }
        // Renaming onto a link would replace the link; this replaces the file that it leads to.
        let path = canonicalize(path).unwrap_or_else(|_| path.to_owned());
        Ok(Self { path, overwrite, file: None })
    }

    /// Gives the file its name; also without any bytes if it is `wanted`.
    ///
    /// # Errors
    /// If the last bytes cannot be written, or somebody else created a file of that name in the meantime.
    pub fn finish(&mut self, wanted: bool) -> io::Result<()> {
        if wanted {
            self.open_target()?;
        }
        match self.file.take() {
            None => Ok(()),
            Some(Target::Itself(mut file)) => file.flush(),
            Some(Target::Beside(file)) if self.overwrite => {
                file.persist(&self.path).map(drop).map_err(|failed| failed.error)
            }
            Some(Target::Beside(file)) => {
                file.persist_noclobber(&self.path).map(drop).map_err(|failed| failed.error)
            }
        }
    }

    fn open_target(&mut self) -> io::Result<&mut Target> {
        let target = match self.file.take() {
            Some(target) => target,
            None => create_target(&self.path)?,
        };
        Ok(self.file.insert(target))
    }
}

fn create_target(path: &Path) -> io::Result<Target> {
    if fs::metadata(path).is_ok_and(|about| !about.is_file()) {
        return OpenOptions::new().write(true).open(path).map(Target::Itself);
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if !folder.is_dir() {
        let missing = format!("there is no folder {}", printable(&folder.display().to_string()));
        return Err(io::Error::new(io::ErrorKind::NotFound, missing));
    }
    let mut builder = Builder::new();
    builder.prefix(".trail365-").suffix(".part");
    // The crate's default is 0600. Other programs leave it to the umask, and results are meant to be shared.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    // In the target's own folder: a file is renamed in one step within a file system only.
    builder.tempfile_in(folder).map(Target::Beside)
}

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // An empty write would create the file, and `finish` decides whether an empty one is wanted.
        if bytes.is_empty() {
            return Ok(0);
        }
        match self.open_target()? {
            Target::Beside(file) => file.write(bytes),
            Target::Itself(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.file {
            None => Ok(()),
            Some(Target::Beside(file)) => file.flush(),
            Some(Target::Itself(file)) => file.flush(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::Write;

    use super::NewFile;

    #[test]
    fn a_file_gets_its_name_once_it_is_complete() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.csv");
        let mut file = NewFile::new(&path, false).unwrap();
        file.write_all(b"half").unwrap();
        assert!(!path.exists());
        drop(file);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);

        let mut file = NewFile::new(&path, false).unwrap();
        file.write_all(b"whole").unwrap();
        file.finish(true).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "whole");
        assert!(NewFile::new(&path, false).unwrap_err().to_string().contains("--force"));
    }

    #[test]
    fn a_file_that_appeared_in_the_meantime_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.csv");
        let mut file = NewFile::new(&path, false).unwrap();
        file.write_all(b"mine").unwrap();
        fs::write(&path, "theirs").unwrap();
        assert!(file.finish(true).is_err());
        assert_eq!(fs::read_to_string(&path).unwrap(), "theirs");
    }

    #[cfg(unix)]
    #[test]
    fn a_device_is_not_replaced() {
        let mut file = NewFile::new("/dev/null".as_ref(), true).unwrap();
        file.write_all(b"away").unwrap();
        file.finish(true).unwrap();
        assert!(!fs::metadata("/dev/null").unwrap().is_file());
    }
}
