//! Types of the tables of flat shapes: those whose documents are rows.

use super::common::{Slot, Target};
use super::mapping::Rule;

/// A flat shape.
#[derive(Debug)]
pub struct Table {
    /// Fields that it reads by name.
    pub keys: &'static [&'static str],
    /// Its columns.
    pub targets: &'static [Target],
    /// How they are filled, in this order.
    pub rules: &'static [Rule<Code>],
    /// Record types that have a row; all if there is none.
    pub types: &'static [i32],
    /// Operations that have no row.
    pub without: &'static [&'static str],
    /// Columns that a row must have.
    pub needs: &'static [Slot],
    /// The column that takes the record itself.
    pub record: Option<(Slot, RecordForm)>,
    /// Fields that no column takes become columns of their own, with names in snake case.
    pub rest: bool,
    /// Files of it are CSV.
    pub is_csv: bool,
}

/// How a column holds a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordForm {
    /// As its JSON in text.
    Text,
    /// As an object with the type that Microsoft Graph gives it.
    Graph,
}

/// A part that is no mapping.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Code {
    /// The object of a command: of ASIM's audit events.
    AuditObject,
    /// The path that a file has come to: of ASIM's file events.
    TargetPath,
    /// The sentence of Timesketch.
    Message,
    /// The first of some columns that has a value, in another one, too.
    Alias(&'static [Slot], Slot),
}
