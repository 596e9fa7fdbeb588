//! The meaning of a column of a table or view.

use trail365_schema::describe::column_meaning;
use trail365_schema::{SchemaId, record_type};
use trail365_sql::view;

/// Returns the meaning of a column of a table or view, where it is known.
pub fn meaning(table: &str, column: &str) -> Option<String> {
    let schema = view(table).and_then(|view| record_type(*view.record_types.first()?)?.schema);
    column_meaning(table, column, schema.map(SchemaId::get)).map(Into::into)
}

#[cfg(test)]
mod tests {
    use super::meaning;

    #[test]
    fn every_column_of_activity_has_a_meaning() {
        for field in trail365_columns::schema().fields() {
            assert!(
                meaning("activity", field.name()).is_some_and(|text| !text.is_empty()),
                "{}",
                field.name()
            );
        }
        assert_eq!(
            meaning("activity", "client_port").unwrap(),
            "Port that stood beside the address in client_ip."
        );
        assert_eq!(meaning("activity", "record_type"), meaning("sign_ins", "record_type"));
        assert!(meaning("aip_discover", "record_type").unwrap().contains("93"));
        assert_eq!(meaning("ledger", "bytes").unwrap(), "Its size in bytes.");
    }
}
