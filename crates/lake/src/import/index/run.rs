//! Keys on disk.
//!
//! A run is a sorted temporary file, with enough in memory to find the one page that may hold a key: the first key of
//! each page, and a filter. Runs that were merged as often as each other become one, so that their number grows with the
//! logarithm of the number of keys, and each key is written as often.
//!
//! A run that is kept beside the lake has what is in memory behind its keys, so that it opens without being read: the
//! pages, the filter, and an end of 64 bytes.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, Write};

use sha2::{Digest, Sha256};

use super::key::{Key, Nearest};
use crate::storage::read_at;

/// Bytes of a key in the file.
const KEY_BYTES: usize = 24;

/// Bytes that are read from a file or written to one in one call.
const BUFFER_BYTES: usize = 1 << 20;

/// Keys of a page.
const PAGE_KEYS: usize = 170;

/// Bits of a filter that a key sets.
const FILTER_HASHES: u32 = 6;

/// First bytes of the end of a run that is kept; the last one is the version of the form.
const END_MARK: [u8; 8] = *b"t365key\x01";

/// Bytes of that end: the mark, the number of keys, the words of the filter, the seed of its bits, and the SHA-256 of
/// pages and filter.
const END_BYTES: usize = 64;

/// A sorted run of keys.
pub(super) struct Run {
    file: File,
    keys: usize,
    /// Number of times that its keys were merged.
    level: u32,
    /// First key of each page.
    pages: Vec<Key>,
    /// Bits of keys. All bits of a key are in one word, so that a look costs one access to memory.
    filter: Vec<u64>,
    /// Name of its file beside the lake, if it is kept.
    name: Option<String>,
}

impl Run {
    /// Opens a run that is kept under a name. Its filter must have been made with a seed.
    pub fn open(mut file: File, name: String, seed: u64) -> io::Result<Self> {
        let broken = || io::Error::new(io::ErrorKind::InvalidData, format!("{name} is no whole run of keys"));
        let bytes = file.metadata()?.len();
        let end_at = bytes.checked_sub(END_BYTES as u64).ok_or_else(broken)?;
        let mut end = [0; END_BYTES];
        read_at(&file, &mut end, end_at)?;
        let number = |at: usize| u64::from_le_bytes(end[at..at + 8].try_into().unwrap_or_default());
        let (keys, words) = (number(8) as usize, number(16) as usize);
        let pages = keys.div_ceil(PAGE_KEYS);
        let has_size = || {
            let tail = pages.checked_mul(KEY_BYTES)?.checked_add(words.checked_mul(8)?)?;
            Some(keys.checked_mul(KEY_BYTES)?.checked_add(tail)? as u64 == end_at)
        };
        if end[..8] != END_MARK || number(24) != seed || words == 0 || has_size() != Some(true) {
            return Err(broken());
        }
        file.seek(io::SeekFrom::Start((keys * KEY_BYTES) as u64))?;
        // A hundred million keys have 90 MB here: never twice in memory.
        let mut hash = Sha256::new();
        let pages = read_all::<KEY_BYTES, _>(&mut file, &mut hash, pages, |bytes| parse_key(bytes))?;
        let filter = read_all::<8, _>(&mut file, &mut hash, words, |bytes| u64::from_le_bytes(*bytes))?;
        if hash.finalize()[..] != end[32..] {
            return Err(broken());
        }
        Ok(Run { file, keys, level: KEPT_LEVEL, pages, filter, name: Some(name) })
    }

