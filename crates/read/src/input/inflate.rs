//! Inflates while reading: gzip, and the entries of zip archives.
//!
//! The decoders' own readers drop what they have unpacked in the call that meets damage: up to 256 KB of text, and
//! how much depends on how the input comes in. This one yields everything before the damage.
//!
//! The decoders' own readers drop what they have unpacked in the call that meets damage. This one gives it out: all
//! that stands before the damage, however the input comes in.

use std::io::{self, Read};

use deflate64::InflaterManaged;
use flate2::{Decompress, FlushDecompress, Status};

use super::buffer::{Buffer, START_BYTES};
use crate::error::{Fault, FaultKind};

/// Window of gzip's data as a power of two: the largest of RFC 1951.
const WINDOW_BITS: u8 = 15;

pub(crate) struct Inflate<R> {
    input: Buffer<R>,
    form: DeflateForm,
    decoder: Decoder,
    is_over: bool,
    /// Fault that was found; nothing is read behind it.
    fault: Option<Fault>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DeflateForm {
    /// Members of a gzip file, one after the other.
    Gzip,
    /// An entry of a zip archive.
    Deflate,
    Deflate64,
}

enum Decoder {
    Deflate(Decompress),
    Deflate64(Box<InflaterManaged>),
}

/// The outcome of one call of a decoder.
struct Ran {
    used: usize,
    count: usize,
    next: Next,
}

enum Next {
    More,
    End,
    Damaged,
}

impl<R: Read> Inflate<R> {
    pub(crate) fn new(input: R, form: DeflateForm) -> Self {
        let input = Buffer::new(input, START_BYTES);
        Self { input, form, decoder: form.new_decoder(), is_over: false, fault: None }
    }

    pub(crate) fn input(&self) -> &R {
        self.input.input()
    }

    /// Begins the next member, and reports whether there is one.
    fn begin_member(&mut self) -> bool {
        let is_one = self.form == DeflateForm::Gzip && !self.input.window().is_empty();
        if is_one {
            self.decoder = self.form.new_decoder();
            self.is_over = false;
        }
        is_one
    }

    /// Records a fault. A fault of the input itself comes first.
    fn record_fault(&mut self, what: FaultKind) {
        let data = if self.form == DeflateForm::Gzip { "gzip" } else { "zip" };
        self.fault = Some(self.input.fault().unwrap_or(Fault { data, what }));
    }
}

impl<R: Read> Read for Inflate<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if into.is_empty() {
            return Ok(0);
        }
        loop {
            if let Some(fault) = self.fault {
                return Err(fault.into());
            }
            self.input.fill_to(1)?;
            // Only here is known whether the input ended well: its own fault counts before the end of the last
            // member.
            if self.is_over && !self.begin_member() {
                return self.input.fault().map_or(Ok(0), |fault| Err(fault.into()));
            }
            let Ran { used, count, next } = self.decoder.run_once(self.input.window(), into);
            self.input.consume(used);
            match next {
                // No progress with all input at hand: the data ends too early.
                Next::More if used == 0 && count == 0 => self.record_fault(FaultKind::CutOff),
                Next::More => {}
                Next::End => self.is_over = true,
                Next::Damaged => self.record_fault(FaultKind::Damaged),
            }
            if count > 0 {
                return Ok(count);
            }
        }
    }
}

impl DeflateForm {
    fn new_decoder(self) -> Decoder {
        match self {
            DeflateForm::Gzip => Decoder::Deflate(Decompress::new_gzip(WINDOW_BITS)),
            DeflateForm::Deflate => Decoder::Deflate(Decompress::new(false)),
            DeflateForm::Deflate64 => Decoder::Deflate64(Box::new(InflaterManaged::new())),
        }
    }
}

impl Decoder {
    fn run_once(&mut self, packed: &[u8], into: &mut [u8]) -> Ran {
        match self {
            Decoder::Deflate(decoder) => run_deflate(decoder, packed, into),
            Decoder::Deflate64(decoder) => run_deflate64(decoder, packed, into),
        }
    }
}

fn run_deflate(decoder: &mut Decompress, packed: &[u8], into: &mut [u8]) -> Ran {
    let before = (decoder.total_in(), decoder.total_out());
    let next = match decoder.decompress(packed, into, FlushDecompress::None) {
        Ok(Status::StreamEnd) => Next::End,
        Ok(Status::Ok | Status::BufError) => Next::More,
        Err(_) => Next::Damaged,
    };
    // The differences are no more than the two slices hold, so they fit.
    let used = (decoder.total_in() - before.0) as usize;
    let count = (decoder.total_out() - before.1) as usize;
    Ran { used, count, next }
}

fn run_deflate64(decoder: &mut InflaterManaged, packed: &[u8], into: &mut [u8]) -> Ran {
    let ran = decoder.inflate(packed, into);
    let next = match decoder.available_output() {
        // Output is yielded first; only then is damage or the end of interest.
        0 if decoder.errored() => Next::Damaged,
        0 if decoder.finished() => Next::End,
        _ => Next::More,
    };
    Ran { used: ran.bytes_consumed, count: ran.bytes_written, next }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::{DeflateForm, Inflate};

    /// A stored block, and one of the kind that does not exist.
    fn damaged(text: &[u8]) -> Vec<u8> {
        let len = u16::try_from(text.len()).unwrap();
        [&[0][..], &len.to_le_bytes(), &(!len).to_le_bytes(), text, &[0b110]].concat()
    }

    #[test]
    fn all_that_stands_before_damage_comes_out() {
        let text: Vec<u8> = (0..60_000_u32).map(|n| n.wrapping_mul(0x9E37_79B9).to_be_bytes()[0]).collect();
        let gzip_header = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF];
        for (form, header) in [
            (DeflateForm::Gzip, &gzip_header[..]),
            (DeflateForm::Deflate, &[]),
            (DeflateForm::Deflate64, &[]),
        ] {
            let packed = [header, &damaged(&text)].concat();
            let mut out = Vec::new();
            let error = Inflate::new(&packed[..], form).read_to_end(&mut out).unwrap_err();
            assert!(error.to_string().contains("data is damaged"), "{form:?}: {error}");
            assert!(out == text, "{form:?}: {} of {} bytes", out.len(), text.len());
        }
    }
}
