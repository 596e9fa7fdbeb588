//! An entry's content, held to what its archive says of it.

use std::io::{self, Read};

use flate2::Crc;

use crate::input::{Fault, What};

/// Ends in an error if there is less or more than there should be, or something else.
pub(crate) struct Checked {
    content: Box<dyn Read + Send>,
    left_bytes: u64,
    checksum: u32,
    read: Crc,
    /// What was found wrong; there is nothing behind it.
    fault: Option<Fault>,
}

impl Checked {
    pub(crate) fn new(content: Box<dyn Read + Send>, size_bytes: u64, checksum: u32) -> Self {
        Self { content, left_bytes: size_bytes, checksum, read: Crc::new(), fault: None }
    }

    fn fail(&mut self, what: What) -> io::Error {
        self.fault.insert(Fault { data: "zip", what }).to_owned().into()
    }

    /// What is wrong with the entry that has been read to its end.
    fn end(&self) -> Option<What> {
        match self.left_bytes {
            0 if self.read.sum() == self.checksum => None,
            0 => Some(What::Damaged),
            _ => Some(What::CutOff),
        }
    }
}

impl Read for Checked {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if let Some(fault) = self.fault {
            return Err(fault.into());
        }
        let count = match self.content.read(into)? {
            0 if into.is_empty() => return Ok(0),
            0 => return self.end().map_or(Ok(0), |what| Err(self.fail(what))),
            count => count,
        };
        let told = usize::try_from(self.left_bytes).map_or(count, |left| left.min(count));
        self.left_bytes -= told as u64;
        self.read.update(&into[..told]);
        if told < count {
            let error = self.fail(What::Damaged);
            return if told == 0 { Err(error) } else { Ok(told) };
        }
        Ok(told)
    }
}
