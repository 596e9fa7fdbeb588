//! Everything that a name can mean.

use super::cmdlet::{Cmdlet, parse_cmdlet};
use super::path::{FieldPath, is_same_name, resolve_path};
use crate::find::{enum_named, record_type, record_type_named, schema_named};
use crate::glossary::{
    App, Operation, PropertyKey, SignInError, app, apps_named, operations_named, property_key, sign_in_error,
};
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
    /// An operation.
    Operation,
    /// A number of a sign-in error.
    SignInError,
    /// An app.
    App,
    /// A key of a property bag.
    PropertyKey,
}

impl SubjectKind {
    /// Every kind, in order.
    pub const ALL: [SubjectKind; 8] = [
        Self::RecordType,
        Self::Schema,
        Self::Enum,
        Self::Field,
        Self::Operation,
        Self::SignInError,
        Self::App,
        Self::PropertyKey,
    ];

    /// Returns the kind as a word of an option or a key: `record-type`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::RecordType => "record-type",
            Self::SignInError => "sign-in-error",
            Self::PropertyKey => "property-key",
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
            Self::SignInError => "sign-in error",
            Self::App => "app",
            Self::PropertyKey => "property key",
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
    /// An operation, in each service that has one of this name; never empty.
    Operation(&'static [Operation]),
    /// A cmdlet that is an operation by the rule of its name.
    Cmdlet(Cmdlet),
    /// A sign-in error.
    SignInError(&'static SignInError),
    /// An app, or all apps of a name; never empty.
    App(Vec<&'static App>),
    /// A key of a property bag.
    PropertyKey(&'static PropertyKey),
}

impl Subject {
    /// Returns its kind.
    pub fn kind(&self) -> SubjectKind {
        match self {
            Self::RecordType(_) => SubjectKind::RecordType,
            Self::Schema(_) => SubjectKind::Schema,
            Self::Enum(_) => SubjectKind::Enum,
            Self::Field(_) => SubjectKind::Field,
            Self::Operation(_) | Self::Cmdlet(_) => SubjectKind::Operation,
            Self::SignInError(_) => SubjectKind::SignInError,
            Self::App(_) => SubjectKind::App,
            Self::PropertyKey(_) => SubjectKind::PropertyKey,
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
        let begins_with_vowel =
            matches!(self.kind(), SubjectKind::Enum | SubjectKind::Operation | SubjectKind::App);
        let article = if begins_with_vowel { "an" } else { "a" };
        format!("{article} {}", self.words())
    }
}

/// Returns all meanings of `name`, in the order of [`SubjectKind`]; at most one of each kind.
pub fn find_subjects(name: &str) -> Vec<Subject> {
    let (fields, apps) = (resolve_path(name), apps_called(name));
    let found = [
        record_type_called(name).map(Subject::RecordType),
        schema_named(name).map(|(_, schema)| Subject::Schema(schema)),
        enum_named(name).map(Subject::Enum),
        (!fields.is_empty()).then_some(Subject::Field(fields)),
        operation_called(name),
        sign_in_error_called(name).map(Subject::SignInError),
        (!apps.is_empty()).then_some(Subject::App(apps)),
        property_key_called(name).map(Subject::PropertyKey),
    ];
    found.into_iter().flatten().collect()
}

fn record_type_called(name: &str) -> Option<&'static RecordType> {
    // No name is a number, so a number that no type has is not looked for as a name.
    name.parse().map_or_else(|_| record_type_named(name), record_type)
}

fn operation_called(name: &str) -> Option<Subject> {
    match operations_named(name) {
        [] => parse_cmdlet(name).map(Subject::Cmdlet),
        found => Some(Subject::Operation(found)),
    }
}

fn sign_in_error_called(name: &str) -> Option<&'static SignInError> {
    let name = name.trim();
    // Messages of the sign-in service have the number behind these letters, and their text behind it:
    // `AADSTS50126: Error validating credentials`.
    let letters = name.get(..6).filter(|start| start.eq_ignore_ascii_case("AADSTS"));
    let number = match letters {
        Some(letters) => {
            name[letters.len()..].trim_start().split([' ', ':', ',', '.']).next().unwrap_or_default()
        }
        None => name,
    };
    number.parse().ok().and_then(sign_in_error)
}

fn apps_called(name: &str) -> Vec<&'static App> {
    app(name).map_or_else(|| apps_named(name), |app| vec![app])
}

/// Finds a key by its name, alone or behind the bag that holds it: `Parameters.ForwardTo`.
fn property_key_called(name: &str) -> Option<&'static PropertyKey> {
    property_key(name).or_else(|| {
        let (bag, key) = name.split_once('.')?;
        property_key(key).filter(|key| key.bags.iter().any(|it| is_same_name(it, bag)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assert_kinds(name: &str, kinds: &[SubjectKind]) {
        let found: Vec<_> = find_subjects(name).iter().map(Subject::kind).collect();
        assert_eq!(found, kinds, "{name}");
    }

    #[test]
    fn the_words_of_records_are_subjects() {
        use SubjectKind::{App, Field, Operation, PropertyKey, RecordType, SignInError};
        assert_kinds("mailitemsaccessed", &[Operation]);
        assert_kinds("Add member to role", &[Operation]);
        assert_kinds("CopilotInteraction", &[RecordType, Operation]);
        assert_kinds("Set-AnythingElse", &[Operation]);
        assert_kinds("50126", &[SignInError]);
        assert_kinds("aadsts50126", &[SignInError]);
        assert_kinds("AADSTS 50126", &[SignInError]);
        assert_kinds("AADSTS50126: Error validating credentials", &[SignInError]);
        assert_kinds("AADSTS", &[]);
        assert_kinds("D3590ED6-52B3-4102-AEFF-AAD2292AB01C", &[App]);
        assert_kinds("eM Client", &[App]);
        assert_kinds("MailAccessType", &[PropertyKey]);
        assert_kinds("Parameters.ForwardTo", &[PropertyKey]);
        assert_kinds("parameters.forwardto", &[PropertyKey]);
        assert_kinds("ExtendedProperties.ForwardTo", &[]);
        assert_kinds("UserAgent", &[Field, PropertyKey]);
        assert_kinds("\u{20ac}\u{20ac}\u{20ac}", &[]);
    }
}
