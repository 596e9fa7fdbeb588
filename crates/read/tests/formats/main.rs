//! Inputs and what comes out of them.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a failed test may panic")]

mod archive;
mod beside;
mod carriers;
mod cases;
mod compression;
mod cover;
mod csv;
mod cuts;
mod damage;
mod encodings;
mod envelopes;
mod export;
mod field;
mod graph;
mod later;
mod limits;
mod lines;
mod mutations;
mod nested;
mod notices;
mod pages;
mod prefixes;
mod properties;
mod record_cells;
mod refused;
mod repairs;
mod sources;
mod tables;
mod tar;
mod text_columns;
mod values;
mod wrappers;

use std::io::{self, Read};

use trail365_read::{Error, Format, Item, ItemKind, Limits, LooksLike, Reader, Reason};

/// An item as text: its line, `record` or the reason, its bytes. Its wrapper is left out: `wrappers` has that. `NoRecord`
/// alone stands for an object that looks like nothing known, as the small ones do that tests of splitting have.
fn text(item: Item<'_>) -> String {
    let (what, bytes) = match item.kind {
        ItemKind::Record(bytes) => ("record".to_string(), bytes),
        ItemKind::Rejected { reason: Reason::NoRecord { looks_like: LooksLike::Other }, bytes } => {
            ("NoRecord".to_string(), bytes)
        }
        ItemKind::Rejected { reason, bytes } => (format!("{reason:?}"), bytes),
    };
    let between = if bytes.is_empty() { "" } else { " " };
    format!("{} {what}{between}{}", item.line, String::from_utf8_lossy(bytes))
}

/// Reports whether an item is an object that was read whole: a record, or a small object in place of one.
fn is_object(item: &Item<'_>) -> bool {
    matches!(item.kind, ItemKind::Record(_) | ItemKind::Rejected { reason: Reason::NoRecord { .. }, .. })
}

/// What an input holds, and what ended it if not its end.
#[derive(Debug)]
struct Content {
    format: Option<Format>,
    items: Vec<String>,
    error: Option<Error>,
}

impl Content {
    fn of(input: impl Read, limits: Limits) -> Self {
        let mut items = Vec::new();
        let mut reader = match Reader::with_limits(input, limits) {
            Ok(reader) => reader,
            Err(error) => return Content { format: None, items, error: Some(error) },
        };
        let error = loop {
            match reader.next() {
                Ok(Some(item)) => items.push(text(item)),
                Ok(None) => break None,
                Err(error) => break Some(error),
            }
        };
        Content { format: Some(reader.format()), items, error }
    }

    fn whole(self) -> Result<(Format, Vec<String>), Error> {
        match self.error {
            Some(error) => Err(error),
            None => Ok((self.format.unwrap(), self.items)),
        }
    }
}

fn items(input: impl Read, limits: Limits) -> Result<(Format, Vec<String>), Error> {
    Content::of(input, limits).whole()
}

/// Reads `input` whole and in small pieces, which must not matter.
fn items_in_pieces(input: &[u8], limits: Limits) -> Result<(Format, Vec<String>), Error> {
    let whole = Content::of(input, limits);
    for size in 1..=7 {
        let pieces = Content::of(Pieces { rest: input, size }, limits);
        let (whole, pieces) = (format!("{whole:?}"), format!("{pieces:?}"));
        assert_eq!(whole, pieces, "in pieces of {size} bytes: {}", String::from_utf8_lossy(input));
    }
    whole.whole()
}

#[track_caller]
fn check_limited(input: impl AsRef<[u8]>, record_bytes: usize, format: Format, expected: &[&str]) {
    let input = input.as_ref();
    let (found, items) = items_in_pieces(input, Limits { record_bytes, ..Limits::default() }).unwrap();
    assert_eq!(items, expected, "{}", String::from_utf8_lossy(input));
    assert_eq!(found, format, "{}", String::from_utf8_lossy(input));
}

#[track_caller]
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