    /// Writes behind the keys what is in memory, and has the file kept.
    fn keep(&mut self, seed: u64, keeper: &mut dyn Keeper) -> io::Result<()> {
        self.file.seek(io::SeekFrom::Start((self.keys * KEY_BYTES) as u64))?;
        let mut hash = Sha256::new();
        write_all(&mut self.file, &mut hash, &self.pages, |key| key_bytes(*key))?;
        write_all(&mut self.file, &mut hash, &self.filter, |word| word.to_le_bytes())?;
        let mut end = END_MARK.to_vec();
        for number in [self.keys as u64, self.filter.len() as u64, seed] {
            end.extend(number.to_le_bytes());
        }
        end.extend(hash.finalize());
        self.file.write_all(&end)?;
        self.file.rewind()?;
        self.name = Some(keeper.finish_file(&self.file)?);
        self.level = KEPT_LEVEL;
        Ok(())
    }

    /// Writes keys to a temporary file, which is gone when it is closed.
    fn write_keys(mut keys: Vec<Key>, spread: impl Fn(u128) -> u64) -> io::Result<Self> {
        keys.sort_unstable();
        let mut run = NewRun::new(tempfile::tempfile()?, keys.len());
        keys.into_iter().try_for_each(|key| run.push(key, spread(key.id)))?;
        run.finish(0)
    }

    /// Writes the keys of runs, of which none is in two, as one run. The runs free their memory first.
    fn merge_runs(runs: Vec<Run>, spread: impl Fn(u128) -> u64) -> io::Result<Self> {
        let keys = runs.iter().map(|run| run.keys).sum();
        let level = runs.iter().map(|run| run.level + 1).max().unwrap_or(0);
        let sorted = MergedKeys::open(runs.into_iter().map(|Run { file, keys, .. }| (file, keys)))?;
        NewRun::new(tempfile::tempfile()?, keys).fill(sorted, spread)?.finish(level)
    }

    /// Frees the memory of the run, which then has no key that is found, until [`Run::recall`].
    fn forget(&mut self) {
        (self.pages, self.filter) = (Vec::new(), vec![0]);
    }

    /// Reads the keys for what is in memory.
    fn recall(&mut self, spread: impl Fn(u128) -> u64) -> io::Result<()> {
        let keys = MergedKeys::open(std::iter::once((self.file.try_clone()?, self.keys)))?;
        let NewRun { pages, filter, .. } = NewRun::new(io::sink(), self.keys).fill(keys, spread)?;
        (self.pages, self.filter) = (pages, filter);
        Ok(())
    }

    /// Writes the keys of runs, of which none is in two, as one run into a file. The files of the runs stay as they are.
    fn merge_files(runs: &[Run], file: File, spread: impl Fn(u128) -> u64) -> io::Result<Self> {
        let keys = runs.iter().map(|run| run.keys).sum();
        let files = runs.iter().map(|run| Ok((run.file.try_clone()?, run.keys)));
        let sorted = MergedKeys::open(files.collect::<io::Result<Vec<_>>>()?.into_iter())?;
        NewRun::new(file, keys).fill(sorted, spread)?.finish(0)
    }

    /// Returns the nearest to a key among those of the run.
    fn nearest(&self, key: Key, spread: u64) -> io::Result<Nearest> {
        let (word, bits) = filter_bits(spread, self.filter.len());
        if self.filter[word] & bits != bits {
            return Ok(Nearest::None);
        }
        // Keys of one content stand together, the one without an envelope first.
        let first = self.find_first_from(key.without_envelope())?;
        match first.map_or(Nearest::None, |first| Nearest::of(key, first)) {
            Nearest::OtherEnvelope if self.find_first_from(key)? == Some(key) => return Ok(Nearest::Same),
            found @ (Nearest::Same | Nearest::OtherEnvelope) => return Ok(found),
            _ => {}
        }
        // Keys of an Id stand together, those of whole records first: the first of them shows what is there.
        let first = self.find_first_from(key.least_of_id())?;
        Ok(first.map_or(Nearest::None, |first| Nearest::of(key, first)))
    }

    /// Returns the first key that is not less than another.
    fn find_first_from(&self, key: Key) -> io::Result<Option<Key>> {
        let after = self.pages.partition_point(|first| *first < key);
        if let Some(page) = after.checked_sub(1)
            && let Some(found) = self.read_page(page)?.find(|found| *found >= key)
        {
            return Ok(Some(found));
        }
        Ok(self.pages.get(after).copied())
    }

