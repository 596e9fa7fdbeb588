//! Everything that a name can mean.

use trail365_schema::{
    Enum, Kind as SchemaKind, RecordType, SHAREPOINT_OPERATIONS, Schema, enum_named, record_type,
    record_type_named, schema_named,
};

use super::Kind;
use super::path::{self, Hit};

/// A thing in the schema.
pub enum Subject {
    /// A record type.
    RecordType(&'static RecordType),
    /// A schema or complex type.
    Schema(&'static Schema),
    /// An enum.
    Enum(&'static Enum),
    /// A field, in each schema that defines it; never empty.
    Field(Vec<Hit>),
    /// An operation of `SharePoint` records.
    Operation(&'static str),
}

impl Subject {
    /// Which kind of thing it is.
    pub fn kind(&self) -> Kind {
        match self {
            Self::RecordType(_) => Kind::RecordType,
            Self::Schema(_) => Kind::Schema,
            Self::Enum(_) => Kind::Enum,
            Self::Field(_) => Kind::Field,
            Self::Operation(_) => Kind::Operation,
        }
    }

    /// What to call it in a sentence.
    pub fn words(&self) -> &'static str {
        match self {
            Self::Schema(schema) => schema_words(schema),
            other => other.kind().words(),
        }
    }

    /// The same with its article.
    pub fn words_with_article(&self) -> String {
        let article = if matches!(self, Self::Enum(_) | Self::Operation(_)) { "an" } else { "a" };
        format!("{article} {}", self.words())
    }
}

/// What to call a schema in a sentence.
pub fn schema_words(schema: &Schema) -> &'static str {
    match schema.kind {
        SchemaKind::Record => "schema",
        SchemaKind::Complex => "complex type",
    }
}

/// What a schema describes, in one word.
pub fn schema_kind(schema: &Schema) -> &'static str {
    match schema.kind {
        SchemaKind::Record => "record",
        SchemaKind::Complex => "complex",
    }
}

/// All meanings of `name`, in the order of [`Kind`]; at most one of each kind.
pub fn subjects(name: &str) -> Vec<Subject> {
    let fields = path::resolve(name);
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
    name.parse().map_or_else(|_| record_type_named(name), record_type)
}

fn operation_named(name: &str) -> Option<&'static str> {
    SHAREPOINT_OPERATIONS.iter().copied().find(|operation| operation.eq_ignore_ascii_case(name))
}
