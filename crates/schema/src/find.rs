//! Finds entries of the tables by number, name or index.

use crate::generated::{COLUMNS, ENUMS, RECORD_TYPES, SCHEMAS, TABLES};
use crate::model::{Column, Enum, EnumId, RecordType, Schema, SchemaId, Table, Type};

// Here and not beside the types: the tables are made of those types, so a look-up there would be a circle.
impl SchemaId {
    /// Returns the schema itself.
    pub fn get(self) -> &'static Schema {
        &SCHEMAS[usize::from(self.0)]
    }
}

impl EnumId {
    /// Returns the enum itself.
    pub fn get(self) -> &'static Enum {
        &ENUMS[usize::from(self.0)]
    }
}

impl Type {
    /// Returns the complex type of the values, or of a list's items.
    pub fn complex_type(self) -> Option<&'static Schema> {
        match self.item() {
            Type::Complex(id) => Some(id.get()),
            _ => None,
        }
    }

    /// Returns the enum of the values, or of a list's items.
    pub fn enum_type(self) -> Option<&'static Enum> {
        match self.item() {
            Type::Enum(id) => Some(id.get()),
            _ => None,
        }
    }
}

impl RecordType {
    /// Returns the schema that gives its records their fields: its own, or the common one where none is known.
    pub fn schema_or_common(&self) -> Option<&'static Schema> {
        let common = || SCHEMAS.iter().find(|schema| schema.name == "Common");
        self.schema.map_or_else(common, |id| Some(id.get()))
    }
}

/// Returns the record type with this number, removed ones included.
pub fn record_type(value: i32) -> Option<&'static RecordType> {
    // The codegen holds the table to the order of numbers.
    RECORD_TYPES.binary_search_by_key(&value, |t| t.value).ok().map(|i| &RECORD_TYPES[i])
}

/// Returns the record type with this name, Graph name or former name; case does not count.
///
/// ```
/// use trail365_schema::record_type_named;
/// assert_eq!(record_type_named("exchangeItem").unwrap().value, 2);
/// ```
pub fn record_type_named(name: &str) -> Option<&'static RecordType> {
    // The name of today comes first, then those of Graph and of the past.
    let is = |other: &str| other.eq_ignore_ascii_case(name);
    RECORD_TYPES
        .iter()
        .find(|t| is(t.name))
        .or_else(|| RECORD_TYPES.iter().find(|t| is(t.graph) || t.former.iter().any(|f| is(f))))
}

/// Returns the schema with this name; case does not count.
pub fn schema_named(name: &str) -> Option<(SchemaId, &'static Schema)> {
    // A search through all 178 names: a caller with a question for each record should keep the answer.
    let index = SCHEMAS.iter().position(|s| s.name.eq_ignore_ascii_case(name))?;
    Some((SchemaId(u16::try_from(index).ok()?), &SCHEMAS[index]))
}

/// Returns the enum with this name; case does not count.
///
/// ```
/// let logon = trail365_schema::enum_named("LogonType").unwrap();
/// assert_eq!(logon.by_name("Delegated").unwrap().value, Some(2));
/// ```
pub fn enum_named(name: &str) -> Option<&'static Enum> {
    ENUMS.iter().find(|e| e.name.eq_ignore_ascii_case(name))
}

/// Returns the column of a field of a record, by the schema that defines the field and the field's name.
///
/// ```
/// use trail365_schema::{column_of, schema_named};
/// let (aggregated, _) = schema_named("ExchangeAggregatedMailboxAuditRecord").unwrap();
/// assert_eq!(column_of(aggregated, "Folders").unwrap().name, "aggregated_folders");
/// ```
pub fn column_of(owner: SchemaId, field: &str) -> Option<&'static Column> {
    COLUMNS.iter().find(|c| c.fields.contains(&(owner, field)))
}

/// Returns the table of a lake with this name; case does not count.
pub fn table_named(name: &str) -> Option<&'static Table> {
    TABLES.iter().find(|table| table.name.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::SchemaKind;

    #[test]
    fn every_field_of_a_record_has_a_column_of_its_own() {
        for schema in SCHEMAS.iter().filter(|s| s.kind == SchemaKind::Record) {
            let mut taken = BTreeSet::new();
            for (owner, field) in schema.all_fields() {
                let (owner, _) = schema_named(owner.name).unwrap();
                let column = column_of(owner, field.name).unwrap();
                assert!(taken.insert(column.name), "{}: two fields in column {}", schema.name, column.name);
            }
        }
        let names: BTreeSet<_> = COLUMNS.iter().map(|c| c.name).collect();
        assert_eq!(names.len(), COLUMNS.len());
    }

    #[test]
    fn names_are_found_whatever_their_case() {
        assert_eq!(record_type_named("exchangeitemaggregated").unwrap().value, 50);
        assert_eq!(record_type_named("Yammer").unwrap().value, 22);
        assert_eq!(record_type(12).unwrap().removed, Some("2020-07-20"));
        assert_eq!(enum_named("logontype").unwrap().by_name("DELEGATED").unwrap().value, Some(2));
        assert!(schema_named("exchangeitem").is_some() && schema_named("nothing").is_none());
    }
}
