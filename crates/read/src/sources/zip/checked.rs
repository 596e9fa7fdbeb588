//! An entry's content, compared with its size and checksum in the archive.

use std::io::{self, Read};

use flate2::Crc;

use crate::error::{Fault, FaultKind};

/// The content of an entry. It ends in an error if there is less or more than the archive says, or something else.
pub(crate) struct Checked {
    content: Box<dyn Read + Send>,
    left_bytes: u64,
    checksum: u32,
    read: Crc,
    /// Fault that was found; nothing is read behind it.
    fault: Option<Fault>,
}

impl Checked {
    pub(crate) fn new(content: Box<dyn Read + Send>, size_bytes: u64, checksum: u32) -> Self {
        Self { content, left_bytes: size_bytes, checksum, read: Crc::new(), fault: None }
    }

    fn record_fault(&mut self, what: FaultKind) -> io::Error {
        self.fault.insert(Fault { data: "zip", what }).to_owned().into()
    }

    /// Returns the fault of an entry that was read to its end.
    fn final_fault(&self) -> Option<FaultKind> {
        match self.left_bytes {
            0 if self.read.sum() == self.checksum => None,
            0 => Some(FaultKind::Damaged),
            _ => Some(FaultKind::CutOff),
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
            0 => return self.final_fault().map_or(Ok(0), |what| Err(self.record_fault(what))),
            count => count,
        };
        let expected = usize::try_from(self.left_bytes).map_or(count, |left| left.min(count));
        self.left_bytes -= expected as u64;
        self.read.update(&into[..expected]);
        // More than the archive says: what it says is yielded, then the entry is damaged.
        if expected < count {
            let error = self.record_fault(FaultKind::Damaged);
            return if expected == 0 { Err(error) } else { Ok(expected) };
        }
        Ok(expected)
    }
}
