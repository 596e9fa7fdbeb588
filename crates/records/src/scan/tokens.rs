//! Where the tokens of a record are.

/// How many tokens behind the last one may be asked for: their place is [`END`] and their byte 0.
pub(crate) const AHEAD: usize = 16;

/// Place of no token.
pub(crate) const END: u32 = u32::MAX;

/// Entries that a block may write beyond the tokens it has.
const SLACK: usize = 64;

/// The tokens of a record: the place of each, and the byte there.
#[derive(Debug, Default)]
pub(crate) struct Tokens {
    places: Vec<u32>,
    bytes: Vec<u8>,
    count: usize,
}

impl Tokens {
    /// Forgets all tokens and makes room for those of a record of `len` bytes.
    pub fn start(&mut self, len: usize) {
        self.count = 0;
        if self.places.len() < len + SLACK + AHEAD {
            self.places.resize(len + SLACK + AHEAD, 0);
            self.bytes.resize(len + SLACK + AHEAD, 0);
        }
    }

    /// Room for the tokens of a block, of which there are `more`.
    #[inline]
    pub fn room(&mut self, more: usize) -> Option<(&mut [u32; SLACK], &mut [u8; SLACK])> {
        let at = self.count;
        self.count += more;
        Some((self.places.get_mut(at..)?.first_chunk_mut()?, self.bytes.get_mut(at..)?.first_chunk_mut()?))
    }

    /// Marks the end.
    pub fn finish(&mut self) {
        self.places[self.count..self.count + AHEAD].fill(END);
        self.bytes[self.count..self.count + AHEAD].fill(0);
    }

    /// Place of each token, and [`AHEAD`] times [`END`].
    pub fn places(&self) -> &[u32] {
        &self.places[..self.count + AHEAD]
    }

    /// Byte at each place, and [`AHEAD`] zeros.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes[..self.count + AHEAD]
    }
}
