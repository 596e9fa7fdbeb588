//! Deflate while reading: gzip, and what zip archives hold.
//!
//! The decoders' own readers drop what they have unpacked in the call that meets damage. This one gives it out: all
//! that stands before the damage, however the input comes in.

use std::io::{self, Read};

use deflate64::InflaterManaged;
use flate2::{Decompress, FlushDecompress, Status};

use super::fault::{Fault, What};
use crate::buffer::{Buffer, START_BYTES};

/// How far back gzip's data may refer, as a power of two: what RFC 1951 allows.
const WINDOW_BITS: u8 = 15;

pub(crate) struct Inflate<R> {
    input: Buffer<R>,
    form: Form,
    decoder: Decoder,
    is_over: bool,
    /// What was found wrong; there is nothing behind it.
    fault: Option<Fault>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// All members, one after the other.
    Gzip,
    /// One entry of a zip archive.
    Deflate,
    Deflate64,
}

enum Decoder {
    Deflate(Decompress),
    Deflate64(Box<InflaterManaged>),
}

/// What came of one call.
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
    pub(crate) fn new(input: R, form: Form) -> Self {
        let input = Buffer::new(input, START_BYTES);
        Self { input, form, decoder: form.decoder(), is_over: false, fault: None }
    }

    pub(crate) fn input(&self) -> &R {
        self.input.input()
    }

    /// Begins with the next member; whether there is one.
    fn begin(&mut self) -> bool {
        let is_one = self.form == Form::Gzip && !self.input.window().is_empty();
        if is_one {
            self.decoder = self.form.decoder();
            self.is_over = false;
        }
        is_one
    }

    /// Where the input itself is faulty, that is what is wrong.
    fn fail(&mut self, what: What) {
        let data = if self.form == Form::Gzip { "gzip" } else { "zip" };
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
            if self.is_over && !self.begin() {
                return self.input.fault().map_or(Ok(0), |fault| Err(fault.into()));
            }
            let Ran { used, count, next } = self.decoder.run(self.input.window(), into);
            self.input.consume(used);
            match next {
                Next::More if used == 0 && count == 0 => self.fail(What::CutOff),
                Next::More => {}
                Next::End => self.is_over = true,
                Next::Damaged => self.fail(What::Damaged),
            }
            if count > 0 {
                return Ok(count);
            }
        }
    }
}

impl Form {
    fn decoder(self) -> Decoder {
        match self {
            Form::Gzip => Decoder::Deflate(Decompress::new_gzip(WINDOW_BITS)),
            Form::Deflate => Decoder::Deflate(Decompress::new(false)),
            Form::Deflate64 => Decoder::Deflate64(Box::new(InflaterManaged::new())),
        }
    }
}

impl Decoder {
    fn run(&mut self, packed: &[u8], into: &mut [u8]) -> Ran {
        match self {
            Decoder::Deflate(decoder) => deflate(decoder, packed, into),
            Decoder::Deflate64(decoder) => deflate64(decoder, packed, into),
        }
    }
}

fn deflate(decoder: &mut Decompress, packed: &[u8], into: &mut [u8]) -> Ran {
    let before = (decoder.total_in(), decoder.total_out());
    let next = match decoder.decompress(packed, into, FlushDecompress::None) {
        Ok(Status::StreamEnd) => Next::End,
        Ok(Status::Ok | Status::BufError) => Next::More,
        Err(_) => Next::Damaged,
    };
    // No more than the two slices hold.
    let used = (decoder.total_in() - before.0) as usize;
    let count = (decoder.total_out() - before.1) as usize;
    Ran { used, count, next }
}

fn deflate64(decoder: &mut InflaterManaged, packed: &[u8], into: &mut [u8]) -> Ran {
    let ran = decoder.inflate(packed, into);
    let next = match decoder.available_output() {
        0 if decoder.errored() => Next::Damaged,
        0 if decoder.finished() => Next::End,
        _ => Next::More,
    };
    Ran { used: ran.bytes_consumed, count: ran.bytes_written, next }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::{Form, Inflate};

    /// A stored block, and one of the kind that does not exist.
    fn damaged(text: &[u8]) -> Vec<u8> {
        let len = u16::try_from(text.len()).unwrap();
        [&[0][..], &len.to_le_bytes(), &(!len).to_le_bytes(), text, &[0b110]].concat()
    }

    #[test]
    fn all_that_stands_before_damage_comes_out() {
        let text: Vec<u8> = (0..60_000_u32).map(|n| n.wrapping_mul(0x9E37_79B9).to_be_bytes()[0]).collect();
        let gzip_header = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF];
        for (form, header) in [(Form::Gzip, &gzip_header[..]), (Form::Deflate, &[]), (Form::Deflate64, &[])] {
            let packed = [header, &damaged(&text)].concat();
            let mut out = Vec::new();
            let error = Inflate::new(&packed[..], form).read_to_end(&mut out).unwrap_err();
            assert!(error.to_string().contains("data is damaged"), "{form:?}: {error}");
            assert!(out == text, "{form:?}: {} of {} bytes", out.len(), text.len());
        }
    }
}
