//! Tables of the report as files: CSV for programs, workbooks for people, indicators for other tools.

mod csv;
mod files;
mod queries;
mod records;
mod sheet_names;
mod stix;
mod xlsx;

pub use csv::write_csv;
pub use files::{FileTable, TableFiles, table_files};
pub use queries::write_queries;
pub use records::write_records;
pub use stix::indicators_bundle;
pub use xlsx::{write_workbook, xlsx_io_error};
