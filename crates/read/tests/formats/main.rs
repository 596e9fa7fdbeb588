//! Inputs and what comes out of them.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a failed test may panic")]

mod archive;
mod cases;
mod compression;
mod csv;
mod encodings;
mod export;
mod limits;
mod lines;
mod mutations;
mod notices;
mod pages;
mod properties;
mod refused;
mod sources;
mod values;
mod wrappers;

use std::io::{self, Read};

use trail365_read::{Error, Format, Item, ItemKind, Limits, Reader};

/// An item as text: its line, `record` or the reason, its bytes. Its wrapper is left out: `wrappers` has that.
fn text(item: Item<'_>) -> String {
    let (what, bytes) = match item.kind {
        ItemKind::Record(bytes) => ("record".to_string(), bytes),
        ItemKind::Rejected { reason, bytes } => (format!("{reason:?}"), bytes),
    };
    let between = if bytes.is_empty() { "" } else { " " };
    format!("{} {what}{between}{}", item.line, String::from_utf8_lossy(bytes))
}

fn items(input: impl Read, limits: Limits) -> Result<(Format, Vec<String>), Error> {
    let mut reader = Reader::with_limits(input, limits)?;
    let mut items = Vec::new();
    while let Some(item) = reader.next()? {
        items.push(text(item));
    }
    Ok((reader.format(), items))
}

/// Reads `input` whole and in small pieces, which must not matter.
fn items_in_pieces(input: &[u8], limits: Limits) -> Result<(Format, Vec<String>), Error> {
    let whole = items(input, limits);
    for size in 1..=7 {
        let pieces = items(Pieces { rest: input, size }, limits);
        let (whole, pieces) = (format!("{whole:?}"), format!("{pieces:?}"));
        assert_eq!(whole, pieces, "in pieces of {size} bytes: {}", String::from_utf8_lossy(input));
    }
    whole
}

fn check_limited(input: impl AsRef<[u8]>, record_bytes: usize, format: Format, expected: &[&str]) {
    let input = input.as_ref();
    let (found, items) = items_in_pieces(input, Limits { record_bytes, ..Limits::default() }).unwrap();
    assert_eq!(items, expected, "{}", String::from_utf8_lossy(input));
    assert_eq!(found, format, "{}", String::from_utf8_lossy(input));
}

fn check(input: impl AsRef<[u8]>, format: Format, expected: &[&str]) {
    check_limited(input, Limits::default().record_bytes, format, expected);
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
