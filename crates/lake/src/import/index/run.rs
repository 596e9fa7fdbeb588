//! Keys on disk: sorted, in a temporary file, with enough in memory to find the one page that may hold a key.

use std::fs::File;
use std::io::{self, BufWriter, Write};

use super::merge::Merge;
use super::{Key, Verdict};

/// Bytes of a key in the file.
pub(super) const KEY_BYTES: usize = 24;

/// What is read from a file or written to one at once.
pub(super) const BUFFER_BYTES: usize = 1 << 20;

/// Keys of a page.
const PAGE_KEYS: usize = 170;

/// Bits of the filter for a key, and how many of them are set: one key in a hundred is looked for in vain.
const FILTER_BITS: usize = 10;
const FILTER_HASHES: u32 = 6;

/// A sorted run of keys.
pub(super) struct Run {
    file: File,
    keys: usize,
    /// How often its keys were merged.
    pub level: u32,
    /// The first key of each page.
    pages: Vec<Key>,
    /// One word a block: all bits of a key are in one, so that a look costs one access to memory.
    filter: Vec<u64>,
}

impl Run {
    /// Writes keys to a temporary file, which is gone when it is closed.
    pub fn write(mut keys: Vec<Key>, spread: impl Fn(u128) -> u64) -> io::Result<Self> {
        keys.sort_unstable();
        let mut run = NewRun::new(keys.len())?;
        keys.into_iter().try_for_each(|key| run.push(key, spread(key.id)))?;
        run.finish(0)
    }

    /// Writes the keys of runs, each of which only one has, as one run. What the runs have in memory is given up first.
    pub fn merge(runs: Vec<Run>, spread: impl Fn(u128) -> u64) -> io::Result<Self> {
        let keys = runs.iter().map(|run| run.keys).sum();
        let level = runs.iter().map(|run| run.level + 1).max().unwrap_or(0);
        let mut sorted = Merge::of(runs.into_iter().map(|Run { file, keys, .. }| (file, keys)))?;
        let mut run = NewRun::new(keys)?;
        while let Some(key) = sorted.next()? {
            run.push(key, spread(key.id))?;
        }
        run.finish(level)
    }

    /// What a key is to those of the run.
    pub fn judge(&self, key: Key, spread: u64) -> io::Result<Verdict> {
        let (word, bits) = places(spread, self.filter.len());
        if self.filter[word] & bits != bits {
            return Ok(Verdict::New);
        }
        if self.find(key)? == Some(key) {
            return Ok(Verdict::Duplicate);
        }
        let any = self.find(Key { content: i64::MIN, ..key })?;
        Ok(if any.is_some_and(|found| found.id == key.id) { Verdict::Conflict } else { Verdict::New })
    }

    /// The first key that is not less than one.
    fn find(&self, key: Key) -> io::Result<Option<Key>> {
        let after = self.pages.partition_point(|first| *first < key);
        if let Some(page) = after.checked_sub(1)
            && let Some(found) = self.page(page)?.find(|found| *found >= key)
        {
            return Ok(Some(found));
        }
        Ok(self.pages.get(after).copied())
    }

    fn page(&self, page: usize) -> io::Result<impl Iterator<Item = Key> + use<>> {
        let start = page * PAGE_KEYS;
        let count = (self.keys - start).min(PAGE_KEYS);
        let mut bytes = vec![0; count * KEY_BYTES];
        read_at(&self.file, &mut bytes, (start * KEY_BYTES) as u64)?;
        let key = move |place: usize| key_of(&bytes[place * KEY_BYTES..][..KEY_BYTES]);
        Ok((0..count).map(key))
    }
}

/// A run in the making; its keys come in order.
struct NewRun {
    out: BufWriter<File>,
    keys: usize,
    pages: Vec<Key>,
    filter: Vec<u64>,
}

impl NewRun {
    /// A run for so many keys.
    fn new(keys: usize) -> io::Result<Self> {
        Ok(NewRun {
            out: BufWriter::with_capacity(BUFFER_BYTES, tempfile::tempfile()?),
            keys: 0,
            pages: Vec::with_capacity(keys.div_ceil(PAGE_KEYS)),
            filter: vec![0; (keys * FILTER_BITS).div_ceil(64).max(1)],
        })
    }

    fn push(&mut self, key: Key, spread: u64) -> io::Result<()> {
        if self.keys.is_multiple_of(PAGE_KEYS) {
            self.pages.push(key);
        }
        self.keys += 1;
        let (word, bits) = places(spread, self.filter.len());
        self.filter[word] |= bits;
        self.out.write_all(&key.id.to_le_bytes())?;
        self.out.write_all(&key.content.to_le_bytes())
    }

    fn finish(self, level: u32) -> io::Result<Run> {
        let NewRun { out, keys, pages, filter } = self;
        Ok(Run { file: out.into_inner()?, keys, level, pages, filter })
    }
}

/// A key as it lies in the file.
pub(super) fn key_of(bytes: &[u8]) -> Key {
    let (id, content) = bytes.split_at(16);
    Key {
        id: u128::from_le_bytes(id.try_into().unwrap_or_default()),
        content: i64::from_le_bytes(content.try_into().unwrap_or_default()),
    }
}

#[cfg(unix)]
fn read_at(file: &File, bytes: &mut [u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, at)
}

#[cfg(windows)]
fn read_at(file: &File, mut bytes: &mut [u8], mut at: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        match std::os::windows::fs::FileExt::seek_read(file, bytes, at)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            read => (bytes, at) = (&mut bytes[read..], at + read as u64),
        }
    }
    Ok(())
}

/// The word of the filter for an Id's spread bits, and its bits in it.
fn places(spread: u64, words: usize) -> (usize, u64) {
    let word = (u128::from(spread.wrapping_mul(0xD6E8_FEB8_6659_FD93)) * words as u128) >> 64;
    let bits = (0..FILTER_HASHES).fold(0, |bits, hash| bits | 1 << ((spread >> (6 * hash)) & 63));
    (word as usize, bits)
}
