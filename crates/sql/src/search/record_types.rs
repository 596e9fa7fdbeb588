//! Record types by any name.

use std::fmt;

use trail365_schema::{RECORD_TYPES, SCHEMAS, SchemaId, record_type_named};

use crate::views::view;

/// A name that no record type, schema or view has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownRecordType {
    /// The name.
    pub name: String,
    /// The name that was probably meant.
    pub suggestion: Option<&'static str>,
}

impl fmt::Display for UnknownRecordType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A view without record types of its own: all records of their types would be others, too.
        if let Some(view) = view(&self.name) {
            return write!(
                f,
                "the view {} chooses its rows by operation: search for the operation",
                view.name
            );
        }
        f.write_str("no record type, schema or view is called so")?;
        match self.suggestion {
            Some(near) => write!(f, "; did you mean {near}?"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for UnknownRecordType {}

/// Finds the numbers of the record types that a name means: a number, a record type, a view, or a schema.
///
/// ```
/// use trail365_sql::search::record_types_named;
///
/// assert_eq!(record_types_named("ExchangeItemAggregated").unwrap(), [50]);
/// assert_eq!(record_types_named("sign_ins").unwrap(), [15]);
/// assert_eq!(record_types_named("ExchangeAdmn").unwrap_err().suggestion, Some("ExchangeAdmin"));
/// ```
///
/// # Errors
/// If nothing is called so.
pub fn record_types_named(name: &str) -> Result<Vec<i32>, UnknownRecordType> {
    let name = name.trim();
    // Numbers that the schema does not know are taken: records may be newer than it.
    if let Ok(number) = name.parse() {
        return Ok(vec![number]);
    }
    if let Some(record_type) = record_type_named(name) {
        return Ok(vec![record_type.value]);
    }
    let of_view = view(name).map(|view| view.record_types.to_vec()).filter(|types| !types.is_empty());
    of_view.or_else(|| of_schema(name)).ok_or_else(|| unknown_type(name))
}

/// Lists the record types whose records have this schema.
fn of_schema(name: &str) -> Option<Vec<i32>> {
    let has_schema =
        |schema: Option<SchemaId>| schema.is_some_and(|id| folded_name(id.get().name) == folded_name(name));
    let types: Vec<_> = RECORD_TYPES.iter().filter(|it| has_schema(it.schema)).map(|it| it.value).collect();
    (!types.is_empty()).then_some(types)
}

fn unknown_type(name: &str) -> UnknownRecordType {
    let names = RECORD_TYPES.iter().map(|it| it.name).chain(SCHEMAS.iter().map(|it| it.name));
    UnknownRecordType { name: name.to_owned(), suggestion: trail365_text::near::nearest(name, names) }
}

fn folded_name(name: &str) -> String {
    name.replace('_', "").to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::record_types_named;

    fn check(name: &str, types: &[i32]) {
        assert_eq!(record_types_named(name).unwrap(), types, "{name}");
    }

    #[test]
    fn a_record_type_has_many_names() {
        check("50", &[50]);
        check("9001", &[9001]);
        check("exchangeItemAggregated", &[50]);
        check("ExchangeAggregatedMailboxAuditRecord", &[50]);
        check("exchange_aggregated_mailbox_audit_record", &[50]);
    }

    #[test]
    fn a_near_name_is_suggested() {
        let message = |name: &str| record_types_named(name).unwrap_err().to_string();
        assert!(message("ExchangeItemAgregated").contains("did you mean ExchangeItemAggregated?"));
        let by_operation =
            "the view mail_items_accessed chooses its rows by operation: search for the operation";
        assert_eq!(message("mail_items_accessed"), by_operation);
        assert_eq!(message("zzz"), "no record type, schema or view is called so");
    }
}
