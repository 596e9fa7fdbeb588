//! The arguments of `trail365 describe`.

// The comments are the help that people read, where backticks around names are in the way.
#![allow(clippy::doc_markdown)]

use clap::builder::NonEmptyStringValueParser;
use clap::{Args, ValueEnum};
use trail365_schema::describe::SubjectKind;

use super::format::Format;

/// Explain an operation, record type, field, error number or app
///
/// Says what a name in an audit record means: what happened when an operation is recorded and what that proves, which
/// fields a record type has, what a field holds and which record types carry it, what the numbers of an enum and of a
/// sign-in error stand for, which app an id is. Words that are no name lead to what is about them. The answer comes
/// from the schema inside the program.
///
/// Without NAME it lists every record type.
#[derive(Debug, Args)]
#[command(after_help = DESCRIBE_EXAMPLES, after_long_help = DESCRIBE_DETAILS)]
pub struct Describe {
    /// A record type, schema, field, enum, operation, sign-in error, app or property key
    ///
    /// A record type goes by its name, its number, the name that Microsoft Graph gives it, or a former name. A field
    /// goes by its key in the JSON (MailboxOwnerUPN), the same in snake case (mailbox_owner_upn), or a path through
    /// the objects that hold it (AffectedItems.Subject). A sign-in error goes by its number (50126, AADSTS50126), an
    /// app by its id or name. Upper and lower case count as the same.
    #[arg(value_name = "NAME", allow_negative_numbers = true, value_parser = NonEmptyStringValueParser::new())]
    pub name: Option<String>,

    /// Take NAME as this kind of thing only
    ///
    /// Some names mean several things: SharePoint is a record type and a schema, Policy an enum and a field. Without
    /// this option the first of record type, schema, enum, field, operation, sign-in error, app and property key is
    /// shown, and the last line names the others.
    /// Without NAME, list everything of this kind.
    #[arg(long, value_enum, value_name = "KIND")]
    pub kind: Option<DescribeKind>,

    /// How to print the answer
    ///
    /// Tables fit the width of the terminal, or the COLUMNS of the environment, or 100. Markdown is for tickets and
    /// wikis, JSON for programs.
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = Format::Table)]
    pub format: Format,
}

/// A kind of thing that a name can mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DescribeKind {
    /// A record type: one value of RecordType
    RecordType,
    /// A schema: the fields of a record, or of an object inside one (a complex type)
    Schema,
    /// An enum: the named values of a field
    Enum,
    /// A field of any schema
    Field,
    /// An operation: the word in the field Operation
    Operation,
    /// The number of a sign-in error
    SignInError,
    /// An app, by its id or name
    App,
    /// A key of a property bag, such as Parameters or OperationProperties
    PropertyKey,
}

impl From<DescribeKind> for SubjectKind {
    fn from(kind: DescribeKind) -> Self {
        match kind {
            DescribeKind::RecordType => Self::RecordType,
            DescribeKind::Schema => Self::Schema,
            DescribeKind::Enum => Self::Enum,
            DescribeKind::Field => Self::Field,
            DescribeKind::Operation => Self::Operation,
            DescribeKind::SignInError => Self::SignInError,
            DescribeKind::App => Self::App,
            DescribeKind::PropertyKey => Self::PropertyKey,
        }
    }
}

/// The examples, which both helps show.
macro_rules! describe_examples {
    () => {
        "\
Examples:
  trail365 describe                          every record type
  trail365 describe 50                       the record type with this number
  trail365 describe SharePointFileOperation  the same by name
  trail365 describe mailbox_owner_upn        a field, wherever it occurs
  trail365 describe AffectedItems.Subject    a field inside another
  trail365 describe LogonType                the values of an enum
  trail365 describe MailItemsAccessed        an operation: what it proves
  trail365 describe 50126                    the number of a sign-in error
  trail365 describe \"inbox rule\"             operations and more about it
  trail365 describe --kind enum              every enum
  trail365 describe Policy --kind field      a name with several meanings
  trail365 describe 15 --format json | jq -r '.fields[].name'"
    };
}

const DESCRIBE_EXAMPLES: &str = describe_examples!();

const DESCRIBE_DETAILS: &str = concat!(
    describe_examples!(),
    "

Marks on a field:
  Observed   real records carry it; the documentation does not have it
  Former     an earlier published schema had it; older records carry it
  Flattened  documented at the top of the record; the samples hold it deeper
  Note       what is odd about it in the documentation or in real records

JSON:
  An answer is one object. Every key is always there; null is not known.
    kind          record-type, schema, enum, field, operation,
                  sign-in-error, app, property-key, topics or list
    also          other kinds of thing that the name means; not in topics
                  or a list
  The further keys depend on kind:
    record-type   number, name, graph_name, graph_name_derived,
                  former_names, meaning, removed, schema,
                  schema_known_from, fields
    schema        name, schema_kind, meaning, origin, documented_at,
                  extends, documented_extends, extended_by, record_types,
                  held_by, fields
    enum          name, meaning, documented_at, wire, used_by,
                  members: number, name, identifier, meaning
    field         names, similar, definitions
    operation     name, record_types, views,
                  meanings: workload, also_in, service, area, meaning,
                  actor, object, record_types, licence, recorded, proves,
                  proves_not, attack, observed, doubt
    sign-in-error number, name, name_is_ours, class, meaning, observed,
                  unconfirmed
    app           apps: id, name, other_names, app_kind, family, watch,
                  look_alike, area, meaning, attack
    property-key  name, meaning, bags, operations, values
    topics        question, topics: kind, name, meaning
    list          of (a kind), items,
                  documentation: repository, document, commit, date
  An entry of fields or definitions:
                  name, type, refers_to (kind and name of the enum or
                  schema in the type), mandatory, origin, meaning,
                  other_spellings, values, personal_data, nested_at, quirk,
                  defined_in, documented_in; in definitions the last two
                  are lists, and paths and record_types follow
  An entry of record_types:
                  number, name
  An entry of items:
    record-type   number, name, graph_name, former_names, schema, removed,
                  meaning
    schema        name, schema_kind, meaning
    enum          name, members (how many), meaning
    field         name, types, defined_in
    operation     name, workload, area, record_types, meaning
    sign-in-error number, name, class, meaning
    app           id, name, app_kind, watch
    property-key  name, bags, meaning"
);
