//! One Delta table of Microsoft 365 audit activity.
mod cloud;
mod error;
mod file;
mod import;
mod lake;
mod ledger;
mod location;
mod rows;
mod scan;
mod store_file;
mod stored;
mod table;
mod upkeep;

pub use error::{Error, ErrorKind, Result};
pub use import::{ImportOptions, Imported, Importer, Progress, Workload};
pub use lake::Lake;
pub use ledger::{Entry, Reason};
pub use location::Location;
pub use scan::{LakeTable, Tables};
pub use table::At;
pub use upkeep::{Compacted, Finding, Info, Retained, Vacuumed, Verified};
