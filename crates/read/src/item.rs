//! What a reader yields: records and rejected pieces.

use std::fmt;

use crate::wrapper::Wrapper;

/// One piece of the input, with its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Item<'a> {
    /// The line where the piece begins, counted from 1 in line feeds. In CSV, the line where its row begins.
    pub line: u64,
    /// The byte where the piece begins, from 0, in the text as it is without compression and in UTF-8. In CSV, that
    /// of its row; of an element of a page, that of the element.
    pub offset: u64,
    /// What the record was carried in. The line is that of the wrapper then.
    pub wrapper: Wrapper,
    /// The record, or why there is none.
    pub kind: ItemKind<'a>,
}

/// A record, or a piece of the input that is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemKind<'a> {
    /// The bytes of one record as they stand in the input; from CSV, the cell without its quoting; from a
    /// wrapper's string, the text without its escapes. They begin with `{`, and no more is promised: a JSON Lines record may be cut off, any record may be invalid inside.
    Record(&'a [u8]),
    /// A piece that holds no record.
    Rejected {
        /// Why.
        reason: Reason,
        /// The piece, as much of it as is at hand: at most [`Limits::record_bytes`](crate::Limits) and
        /// [`Limits::reject_bytes`](crate::Limits) of a longer one, and a [`Notice`](crate::Notice) says how much more
        /// there was.
        /// From CSV, the row as it stands in the input; of a wrapper, all of it.
        bytes: &'a [u8],
    },
}

/// Why a piece of the input is not yielded as a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Reason {
    /// A line of JSON Lines, or an `AuditData` cell, that begins with something else than `{`.
    NotAnObject,
    /// A line of JSON Lines that begins an array and does not end it.
    ArrayNotClosedOnLine,
    /// Other text between the records of a JSON stream; one item for all of it up to the next record.
    StrayText,
    /// An object that is still open where the next line begins another record, or where its row of CSV ends.
    NotClosed,
    /// An object that is still open at the end of the input.
    CutOff,
    /// Fewer closing than opening array brackets at the end of the input. All records before it were yielded.
    ArrayNotClosed,
    /// A record longer than the limit, [`Limits::record_bytes`](crate::Limits). It was passed over unread.
    TooLarge {
        /// The limit.
        limit_bytes: usize,
    },
    /// A CSV row or a wrapper whose `AuditData` is empty, blank or null.
    EmptyAuditData,
    /// A CSV row that ends before the column that holds its record.
    NoAuditData,
    /// The same as [`Reason::EmptyAuditData`] in another wrapper.
    EmptyInner {
        /// The wrapper.
        wrapper: Wrapper,
    },
    /// A wrapper whose value is neither an object nor a string that begins with `{`.
    InnerNotAnObject {
        /// The wrapper.
        wrapper: Wrapper,
    },
    /// A wrapper whose value is what PowerShell's `ConvertTo-Json` writes for an object that is deeper than its
    /// `-Depth`: `System.Object[]`, `@{Name=...}`. The record is lost.
    DepthLimited {
        /// The wrapper.
        wrapper: Wrapper,
    },
    /// A CSV row whose record ends where Excel cuts cells short, at 32,767 characters.
    CellCutShort {
        /// How many characters are left, in units of UTF-16.
        chars: u32,
    },
    /// A row with other columns than its table has.
    ColumnCount {
        /// How many the table has.
        expected: u32,
        /// How many the row has.
        found: u32,
    },
    /// A row of a table that has no record.
    NoRecord,
    /// A wrapper whose key stands in it twice, with different values.
    Doubled {
        /// The wrapper.
        wrapper: Wrapper,
    },
    /// A wrapper, page or row that is no JSON to its end: it was cut off, or something was joined to it, and what it
    /// carries cannot be told from that.
    Torn,
    /// An entry of the list of content that the Management Activity API gives, instead of a record of that content.
    ContentListing,
}

impl Reason {
    /// Returns the reason in a few words of a closed set. Unlike the `Display` text they hold no numbers of the input, so
    /// that counting pieces by them stays bounded whatever the input holds.
    pub fn summary(self) -> &'static str {
        match self {
            Reason::NotAnObject => "no JSON object",
            Reason::ArrayNotClosedOnLine => "array not closed on its line",
            Reason::StrayText => "text between records",
            Reason::NotClosed => "object not closed before the next record",
            Reason::CutOff => "cut off at end of input",
            Reason::ArrayNotClosed => "array not closed at end of input",
            Reason::TooLarge { .. } => "larger than the limit",
            Reason::EmptyAuditData => "empty AuditData",
            Reason::NoAuditData => "row ends before its AuditData column",
            Reason::EmptyInner { .. } => "empty wrapper",
            Reason::InnerNotAnObject { .. } => "no JSON object in its wrapper",
            Reason::DepthLimited { .. } => "PowerShell value in place of the record",
            Reason::CellCutShort { .. } => "cut short by a spreadsheet",
            Reason::ColumnCount { .. } => "other number of columns than the table",
            Reason::NoRecord => "no audit record in the row",
            Reason::Doubled { .. } => "two different records in one wrapper",
            Reason::Torn => "torn wrapper or row",
            Reason::ContentListing => "listing of content",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Reason::NotAnObject => "does not begin with `{`: no JSON object",
            Reason::ArrayNotClosedOnLine => {
                "array not closed on its line: in JSON Lines a line holds whole records"
            }
            Reason::StrayText => "text between records that is no JSON object",
            Reason::NotClosed => "object not closed before the next record begins",
            Reason::CutOff => "cut off at end of input: object not closed, export or copy it again",
            Reason::ArrayNotClosed => {
                "array not closed at end of input: records may be missing, export or copy it again"
            }
            Reason::TooLarge { limit_bytes } => {
                return write!(f, "larger than {limit_bytes} bytes, the most that is read as one record");
            }
            Reason::EmptyAuditData => "empty AuditData",
            Reason::NoAuditData => "row ends before its AuditData column",
            Reason::EmptyInner { wrapper } => return write!(f, "empty {wrapper}"),
            Reason::InnerNotAnObject { wrapper } => return write!(f, "{wrapper} holds no JSON object"),
            Reason::CellCutShort { chars } => {
                return write!(
                    f,
                    "cut short to {chars} characters, the most in a cell of Excel: use the file as it was exported"
                );
            }
            Reason::ColumnCount { expected, found } => {
                return write!(f, "{found} columns in a table of {expected}");
            }
            Reason::NoRecord => "a row of a table that holds no audit record",
            Reason::Doubled { wrapper } => {
                return write!(f, "{wrapper} stands twice in it, with different values");
            }
            Reason::Torn => "a wrapper or row that is no JSON to its end: cut off, or joined with something else",
            Reason::ContentListing => {
                "a listing of content, not the content: fetch what its contentUri names, and read that"
            }
            Reason::DepthLimited { wrapper } => {
                return write!(
                    f,
                    "{wrapper} holds a PowerShell value in place of the record: exported without -Depth"
                );
            }
        })
    }
}