    fn read_page(&self, page: usize) -> io::Result<impl Iterator<Item = Key> + use<>> {
        let start = page * PAGE_KEYS;
        let count = (self.keys - start).min(PAGE_KEYS);
        let mut bytes = vec![0; count * KEY_BYTES];
        read_at(&self.file, &mut bytes, (start * KEY_BYTES) as u64)?;
        let key = move |place: usize| parse_key(&bytes[place * KEY_BYTES..][..KEY_BYTES]);
        Ok((0..count).map(key))
    }
}

/// A run that is being written; its keys come in order.
struct NewRun<W: Write> {
    out: BufWriter<W>,
    keys: usize,
    pages: Vec<Key>,
    filter: Vec<u64>,
}

impl<W: Write> NewRun<W> {
    /// Starts a run for so many keys in an empty file.
    fn new(file: W, keys: usize) -> Self {
        NewRun {
            out: BufWriter::with_capacity(BUFFER_BYTES, file),
            keys: 0,
            pages: Vec::with_capacity(keys.div_ceil(PAGE_KEYS)),
            filter: vec![0; (keys * filter_bits_a_key(keys)).div_ceil(64).max(1)],
        }
    }

    fn push(&mut self, key: Key, spread: u64) -> io::Result<()> {
        if self.keys.is_multiple_of(PAGE_KEYS) {
            self.pages.push(key);
        }
        self.keys += 1;
        let (word, bits) = filter_bits(spread, self.filter.len());
        self.filter[word] |= bits;
        self.out.write_all(&key_bytes(key))
    }

    /// Writes all keys of sorted files.
    fn fill(mut self, mut keys: MergedKeys, spread: impl Fn(u128) -> u64) -> io::Result<Self> {
        while let Some(key) = keys.next()? {
            self.push(key, spread(key.id))?;
        }
        Ok(self)
    }
}

impl NewRun<File> {
    fn finish(self, level: u32) -> io::Result<Run> {
        let NewRun { out, keys, pages, filter } = self;
        Ok(Run { file: out.into_inner()?, keys, level, pages, filter, name: None })
    }
}

/// Things that are read from a file or written to one in one call.
const BUFFER_THINGS: usize = BUFFER_BYTES / KEY_BYTES;

/// Reads things of so many bytes each.
fn read_all<const N: usize, T>(
    file: &mut File,
    hash: &mut Sha256,
    count: usize,
    parse: impl Fn(&[u8; N]) -> T,
) -> io::Result<Vec<T>> {
    let mut all = Vec::with_capacity(count);
    let mut bytes = vec![0; BUFFER_THINGS.min(count) * N];
    while all.len() < count {
        bytes.truncate((count - all.len()) * N);
        file.read_exact(&mut bytes)?;
        hash.update(&bytes);
        all.extend(bytes.as_chunks().0.iter().map(&parse));
    }
    Ok(all)
}

/// Writes things of so many bytes each.
fn write_all<const N: usize, T>(
    file: &mut File,
    hash: &mut Sha256,
    things: &[T],
    write: impl Fn(&T) -> [u8; N],
) -> io::Result<()> {
    for things in things.chunks(BUFFER_THINGS) {
        let bytes: Vec<u8> = things.iter().flat_map(&write).collect();
        hash.update(&bytes);
        file.write_all(&bytes)?;
    }
    Ok(())
}

/// Writes a key as it lies in the file.
fn key_bytes(key: Key) -> [u8; KEY_BYTES] {
    let mut bytes = [0; KEY_BYTES];
    bytes[..16].copy_from_slice(&key.id.to_le_bytes());
    bytes[16..].copy_from_slice(&key.content().to_le_bytes());
    bytes
}

