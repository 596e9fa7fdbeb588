//! gzip while reading.

use std::io::{self, ErrorKind, Read};

use flate2::read::MultiGzDecoder;

use super::fault::{Fault, What, is_told};

/// All members, one after the other.
pub(crate) struct Gzip<R> {
    decoder: MultiGzDecoder<R>,
    /// What was found wrong; there is nothing behind it.
    fault: Option<Fault>,
}

impl<R: Read> Gzip<R> {
    pub(crate) fn new(input: R) -> Self {
        Self { decoder: MultiGzDecoder::new(input), fault: None }
    }

    pub(crate) fn input(&self) -> &R {
        self.decoder.get_ref()
    }
}

impl<R: Read> Read for Gzip<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if let Some(fault) = self.fault {
            return Err(fault.into());
        }
        self.decoder.read(into).map_err(|error| {
            if is_told(&error) {
                return error;
            }
            let what = match error.kind() {
                ErrorKind::UnexpectedEof => What::CutOff,
                _ => What::Damaged,
            };
            self.fault.insert(Fault { data: "gzip", what }).to_owned().into()
        })
    }
}
