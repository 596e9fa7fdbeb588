//! Meanings of the columns of a lake's tables and views.

use std::borrow::Cow;

use crate::find::table_named;
use crate::generated::COLUMNS;
use crate::model::{Column, Schema};

/// Returns the meaning of a column, where it is known.
///
/// `table` is the name of a table; any other name stands for a view over `activity`. A column that holds fields of several
/// schemas means what the field of `schema` does, else that of the common schema, else the first.
///
/// ```
/// use trail365_schema::describe::column_meaning;
///
/// assert_eq!(column_meaning("ledger", "bytes", None).unwrap(), "Its size in bytes.");
/// assert_eq!(
///     column_meaning("activity", "client_port", None).unwrap(),
///     "Port that stood beside the address in client_ip."
/// );
/// ```
pub fn column_meaning(
    table: &str,
    column: &str,
    schema: Option<&'static Schema>,
) -> Option<Cow<'static, str>> {
    // Technical columns first: `source` is where a record came from, whatever field is called so.
    let own = own_meaning(table, column).or_else(|| meaning_of_fields(column, schema));
    own.map(Cow::Borrowed).or_else(|| meaning_of_port(column).map(Cow::Owned))
}

fn own_meaning(table: &str, column: &str) -> Option<&'static str> {
    let table = table_named(table).or_else(|| table_named("activity"))?;
    table.columns.iter().find(|it| it.name == column).map(|it| it.meaning)
}

fn meaning_of_fields(name: &str, schema: Option<&'static Schema>) -> Option<&'static str> {
    let column = COLUMNS.iter().find(|column| column.name == name)?;
    // One key may mean different things in different schemas, and a view is of one.
    let owners: Vec<_> = schema.into_iter().flat_map(Schema::lineage).map(|owner| owner.name).collect();
    field_meaning(column, |owner| owners.contains(&owner))
        .or_else(|| field_meaning(column, |owner| owner == "Common"))
        .or_else(|| field_meaning(column, |_| true))
}

/// Returns the meaning of the column's first field whose schema is accepted.
fn field_meaning(column: &Column, accepts: impl Fn(&str) -> bool) -> Option<&'static str> {
    let (schema, name) = column.fields.iter().find(|(schema, _)| accepts(schema.get().name))?;
    schema.get().field(name).map(|field| field.meaning)
}

fn meaning_of_port(name: &str) -> Option<String> {
    // No field of a record stands behind a port, so its meaning is made from the address.
    let address = COLUMNS.iter().find(|column| column.port == Some(name))?;
    Some(format!("Port that stood beside the address in {}.", address.name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record_type;

    #[test]
    fn a_view_shows_what_its_own_records_mean() {
        let schema = record_type(93).unwrap().schema.unwrap().get();
        assert!(column_meaning("aip_discover", "record_type", Some(schema)).unwrap().contains("93"));
        assert_eq!(
            column_meaning("activity", "record_type", None),
            column_meaning("sign_ins", "record_type", None)
        );
        assert_eq!(column_meaning("activity", "nothing", None), None);
    }

    #[test]
    fn every_column_of_a_field_has_a_meaning() {
        for column in &COLUMNS {
            assert!(column_meaning("activity", column.name, None).is_some(), "{}", column.name);
            assert!(column.port.is_none_or(|port| column_meaning("activity", port, None).is_some()));
        }
    }
}
