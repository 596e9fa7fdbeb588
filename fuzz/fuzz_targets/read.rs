//! Any bytes: never a panic, the same items however the input comes in pieces, records begin with a bracket, every item
//! within its limit and in the order of lines.
#![no_main]

use std::io::{self, Read};

use libfuzzer_sys::fuzz_target;
use trail365_read::{Error, ItemKind, Limits, Reader};

const LIMITS: Limits = Limits { record_bytes: 300, reject_bytes: 100 };

fuzz_target!(|bytes: &[u8]| {
    let Some((&size, input)) = bytes.split_first() else { return };
    let whole = items(input);
    let pieces = items(Pieces { rest: input, size: usize::from(size).max(1) });
    assert_eq!(format!("{whole:?}"), format!("{pieces:?}"));
});

/// The items and notices of an input, as text.
fn items(input: impl Read) -> Result<Vec<String>, Error> {
    let mut reader = Reader::with_limits(input, LIMITS)?;
    let (mut items, mut before) = (Vec::new(), 0);
    while let Some(item) = reader.next()? {
        assert!(item.line >= before, "lines go back from {before} to {}", item.line);
        before = item.line;
        match item.kind {
            ItemKind::Record(record) => assert!(record.starts_with(b"{")),
            ItemKind::Rejected { bytes, .. } => assert!(bytes.len() <= LIMITS.reject_bytes),
        }
        items.push(format!("{item:?}"));
    }
    assert!(reader.next()?.is_none(), "nothing comes after the end");
    items.extend(reader.notices().iter().map(ToString::to_string));
    Ok(items)
}

/// Gives at most `size` bytes a read.
struct Pieces<'a> {
    rest: &'a [u8],
    size: usize,
}

impl Read for Pieces<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let size = self.size.min(into.len());
        self.rest.read(&mut into[..size])
    }
}
