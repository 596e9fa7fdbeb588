//! Unpacking of gzip as it comes in, in bounded memory.

use std::io::{self, Write as _};

use bytes::{Buf as _, Bytes};
use flate2::write::MultiGzDecoder;

/// As much is unpacked at once: gzip makes at most about a thousand times as much of it.
const STEP: usize = 4096;

/// A gzip stream in progress.
#[derive(Default)]
pub(super) struct Gunzip {
    decoder: Option<MultiGzDecoder<Vec<u8>>>,
    packed: Bytes,
}

impl Gunzip {
    /// Takes the next packed bytes, once those before are used up.
    pub(super) fn push(&mut self, packed: Bytes) {
        self.packed = packed;
    }

    /// What the next packed bytes hold; `None` if there are none.
    pub(super) fn next(&mut self) -> io::Result<Option<Bytes>> {
        let decoder = self.decoder.get_or_insert_with(|| MultiGzDecoder::new(Vec::new()));
        while self.packed.has_remaining() {
            let step = self.packed.split_to(STEP.min(self.packed.len()));
            decoder.write_all(&step)?;
            decoder.flush()?;
            let plain = std::mem::take(decoder.get_mut());
            if !plain.is_empty() {
                return Ok(Some(Bytes::from(plain)));
            }
        }
        Ok(None)
    }

    /// Whether the stream came to its end, checksum and length included.
    pub(super) fn finish(&mut self) -> io::Result<()> {
        match &mut self.decoder {
            Some(decoder) => decoder.try_finish(),
            None => Err(io::ErrorKind::UnexpectedEof.into()),
        }
    }
}
