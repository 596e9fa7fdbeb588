//! One table of Microsoft 365 audit activity in Delta Lake, on disk or in object storage.
//!
//! A [`Lake`] has three tables: `activity` with a row for each record, `ledger` with a row for each source unit that was
//! read, and `rejected` with input that is no record. Any engine that reads Delta reads them.
//!
//! - [`Importer`] appends. Each unit becomes visible whole or not at all, together with its row of the ledger. A record
//!   that is there, with the same Id and content, is not added again; one with the same Id and other content is. Several
//!   importers may work on one lake at the same time.
//! - [`Lake::snapshot`] lists the files of a version for whoever queries them; the crate `trail365-sql` does so with
//!   DataFusion.
//! - [`Lake::compact`], [`Lake::retain`] and [`Lake::vacuum`] keep it fast and small. [`Lake::verify`] compares every row
//!   with its hash, the log and the ledger. [`At`] opens it at an older version.
//!
//! Beside them stand the small tables of alerts ([`Side`]), as soon as there is one.
//!
//! All of [`Lake`] is async. Code without a runtime uses [`blocking::wait`]. An [`Importer`] reads an `io::Read` and
//! blocks.
//!
//! ```
//! use trail365_lake::blocking::wait;
//! use trail365_lake::{ImportOptions, Importer, Lake, Location};
//!
//! let folder = tempfile::tempdir()?;
//! let location = Location::parse(&folder.path().join("lake").to_string_lossy())?;
//! let lake = wait(Lake::open_or_create(&location))?;
//!
//! let mut importer = Importer::begin(lake, &ImportOptions::default())?;
//! let export = "{\"Id\":\"1\",\"Operation\":\"Send\"}\n{\"Id\":\"1\",\"Operation\":\"Send\"}\nnot a record\n";
//! importer.import_unit("export.jsonl", export.as_bytes(), &mut |_| ())?;
//! let unit = importer.finish()?.units.remove(0);
//! assert_eq!((unit.rows_read, unit.rows_added, unit.duplicates, unit.rejected), (3, 1, 1, 1));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # The format of a lake
//!
//! The table property `trail365.format` of `activity` has its version, today 2. It names the rule of the content hash:
//! lakes of version 1, and those without the property, keep the first rule until [`Lake::upgrade`] rewrites their rows. A
//! lake with a newer version is refused. Columns that are new in a build are added to the
//! log by its next writer. Tables keep Delta's reader version 1 and writer version 2, without table features, so that every
//! reader of Delta takes them.
//!
//! # Folders
//!
//! From the ground up; none uses one that stands after it: `error`, `blocking`, `storage` (where files lie), `words`
//! (which words records have), `file` (Parquet), `table` (a Delta table), `ledger` (the tables that follow `activity`),
//! `lake`, `alerts`, then side by side `snapshot`, `import` and `upkeep`.

mod alerts;
pub mod blocking;
mod error;
mod file;
mod import;
mod lake;
mod ledger;
mod snapshot;
mod storage;
mod table;
mod upkeep;
mod words;

pub use alerts::{Recipient, Side, SideTable, alert_schema, note_schema};
pub use error::{Error, ErrorKind, Result};
pub use file::{batch_rows, has_bloom_filter};
pub use import::{ImportOptions, Imported, Importer, Progress, UnitNotice, Workload};
pub use lake::Lake;
pub use ledger::{Content, ContentFound, ContentSince, Entry, Mark, Reason};
pub use snapshot::{Snapshot, TableSnapshot};
pub use storage::Location;
pub use table::{At, DataFile, Footers};
pub use upkeep::{Compacted, Finding, Info, PlannedCompaction, Retained, Upgraded, Vacuumed, Verified};
pub use words::{FileWords, Phrase, TextCondition};
