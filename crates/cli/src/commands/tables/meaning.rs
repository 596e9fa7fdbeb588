//! What the columns mean.

use trail365_columns::{CONTENT_HASH, EXTRA, OUTCOME, RAW, RECORD_TYPE_NAME, SOURCE, SOURCE_LINE};
use trail365_schema::{COLUMNS, Column, record_type};
use trail365_sql::view;

use crate::view_types;

/// The end of the name of a column that holds the port of another one's address.
const PORT: &str = "port";

/// What a column of a table or view means, where it is known.
pub fn meaning(table: &str, column: &str) -> Option<String> {
    let known = match table {
        "ledger" => ledger(column),
        "rejected" => rejected(column),
        _ => technical(column),
    };
    known.map(str::to_owned).or_else(|| of_fields(table, column)).or_else(|| port(column))
}

/// What the fields mean that the column holds; where they differ, what the field of the view's records does, or that of
/// most records.
fn of_fields(table: &str, name: &str) -> Option<String> {
    let column = COLUMNS.iter().find(|column| column.name == name)?;
    let schema = view(table).and_then(|view| record_type(*view_types::of(view.sql).first()?)?.schema);
    let owners: Vec<_> =
        schema.into_iter().flat_map(|schema| schema.get().lineage()).map(|it| it.name).collect();
    field_meaning(column, |owner| owners.contains(&owner))
        .or_else(|| field_meaning(column, |owner| owner == "Common"))
        .or_else(|| field_meaning(column, |_| true))
        .map(str::to_owned)
}

/// What the first of its fields means whose schema will do.
fn field_meaning(column: &Column, will_do: impl Fn(&str) -> bool) -> Option<&'static str> {
    let (schema, name) = column.fields.iter().find(|(schema, _)| will_do(schema.get().name))?;
    schema.get().field(name).map(|field| field.meaning)
}

fn port(name: &str) -> Option<String> {
    let stem = name.strip_suffix(PORT)?;
    let is_address = |column: &&Column| {
        column.name.strip_suffix("ip") == Some(stem) || stem.strip_suffix('_') == Some(column.name)
    };
    COLUMNS
        .iter()
        .find(is_address)
        .map(|column| format!("Port that stood beside the address in {}.", column.name))
}

fn technical(name: &str) -> Option<&'static str> {
    Some(match name {
        RECORD_TYPE_NAME => "Name of the record type; null if it is not known.",
        OUTCOME => "How it ended: succeeded, failed, partial or unknown, whatever field says so.",
        SOURCE => "File or blob that the record came from.",
        SOURCE_LINE => "Line of the source in which the record begins, counted from 1.",
        CONTENT_HASH => "Hash of the record's content; the order of its keys does not matter.",
        EXTRA => "JSON of all fields that no column holds just as they were.",
        RAW => "The record, byte for byte.",
        "record" => "The record as JSON, for search in its text.",
        _ => return None,
    })
}

fn ledger(name: &str) -> Option<&'static str> {
    Some(match name {
        "source" => "File or blob that was read.",
        "sha256" => "SHA-256 of its bytes.",
        "bytes" => "Its size in bytes.",
        "format" => "What it was, by its content.",
        "rows_read" => "Records and pieces that it held: added, duplicates, conflicts and rejected together.",
        "rows_added" => "Records that were new.",
        "duplicates" => "Records that the lake had already: same Id, same content.",
        "conflicts" => "Records with the Id of another but other content; kept.",
        "rejected" => "Pieces that are no records; kept in the table rejected.",
        "removed" => "Records that were taken out of activity, for their age.",
        "reasons" => "Why pieces were rejected, each reason with its number.",
        "notices" => "What reading announced, such as an export that is cut off.",
        "first_time" => "CreationTime of the earliest record.",
        "last_time" => "CreationTime of the latest record.",
        "imported_at" => "When it was imported.",
        "version" => "Version of activity that has its records.",
        "tenant_id" => "Tenant of a content blob of the Management Activity API.",
        "content_type" => "Content type of the blob, such as Audit.Exchange.",
        "content_id" => "What the API calls the blob; null for a span of time of which no blob is known.",
        "content_created" => "When the blob became available, or the begin of the span.",
        "content_until" => "Until when the blob could be fetched, or the end of the span.",
        "lost" => "Why the content is not in the lake; null where it is.",
        _ => return None,
    })
}

fn rejected(name: &str) -> Option<&'static str> {
    Some(match name {
        "source" => "File or blob that it stood in.",
        "source_line" => "Line of the source in which it begins, counted from 1.",
        "reason" => "Why it is no record.",
        "bytes" => "The piece itself, byte for byte.",
        "sha256" => "SHA-256 of the piece.",
        _ => return None,
    })
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
