//! Keys on disk: sorted, in a temporary file, with enough in memory to find the one page that may hold a key.

use std::fs::File;
use std::io::{self, BufWriter, Write};

use super::{Key, Verdict};

/// Bytes of a key in the file.
const KEY_BYTES: usize = 24;

/// Keys of a page.
const PAGE_KEYS: usize = 170;

/// Bits of the filter for a key, and how many of them are set: one key in a hundred is looked for in vain.
const FILTER_BITS: usize = 10;
const FILTER_HASHES: u32 = 6;

/// A sorted run of keys.
pub(super) struct Run {
    file: File,
    keys: usize,
    /// The first key of each page.
    pages: Vec<Key>,
    /// One word a block: all bits of a key are in one, so that a look costs one access to memory.
    filter: Vec<u64>,
}

impl Run {
    /// Writes keys to a temporary file, which is gone when it is closed.
    pub fn write(mut keys: Vec<Key>, spread: impl Fn(u128) -> u64) -> io::Result<Self> {
        keys.sort_unstable();
        let mut filter = vec![0; (keys.len() * FILTER_BITS).div_ceil(64).max(1)];
        let mut out = BufWriter::with_capacity(1 << 20, tempfile::tempfile()?);
        for key in &keys {
            out.write_all(&key.id.to_le_bytes())?;
            out.write_all(&key.content.to_le_bytes())?;
            let (word, bits) = places(spread(key.id), filter.len());
            filter[word] |= bits;
        }
        let pages = keys.chunks(PAGE_KEYS).filter_map(|page| page.first().copied()).collect();
        Ok(Run { file: out.into_inner()?, keys: keys.len(), pages, filter })
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
        let key = move |place: usize| {
            let at = place * KEY_BYTES;
            let (id, content) = bytes[at..at + KEY_BYTES].split_at(16);
            Key {
                id: u128::from_le_bytes(id.try_into().unwrap_or_default()),
                content: i64::from_le_bytes(content.try_into().unwrap_or_default()),
            }
        };
        Ok((0..count).map(key))
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
