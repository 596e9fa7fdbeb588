//! Tables whose columns are the fields of records, one record a row: each row becomes a record again.
//!
//! - `OfficeActivity` of Microsoft Sentinel and Log Analytics, whose columns have other names than the fields of the
//!   Management Activity API (`data/office_activity.csv`) and whose lists are JSON in text; the custom tables of
//!   function apps, whose names end in the type (`Workload_s`).
//! - CSV whose header names fields: cells are JSON (ddbnl's collector), or text (the Extractor Suite with
//!   `-AuditDataOnly`). In text the type of a value is lost, so that every value is a string.

mod column;
mod compose;
mod layout;
mod office;
mod rows;
mod time;
mod value;

pub(crate) use column::Form;
pub(crate) use layout::layout;
pub(crate) use office::{Office, TABLE};
pub(crate) use rows::Rows;
