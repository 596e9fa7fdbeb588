//! The columns of the tables of alerts.

use std::sync::Arc;

use arrow::datatypes::{DataType, Field, Fields, Schema, SchemaRef, TimeUnit};

/// Returns the columns of the table `alerts`: a row for each episode that a rule found, with the records behind it.
pub fn alert_schema() -> SchemaRef {
    let texts = |name: &str| list(name, DataType::Utf8);
    let group = [text("name"), text("value")];
    let member =
        [text("id"), text("source"), number("line"), time("time"), text("operation"), number("content_hash")];
    Arc::new(Schema::new(vec![
        text("key"),
        text("rule_id"),
        text("title"),
        text("level"),
        texts("tactics"),
        texts("techniques"),
        text("organization_id"),
        list("group", DataType::Struct(Fields::from(group.to_vec()))),
        texts("users"),
        texts("addresses"),
        texts("apps"),
        texts("sessions"),
        time("first_time"),
        time("last_time"),
        number("count"),
        text("reason"),
        list("members", DataType::Struct(Fields::from(member.to_vec()))),
        time("found_at"),
    ]))
}

/// Returns the columns of the table `alert_notes`: a row for each time that somebody said what an alert is. The last one counts.
pub fn note_schema() -> SchemaRef {
    Arc::new(Schema::new(vec![text("key"), text("status"), text("note"), text("who"), time("noted_at")]))
}

/// Returns the columns of the table `searches`: a row for each time that somebody saved a search or, without a query, took it away. The
/// last one of a name counts.
pub fn search_schema() -> SchemaRef {
    Arc::new(Schema::new(vec![text("name"), text("query"), time("saved_at")]))
}

fn text(name: &str) -> Field {
    Field::new(name, DataType::Utf8, true)
}

fn number(name: &str) -> Field {
    Field::new(name, DataType::Int64, true)
}

fn time(name: &str) -> Field {
    Field::new(name, DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())), true)
}

fn list(name: &str, item: DataType) -> Field {
    // The name of a list's inner field is that of Delta.
    Field::new(name, DataType::List(Arc::new(Field::new("element", item, true))), true)
}
