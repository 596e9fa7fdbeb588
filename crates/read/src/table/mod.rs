//! Tables whose columns are the fields of records, one record a row: each row becomes a record again.
//!
//! - `OfficeActivity` of Microsoft Sentinel and Log Analytics, whose columns have other names than the fields of the
//!   Management Activity API ([`trail365_schema::OFFICE_ACTIVITY`]) and whose lists are JSON in text; the custom tables of
//!   function apps, whose names end in the type (`Workload_s`).
//! - CSV whose header names fields: cells are JSON (ddbnl's collector), or text (the Extractor Suite with
//!   `-AuditDataOnly`). In text the type of a value is lost, so that every value is a string, but objects and arrays in
//!   fields that may have them.
//! - Exports of Elastic's module, whose columns are `o365.audit.` and the name of a field.
//! - `CopilotActivity`, `LLMActivity` and `PowerBIActivity` of Microsoft Sentinel, which rename other fields.

mod columns;
mod fields;
mod record;
pub(crate) mod value;

pub(crate) use columns::{Layout, NameForm, find_layout};
pub(crate) use fields::{FieldForm, PathForm, field_form, path_form};
pub(crate) use record::{Compose, Office, TABLE, lost_fields};
pub(crate) use value::is_depth_limited;
