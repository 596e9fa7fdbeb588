//! The meaning of a column of a table or view.

use trail365_schema::{SchemaId, describe, record_type};

use super::find::view;
use super::investigation::investigation_meaning;
use crate::generated::SHAPE_MEANINGS;
use crate::view::View;

/// Returns the meaning of a column of a table or view, where it is known. Where fields of one name differ, that of the view's
/// own records counts.
///
/// ```
/// assert_eq!(trail365_sql::column_meaning("ledger", "bytes").as_deref(), Some("Its size in bytes."));
/// ```
pub fn column_meaning(table: &str, column: &str) -> Option<String> {
    let own = view(table)
        .and_then(|view| shape_meaning(view, column).or_else(|| investigation_meaning(view, column)));
    if let Some(meaning) = own {
        return Some(meaning.to_owned());
    }
    let schema = view(table).and_then(|view| record_type(*view.record_types.first()?)?.schema);
    describe::column_meaning(table, column, schema.map(SchemaId::get)).map(Into::into)
}

fn shape_meaning(view: &View, column: &str) -> Option<&'static str> {
    let is_it = |(schema, name, _): &&(&str, &str, _)| *schema == view.schema && *name == view.name;
    let (_, _, meanings) = SHAPE_MEANINGS.iter().find(is_it)?;
    meanings.get(view.columns.iter().position(|name| *name == column)?).copied()
}

#[cfg(test)]
mod tests {
    use super::column_meaning;
    use crate::INVESTIGATION_VIEWS;

    #[test]
    fn every_column_of_an_investigation_has_a_meaning() {
        for view in &INVESTIGATION_VIEWS {
            for column in view.columns {
                let meaning = column_meaning(view.name, column);
                assert!(meaning.is_some_and(|text| !text.is_empty()), "{}.{column}", view.name);
            }
        }
        assert_ne!(column_meaning("file_access", "action"), column_meaning("activity", "action"));
    }

    #[test]
    fn every_column_of_activity_has_a_meaning() {
        for field in trail365_columns::schema().fields() {
            let meaning = column_meaning("activity", field.name());
            assert!(meaning.is_some_and(|text| !text.is_empty()), "{}", field.name());
        }
        assert_eq!(
            column_meaning("activity", "client_port").unwrap(),
            "Port that stood beside the address in client_ip."
        );
        assert_eq!(column_meaning("activity", "record_type"), column_meaning("sign_ins", "record_type"));
        assert!(column_meaning("aip_discover", "record_type").unwrap().contains("93"));
        assert_eq!(column_meaning("ledger", "bytes").unwrap(), "Its size in bytes.");
        assert!(column_meaning("marks", "time").is_some());
    }
}
