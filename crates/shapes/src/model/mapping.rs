//! Mappings: which fields of a record a place in documents takes, and how.

use super::common::{Path, Slot};

/// A step on the way to a document; `C` names the parts of a shape that are no mapping.
#[derive(Debug)]
pub enum Rule<C: 'static> {
    Map(Mapping),
    Code(C),
}

/// Values of fields, and the place that they go to.
#[derive(Debug)]
pub struct Mapping {
    /// Alternatives: the first that has a value counts.
    pub from: &'static [Path],
    pub to: Slot,
    pub convert: Convert,
    /// The field stays among those that no place has taken, too.
    pub keeps: bool,
    /// One of these must hold, if there are any.
    pub when: &'static [Condition],
    /// None of these may hold.
    pub unless: &'static [Condition],
}

/// A place that must have a value, or a certain one.
#[derive(Debug)]
pub struct Condition {
    pub slot: Slot,
    pub is: Option<&'static str>,
}

/// How a value becomes that of a place.
#[derive(Debug)]
pub enum Convert {
    /// As the kind of the place.
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
    /// The name of a record type in Microsoft Graph.
    GraphType,
    /// The name of a member of an enum.
    Enum(&'static str),
    /// As [`Convert::Enum`], with a small first letter.
    CamelEnum(&'static str),
    /// `True` or `False`.
    Capital,
    /// The items of a list, with commas between them.
    Joined,
    /// Text with an `@`.
    At,
    /// The part in front of what stands in parentheses at the end.
    Outside,
    /// What stands in parentheses at the end.
    Inside,
    /// An address without its port and brackets.
    Address,
    /// The port behind an address.
    Port,
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
