//! The places of the tokens of a record.

/// Number of entries of padding behind the last token: their place is [`END`] and their byte 0.
// The longest look ahead is at the thirteen tokens of a pair.
pub(crate) const AHEAD: usize = 16;

/// Place of no token.
pub(crate) const END: u32 = u32::MAX;

/// Entries that a block may write beyond the tokens that it has: AVX-512 stores whole registers.
const SLACK: usize = 64;

/// The tokens of a record: the place of each, and the byte there; and where its backslashes are.
#[derive(Debug, Default)]
pub(crate) struct Tokens {
    places: Vec<u32>,
    bytes: Vec<u8>,
    count: usize,
    /// A bit for each byte of the record.
    backslashes: Vec<u64>,
}

impl Tokens {
    /// Drops all tokens and makes room for those of a record of `len` bytes.
    pub fn start_record(&mut self, len: usize) {
        self.count = 0;
        // The buffers never shrink, and entries of the record before are overwritten: nothing is cleared for each record.
        if self.places.len() < len + SLACK + AHEAD {
            self.places.resize(len + SLACK + AHEAD, 0);
            self.bytes.resize(len + SLACK + AHEAD, 0);
            self.backslashes.resize(len / 64 + 1, 0);
        }
    }

    /// Notes the backslashes of the block that starts at `base`.
    #[inline]
    pub fn note_backslashes(&mut self, base: usize, bits: u64) {
        if let Some(block) = self.backslashes.get_mut(base / 64) {
            *block = bits;
        }
    }

    /// Reports whether there is a backslash in a span of the record.
    #[inline]
    pub fn has_backslash(&self, start: usize, end: usize) -> bool {
        let Some(last) = end.checked_sub(1).filter(|last| start <= *last) else { return false };
        let block = |index: usize| self.backslashes.get(index).copied().unwrap_or(0);
        let (first, last_block) = (start / 64, last / 64);
        let from_start = u64::MAX << (start % 64);
        let to_end = u64::MAX >> (63 - last % 64);
        if first == last_block {
            return block(first) & from_start & to_end != 0;
        }
        block(first) & from_start != 0
            || (first + 1..last_block).any(|index| block(index) != 0)
            || block(last_block) & to_end != 0
    }

    /// Returns a copy for a record of `len` bytes that takes no more room than it needs.
    pub fn compact_copy(&self, len: usize) -> Self {
        let blocks = self.backslashes.get(..len.div_ceil(64)).unwrap_or_default();
        Tokens {
            places: self.places().to_vec(),
            bytes: self.bytes().to_vec(),
            count: self.count,
            backslashes: blocks.to_vec(),
        }
    }

    /// Returns room for the tokens of a block, of which there are `more`.
    #[inline]
    pub fn reserve_block(&mut self, more: usize) -> Option<(&mut [u32; SLACK], &mut [u8; SLACK])> {
        let at = self.count;
        self.count += more;
        Some((self.places.get_mut(at..)?.first_chunk_mut()?, self.bytes.get_mut(at..)?.first_chunk_mut()?))
    }

    /// Writes the padding behind the last token.
    pub fn finish_record(&mut self) {
        self.places[self.count..self.count + AHEAD].fill(END);
        self.bytes[self.count..self.count + AHEAD].fill(0);
    }

    /// Returns the place of each token, and [`AHEAD`] times [`END`].
    pub fn places(&self) -> &[u32] {
        &self.places[..self.count + AHEAD]
    }

    /// Returns the byte at each place, and [`AHEAD`] zeros.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes[..self.count + AHEAD]
    }
}
