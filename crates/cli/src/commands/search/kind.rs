//! Record types, by whatever name.

use std::str::FromStr;

use trail365_schema::{RECORD_TYPES, SCHEMAS, record_type_named};

/// The numbers of the record types that a name means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordTypes(pub Vec<i32>);

impl FromStr for RecordTypes {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim();
        if let Ok(number) = text.parse() {
            return Ok(Self(vec![number]));
        }
        if let Some(record_type) = record_type_named(text) {
            return Ok(Self(vec![record_type.value]));
        }
        let of_view = trail365_sql::view(text).map(|view| view.record_types.to_vec());
        match of_view.filter(|types| !types.is_empty()).or_else(|| of_schema(text)) {
            Some(types) => Ok(Self(types)),
            None => Err(unknown(text)),
        }
    }
}

/// The record types whose records have this schema.
fn of_schema(name: &str) -> Option<Vec<i32>> {
    let has_schema = |schema: Option<trail365_schema::SchemaId>| {
        schema.is_some_and(|id| folded(id.get().name) == folded(name))
    };
    let types: Vec<_> = RECORD_TYPES.iter().filter(|it| has_schema(it.schema)).map(|it| it.value).collect();
    (!types.is_empty()).then_some(types)
}

fn unknown(name: &str) -> String {
    let names = RECORD_TYPES.iter().map(|it| it.name).chain(SCHEMAS.iter().map(|it| it.name));
    match trail365_text::near::nearest(name, names) {
        Some(near) => format!("no record type, schema or view is called so; did you mean {near}?"),
        None => {
            "no record type, schema or view is called so; trail365 describe lists the record types".to_owned()
        }
    }
}

fn folded(name: &str) -> String {
    name.replace('_', "").to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::RecordTypes;

    fn check(name: &str, types: &[i32]) {
        assert_eq!(name.parse(), Ok(RecordTypes(types.to_vec())), "{name}");
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
        let message = |name: &str| name.parse::<RecordTypes>().unwrap_err();
        assert!(message("ExchangeItemAgregated").contains("did you mean ExchangeItemAggregated?"));
        assert!(message("zzz").contains("trail365 describe"));
    }
}
