//! One table of Microsoft 365 audit activity in Delta Lake, on disk or in object storage.
//!
//! A [`Lake`] has three tables: `activity` with a row for each record, `ledger` with a row for each source unit that was
//! read, and `rejected` with what is no record. Any engine that reads Delta reads them.
//!
//! - [`Importer`] appends: what it reads becomes visible unit by unit, each whole or not at all, together with its row of
//!   the ledger. A record that is there, with the same Id and content, is not added again; one with the same Id and other
//!   content is. Several importers may work on one lake at once.
//! - [`Lake::snapshot`] lists the files of a version for whoever queries them; the crate `trail365-sql` does so with
//!   DataFusion.
//! - [`Lake::compact`], [`Lake::retain`] and [`Lake::vacuum`] keep it fast and small, [`Lake::verify`] holds every row
//!   against its hash, the log and the ledger, and [`At`] opens it as it was.
//!
//! ```
//! use trail365_lake::{ImportOptions, Importer, Lake, Location};
//!
//! let folder = tempfile::tempdir()?;
//! let location = Location::parse(&folder.path().join("lake").to_string_lossy())?;
//! let runtime = tokio::runtime::Runtime::new()?;
//! let mut lake = runtime.block_on(Lake::open_or_create(&location))?;
//!
//! let mut importer = Importer::begin(&mut lake, runtime.handle().clone(), &ImportOptions::default())?;
//! let export = "{\"Id\":\"1\",\"Operation\":\"Send\"}\n{\"Id\":\"1\",\"Operation\":\"Send\"}\nnot a record\n";
//! importer.unit("export.jsonl", export.as_bytes(), &mut |_| ())?;
//! let unit = importer.finish()?.units.remove(0);
//! assert_eq!((unit.rows_read, unit.rows_added, unit.duplicates, unit.rejected), (3, 1, 1, 1));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod cloud;
mod data_reader;
mod decoded;
mod disk;
mod error;
mod file;
mod import;
mod lake;
mod ledger;
mod location;
mod mark;
mod rows;
mod snapshot;
mod store_file;
mod stored;
mod table;
mod upkeep;

pub use decoded::batch_rows;
pub use error::{Error, ErrorKind, Result};
pub use import::{ImportOptions, Imported, Importer, Progress, Workload};
pub use lake::Lake;
pub use ledger::{Content, ContentFound, ContentSince, Entry, Reason};
pub use location::Location;
pub use mark::Mark;
pub use snapshot::{Snapshot, TableSnapshot};
pub use stored::DataFile;
pub use table::At;
pub use upkeep::{Compacted, Finding, Info, Retained, Vacuumed, Verified};
