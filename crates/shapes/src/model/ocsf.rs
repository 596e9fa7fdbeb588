//! Types of the tables of `schema/shapes/ocsf.toml`.

use super::common::Slot;

/// A part that is no mapping.
#[derive(Debug, Clone, Copy)]
pub enum Code {
    FailedSignIn,
    SourceAddress,
    FilePath,
    Attachments,
    AlertEntity,
    NeededMail,
    PolicyRules,
}

/// A class of OCSF.
#[derive(Debug)]
pub struct Class {
    pub uid: i64,
    pub caption: &'static str,
    pub category_uid: i64,
    pub category: &'static str,
    pub activities: &'static [(i64, &'static str)],
    /// Groups of all its records.
    pub groups: &'static [usize],
    /// Attributes of which a record must have one of each.
    pub needs: &'static [&'static [Slot]],
    /// It has an actor by the profile `host` alone.
    pub actor_by_host: bool,
}

/// Records of a class.
#[derive(Debug)]
pub struct Route {
    pub class: usize,
    pub activity: i64,
    /// All types if there is none.
    pub types: &'static [i32],
    /// Operations; `*` at the end stands for any text.
    pub operations: &'static [&'static str],
    pub groups: &'static [usize],
    pub only: Option<Only>,
}

/// A condition on a record.
#[derive(Debug, Clone, Copy)]
pub enum Only {
    MfaAdded,
    MfaRemoved,
}

/// A profile, named by documents that have attributes of it.
#[derive(Debug)]
pub struct Profile {
    pub name: &'static str,
    pub when: &'static [Slot],
}

/// An attribute that is listed as an observable.
#[derive(Debug)]
pub struct Observable {
    pub slot: Slot,
    pub name: &'static str,
    pub id: i64,
    pub caption: &'static str,
}
