//! The index of one row group as it stands in a file.
//!
//! The number of words, then a zstd frame with its length in front: the blocks of each word as two bytes, then the words in order, each
//! between line ends. Behind it the bloom filter of the ids of each block, with its length in front. Numbers have four
//! bytes, the lowest first.

use hashbrown::HashSet;
use memchr::memmem::Finder;
use object_store::path::Path;
use parquet::bloom_filter::Sbbf;
use parquet::errors::Result;
use zstd::bulk::{compress, decompress};
use zstd::zstd_safe::get_frame_content_size;

use super::blocks::{ALL, BLOCKS, Blocks};
use super::found::Words;
use super::phrase::{Phrase, WORD_END, Wanted};
use crate::error::{Error, ErrorKind};

/// Share of ids that a filter takes for one of its own.
const WRONG_IDS: f64 = 0.005;

/// Bytes of a list of words at most: what a collector writes, and what a reader takes.
const MOST_BYTES: usize = 256 << 20;

/// Level of zstd: words in order compress well at any.
const ZSTD_LEVEL: i32 = 3;

/// Writes an index.
pub(super) fn encode(found: &Words) -> Result<Vec<u8>> {
    let mut words: Vec<_> = found.words.iter().collect();
    words.sort_unstable();
    let mut list: Vec<u8> = words.iter().flat_map(|(_, blocks)| blocks.to_le_bytes()).collect();
    list.push(WORD_END);
    for (word, _) in &words {
        list.extend_from_slice(word.as_bytes());
        list.push(WORD_END);
    }
    let list = compress(&list, ZSTD_LEVEL)?;
    let mut out = Vec::with_capacity(list.len());
    push_number(&mut out, words.len());
    push_bytes(&mut out, &list);
    for ids in &found.ids {
        let mut filter = Sbbf::new_with_ndv_fpp(ids.len() as u64, WRONG_IDS)?;
        ids.iter().for_each(|id| filter.insert(&id.to_le_bytes()[..]));
        let mut bytes = Vec::new();
        if !ids.is_empty() {
            filter.write_bitset(&mut bytes)?;
        }
        push_bytes(&mut out, &bytes);
    }
    Ok(out)
}

fn push_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    push_number(out, bytes.len());
    out.extend_from_slice(bytes);
}

fn push_number(out: &mut Vec<u8>, number: usize) {
    out.extend_from_slice(&(number as u32).to_le_bytes());
}

/// The index of a row group, read.
pub(super) struct WordIndex {
    blocks: Vec<Blocks>,
    /// The words, each with an end before and behind it.
    words: Vec<u8>,
    /// The filter of each block that has ids.
    filters: Vec<Option<Sbbf>>,
}

impl WordIndex {
    /// Reads an index; `None` if the bytes are none.
    pub fn decode(mut bytes: &[u8]) -> Option<Self> {
        let count = take_number(&mut bytes)?;
        let frame = take_bytes(&mut bytes)?;
        let length = usize::try_from(get_frame_content_size(frame).ok()??).ok()?;
        let mut list = (length <= MOST_BYTES).then(|| decompress(frame, length).ok())??;
        let numbers = count.checked_mul(size_of::<Blocks>()).filter(|length| *length <= list.len())?;
        let words = list.split_off(numbers);
        let is_sound = words.first() == Some(&WORD_END) && words.last() == Some(&WORD_END);
        if !is_sound || memchr::memchr_iter(WORD_END, &words).count() != count + 1 {
            return None;
        }
        let (numbers, _) = list.as_chunks();
        let blocks = numbers.iter().map(|number| Blocks::from_le_bytes(*number)).collect();
        let filter = |_| {
            let bitset = take_bytes(&mut bytes)?;
            // A filter has blocks of 32 bytes.
            bitset.len().is_multiple_of(32).then(|| (!bitset.is_empty()).then(|| Sbbf::new(bitset)))
        };
        Some(WordIndex { blocks, words, filters: (0..BLOCKS).map(filter).collect::<Option<_>>()? })
    }

    /// Returns the blocks in which a text may stand.
    pub fn blocks_with(&self, phrase: &Phrase) -> Blocks {
        phrase.0.iter().fold(ALL, |blocks, wanted| blocks & self.blocks_of(wanted))
    }

    fn blocks_of(&self, wanted: &Wanted) -> Blocks {
        let mut blocks = wanted.id.map_or(0, |id| self.blocks_of_id(id));
        let (mut word, mut counted) = (0, 0);
        for at in Finder::new(&wanted.listed).find_iter(&self.words) {
            // The number of a word is the number of ends before it, less the one before the first.
            let inside = at + usize::from(wanted.listed[0] == WORD_END);
            word += memchr::memchr_iter(WORD_END, &self.words[counted..inside]).count();
            counted = inside;
            blocks |= word.checked_sub(1).and_then(|word| self.blocks.get(word)).copied().unwrap_or(ALL);
            if blocks == ALL {
                break;
            }
        }
        blocks
    }

    /// Reports whether it lacks a word that stands in the records, in one of its blocks.
    pub fn lacks(&self, found: &Words) -> bool {
        let inside = self.words.get(1..self.words.len() - 1).unwrap_or_default();
        let listed: Vec<_> = inside.split(|c| *c == WORD_END).collect();
        let blocks = |word: &str| listed.binary_search(&word.as_bytes()).ok().map_or(0, |at| self.blocks[at]);
        let lacks_id = |(block, ids): (usize, &HashSet<u128>)| {
            ids.iter().any(|id| self.blocks_of_id(*id) & (1 << block) == 0)
        };
        found.words.iter().any(|(word, needed)| needed & !blocks(word) != 0)
            || found.ids.iter().enumerate().any(lacks_id)
    }

    fn blocks_of_id(&self, id: u128) -> Blocks {
        let holds = |filter: &Option<Sbbf>| filter.as_ref().is_some_and(|f| f.check(&id.to_le_bytes()[..]));
        let blocks = (0..).zip(&self.filters).filter(|(_, filter)| holds(filter));
        blocks.fold(0, |blocks, (block, _)| blocks | 1 << block)
    }
}

fn take_number(bytes: &mut &[u8]) -> Option<usize> {
    let (number, rest) = bytes.split_first_chunk()?;
    *bytes = rest;
    Some(u32::from_le_bytes(*number) as usize)
}

fn take_bytes<'b>(bytes: &mut &'b [u8]) -> Option<&'b [u8]> {
    let length = take_number(bytes)?;
    let (taken, rest) = bytes.split_at_checked(length)?;
    *bytes = rest;
    Some(taken)
}

/// The error of an index that cannot be read.
pub(super) fn damaged(path: &Path) -> Error {
    Error::new(
        ErrorKind::Damaged,
        format!("the word index of {path} is damaged; `trail365 lake verify` tells what else is"),
    )
}
