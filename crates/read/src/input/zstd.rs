//! Zstandard while reading.
//!
//! The decoder is given whole blocks from memory, never the input: then it cannot fail halfway because the input does,
//! and of data that is cut off all whole blocks can be had, by ending their frame for it.

use std::io::{self, Read};

use ruzstd::decoding::errors::{FrameDecoderError, FrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

use super::fault::{Fault, What};
use super::zstd_header::{BLOCK_HEADER_BYTES, CHECKSUM_BYTES, FRAME_HEADER_BYTES, Front, block, front};
use crate::buffer::{Buffer, START_BYTES};

/// How far back data may refer, which is how much memory it takes: what the `zstd` program accepts by itself.
const WINDOW_BYTES: u64 = 128 * 1024 * 1024;

/// The largest block, RFC 8878 section 3.1.1.2.4.
const BLOCK_BYTES: usize = 128 * 1024;

/// An empty block that is a frame's last, with room for a checksum.
const LAST_BLOCK: [u8; BLOCK_HEADER_BYTES + CHECKSUM_BYTES] = [1, 0, 0, 0, 0, 0, 0];

/// All frames, one after the other.
pub(crate) struct Zstd<R> {
    input: Buffer<R>,
    decoder: FrameDecoder,
    at: At,
    /// What was found wrong; there is nothing behind it.
    fault: Option<Fault>,
}

enum At {
    /// Between frames.
    Between,
    /// In a skippable frame that has so many bytes left.
    Skippable(u64),
    Frame {
        has_checksum: bool,
    },
    End,
}

impl<R: Read> Zstd<R> {
    pub(crate) fn new(input: R) -> Self {
        let mut decoder = FrameDecoder::new();
        decoder.set_max_window_size(WINDOW_BYTES);
        Self { input: Buffer::new(input, START_BYTES), decoder, at: At::Between, fault: None }
    }

    pub(crate) fn input(&self) -> &R {
        self.input.input()
    }

    /// Goes on by a header or a block; whether there may be more.
    fn advance(&mut self) -> io::Result<bool> {
        match self.at {
            At::Between => self.begin()?,
            At::Skippable(left) => self.skip(left)?,
            At::Frame { has_checksum } => self.block(has_checksum)?,
            At::End => return Ok(false),
        }
        Ok(true)
    }

    fn begin(&mut self) -> io::Result<()> {
        self.input.fill_to(FRAME_HEADER_BYTES)?;
        let head = self.input.window();
        match front(&head[..head.len().min(FRAME_HEADER_BYTES)]) {
            _ if head.is_empty() => {
                self.at = At::End;
                self.fault = self.input.fault();
            }
            Front::Frame { header_len } => {
                let has_checksum = head[4] & 4 != 0;
                let begun = self.decoder.reset(&head[..header_len]);
                self.input.consume(header_len);
                match begun {
                    Ok(()) => self.at = At::Frame { has_checksum },
                    Err(error) => self.fail(what(&error)),
                }
            }
            Front::Skippable { len } => self.at = At::Skippable(len),
            Front::CutOff => self.fail(What::CutOff),
            Front::Unknown => self.fail(What::Damaged),
        }
        Ok(())
    }

    fn skip(&mut self, left: u64) -> io::Result<()> {
        self.input.fill_to(1)?;
        let len = self.input.window().len();
        let skipped = usize::try_from(left).map_or(len, |left| left.min(len));
        self.input.consume(skipped);
        match left - skipped as u64 {
            0 => self.at = At::Between,
            _ if skipped == 0 => self.fail(What::CutOff),
            left => self.at = At::Skippable(left),
        }
        Ok(())
    }

    fn block(&mut self, has_checksum: bool) -> io::Result<()> {
        self.input.fill_to(BLOCK_HEADER_BYTES)?;
        let Some(&header) = self.input.window().first_chunk() else {
            self.end_frame(What::CutOff);
            return Ok(());
        };
        let (len, is_last) = block(header);
        let checksum_len = if is_last && has_checksum { CHECKSUM_BYTES } else { 0 };
        let whole_len = BLOCK_HEADER_BYTES + len + checksum_len;
        if len <= BLOCK_BYTES {
            self.input.fill_to(whole_len)?;
        }
        let is_bare = (whole_len - checksum_len..whole_len).contains(&self.input.window().len());
        match if is_bare { self.decode_bare(header, len) } else { self.decode(whole_len) } {
            Ok(()) if is_last => self.at = At::Between,
            Ok(()) => {}
            Err(what) => self.end_frame(what),
        }
        Ok(())
    }

    /// Decodes a last block that is there without its checksum as one that others follow, which has none.
    fn decode_bare(
        &mut self,
        [first, second, third]: [u8; BLOCK_HEADER_BYTES],
        len: usize,
    ) -> Result<(), What> {
        let header = [first & !1, second, third];
        let bytes = &self.input.window()[BLOCK_HEADER_BYTES..BLOCK_HEADER_BYTES + len];
        let decoded = self.decoder.decode_blocks(header.chain(bytes), BlockDecodingStrategy::UptoBlocks(1));
        decoded.map_err(|_| What::Damaged).and(Err(What::CutOff))
    }

    /// Decodes the block that has so many bytes.
    fn decode(&mut self, len: usize) -> Result<(), What> {
        let window = self.input.window();
        let missing = if len > BLOCK_BYTES + LAST_BLOCK.len() { What::Damaged } else { What::CutOff };
        let bytes = window.get(..len).ok_or(missing)?;
        let decoded = self.decoder.decode_blocks(bytes, BlockDecodingStrategy::UptoBlocks(1));
        self.input.consume(len);
        decoded.map(drop).map_err(|_| What::Damaged)
    }

    /// Makes the decoder give out what it holds back for the blocks that will not come.
    fn end_frame(&mut self, what: What) {
        // It has just been given a frame, and an empty block is always valid; if not, there is less to give out.
        let _ = self.decoder.decode_blocks(&LAST_BLOCK[..], BlockDecodingStrategy::UptoBlocks(1));
        self.fail(what);
    }

    /// Where the input itself is faulty, that is what is wrong.
    fn fail(&mut self, what: What) {
        self.at = At::End;
        self.fault = Some(self.input.fault().unwrap_or(Fault { data: "zstd", what }));
    }

    /// Holds the frame that has been read to its end to its checksum.
    fn check(&mut self) {
        let told = self.decoder.get_checksum_from_data();
        if self.fault.is_none() && told.is_some() && told != self.decoder.get_calculated_checksum() {
            self.fail(What::Damaged);
        }
    }
}

fn what(error: &FrameDecoderError) -> What {
    match error {
        FrameDecoderError::WindowSizeTooBig { .. }
        | FrameDecoderError::FrameHeaderError(FrameHeaderError::WindowTooBig { .. }) => {
            What::Window { limit_bytes: WINDOW_BYTES }
        }
        FrameDecoderError::DictNotProvided { dict_id } => What::Dictionary(*dict_id),
        _ => What::Damaged,
    }
}

impl<R: Read> Read for Zstd<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            if self.decoder.can_collect() > 0 || into.is_empty() {
                return self.decoder.read(into);
            }
            if self.decoder.is_finished() {
                self.check();
            }
            if let Some(fault) = self.fault {
                return Err(fault.into());
            }
            if !self.advance()? {
                return Ok(0);
            }
        }
    }
}
