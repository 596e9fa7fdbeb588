//! The text of a blob, piece by piece: a JSON array, and what faults make of it.

use std::io;

use super::blob::Blob;
use super::elements::BlobRest;
use super::source::Feed;

/// Harm that a fault does to the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Harm {
    /// It ends in the middle of this element, and the connection with it.
    Cut(usize),
    /// Eight bytes in the middle of this element become NUL, which no JSON has.
    Corrupt(usize),
}

/// The text of a blob.
#[derive(Clone)]
pub(crate) struct BlobText {
    rest: Option<BlobRest>,
    written: usize,
    harm: Option<Harm>,
}

impl BlobText {
    /// Makes the text of a blob from its start.
    pub(crate) fn new(feed: &Feed, blob: &Blob, harm: Option<Harm>) -> Self {
        Self { rest: Some(BlobRest::of_blob(feed, blob)), written: 0, harm }
    }

    /// Returns the number of elements that are still to come.
    pub(crate) fn element_count(&self) -> usize {
        self.rest.as_ref().map_or(0, BlobRest::element_count)
    }

    /// Writes about `target` bytes more, whole elements; false when the text is complete.
    ///
    /// # Errors
    /// Where the text is cut off.
    pub(crate) fn write_some(&mut self, feed: &Feed, out: &mut Vec<u8>, target: usize) -> io::Result<bool> {
        let Some(rest) = self.rest.take() else { return Ok(false) };
        let end = out.len() + target;
        let mut elements = rest.into_elements(feed);
        while out.len() < end {
            let Some(element) = elements.next() else {
                out.extend_from_slice(if self.written == 0 { b"[]" } else { b"]" });
                return Ok(false);
            };
            out.push(if self.written == 0 { b'[' } else { b',' });
            let start = out.len();
            element.write_json(feed, out);
            self.apply_harm(start, out)?;
            self.written += 1;
        }
        self.rest = Some(elements.into_rest());
        Ok(true)
    }

    /// Does the harm to the element that starts here, if it is the one.
    fn apply_harm(&self, start: usize, out: &mut Vec<u8>) -> io::Result<()> {
        let middle = start + (out.len() - start) / 2;
        match self.harm {
            Some(Harm::Cut(at)) if at == self.written => {
                // The bytes before the cut are sent: a reader must not take them for all.
                out.truncate(middle);
                Err(io::Error::new(io::ErrorKind::ConnectionAborted, "cut off by plan"))
            }
            Some(Harm::Corrupt(at)) if at == self.written => {
                // The length stays, so nothing but the content tells.
                let end = out.len().min(middle + 8);
                out[middle..end].fill(0);
                Ok(())
            }
            _ => Ok(()),
        }
    }
}
