//! Decompresses Zstandard while reading.
//!
//! The decoder is given whole blocks from memory, never the input: then it cannot fail halfway because the input does,
//! and of data that is cut off all whole blocks can be had, by ending their frame for it.

use std::io::{self, Read};

use ruzstd::decoding::errors::{FrameDecoderError, FrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

use super::buffer::{Buffer, START_BYTES};
use crate::error::{Fault, FaultKind};

/// Most bytes that data may refer back to, which is how much memory it takes: what the `zstd` program accepts by
/// itself.
const WINDOW_BYTES: u64 = 128 * 1024 * 1024;

/// Size of the largest block, RFC 8878 section 3.1.1.2.4.
const BLOCK_BYTES: usize = 128 * 1024;

/// An empty block that ends its frame, with room for a checksum.
const LAST_BLOCK: [u8; BLOCK_HEADER_BYTES + CHECKSUM_BYTES] = [1, 0, 0, 0, 0, 0, 0];

/// The frames of an input, one after the other.
pub(crate) struct Zstd<R> {
    input: Buffer<R>,
    decoder: FrameDecoder,
    at: FrameState,
    /// Fault that was found; nothing is read behind it.
    fault: Option<Fault>,
}

enum FrameState {
    /// Between frames.
    Between,
    /// Inside a skippable frame, with so many bytes left.
    Skippable(u64),
    Frame {
        has_checksum: bool,
    },
    End,
}

impl<R: Read> Zstd<R> {
    pub(crate) fn new(input: R) -> Self {
        let mut decoder = FrameDecoder::new();
        // Else a few header bytes could ask for gigabytes.
        decoder.set_max_window_size(WINDOW_BYTES);
        Self { input: Buffer::new(input, START_BYTES), decoder, at: FrameState::Between, fault: None }
    }

    pub(crate) fn input(&self) -> &R {
        self.input.input()
    }

    /// Reads a header or a block, and reports whether there may be more.
    fn advance(&mut self) -> io::Result<bool> {
        match self.at {
            FrameState::Between => self.begin_frame()?,
            FrameState::Skippable(left) => self.skip_bytes(left)?,
            FrameState::Frame { has_checksum } => self.read_block(has_checksum)?,
            FrameState::End => return Ok(false),
        }
        Ok(true)
    }

    fn begin_frame(&mut self) -> io::Result<()> {
        self.input.fill_to(FRAME_HEADER_BYTES)?;
        let head = self.input.window();
        match next_part(&head[..head.len().min(FRAME_HEADER_BYTES)]) {
            _ if head.is_empty() => {
                self.at = FrameState::End;
                self.fault = self.input.fault();
            }
            FramePart::Frame { header_len } => {
                // Bit 2 of the frame header descriptor, RFC 8878 section 3.1.1.1.1.
                let has_checksum = head[4] & 4 != 0;
                let begun = self.decoder.reset(&head[..header_len]);
                self.input.consume(header_len);
                match begun {
                    Ok(()) => self.at = FrameState::Frame { has_checksum },
                    Err(error) => self.record_fault(fault_kind(&error)),
                }
            }
            FramePart::Skippable { len } => self.at = FrameState::Skippable(len),
            FramePart::CutOff => self.record_fault(FaultKind::CutOff),
            FramePart::Unknown => self.record_fault(FaultKind::Damaged),
        }
        Ok(())
    }

    fn skip_bytes(&mut self, left: u64) -> io::Result<()> {
        self.input.fill_to(1)?;
        let len = self.input.window().len();
        let skipped = usize::try_from(left).map_or(len, |left| left.min(len));
        self.input.consume(skipped);
        match left - skipped as u64 {
            0 => self.at = FrameState::Between,
            _ if skipped == 0 => self.record_fault(FaultKind::CutOff),
            left => self.at = FrameState::Skippable(left),
        }
        Ok(())
    }

    fn read_block(&mut self, has_checksum: bool) -> io::Result<()> {
        self.input.fill_to(BLOCK_HEADER_BYTES)?;
        let Some(&header) = self.input.window().first_chunk() else {
            self.end_frame(FaultKind::CutOff);
            return Ok(());
        };
        let (len, is_last) = block_len(header);
        let checksum_len = if is_last && has_checksum { CHECKSUM_BYTES } else { 0 };
        let whole_len = BLOCK_HEADER_BYTES + len + checksum_len;
        // A larger length is damage: it must not make the buffer wait for 2 MiB that will not come.
        if len <= BLOCK_BYTES {
            self.input.fill_to(whole_len)?;
        }
        // The block is whole, and only bytes of its checksum are missing.
        let is_bare = (whole_len - checksum_len..whole_len).contains(&self.input.window().len());
        match if is_bare { self.decode_bare(header, len) } else { self.decode_block(whole_len) } {
            Ok(()) if is_last => self.at = FrameState::Between,
            Ok(()) => {}
            Err(what) => self.end_frame(what),
        }
        Ok(())
    }

    /// Decodes a last block whose checksum is missing, as one that others follow: the decoder takes a last block
    /// only with its checksum, and up to 128 KiB of text would be lost with it.
    fn decode_bare(
        &mut self,
        [first, second, third]: [u8; BLOCK_HEADER_BYTES],
        len: usize,
    ) -> Result<(), FaultKind> {
        let header = [first & !1, second, third];
        let bytes = &self.input.window()[BLOCK_HEADER_BYTES..BLOCK_HEADER_BYTES + len];
        let decoded = self.decoder.decode_blocks(header.chain(bytes), BlockDecodingStrategy::UptoBlocks(1));
        decoded.map_err(|_| FaultKind::Damaged).and(Err(FaultKind::CutOff))
    }

    /// Decodes the block of `len` bytes at the window's front.
    fn decode_block(&mut self, len: usize) -> Result<(), FaultKind> {
        let window = self.input.window();
        let missing =
            if len > BLOCK_BYTES + LAST_BLOCK.len() { FaultKind::Damaged } else { FaultKind::CutOff };
        let bytes = window.get(..len).ok_or(missing)?;
        let decoded = self.decoder.decode_blocks(bytes, BlockDecodingStrategy::UptoBlocks(1));
        self.input.consume(len);
        decoded.map(drop).map_err(|_| FaultKind::Damaged)
    }

    /// Ends the frame for the decoder, so that it yields what it holds back for blocks that will not come.
    fn end_frame(&mut self, what: FaultKind) {
        // An empty block is always valid inside a frame. If the decoder refuses it, there is less to yield, and the
        // fault is recorded anyway.
        let _ = self.decoder.decode_blocks(&LAST_BLOCK[..], BlockDecodingStrategy::UptoBlocks(1));
        self.record_fault(what);
    }

    /// Records a fault. A fault of the input itself comes first.
    fn record_fault(&mut self, what: FaultKind) {
        self.at = FrameState::End;
        self.fault = Some(self.input.fault().unwrap_or(Fault { data: "zstd", what }));
    }

    /// Compares a frame that was read to its end with its checksum.
    fn check_checksum(&mut self) {
        let expected = self.decoder.get_checksum_from_data();
        if self.fault.is_none() && expected.is_some() && expected != self.decoder.get_calculated_checksum() {
            self.record_fault(FaultKind::Damaged);
        }
    }
}

fn fault_kind(error: &FrameDecoderError) -> FaultKind {
    match error {
        FrameDecoderError::WindowSizeTooBig { .. }
        | FrameDecoderError::FrameHeaderError(FrameHeaderError::WindowTooBig { .. }) => {
            FaultKind::Window { limit_bytes: WINDOW_BYTES }
        }
        FrameDecoderError::DictNotProvided { dict_id } => FaultKind::Dictionary(*dict_id),
        _ => FaultKind::Damaged,
    }
}

impl<R: Read> Read for Zstd<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            // The decoder holds back a window for later blocks to refer to; what it lets go of is yielded first.
            if self.decoder.can_collect() > 0 || into.is_empty() {
                return self.decoder.read(into);
            }
            if self.decoder.is_finished() {
                self.check_checksum();
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

/// Length of the longest frame header.
pub(crate) const FRAME_HEADER_BYTES: usize = 18;
pub(crate) const BLOCK_HEADER_BYTES: usize = 3;
pub(crate) const CHECKSUM_BYTES: usize = 4;

/// Type of a block that repeats its one byte.
const REPEATED: u32 = 1;

/// The next part of an input.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum FramePart {
    /// A frame with a header of so many bytes.
    Frame { header_len: usize },
    /// A skippable frame of so many bytes, its header included.
    Skippable { len: u64 },
    /// The end of the input, in the middle of a header.
    CutOff,
    /// Something else.
    Unknown,
}

pub(crate) fn next_part(head: &[u8]) -> FramePart {
    match *head {
        [0x28, 0xB5, 0x2F, 0xFD, descriptor, ..] => match frame_header_len(descriptor) {
            header_len if header_len <= head.len() => FramePart::Frame { header_len },
            _ => FramePart::CutOff,
        },
        [0x50..=0x5F, 0x2A, 0x4D, 0x18, a, b, c, d, ..] => {
            FramePart::Skippable { len: 8 + u64::from(u32::from_le_bytes([a, b, c, d])) }
        }
        _ if head.len() < 8 => FramePart::CutOff,
        _ => FramePart::Unknown,
    }
}

fn frame_header_len(descriptor: u8) -> usize {
    let is_single_segment = descriptor & 0x20 != 0;
    let dictionary_len = [0, 1, 2, 4][usize::from(descriptor & 3)];
    let size_len = match (descriptor >> 6, is_single_segment) {
        (0, is_single_segment) => usize::from(is_single_segment),
        (flag, _) => 1 << flag,
    };
    5 + usize::from(!is_single_segment) + dictionary_len + size_len
}

/// Returns the length of a block without its header, and whether it is the frame's last.
pub(crate) fn block_len(header: [u8; BLOCK_HEADER_BYTES]) -> (usize, bool) {
    let [a, b, c] = header;
    let bits = u32::from_le_bytes([a, b, c, 0]);
    let len = if (bits >> 1) & 3 == REPEATED { 1 } else { bits >> 3 };
    (len as usize, bits & 1 == 1)
}

#[cfg(test)]
mod tests {
    use super::{FramePart, block_len, next_part};

    fn frame(descriptor: u8) -> FramePart {
        let mut head = [0; 18];
        head[..5].copy_from_slice(&[0x28, 0xB5, 0x2F, 0xFD, descriptor]);
        next_part(&head)
    }

    #[test]
    fn headers_have_the_lengths_of_their_fields() {
        assert_eq!(frame(0x00), FramePart::Frame { header_len: 6 });
        assert_eq!(frame(0x20), FramePart::Frame { header_len: 6 });
        assert_eq!(frame(0x64), FramePart::Frame { header_len: 7 });
        assert_eq!(frame(0xC3), FramePart::Frame { header_len: 18 });
        assert_eq!(next_part(b"\x52\x2A\x4D\x18\x01\x01\0\0"), FramePart::Skippable { len: 265 });
        assert_eq!(next_part(b"\x28\xB5\x2F\xFD\x00"), FramePart::CutOff);
        assert_eq!(next_part(b"something"), FramePart::Unknown);
    }

    #[test]
    fn blocks_say_how_long_they_are() {
        assert_eq!(block_len([0x01, 0, 0]), (0, true));
        assert_eq!(block_len([0x04 | 5 << 3, 0, 1]), (8192 + 5, false));
        assert_eq!(block_len([0x03 | 5 << 3, 0, 1]), (1, true));
    }
}
