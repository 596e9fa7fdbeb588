//! The published schema of the Microsoft 365 unified audit log, as static data.
//!
//! The facts live in the folder `schema/` of the repository, one file a schema; `cargo xtask codegen` turns them
//! into the tables here. Nothing is read at run time. The words for what records say ([`glossary`]) are texts in the program,
//! cut into rows when they are first asked for.
//!
//! ```
//! let sign_in = trail365_schema::record_type(15).unwrap();
//! assert_eq!(sign_in.name, "AzureActiveDirectoryStsLogon");
//! let schema = sign_in.schema.unwrap().get();
//! assert!(schema.all_fields().any(|(_, field)| field.name == "LogonError"));
//! ```

pub mod describe;
mod find;
mod generated;
pub mod glossary;
mod model;
mod operation_key;
mod snake;

pub use find::{column_of, enum_named, record_type, record_type_named, schema_named, table_named};
pub use generated::{
    COLUMNS, CONTENT_TYPES, ENUMS, OFFICE_ACTIVITY, RECORD_TYPES, SCHEMAS, SHAREPOINT_OPERATIONS, SOURCE,
    TABLES,
};
pub use model::{
    Column, Enum, EnumId, Evidence, Field, Member, OfficeColumn, OfficeKind, Origin, RecordType, Schema,
    SchemaId, SchemaKind, Source, Table, TableColumn, Type,
};
pub use snake::snake_case;
