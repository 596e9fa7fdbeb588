//! The shape of the schema data.

use std::fmt;

/// The documentation that the published facts come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Source {
    /// Repository of the documentation, `owner/name`.
    pub repository: &'static str,
    /// Path of the main document in it.
    pub document: &'static str,
    /// Commit that was read.
    pub commit: &'static str,
    /// Day of that commit, `YYYY-MM-DD`.
    pub date: &'static str,
}

/// One value of `RecordType` (`AuditLogRecordType`): the kind of activity that a record tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecordType {
    /// Number on the wire.
    pub value: i32,
    /// Microsoft's name.
    pub name: &'static str,
    /// Spelling of Microsoft Graph's `auditLogRecordType`.
    pub graph: &'static str,
    /// The Graph spelling follows from its naming rule; Graph's documentation does not list it.
    pub graph_derived: bool,
    /// Older names of the same number.
    pub former: &'static [&'static str],
    /// Schema of its records; `None` means the common fields only.
    pub schema: Option<SchemaId>,
    /// Evidence for the schema.
    pub schema_from: Evidence,
    /// Day on which the documentation last listed it, for types since removed.
    pub removed: Option<&'static str>,
    /// The activity that it records.
    pub meaning: &'static str,
}

/// Evidence for the schema of a record type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Evidence {
    /// No schema is known.
    None,
    /// Schema and record type carry the same name.
    Name,
    /// The documentation says so.
    Stated,
    /// Concluded from context.
    Inferred,
    /// Seen in real records; undocumented.
    Observed,
}

// An index and not a reference: users keep tables of their own beside `SCHEMAS`, such as a parser's layouts and the
// columns of each schema, and look things up there by the same index.
/// Index of a schema in [`SCHEMAS`](crate::SCHEMAS).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SchemaId(pub u16);

/// Index of an enum in [`ENUMS`](crate::ENUMS).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EnumId(pub u16);

/// A schema: the fields of a record or of a complex type inside one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Schema {
    /// Microsoft's name.
    pub name: &'static str,
    /// Record or complex type.
    pub kind: SchemaKind,
    /// Schema whose fields it also has.
    pub extends: Option<SchemaId>,
    /// Name of the schema it extends by the documentation, where real records show otherwise.
    pub documented_extends: Option<&'static str>,
    /// Documented or only observed.
    pub origin: Origin,
    /// Heading in the documentation, or where else the shape comes from.
    pub source: &'static str,
    /// The thing that it describes.
    pub meaning: &'static str,
    /// Its own fields, without the inherited ones.
    pub fields: &'static [Field],
}

impl Schema {
    /// Returns own and inherited fields, own ones first, each with the schema that defines it. A field that a schema
    /// defines again hides the inherited one.
    pub fn all_fields(&'static self) -> impl Iterator<Item = (&'static Schema, &'static Field)> {
        self.lineage().flat_map(move |owner| {
            owner
                .fields
                .iter()
                .filter(move |f| {
                    !self.lineage().take_while(|s| *s != owner).any(|s| s.field(f.name).is_some())
                })
                .map(move |field| (owner, field))
        })
    }

    /// Returns the schema, the one it extends, and so on up to the root.
    pub fn lineage(&'static self) -> impl Iterator<Item = &'static Schema> {
        std::iter::successors(Some(self), |s| s.extends.map(SchemaId::get))
    }

    /// Returns an own field by its exact name.
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|f| f.name == name)
    }
}

/// The two kinds of things that a schema describes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SchemaKind {
    /// A whole record.
    Record,
    /// A value inside a record.
    Complex,
}

impl SchemaKind {
    /// Returns the kind in one word: `record` or `complex`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Record => "record",
            Self::Complex => "complex",
        }
    }

    /// Returns the words for a schema of this kind in a sentence.
    pub fn words(self) -> &'static str {
        match self {
            Self::Record => "schema",
            Self::Complex => "complex type",
        }
    }
}

/// Source of the knowledge of a schema or field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// In the current documentation.
    Documented,
    /// Carried by real records, missing in the documentation.
    Observed,
    /// In an earlier published schema; older records carry it.
    Former,
    /// Documented at the top level of the record, nested in the documentation's own samples.
    Flattened,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Origin::Documented => "documented",
            Origin::Observed => "observed",
            Origin::Former => "former",
            Origin::Flattened => "flattened",
        })
    }
}

