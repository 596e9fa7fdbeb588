//! Plans: the column of each field of a record schema.

use std::collections::{BTreeSet, HashMap};
use std::sync::{LazyLock, OnceLock};

use trail365_schema::{COLUMNS, Column, SCHEMAS, SchemaId, column_of, record_type, schema_named};

/// A column of the catalog, by its place in [`COLUMNS`].
pub(crate) type ColumnId = u16;

/// The columns of a record schema.
pub(crate) struct Plan {
    /// For each field of the schema, in the order of `all_fields`, its column.
    pub columns: Vec<Option<ColumnId>>,
    /// For each column the key that it stands for in records of this schema.
    keys: Vec<Option<&'static str>>,
}

impl Plan {
    fn make(schema: SchemaId) -> Self {
        let mut keys: Vec<_> = COLUMNS.iter().map(sole_name).collect();
        let mut columns = Vec::new();
        for (owner, field) in schema.get().all_fields() {
            let column = column_id(owner.name, field.name);
            if let Some(column) = column {
                keys[usize::from(column)] = Some(field.name);
            }
            columns.push(column);
        }
        Plan { columns, keys }
    }

    /// Returns the key that a column stands for: the schema's own field, else the one name that all its fields have.
    pub fn key_of(&self, column: usize) -> Option<&'static str> {
        self.keys.get(column).copied().flatten()
    }
}

/// Returns the key in the JSON of a record that a column stands for, in records of this type (`None`: of no known type).
///
/// ```
/// use trail365_columns::key_of;
/// assert_eq!(key_of("mailbox_owner_upn", Some(2)), Some("MailboxOwnerUPN"));
/// assert_eq!(key_of("client_port", Some(2)), None);
/// ```
pub fn key_of(column: &str, record_type: Option<i32>) -> Option<&'static str> {
    let column = COLUMNS.iter().position(|c| c.name == column)?;
    plan_of(schema_of(record_type)).key_of(column)
}

/// Returns the plan of a schema, made when it is first asked for.
pub(crate) fn plan_of(schema: SchemaId) -> &'static Plan {
    static PLANS: [OnceLock<Plan>; SCHEMAS.len()] = [const { OnceLock::new() }; SCHEMAS.len()];
    PLANS[usize::from(schema.0)].get_or_init(|| Plan::make(schema))
}

/// Returns the schema of the records of a type; the common fields for a type that is unknown or has none.
pub(crate) fn schema_of(number: Option<i32>) -> SchemaId {
    static COMMON: LazyLock<SchemaId> =
        LazyLock::new(|| schema_named("Common").map_or(SchemaId(0), |(id, _)| id));
    number.and_then(record_type).and_then(|t| t.schema).unwrap_or(*COMMON)
}

/// Returns the one column in the whole catalog that has a field of exactly this name, and of no other.
pub(crate) fn sole_column(key: &str) -> Option<ColumnId> {
    // Made once: new fields of Microsoft come in every record, and each would be a search through some 750 columns.
    static SOLE: LazyLock<HashMap<&'static str, ColumnId>> = LazyLock::new(|| {
        let mut found: HashMap<&'static str, BTreeSet<ColumnId>> = HashMap::new();
        for (id, column) in (0..).zip(&COLUMNS) {
            for (_, name) in column.fields {
                found.entry(name).or_default().insert(id);
            }
        }
        let sole = |(name, columns): (&'static str, BTreeSet<ColumnId>)| {
            let only = columns.first().copied().filter(|_| columns.len() == 1)?;
            // Spelled as the column is written again, or another key would come out.
            (sole_name(&COLUMNS[usize::from(only)]) == Some(name)).then_some((name, only))
        };
        found.into_iter().filter_map(sole).collect()
    });
    SOLE.get(key).copied()
}

/// Returns the one name of a column's fields. Where schemas differ in the case of its letters, it is that of the first one:
/// files have rows that were written while there was no other.
fn sole_name(column: &Column) -> Option<&'static str> {
    let (_, first) = column.fields.first()?;
    column.fields.iter().all(|(_, name)| name.eq_ignore_ascii_case(first)).then_some(*first)
}

fn column_id(owner: &str, field: &str) -> Option<ColumnId> {
    let (owner, _) = schema_named(owner)?;
    let column = column_of(owner, field)?;
    (0..).zip(&COLUMNS).find(|(_, c)| std::ptr::eq(*c, column)).map(|(id, _)| id)
}
