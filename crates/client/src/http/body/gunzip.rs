//! Decompression of gzip while it arrives, in bounded memory.

use std::io::{self, Write as _};

use bytes::{Buf as _, Bytes};
use flate2::write::MultiGzDecoder;

/// Compressed bytes that are taken in one step. Gzip expands at most about a thousandfold, so a step gives at most some
/// 4 MB even of a bomb.
const STEP: usize = 4096;

/// A gzip stream in progress.
#[derive(Default)]
pub(super) struct Gunzip {
    decoder: Option<MultiGzDecoder<Vec<u8>>>,
    compressed: Bytes,
}

impl Gunzip {
    /// Takes the next compressed bytes. The previous ones must be used up.
    pub(super) fn push_compressed(&mut self, compressed: Bytes) {
        self.compressed = compressed;
    }

    /// Returns the next decompressed bytes, `None` if the compressed ones are used up.
    pub(super) fn next_plain(&mut self) -> io::Result<Option<Bytes>> {
        let decoder = self.decoder.get_or_insert_with(|| MultiGzDecoder::new(Vec::new()));
        while self.compressed.has_remaining() {
            let step = self.compressed.split_to(STEP.min(self.compressed.len()));
            decoder.write_all(&step)?;
            // Without a flush the decoder keeps what it has until more comes.
            decoder.flush()?;
            let plain = std::mem::take(decoder.get_mut());
            if !plain.is_empty() {
                return Ok(Some(Bytes::from(plain)));
            }
        }
        Ok(None)
    }

    /// Fails unless the stream is complete, with the right checksum and length.
    pub(super) fn check_end(&mut self) -> io::Result<()> {
        match &mut self.decoder {
            Some(decoder) => decoder.try_finish(),
            None => Err(io::ErrorKind::UnexpectedEof.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::GzEncoder;

    fn pack(plain: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(plain).unwrap();
        encoder.finish().unwrap()
    }

    /// Decompresses bytes that arrive in pieces of `size`. Returns the result and the length of its largest piece.
    fn unpack(packed: &[u8], size: usize) -> io::Result<(Vec<u8>, usize)> {
        let (mut gunzip, mut plain, mut largest) = (Gunzip::default(), Vec::new(), 0);
        for piece in packed.chunks(size) {
            gunzip.push_compressed(Bytes::copy_from_slice(piece));
            while let Some(out) = gunzip.next_plain()? {
                largest = largest.max(out.len());
                plain.extend(out);
            }
        }
        gunzip.check_end().map(|()| (plain, largest))
    }

    #[test]
    fn pieces_of_any_size_are_unpacked_and_no_beginning_passes_for_the_whole() {
        let plain: Vec<_> = (0..400_u32).flat_map(|n| format!("{{{}}}", n * n).into_bytes()).collect();
        let packed = pack(&plain);
        for size in 1..=packed.len() {
            assert_eq!(unpack(&packed, size).unwrap().0, plain, "in pieces of {size}");
        }
        for end in 0..packed.len() {
            assert!(unpack(&packed[..end], 100).is_err(), "{end} bytes of {}", packed.len());
        }
        for at in 0..packed.len() {
            let mut harmed = packed.clone();
            harmed[at] ^= 0x20;
            if let Ok((out, _)) = unpack(&harmed, 100) {
                assert_eq!(out, plain, "a harm at {at} that changes nothing");
            }
        }
    }

    #[test]
    fn a_bomb_comes_in_bounded_pieces() {
        let packed = pack(&vec![b' '; 16 << 20]);
        let (plain, largest) = unpack(&packed, packed.len()).unwrap();
        assert_eq!(plain.len(), 16 << 20);
        assert!(largest <= 8 << 20, "{largest}");
    }
}