/// One field of a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// Key in the JSON of a record.
    pub name: &'static str,
    /// Type of its value.
    pub ty: Type,
    /// Mandatory by the documentation; `None` where it does not say.
    pub mandatory: Option<bool>,
    /// Source of the knowledge.
    pub origin: Origin,
    /// Other spellings of the key, from the documentation or from earlier schemas.
    pub spellings: &'static [&'static str],
    /// Values that the documentation names for a text field.
    pub values: &'static [&'static str],
    /// Can hold personal data, by the documentation.
    pub pii: bool,
    /// Path at which the documentation's samples carry a flattened field.
    pub path: Option<&'static str>,
    /// Document, where it is not the main one.
    pub source: Option<&'static str>,
    /// Oddity in the documentation or on the wire.
    pub quirk: Option<&'static str>,
    /// Meaning of the value.
    pub meaning: &'static str,
}

/// A column of the table `activity`: the fields of records that share a name and a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Name in snake case.
    pub name: &'static str,
    /// Type of its values; a string where some fields are GUIDs and others text.
    pub ty: Type,
    /// Name of the column right behind it that holds the port of an address; `None` for other types.
    pub port: Option<&'static str>,
    /// Each field that it holds: the schema that defines it, and its name.
    pub fields: &'static [(SchemaId, &'static str)],
}

/// A table of a lake, with the columns that no field of a record stands behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Table {
    /// Name: `activity`, `ledger` or `rejected`.
    pub name: &'static str,
    /// Meaning of a row.
    pub meaning: &'static str,
    /// Its columns; those of `activity` follow the columns of the fields.
    pub columns: &'static [TableColumn],
}

/// A column that no field of a record stands behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TableColumn {
    /// Name in snake case.
    pub name: &'static str,
    /// Meaning of its values.
    pub meaning: &'static str,
    /// Computed when a query asks for it; no file holds it.
    pub is_virtual: bool,
}

/// Type of a field's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    /// Text.
    String,
    /// Text that holds an IP address, often with a port.
    Address,
    /// A GUID in its 36-character form.
    Guid,
    /// A point in time, UTC unless it says otherwise.
    DateTime,
    /// A 32-bit integer.
    I32,
    /// A 64-bit integer.
    I64,
    /// true or false.
    Bool,
    /// A list of `{Name, Value}` objects.
    Pairs,
    /// Any JSON; the documentation does not give its shape.
    Json,
    /// A member of an enum, by number or name.
    Enum(EnumId),
    /// An object of another schema.
    Complex(SchemaId),
    /// A list of one of the others.
    List(&'static Type),
}

impl Type {
    /// Returns the type of the values, that of the items for a list.
    #[must_use]
    pub fn item(self) -> Type {
        match self {
            Type::List(item) => item.item(),
            plain => plain,
        }
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Type::String => f.write_str("string"),
            Type::Address => f.write_str("address"),
            Type::Guid => f.write_str("guid"),
            Type::DateTime => f.write_str("datetime"),
            Type::I32 => f.write_str("i32"),
            Type::I64 => f.write_str("i64"),
            Type::Bool => f.write_str("bool"),
            Type::Pairs => f.write_str("list of {Name, Value}"),
            Type::Json => f.write_str("json"),
            Type::Enum(id) => f.write_str(id.get().name),
            Type::Complex(id) => f.write_str(id.get().name),
            Type::List(item) => write!(f, "list of {item}"),
        }
    }
}

/// An enum: the named values of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Enum {
    /// Microsoft's name.
    pub name: &'static str,
    /// Heading in the documentation.
    pub source: &'static str,
    /// Form in real records, where seen: `integer` or `string`.
    pub wire: Option<&'static str>,
    /// Source of the numbers: documented, or known from real records.
    pub numbers: Origin,
    /// The thing that it classifies.
    pub meaning: &'static str,
    /// Its members, in the order of the documentation.
    pub members: &'static [Member],
}

impl Enum {
    /// Returns the member with this name; case does not count.
    pub fn by_name(&self, name: &str) -> Option<&'static Member> {
        self.members.iter().find(|m| m.name.eq_ignore_ascii_case(name) || m.ident.eq_ignore_ascii_case(name))
    }
}

/// A member of an enum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Member {
    /// Number; `None` where the documentation gives none.
    pub value: Option<i32>,
    /// Microsoft's name.
    pub name: &'static str,
    /// The name as an identifier.
    pub ident: &'static str,
    /// Meaning of the member.
    pub meaning: &'static str,
}

/// A column of the table `OfficeActivity` of Microsoft Sentinel and Log Analytics that is not named as its field, or
/// holds something else than text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OfficeColumn {
    /// Name of the column.
    pub name: &'static str,
    /// Field of the Management Activity API that it holds; `None` for a column of the platform.
    pub field: Option<&'static str>,
    /// Kind of its values.
    pub kind: OfficeKind,
}

/// The kind of values in a column of `OfficeActivity`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OfficeKind {
    /// Text.
    Text,
    /// Lists and objects, as JSON in text.
    Json,
    /// `true` or `false` as text.
    Bool,
    /// A number as text.
    Number,
    /// A value that the platform adds and that is no part of the record.
    Platform,
}
