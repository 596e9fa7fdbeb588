//! Types of the tables of `schema/shapes/ocsf.toml`.

use super::common::{Path, Slot};

/// A step of a group.
#[derive(Debug)]
pub enum Rule {
    Map(Mapping),
    Code(Code),
}

/// Values of fields, and the attribute that they go to.
#[derive(Debug)]
pub struct Mapping {
    /// Alternatives: the first that has a value counts.
    pub from: &'static [Path],
    pub to: Slot,
    pub convert: Convert,
    /// The field stays in `unmapped`, too.
    pub keeps: bool,
    /// One of these must hold, if there are any.
    pub when: &'static [Condition],
    /// None of these may be there.
    pub unless: &'static [Slot],
}

/// An attribute that must be there, or have a value.
#[derive(Debug)]
pub struct Condition {
    pub slot: Slot,
    pub is: Option<&'static str>,
}

/// How a value becomes that of an attribute.
#[derive(Debug)]
pub enum Convert {
    /// As the kind of the attribute.
    Plain,
    /// In small letters.
    Lower,
    /// The part behind the only `@`.
    Domain,
    /// The host of a URL.
    Host,
    /// The last part of a path or URL.
    Segment,
    /// The parts between commas.
    Commas,
    /// The texts of a JSON text: `"a"`, `["a","b"]`.
    Quoted,
    /// A list of names and values as an object.
    Pairs,
    /// A list of one fingerprint.
    Sha256,
    /// The name of a record type.
    RecordType,
    /// Whether it begins with a text.
    Begins(&'static str),
    /// The text of an XML element.
    Element(&'static str),
    /// JSON that no field stands behind.
    Constant(&'static str),
    /// Its number, and where its caption goes.
    Number(&'static Map, Option<Slot>),
    /// Its caption.
    Caption(&'static Map),
}

/// Numbers and captions of texts.
#[derive(Debug)]
pub struct Map {
    /// Texts in small letters; `*` at an end stands for any text.
    pub rows: &'static [(&'static str, i64, &'static str)],
    /// Those of any other text; without a caption the text is its own.
    pub other: (i64, Option<&'static str>),
}

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
