//! The texts of a batch. They lie in the chunks that records were read from, or in blocks of copied text.

use std::sync::Arc;

use arrow::buffer::Buffer;
use trail365_records::Raw;

use super::view::{self, INLINE};
use crate::unescape::{self, Form};

/// Size of the first block for copied texts. Each block is twice as large as the one before: a batch with few copies stays
/// small, one with many needs few blocks.
const FIRST_BLOCK_BYTES: usize = 16 << 10;
/// Size of the largest block; a larger text gets a block of its own.
const LARGEST_BLOCK_BYTES: usize = 1 << 20;

/// The buffers of a batch. A text is known by its view, as Arrow's text columns hold it.
#[derive(Default)]
pub(crate) struct Texts {
    buffers: Vec<Block>,
    chunk: Option<Chunk>,
    /// Buffer that copied texts go to.
    side: Option<u32>,
    held: usize,
}

enum Block {
    Chunk(Buffer),
    Side(Vec<u8>),
}

impl Block {
    fn bytes(&self) -> &[u8] {
        match self {
            Block::Chunk(buffer) => buffer,
            Block::Side(bytes) => bytes,
        }
    }
}

/// The chunk that the next records lie in.
struct Chunk {
    buffer: Buffer,
    /// Its number among the buffers of the batch, once a text of it is used.
    number: Option<u32>,
}

impl Texts {
    /// Registers the chunk that the next records lie in. A chunk beyond the reach of a view is left out, so its texts
    /// are copied.
    pub fn set_chunk(&mut self, buffer: Buffer) {
        let in_reach = u32::try_from(buffer.len()).is_ok();
        self.chunk = in_reach.then_some(Chunk { buffer, number: None });
    }

    /// Returns the bytes of all buffers that the batch uses.
    pub fn held_bytes(&self) -> usize {
        self.held
    }

    /// Counts bytes that the batch holds elsewhere for its nested values.
    pub fn add_held_bytes(&mut self, bytes: usize) {
        self.held += bytes;
    }

    /// Returns a view of a text of the record: into the chunk where it lies there, else of a copy.
    #[inline]
    pub fn view_of(&mut self, text: &str) -> u128 {
        if text.len() <= INLINE {
            return view::inline(text.as_bytes());
        }
        match self.in_chunk(text) {
            Some((number, at)) => view::reference(text.as_bytes(), number, at),
            None => self.copy_of(text.as_bytes()),
        }
    }

    /// Returns a view of a JSON string's text; false if the text could not hold half a surrogate pair.
    #[inline]
    pub fn view_of_string(&mut self, raw: Raw<'_>) -> (u128, bool) {
        if !raw.escaped {
            return (self.view_of(raw.body), true);
        }
        let number = self.side_with_room(raw.body.len() + unescape::WORD);
        let Some(Block::Side(block)) = self.buffers.get_mut(number as usize) else { return (0, false) };
        let at = block.len();
        // Decoded in place: a decoded text is never longer than the escaped one.
        let exact = unescape::append_decoded(raw.body, Form::Text, block);
        let text = &block[at..];
        if text.len() > INLINE {
            return (view::reference(text, number, at as u32), exact);
        }
        let view = view::inline(text);
        block.truncate(at);
        (view, exact)
    }

    /// Returns a view of a copy of a text, which must be UTF-8.
    pub fn copy_of(&mut self, text: &[u8]) -> u128 {
        if text.len() <= INLINE {
            return view::inline(text);
        }
        let number = self.side_with_room(text.len());
        let Some(Block::Side(block)) = self.buffers.get_mut(number as usize) else { return 0 };
        let at = block.len() as u32;
        block.extend_from_slice(text);
        view::reference(text, number, at)
    }

    /// Reports whether two views of this batch are of the same text.
    pub fn is_same(&self, a: u128, b: u128) -> bool {
        // Length and first bytes are the lower half; of a short text all of it stands in the view.
        let may_be = a as u64 == b as u64;
        a == b || (may_be && self.long_text(a).is_some_and(|text| Some(text) == self.long_text(b)))
    }

    /// Copies a view's text.
    pub fn bytes_of(&self, view: u128) -> Vec<u8> {
        self.long_text(view).map_or_else(|| view::inlined_text(view), <[u8]>::to_vec)
    }

    /// Returns the text of a view that does not hold it in itself.
    fn long_text(&self, view: u128) -> Option<&[u8]> {
        let (number, range) = view::place_of(view)?;
        self.buffers.get(number as usize)?.bytes().get(range)
    }

    /// Returns all buffers, for the arrays of the batch. The chunk stays for the next batch.
    pub fn take_buffers(&mut self) -> Arc<[Buffer]> {
        let buffer = |block| match block {
            Block::Chunk(buffer) => buffer,
            Block::Side(bytes) => Buffer::from_vec(bytes),
        };
        let buffers = self.buffers.drain(..).map(buffer).collect();
        (self.side, self.held) = (None, 0);
        if let Some(chunk) = &mut self.chunk {
            // The number was its place among the buffers that were just taken.
            chunk.number = None;
        }
        buffers
    }

    /// Returns buffer and place of a text that lies in the chunk.
    #[inline]
    fn in_chunk(&mut self, text: &str) -> Option<(u32, u32)> {
        let chunk = self.chunk.as_mut()?;
        // By address: the record borrows from the chunk, so its texts lie in it and need no search.
        let at = (text.as_ptr() as usize).wrapping_sub(chunk.buffer.as_ptr() as usize);
        let last = chunk.buffer.len().checked_sub(text.len())?;
        if at > last {
            return None;
        }
        let number = match chunk.number {
            Some(number) => number,
            None => {
                let number = self.buffers.len() as u32;
                self.buffers.push(Block::Chunk(chunk.buffer.clone()));
                // All of the chunk, however short the text: a single view keeps the whole buffer in memory.
                self.held += chunk.buffer.len();
                *chunk.number.insert(number)
            }
        };
        Some((number, at as u32))
    }

    /// Returns the number of a block with room for so many bytes.
    fn side_with_room(&mut self, len: usize) -> u32 {
        if let Some(number) = self.side
            && let Some(Block::Side(block)) = self.buffers.get(number as usize)
            && block.capacity() - block.len() >= len
        {
            return number;
        }
        let before = self.side.and_then(|n| self.buffers.get(n as usize)).map_or(0, |b| b.bytes().len());
        let number = self.buffers.len() as u32;
        let block = Vec::with_capacity(len.max((2 * before).clamp(FIRST_BLOCK_BYTES, LARGEST_BLOCK_BYTES)));
        self.held += block.capacity();
        self.buffers.push(Block::Side(block));
        self.side = Some(number);
        number
    }
}
