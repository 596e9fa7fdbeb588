//! The shape of the schema data.

use std::fmt;

use crate::{ENUMS, SCHEMAS};

/// Where the published facts come from.
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

/// One value of `RecordType` (`AuditLogRecordType`): what kind of activity a record tells of.
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
    /// How the schema is known.
    pub schema_from: Evidence,
    /// Day on which the documentation last listed it, for types since removed.
    pub removed: Option<&'static str>,
    /// What it records.
    pub meaning: &'static str,
}

/// How a record type's schema is known.
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

/// Index of a schema in [`SCHEMAS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SchemaId(pub u16);

impl SchemaId {
    /// The schema itself.
    pub fn get(self) -> &'static Schema {
        &SCHEMAS[usize::from(self.0)]
    }
}

/// Index of an enum in [`ENUMS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EnumId(pub u16);

impl EnumId {
    /// The enum itself.
    pub fn get(self) -> &'static Enum {
        &ENUMS[usize::from(self.0)]
    }
}

/// A schema: the fields of a record or of a complex type inside one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Schema {
    /// Microsoft's name.
    pub name: &'static str,
    /// Record or complex type.
    pub kind: Kind,
    /// Schema whose fields it also has.
    pub extends: Option<SchemaId>,
    /// Name of the schema it extends by the documentation, where real records show otherwise.
    pub documented_extends: Option<&'static str>,
    /// Documented or only observed.
    pub origin: Origin,
    /// Heading in the documentation, or where else the shape comes from.
    pub source: &'static str,
    /// What it describes.
    pub meaning: &'static str,
    /// Its own fields, without the inherited ones.
    pub fields: &'static [Field],
}

impl Schema {
    /// Own and inherited fields, own ones first, each with the schema that defines it. A field that a schema
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

    /// The schema, the one it extends, and so on up to the root.
    pub fn lineage(&'static self) -> impl Iterator<Item = &'static Schema> {
        std::iter::successors(Some(self), |s| s.extends.map(SchemaId::get))
    }

    /// An own field by its exact name.
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|f| f.name == name)
    }
}

/// What a schema describes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A whole record.
    Record,
    /// A value inside a record.
    Complex,
}

/// Where the knowledge of a schema or field comes from.
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
    /// Whether the documentation calls it mandatory; `None` where it does not say.
    pub mandatory: Option<bool>,
    /// Where it is known from.
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
    /// What is odd about it in the documentation or on the wire.
    pub quirk: Option<&'static str>,
    /// What the value means.
    pub meaning: &'static str,
}

/// A column of the table `activity`: the fields of records that share a name and a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Name in snake case.
    pub name: &'static str,
    /// Type of its values; a string where some fields are GUIDs and others text.
    pub ty: Type,
    /// Each field that it holds: the schema that defines it, and its name.
    pub fields: &'static [(SchemaId, &'static str)],
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
    /// How real records write it, where seen: `integer` or `string`.
    pub wire: Option<&'static str>,
    /// Whether the numbers are documented or known from real records.
    pub numbers: Origin,
    /// What it classifies.
    pub meaning: &'static str,
    /// Its members, in the order of the documentation.
    pub members: &'static [Member],
}

impl Enum {
    /// Member with this name; a difference in case is passed over.
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
    /// What it stands for.
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
