//! The file that a command writes.

use std::fs::{self, File, OpenOptions, canonicalize};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use tempfile::{Builder, NamedTempFile};

use super::printable;

/// A file that is there under its name once it is whole: until then its bytes go into another one beside it.
///
/// Nothing is made before the first bytes are written, and what is not finished is removed.
#[derive(Debug)]
pub struct NewFile {
    path: PathBuf,
    overwrite: bool,
    file: Option<Target>,
}

#[derive(Debug)]
enum Target {
    /// A file beside the one that is wanted.
    Beside(NamedTempFile),
    /// The thing itself, where it is no file: a pipe, `/dev/null`.
    Itself(File),
}

impl NewFile {
    /// A file with this name.
    ///
    /// # Errors
    /// If there is one already and it must not be overwritten.
    pub fn new(path: &Path, overwrite: bool) -> Result<Self> {
        let name = printable(&path.to_string_lossy());
        if !overwrite && path.symlink_metadata().is_ok() {
            bail!("{name} is there already; give another name, or --force to overwrite it");
        }
        // A link stays a link: what it leads to is replaced.
        let path = canonicalize(path).unwrap_or_else(|_| path.to_owned());
        Ok(Self { path, overwrite, file: None })
    }

    /// Gives the file its name; one without bytes too, if it is `wanted`.
    ///
    /// # Errors
    /// If the last bytes cannot be written, or a file of that name has come up in the meantime.
    pub fn finish(&mut self, wanted: bool) -> io::Result<()> {
        if wanted {
            self.target()?;
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

    fn target(&mut self) -> io::Result<&mut Target> {
        let target = match self.file.take() {
            Some(target) => target,
            None => open(&self.path)?,
        };
        Ok(self.file.insert(target))
    }
}

fn open(path: &Path) -> io::Result<Target> {
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
    // As any other program makes files: the umask decides.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder).map(Target::Beside)
}

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if bytes.is_empty() {
            return Ok(0);
        }
        match self.target()? {
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
    fn a_file_is_there_once_it_is_whole() {
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
    fn a_file_that_came_up_in_the_meantime_stays() {
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
    fn what_is_no_file_is_not_replaced() {
        let mut file = NewFile::new("/dev/null".as_ref(), true).unwrap();
        file.write_all(b"away").unwrap();
        file.finish(true).unwrap();
        assert!(!fs::metadata("/dev/null").unwrap().is_file());
    }
}
