//! The keys of all records of a lake, by which an import recognises duplicates.
//!
//! The newest keys are in memory. When these are too many they are written to a temporary file, of which a byte and a
//! half a key stays in memory, and less of many. Files are merged, so that few are open: 20 million keys took 50 files before and take 12.

mod key;
mod run;
mod shard;

use std::fs::File;
use std::hash::{BuildHasher, RandomState};
use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock};

use trail365_columns::HashRule;

use crate::error::{Error, ErrorKind, Result};
use crate::file::RowReader;
use crate::table::DataFile;
pub(crate) use key::{Key, Nearest, Verdict};
pub(crate) use run::{Keeper, KeptRun};
use run::{Run, Runs};
use shard::Shard;

/// Parts of the keys in memory, each with a lock of its own, so that threads seldom wait for each other.
const SHARDS: usize = 64;

/// Keys that are held in memory, in tables of 13 MB in all. The table of a shard would double at 6,144 keys.
const HELD: usize = SHARDS * 6_000;

/// The keys of all records, for several threads at once.
pub(crate) struct Index {
    shards: Vec<Mutex<Shard>>,
    runs: RwLock<Runs>,
    /// Keys of a shard above which all keys are written to disk.
    shard_keys: usize,
    /// Random, so that nobody can choose Ids that share a place.
    seed: u64,
}

impl Index {
    pub fn new() -> Self {
        Index::holding(HELD)
    }

    fn holding(keys: usize) -> Self {
        Index {
            shards: (0..SHARDS).map(|_| Mutex::default()).collect(),
            runs: RwLock::default(),
            shard_keys: keys / SHARDS,
            seed: RandomState::new().hash_one(0),
        }
    }

    /// Starts with the keys of runs that are kept: files with their names.
    pub fn of_kept(files: Vec<(File, String)>, seed: u64) -> io::Result<Self> {
        let open = |(file, name)| Run::open(file, name, seed);
        let runs = files.into_iter().map(open).collect::<io::Result<_>>()?;
        Ok(Index { runs: RwLock::new(Runs::of_kept(runs)), seed, ..Index::new() })
    }

    /// Returns what kept runs are opened with.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// Counts the keys.
    pub fn count(&self) -> usize {
        let runs = self.runs.read().unwrap_or_else(PoisonError::into_inner);
        runs.count() + self.shards.iter().map(|shard| lock_shard(shard).count()).sum::<usize>()
    }

    /// Puts all keys into runs that are kept, and lists these.
    pub fn keep(&self, keeper: &mut dyn Keeper) -> io::Result<Vec<KeptRun>> {
        let mut runs = self.runs.write().unwrap_or_else(PoisonError::into_inner);
        let keys =
            self.shards.iter().flat_map(|shard| lock_shard(shard).drain().collect::<Vec<_>>()).collect();
        runs.keep_all(keys, self.seed, |id| self.spread_bits(id), keeper)
    }

    /// Adds the keys of all rows of files of `activity`, whose hashes a rule has made.
    pub async fn load_keys(&self, rows: &RowReader, files: &[DataFile], rule: HashRule) -> Result<()> {
        for file in files {
            let add = |identity| self.judge_and_add(Key::new(identity, rule)).map(drop);
            rows.read_identities(&file.path, add).await?;
        }
        Ok(())
    }

    /// Judges a key by those that are there, and adds it. After a failure every key fails.
    pub fn judge_and_add(&self, key: Key) -> Result<Verdict> {
        let spread = self.spread_bits(key.id);
        let (nearest, is_full) = self.find_and_add(key, spread).map_err(index_error)?;
        if is_full {
            self.spill_to_disk().map_err(index_error)?;
        }
        Ok(Verdict::of(key, nearest))
    }

