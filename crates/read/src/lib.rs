//! Finds units that hold audit records, and splits them into raw records: one JSON object each, with its place.
//!
//! [`sources`] goes through files, folders, patterns, zip archives and standard input, unit by unit. [`Reader`] splits
//! one unit. It recognizes the format by the content, never by a file's name:
//!
//! - JSON Lines: one object a line. A broken line never affects its neighbours.
//! - JSON: arrays of objects and single objects, pretty-printed or compact, one or many after the other. Outer
//!   brackets and commas that a merge left behind are skipped.
//! - CSV with a column `AuditData`, `auditData` or `RawEventData`, as the audit search, Microsoft Graph and Defender
//!   export it, separated by commas, semicolons or tabs.
//! - Tables whose columns are the fields of records: `OfficeActivity` of Microsoft Sentinel and Log Analytics, custom
//!   tables with types at the ends of names, CSV with JSON or text in its cells. A row becomes a record again.
//!
//! It recognizes the layers around the records, too:
//!
//! - Text is UTF-8, UTF-16, or of a code page, which is guessed with a notice or named by the caller; see
//!   [`Encoding`].
//! - Text may be compressed with gzip or zstd, up to three times over; see [`Compression`]. Data that is cut off or
//!   damaged is an error after the records before it.
//! - An object may carry a record instead of being one, a few levels deep; see [`Wrapper`]. The record comes out as it
//!   stood, but for what Graph has added and for what only its envelope says. An object with `CreationTime` and
//!   `Operation` is a record, whatever else it has; one with less is known by other fields that all records have.
//! - An object of no known kind is searched for records, whatever its keys. One that has none is rejected and named for
//!   what it looks like; see [`LooksLike`].
//! - Pages of Microsoft Graph, and answers of hunting queries, of Elastic and of Log Analytics, yield their elements,
//!   whatever their size, and also when they are cut off. So does an object without any key of a record that has an
//!   array under any key, if its first element is recognized.
//!
//! Reading streams: memory is bounded by [`Limits::record_bytes`] and, for zstd, twice the 128 MiB that its data may
//! refer back, whatever the input's size. Nothing is dropped silently. A piece without a record comes as
//! [`ItemKind::Rejected`] with its line, a [`Reason`] and its bytes, and [`Reader::notices`] says what an input as a
//! whole lacks. Records are found by their brackets, not parsed: whether a record is valid JSON inside is for the
//! parser to report.
//!
//! ```
//! use trail365_read::{Format, ItemKind, Reader};
//!
//! let export = "{\"Operation\":\"A\"}\nnot a record\n{\"Operation\":\"B\"}\n";
//! let mut reader = Reader::new(export.as_bytes())?;
//! assert_eq!(reader.format(), Format::JsonLines);
//!
//! let (mut records, mut rejected) = (Vec::new(), Vec::new());
//! while let Some(item) = reader.next()? {
//!     match item.kind {
//!         ItemKind::Record(bytes) => records.push((item.line, bytes.to_vec())),
//!         ItemKind::Rejected { reason, .. } => rejected.push((item.line, reason.to_string())),
//!     }
//! }
//! assert_eq!(records, [(1, b"{\"Operation\":\"A\"}".to_vec()), (3, b"{\"Operation\":\"B\"}".to_vec())]);
//! assert_eq!(rejected, [(2, "does not begin with `{`: no JSON object".to_string())]);
//! # Ok::<(), trail365_read::Error>(())
//! ```

// The folders stand upon each other in this order, and a lower one never uses a higher one: code_page, item, format, error,
// notice; input and sources, which handle bytes; json, table, unwrap, which handle objects; split; reader.
mod code_page;
mod error;
mod format;
mod input;
mod item;
mod json;
mod limits;
mod notice;
mod reader;
mod sources;
mod split;
mod table;
mod unwrap;

pub use code_page::CodePage;
pub use error::{Error, ErrorKind};
pub use format::{Compression, Encoding, Format, UnknownEncoding};
pub use item::{Completeness, Item, ItemKind, LooksLike, Reason, Wrapper};
pub use limits::Limits;
pub use notice::{Merge, MergedNotice, MergedNotices, Notice, NoticeKind};
pub use reader::Reader;
pub use sources::{Source, Sources, Unread, sources};
