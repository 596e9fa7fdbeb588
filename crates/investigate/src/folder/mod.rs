//! The report as a folder that is written whole or not at all, and can be verified.
//!
//! - `report.html`, `report.md`, `report.json`: the report,
//! - `timeline.csv`, `timeline.xlsx`, `messages.csv`, `indicators.csv`, `indicators.stix.json`: what others ask for by name,
//! - `tables/`: all other tables as CSV, and `tables.xlsx` with all tables,
//! - `queries.sql`: the SQL behind the tables,
//! - `records.jsonl`: the cited records as they were read; `sources.sha256`: the hashes of the files that they came from,
//! - `manifest.json`: how the report was made, and the hash of each file; `SHA256SUMS`: the same hashes for `sha256sum --check`.

mod content;
mod error;
mod manifest;
mod name;
mod verify;
mod write;

pub use error::{FolderError, Result};
pub use manifest::{FileEntry, MANIFEST, Manifest, RunFacts, SUMS};
pub use name::suggest_name;
pub use verify::{Verification, read_manifest, verify_report};
pub use write::{Written, write_report};
