//! The kinds of thing that a name can mean.

// The comments are help that people read, where backticks around names are in the way.
#![allow(clippy::doc_markdown)]

use clap::ValueEnum;
use serde::Serialize;

/// A kind of thing, in the order in which a name is tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A record type: one value of RecordType
    RecordType,
    /// A schema: the fields of a record, or of an object inside one (a complex type)
    Schema,
    /// An enum: the named values of a field
    Enum,
    /// A field of any schema
    Field,
    /// An operation of SharePoint records, the only ones that are known by name
    Operation,
}

impl Kind {
    /// Its name in a sentence.
    pub fn words(self) -> &'static str {
        match self {
            Self::RecordType => "record type",
            Self::Schema => "schema",
            Self::Enum => "enum",
            Self::Field => "field",
            Self::Operation => "operation",
        }
    }

    /// Its name as a value of `--kind`.
    pub fn argument(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }
}