    /// Reports whether a key is there.
    pub fn has_key(&self, key: Key) -> Result<bool> {
        let spread = self.spread_bits(key.id);
        let runs = self.runs.read().unwrap_or_else(PoisonError::into_inner);
        let in_memory = lock_shard(self.shard_of(spread)).nearest(key, spread);
        if in_memory == Nearest::Same {
            return Ok(true);
        }
        Ok(runs.nearest(key, spread).map_err(index_error)? == Nearest::Same)
    }

    /// Adds the next of several equal things with an Id, and returns its number, counted from 0.
    pub fn add_next(&self, id: u128) -> Result<u64> {
        // The numbers that are there have no gaps, so the first free one is found in steps that double and then halve: a
        // million equal records cost twenty looks each, not a million.
        let mut least = 0;
        loop {
            if self.judge_and_add(Key::nth(id, least))? != Verdict::Duplicate {
                return Ok(least);
            }
            let (mut taken, mut step) = (least, 1);
            while self.has_key(Key::nth(id, taken + step))? {
                taken += step;
                step *= 2;
            }
            while step > 1 {
                step /= 2;
                if self.has_key(Key::nth(id, taken + step))? {
                    taken += step;
                }
            }
            // Another thread may take the number first; then the search goes on from there.
            least = taken + 1;
        }
    }

    fn shard_of(&self, spread: u64) -> &Mutex<Shard> {
        &self.shards[(spread >> 58) as usize % SHARDS]
    }

