//! The keys of sorted files in one order.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek};

use super::Key;
use super::run::{BUFFER_BYTES, KEY_BYTES, key_of};

/// Few files, so that the least key is found by looking at each one's.
pub(super) struct Merge(Vec<Sorted>);

impl Merge {
    /// The files, and how many keys each has.
    pub fn of(files: impl Iterator<Item = (File, usize)>) -> io::Result<Self> {
        files.map(|(file, keys)| Sorted::open(file, keys)).collect::<io::Result<_>>().map(Merge)
    }

    /// The next key.
    pub fn next(&mut self) -> io::Result<Option<Key>> {
        let least = self.0.iter_mut().filter(|file| file.next.is_some()).min_by_key(|file| file.next);
        least.map_or(Ok(None), Sorted::take)
    }
}

/// A file that is read from its begin to its end.
struct Sorted {
    file: BufReader<File>,
    left: usize,
    next: Option<Key>,
}

impl Sorted {
    fn open(mut file: File, keys: usize) -> io::Result<Self> {
        file.rewind()?;
        let file = BufReader::with_capacity(BUFFER_BYTES, file);
        let mut sorted = Sorted { file, left: keys, next: None };
        sorted.take()?;
        Ok(sorted)
    }

    /// The next key; the one behind it is read.
    fn take(&mut self) -> io::Result<Option<Key>> {
        let taken = self.next.take();
        if let Some(left) = self.left.checked_sub(1) {
            let mut bytes = [0; KEY_BYTES];
            self.file.read_exact(&mut bytes)?;
            (self.left, self.next) = (left, Some(key_of(&bytes)));
        }
        Ok(taken)
    }
}
