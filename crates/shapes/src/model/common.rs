//! What the tables of all shapes are made of: fields, places in documents, paths into records.

/// Number of a field of records among those that a shape reads by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Key(pub u16);

impl Key {
    /// A field that the shape does not read by name.
    pub const NONE: Key = Key(u16::MAX);
}

/// Number of a place in documents. Numbers follow the order in which documents are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Slot(pub u16);

/// A place in documents.
#[derive(Debug)]
pub struct Target {
    /// Keys from the document's root, divided by dots. A key with `[]` behind it holds a list of one object.
    pub path: &'static str,
    /// Kind of its values.
    pub kind: Kind,
    /// Its value is a list, whose items are told apart.
    pub is_list: bool,
}

/// Kind of the values of a place in documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text; numbers and truth values become text.
    Text,
    /// An integer; other values are left out.
    Integer,
    /// Text that is an IP address; other text is left out.
    Ip,
    /// A time, as ISO 8601 with milliseconds in UTC; other text is left out.
    Time,
    /// A time as milliseconds since 1970; other text is left out.
    Millis,
    /// A time as microseconds since 1970; other text is left out.
    Micros,
    /// A time in UTC with seven digits behind the second; other text is left out.
    Ticks,
    /// A mail address as OCSF has them; other text is left out.
    Email,
    /// A number; other values are left out.
    Real,
    /// A truth value, also from text; other values are left out.
    Bool,
    /// Text; lists and objects as their JSON in text.
    JsonText,
    /// Any JSON but null and what is empty.
    Json,
}

/// A value inside a record: a field, and steps from its value on.
#[derive(Debug)]
pub struct Path {
    /// The field.
    pub key: Key,
    /// Steps into its value.
    pub steps: &'static [Step],
}

/// A step from a value to one inside it.
#[derive(Debug)]
pub enum Step {
    /// To the member with a name. Of text that is the JSON of an object, to a member of that.
    Member(&'static str),
    /// To each item of a list. A value that is no list counts as a list of it.
    Items,
    /// To each item whose member of the first name has the second as its text.
    Where(&'static str, &'static str),
}