/// Parses a key as it lies in the file.
fn parse_key(bytes: &[u8]) -> Key {
    let (id, content) = bytes.split_at(16);
    Key::from_parts(
        u128::from_le_bytes(id.try_into().unwrap_or_default()),
        u64::from_le_bytes(content.try_into().unwrap_or_default()),
    )
}

/// Returns the bits of a filter for each of so many keys.
///
/// Every run is asked for a key that is new, and a look in vain costs the same in each. So the few large ones, which have most of the
/// keys, get by with few bits, and in the many small ones a key in a hundred is looked for in vain.
fn filter_bits_a_key(keys: usize) -> usize {
    match keys {
        0..5_000_000 => 12,
        5_000_000..20_000_000 => 9,
        _ => 6,
    }
}

/// Returns the word of the filter for an Id's spread bits, and the bits of the Id in it.
fn filter_bits(spread: u64, words: usize) -> (usize, u64) {
    let word = (u128::from(spread.wrapping_mul(0xD6E8_FEB8_6659_FD93)) * words as u128) >> 64;
    let bits = (0..FILTER_HASHES).fold(0, |bits, hash| bits | 1 << ((spread >> (6 * hash)) & 63));
    (word as usize, bits)
}

/// Number of runs of a level that become one. A kept run becomes one with what is to be kept if that is more than a part
/// of it, so that kept runs are as few.
const FAN: usize = 4;

/// Level of kept runs: they stand before all others, and are merged only to be kept again.
const KEPT_LEVEL: u32 = u32::MAX;

/// Where runs are kept.
pub(crate) trait Keeper {
    /// Makes an empty file for a run.
    fn begin_file(&mut self) -> io::Result<File>;

    /// Keeps the file that was begun last, and returns the name that it has from then on.
    fn finish_file(&mut self, file: &File) -> io::Result<String>;
}

/// A run that is kept, as the list of them names it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) struct KeptRun {
    pub name: String,
    pub keys: u64,
}

/// All runs, those that were merged most often first.
#[derive(Default)]
pub(super) struct Runs {
    runs: Vec<Run>,
    /// Keys were lost because they could not be written.
    lost: bool,
}

impl Runs {
    /// Starts with runs that are kept.
    pub fn of_kept(runs: Vec<Run>) -> Self {
        Runs { runs, lost: false }
    }

    /// Counts the keys.
    pub fn count(&self) -> usize {
        self.runs.iter().map(|run| run.keys).sum()
    }

    /// Adds keys that are not there, and puts all that are not kept into one kept run, with kept ones that are not much larger.
    /// Lists the kept runs. Where the file cannot be kept, the keys are there all the same.
    pub fn keep_all(
        &mut self,
        keys: Vec<Key>,
        seed: u64,
        spread: impl Fn(u128) -> u64,
        keeper: &mut dyn Keeper,
    ) -> io::Result<Vec<KeptRun>> {
        if !keys.is_empty() {
            self.add_run(keys, &spread)?;
        }
        let kept = self.runs.iter().take_while(|run| run.name.is_some()).count();
        let mut new: usize = self.runs[kept..].iter().map(|run| run.keys).sum();
        let mut first = kept;
        while first > 0 && new > 0 && self.runs[first - 1].keys < FAN * new {
            first -= 1;
            new += self.runs[first].keys;
        }
        if first < self.runs.len() {
            self.runs[first..].iter_mut().for_each(Run::forget);
            match self.merge_kept(first, seed, &spread, keeper) {
                Ok(run) => {
                    self.runs.truncate(first);
                    self.runs.push(run);
                }
                // A full disk must not end an import for this: the old runs are still there.
                Err(error) => {
                    self.lost = true;
                    self.runs[first..].iter_mut().try_for_each(|run| run.recall(&spread))?;
                    self.lost = false;
                    return Err(error);
                }
            }
        }
        let of = |run: &Run| Some(KeptRun { name: run.name.clone()?, keys: run.keys as u64 });
        Ok(self.runs.iter().filter_map(of).collect())
    }

