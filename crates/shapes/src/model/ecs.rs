//! Types of the tables of `schema/shapes/ecs.toml`.

use super::common::{Key, Path, Slot};

/// Values of a field, and where they go.
#[derive(Debug)]
pub struct Mapping {
    pub from: Path,
    pub to: &'static [Slot],
    pub how: How,
    /// Numbers of the record types that it is for; all if there is none.
    pub types: &'static [i32],
    /// Operations that it is for; all if there is none.
    pub operations: &'static [&'static str],
    /// Whether it is for strict documents alone, or for those that are not.
    pub strict: Option<bool>,
}

/// How a value is put at its places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// It replaces what is there, and leaves `o365.audit`.
    Move,
    /// It replaces what is there.
    Copy,
    /// It is put where nothing is.
    Fill,
    /// It is put where nothing is, and then leaves `o365.audit`.
    Take,
    /// It is added to a list.
    Append,
    /// It is added to a list if it has exactly one `@`.
    Address,
    /// It is put where nothing is, if it has exactly one `@`.
    FillAddress,
    /// It is added to a list in `o365.audit`, under the name of the last step.
    Gather,
}

/// Kind, category, type and action of records of some types and operations.
#[derive(Debug)]
pub struct Event {
    pub types: &'static [i32],
    pub operations: &'static [&'static str],
    /// Values of `Category` of an alert: `*` for any that no event in front has.
    pub alert_categories: &'static [&'static str],
    /// For strict documents alone.
    pub strict: bool,
    pub kind: Option<&'static str>,
    pub category: &'static [&'static str],
    pub r#type: &'static [&'static str],
    pub action: Option<&'static str>,
}

/// A target that is divided at `@`.
#[derive(Debug)]
pub struct Split {
    pub from: Slot,
    pub email: Slot,
    pub name: Slot,
    pub domain: Slot,
}

/// Targets that are copied to another.
#[derive(Debug)]
pub struct Link {
    pub from: &'static [Slot],
    pub to: Slot,
}

/// A field that has another name in `o365.audit`.
#[derive(Debug)]
pub struct Rename {
    pub from: Key,
    pub to: &'static str,
    /// Only where its value is an object.
    pub objects: bool,
    pub types: &'static [i32],
}
