//! Everything that a name can mean.

use super::path::{FieldPath, resolve_path};
use crate::find::{enum_named, record_type, record_type_named, schema_named};
use crate::generated::SHAREPOINT_OPERATIONS;
use crate::model::{Enum, RecordType, Schema};

/// A kind of thing that a name can mean, in the order in which a name is tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SubjectKind {
    /// A record type.
    RecordType,
    /// A schema or complex type.
    Schema,
    /// An enum.
    Enum,
    /// A field of any schema.
    Field,
    /// An operation of `SharePoint` records, the only ones that are known by name.
    Operation,
}

impl SubjectKind {
    /// Every kind, in order.
    pub const ALL: [SubjectKind; 5] =
        [Self::RecordType, Self::Schema, Self::Enum, Self::Field, Self::Operation];

    /// Returns the kind as a word of an option or a key: `record-type`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::RecordType => "record-type",
            other => other.words(),
        }
    }

    /// Returns the words for it in a sentence.
    pub fn words(self) -> &'static str {
        match self {
            Self::RecordType => "record type",
            Self::Schema => "schema",
            Self::Enum => "enum",
            Self::Field => "field",
            Self::Operation => "operation",
        }
    }
}

/// A thing in the schema.
#[derive(Debug, Clone)]
pub enum Subject {
    /// A record type.
    RecordType(&'static RecordType),
    /// A schema or complex type.
    Schema(&'static Schema),
    /// An enum.
    Enum(&'static Enum),
    /// A field, in each schema that defines it; never empty.
    Field(Vec<FieldPath>),
    /// An operation of `SharePoint` records.
    Operation(&'static str),
}

impl Subject {
    /// Returns its kind.
    pub fn kind(&self) -> SubjectKind {
        match self {
            Self::RecordType(_) => SubjectKind::RecordType,
            Self::Schema(_) => SubjectKind::Schema,
            Self::Enum(_) => SubjectKind::Enum,
            Self::Field(_) => SubjectKind::Field,
            Self::Operation(_) => SubjectKind::Operation,
        }
    }

    /// Returns the words for it in a sentence.
    pub fn words(&self) -> &'static str {
        match self {
            Self::Schema(schema) => schema.kind.words(),
            other => other.kind().words(),
        }
    }

    /// Returns the same words with their article.
    pub fn words_with_article(&self) -> String {
        let article = if matches!(self, Self::Enum(_) | Self::Operation(_)) { "an" } else { "a" };
        format!("{article} {}", self.words())
    }
}

/// Returns all meanings of `name`, in the order of [`SubjectKind`]; at most one of each kind.
pub fn find_subjects(name: &str) -> Vec<Subject> {
    let fields = resolve_path(name);
    let found = [
        record_type_called(name).map(Subject::RecordType),
        schema_named(name).map(|(_, schema)| Subject::Schema(schema)),
        enum_named(name).map(Subject::Enum),
        (!fields.is_empty()).then_some(Subject::Field(fields)),
        operation_named(name).map(Subject::Operation),
    ];
    found.into_iter().flatten().collect()
}

fn record_type_called(name: &str) -> Option<&'static RecordType> {
    // No name is a number, so a number that no type has is not looked for as a name.
    name.parse().map_or_else(|_| record_type_named(name), record_type)
}

fn operation_named(name: &str) -> Option<&'static str> {
    SHAREPOINT_OPERATIONS.iter().copied().find(|operation| operation.eq_ignore_ascii_case(name))
}