    /// Makes one kept run of all from one on.
    fn merge_kept(
        &self,
        first: usize,
        seed: u64,
        spread: impl Fn(u128) -> u64,
        keeper: &mut dyn Keeper,
    ) -> io::Result<Run> {
        let mut run = Run::merge_files(&self.runs[first..], keeper.begin_file()?, spread)?;
        run.keep(seed, keeper)?;
        Ok(run)
    }

    /// Returns the nearest to a key among those that are there.
    pub fn nearest(&self, key: Key, spread: u64) -> io::Result<Nearest> {
        if self.lost {
            return Err(io::Error::other("keys were lost when they could not be written before"));
        }
        let mut nearest = Nearest::None;
        for run in &self.runs {
            nearest = nearest.max(run.nearest(key, spread)?);
            if nearest == Nearest::Same {
                break;
            }
        }
        Ok(nearest)
    }

    /// Adds keys that are not there. After a failure no key can be judged: those that were lost would come in twice.
    pub fn add_run(&mut self, keys: Vec<Key>, spread: impl Fn(u128) -> u64) -> io::Result<()> {
        // Until they are on disk, these keys are nowhere: an error on the way leaves the mark.
        self.lost = true;
        self.runs.push(Run::write_keys(keys, &spread)?);
        while let Some(first) = self.first_of_level() {
            let alike = self.runs.split_off(first);
            self.runs.push(Run::merge_runs(alike, &spread)?);
        }
        self.lost = false;
        Ok(())
    }

    /// Returns the first of the last runs, if there are enough of one level.
    fn first_of_level(&self) -> Option<usize> {
        let first = self.runs.len().checked_sub(FAN)?;
        let level = self.runs.last()?.level;
        (level != KEPT_LEVEL && self.runs[first].level == level).then_some(first)
    }

    /// Acts as if keys could not be written.
    #[cfg(test)]
    pub fn mark_lost(&mut self) {
        self.lost = true;
    }

    /// Returns the level of each run.
    #[cfg(test)]
    pub fn levels(&self) -> Vec<u32> {
        self.runs.iter().map(|run| run.level).collect()
    }
}

/// The keys of sorted files in one order. Files are few, so that looking at the next key of each finds the least.
struct MergedKeys(Vec<SortedFile>);

impl MergedKeys {
    /// Opens files with their numbers of keys.
    fn open(files: impl Iterator<Item = (File, usize)>) -> io::Result<Self> {
        files.map(|(file, keys)| SortedFile::open(file, keys)).collect::<io::Result<_>>().map(MergedKeys)
    }

    /// Returns the next key.
    fn next(&mut self) -> io::Result<Option<Key>> {
        let least = self.0.iter_mut().filter(|file| file.next.is_some()).min_by_key(|file| file.next);
        least.map_or(Ok(None), SortedFile::take_next)
    }
}

/// A sorted file that is read from start to end.
struct SortedFile {
    file: BufReader<File>,
    left: usize,
    next: Option<Key>,
}

impl SortedFile {
    fn open(mut file: File, keys: usize) -> io::Result<Self> {
        file.rewind()?;
        let file = BufReader::with_capacity(BUFFER_BYTES, file);
        let mut sorted = SortedFile { file, left: keys, next: None };
        sorted.take_next()?;
        Ok(sorted)
    }

    /// Returns the next key, and reads the one behind it.
    fn take_next(&mut self) -> io::Result<Option<Key>> {
        let taken = self.next.take();
        if let Some(left) = self.left.checked_sub(1) {
            let mut bytes = [0; KEY_BYTES];
            self.file.read_exact(&mut bytes)?;
            (self.left, self.next) = (left, Some(parse_key(&bytes)));
        }
        Ok(taken)
    }
}