    /// Spreads the bits of an Id evenly. Ids that were made one after the other share most of theirs.
    fn spread_bits(&self, id: u128) -> u64 {
        // Two rounds of multiply and shift: cheaper than a keyed hash, and the seed keeps places unforeseeable.
        let mix = |n: u64| {
            let n = (n ^ (n >> 32)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
            n ^ (n >> 29)
        };
        mix(mix(id as u64 ^ self.seed) ^ (id >> 64) as u64)
    }

    fn find_and_add(&self, key: Key, spread: u64) -> io::Result<(Nearest, bool)> {
        // Runs before the shard, as in `spill_to_disk`: the other way round two threads could wait for each other.
        let runs = self.runs.read().unwrap_or_else(PoisonError::into_inner);
        let mut shard = lock_shard(self.shard_of(spread));
        let mut nearest = shard.nearest(key, spread);
        if nearest != Nearest::Same {
            nearest = nearest.max(runs.nearest(key, spread)?);
        }
        if nearest != Nearest::Same {
            shard.insert(key, spread, |id| self.spread_bits(id));
        }
        Ok((nearest, shard.count() > self.shard_keys))
    }

    /// Writes all keys to disk, unless another thread has just done so.
    fn spill_to_disk(&self) -> io::Result<()> {
        let mut runs = self.runs.write().unwrap_or_else(PoisonError::into_inner);
        // Several threads can find a shard full at the same time; the first one empties all.
        if self.shards.iter().all(|shard| lock_shard(shard).count() <= self.shard_keys) {
            return Ok(());
        }
        let mut keys = Vec::with_capacity(self.shards.iter().map(|shard| lock_shard(shard).count()).sum());
        for shard in &self.shards {
            keys.extend(lock_shard(shard).drain());
        }
        runs.add_run(keys, |id| self.spread_bits(id))
    }
}

fn lock_shard(shard: &Mutex<Shard>) -> MutexGuard<'_, Shard> {
    shard.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Codes of the operating system for too many open files: of the program, of the machine.
const TOO_MANY_FILES: [i32; 2] = if cfg!(windows) { [4, 4] } else { [24, 23] };

/// Returns the error for keys that cannot be kept on disk.
fn index_error(cause: io::Error) -> Error {
    let doing = "cannot keep the keys of records in a temporary file";
    let is_one_of = |codes: [i32; 2]| cause.raw_os_error().is_some_and(|code| codes.contains(&code));
    let remedy = match is_one_of(TOO_MANY_FILES) {
        true if cfg!(unix) => ": too many files are open; allow more, for example with `ulimit -n 4096`",
        true => ": too many files are open; end other programs",
        false => "",
    };
    Error::because(ErrorKind::Storage, format!("{doing}{remedy}"), cause)
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use trail365_columns::{ENVELOPE_BITS, Identity};

    use super::*;

    fn ids() -> impl Iterator<Item = u128> {
        (0..100_000).map(|n| n * 0x1_0000_0001)
    }

    fn assert_judges(index: &Index) {
        let judge = |id, content| index.judge_and_add(Key::nth(id, content)).unwrap();
        for id in ids() {
            assert_eq!(judge(id, 7), Verdict::New, "{id}");
        }
        for id in ids() {
            assert_eq!(judge(id, 7), Verdict::Duplicate, "{id}");
            assert_eq!(judge(id, 8), Verdict::Conflict, "{id}");
            assert_eq!(judge(id, 8), Verdict::Duplicate, "{id}");
            assert_eq!(judge(id, 7), Verdict::Duplicate, "{id}");
        }
    }

    #[test]
    fn the_same_content_is_a_duplicate_and_other_content_a_conflict() {
        assert_judges(&Index::new());
    }

    fn levels(index: &Index) -> Vec<u32> {
        index.runs.read().unwrap().levels()
    }

    #[test]
    fn keys_on_disk_count_like_those_in_memory() {
        let index = Index::holding(2_000);
        assert_judges(&index);
        assert!(levels(&index)[0] >= 3, "{:?}", levels(&index));
    }

    #[test]
    fn tables_in_memory_stay_small() {
        let mut shard = Shard::default();
        for id in ids().take(HELD / SHARDS + 1) {
            shard.insert(Key::of_id(id), id as u64, |id| id as u64);
        }
        assert_eq!(shard.place_count(), 8192);
    }

    #[test]
    fn runs_are_as_few_as_the_logarithm_of_the_keys() {
        let index = Index::holding(SHARDS);
        let mut most = 0;
        for id in ids().take(40_000) {
            assert_eq!(index.judge_and_add(Key::of_id(id)).unwrap(), Verdict::New);
            most = most.max(levels(&index).len());
        }
        let levels = levels(&index);
        assert!(levels.is_sorted_by(|a, b| a >= b), "{levels:?}");
        // Three of a level stay as they are.
        assert!(levels[0] >= 3 && most <= 3 * (levels[0] as usize + 1), "{most} of {levels:?}");
    }

    #[test]
    fn many_contents_of_one_id_are_told_apart() {
        let index = Index::holding(64 * 100);
        for round in [Verdict::Conflict, Verdict::Duplicate] {
            for content in 0..2000 {
                let verdict = index.judge_and_add(Key::nth(5, content)).unwrap();
                assert!(verdict == round || (content == 0 && verdict == Verdict::New), "{content}");
            }
        }
        assert!(levels(&index)[0] >= 2, "{:?}", levels(&index));
    }

    /// The key of a content, with the mark of an incomplete record as its lowest bit.
    fn identity(id: u128, content: i64) -> Key {
        with_envelope(id, content >> 1, 0, content & 1)
    }

    fn with_envelope(id: u128, content: i64, envelope: i64, incomplete: i64) -> Key {
        let content = (content << (ENVELOPE_BITS + 1)) | (envelope << 1) | incomplete;
        Key::new(Identity { id, content }, HashRule::Second)
    }

    /// Judges contents with and without an envelope, on disk and in memory, as a look at all of them would.
    #[test]
    fn envelopes_are_judged_by_all_that_is_there() {
        let index = Index::holding(SHARDS * 20);
        let mut there: HashMap<u128, Vec<Key>> = HashMap::new();
        let mut random = 3_u64;
        for _ in 0..30_000 {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let part = |bits: u32, most: u64| ((random >> bits) % most) as i64;
            let key = with_envelope(u128::from(random >> 40) % 3_000, part(20, 3), part(24, 3), part(28, 2));
            let known = there.entry(key.id).or_default();
            let nearest = known.iter().map(|other| Nearest::of(key, *other)).max().unwrap_or(Nearest::None);
            assert_eq!(index.judge_and_add(key).unwrap(), Verdict::of(key, nearest), "{key:?} {known:?}");
            known.push(key);
        }
        assert!(!levels(&index).is_empty());
    }

    /// Judges whole and incomplete contents of many Ids in any order, on disk and in memory, as a plain list would.
    #[test]
    fn incomplete_records_are_judged_apart() {
        let index = Index::holding(SHARDS * 20);
        let mut there: HashMap<u128, Vec<i64>> = HashMap::new();
        let mut random = 1_u64;
        for _ in 0..30_000 {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let (id, content) = (u128::from(random >> 40) % 5_000, ((random >> 20) % 6) as i64);
            let known = there.entry(id).or_default();
            let expect = match content & 1 {
                _ if known.contains(&content) => Verdict::Duplicate,
                _ if known.is_empty() => Verdict::New,
                1 => Verdict::PartialCopy,
                _ if known.iter().any(|content| content & 1 == 0) => Verdict::Conflict,
                _ => Verdict::Completes,
            };
            known.push(content);
            assert_eq!(index.judge_and_add(identity(id, content)).unwrap(), expect, "{id} {content}");
        }
        assert!(!levels(&index).is_empty());
    }

    #[test]
    fn equal_things_get_numbers_without_gaps() {
        let index = Index::holding(SHARDS * 4);
        for number in 0..3_000 {
            assert_eq!(index.add_next(7).unwrap(), number);
        }
        assert_eq!(index.add_next(8).unwrap(), 0);
        let index = Index::new();
        let numbers = || (0..500).map(|_| index.add_next(9).unwrap()).collect::<Vec<_>>();
        let mut all =
            std::thread::scope(|s| [s.spawn(numbers), s.spawn(numbers)].map(|t| t.join().unwrap())).concat();
        all.sort_unstable();
        assert!(all.into_iter().eq(0..1000));
    }

    #[test]
    fn where_keys_were_lost_nothing_is_judged() {
        let index = Index::new();
        index.judge_and_add(Key::nth(1, 1)).unwrap();
        index.runs.write().unwrap().mark_lost();
        assert!(index.judge_and_add(Key::nth(1, 2)).is_err());
    }

    #[test]
    #[ignore = "takes a minute; it is there to be measured, optimised and with --nocapture"]
    fn twenty_million_keys() {
        let (index, begun) = (Index::new(), std::time::Instant::now());
        let id = |n: u128| n.wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835);
        for n in 0..20_000_000 {
            assert_eq!(index.judge_and_add(Key::nth(id(n), 7)).unwrap(), Verdict::New);
        }
        println!("levels of runs: {:?}, {:?}", levels(&index), begun.elapsed());
        for n in (0..20_000_000).step_by(1000) {
            assert_eq!(index.judge_and_add(Key::nth(id(n), 7)).unwrap(), Verdict::Duplicate);
        }
        assert!(levels(&index).len() <= 9, "{:?}", levels(&index));
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        println!("{:?}", status.lines().find(|line| line.starts_with("VmHWM")));
    }

    #[test]
    fn threads_agree_on_who_was_first() {
        let index = Index::holding(2_000);
        let news =
            || ids().filter(|id| index.judge_and_add(Key::nth(*id, 1)).unwrap() == Verdict::New).count();
        let all: usize =
            std::thread::scope(|s| [s.spawn(news), s.spawn(news)].map(|t| t.join().unwrap())).iter().sum();
        assert_eq!(all, 100_000);
    }

    #[test]
    #[cfg(unix)]
    fn too_many_open_files_have_a_remedy() {
        let message = |cause| index_error(cause).to_string();
        assert_eq!(
            message(io::Error::from_raw_os_error(24)),
            "cannot keep the keys of records in a temporary file: too many files are open; allow more, for example with `ulimit -n 4096`"
        );
        let other = message(io::Error::from_raw_os_error(28));
        assert_eq!(other, "cannot keep the keys of records in a temporary file");
    }
}
