//! Alerts as rows of a table.

use std::sync::{Arc, LazyLock};

use arrow::array::{
    ArrayRef, Int64Builder, ListBuilder, RecordBatch, StringBuilder, StructBuilder,
    TimestampMicrosecondBuilder,
};
use arrow::datatypes::{DataType, Field, Fields, Schema, SchemaRef, TimeUnit};
use arrow::error::ArrowError;

use super::alert::{Alert, Member};

static SCHEMA: LazyLock<SchemaRef> = LazyLock::new(|| {
    let text = |name: &str| Field::new(name, DataType::Utf8, true);
    let list = |name: &str, item: DataType| Field::new(name, DataType::List(Arc::new(element(item))), true);
    let texts = |name: &str| list(name, DataType::Utf8);
    Arc::new(Schema::new(vec![
        text("key"),
        text("rule_id"),
        text("title"),
        text("level"),
        texts("tactics"),
        texts("techniques"),
        text("organization_id"),
        list("group", DataType::Struct(group_fields())),
        texts("users"),
        texts("addresses"),
        texts("apps"),
        texts("sessions"),
        Field::new("first_time", time_type(), true),
        Field::new("last_time", time_type(), true),
        Field::new("count", DataType::Int64, true),
        text("reason"),
        list("members", DataType::Struct(member_fields())),
    ]))
});

/// Returns the columns of alerts.
pub fn alert_schema() -> SchemaRef {
    SCHEMA.clone()
}

fn element(item: DataType) -> Field {
    Field::new("element", item, true)
}

fn time_type() -> DataType {
    DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()))
}

fn group_fields() -> Fields {
    Fields::from(vec![Field::new("name", DataType::Utf8, true), Field::new("value", DataType::Utf8, true)])
}

fn member_fields() -> Fields {
    Fields::from(vec![
        Field::new("id", DataType::Utf8, true),
        Field::new("source", DataType::Utf8, true),
        Field::new("line", DataType::Int64, true),
        Field::new("time", time_type(), true),
        Field::new("operation", DataType::Utf8, true),
        Field::new("content_hash", DataType::Int64, true),
    ])
}

/// Makes a row of each alert.
///
/// # Errors
/// When Arrow does not take the columns.
pub fn alerts_to_batch(alerts: &[Alert]) -> Result<RecordBatch, ArrowError> {
    let text = |of: fn(&Alert) -> &str| -> ArrayRef {
        let mut texts = StringBuilder::new();
        alerts.iter().for_each(|alert| texts.append_value(of(alert)));
        Arc::new(texts.finish())
    };
    let texts = |of: fn(&Alert) -> Vec<String>| -> ArrayRef {
        let mut lists = ListBuilder::new(StringBuilder::new()).with_field(element(DataType::Utf8));
        alerts.iter().for_each(|alert| lists.append_value(of(alert).into_iter().map(Some)));
        Arc::new(lists.finish())
    };
    let times = |of: fn(&Alert) -> i64| -> ArrayRef {
        let mut times = TimestampMicrosecondBuilder::new().with_data_type(time_type());
        alerts.iter().for_each(|alert| times.append_value(of(alert)));
        Arc::new(times.finish())
    };
    let mut counts = Int64Builder::new();
    alerts.iter().for_each(|alert| counts.append_value(i64::try_from(alert.count).unwrap_or(i64::MAX)));
    RecordBatch::try_new(
        alert_schema(),
        vec![
            text(|alert| &alert.key),
            text(|alert| &alert.rule_id),
            text(|alert| &alert.title),
            text(|alert| alert.level.as_str()),
            texts(Alert::tactics),
            texts(Alert::techniques),
            text(|alert| &alert.tenant),
            groups_of(alerts),
            texts(|alert| alert.users.clone()),
            texts(|alert| alert.addresses.clone()),
            texts(|alert| alert.apps.clone()),
            texts(|alert| alert.sessions.clone()),
            times(|alert| alert.first_time),
            times(|alert| alert.last_time),
            Arc::new(counts.finish()),
            text(|alert| &alert.reason),
            members_of(alerts),
        ],
    )
}

fn groups_of(alerts: &[Alert]) -> ArrayRef {
    let mut lists = ListBuilder::new(StructBuilder::from_fields(group_fields(), 0))
        .with_field(element(DataType::Struct(group_fields())));
    for alert in alerts {
        for (name, value) in &alert.group {
            let pair = lists.values();
            push_text(pair, 0, Some(name));
            push_text(pair, 1, Some(value));
            pair.append(true);
        }
        lists.append(true);
    }
    Arc::new(lists.finish())
}

fn members_of(alerts: &[Alert]) -> ArrayRef {
    let mut lists = ListBuilder::new(StructBuilder::from_fields(member_fields(), 0))
        .with_field(element(DataType::Struct(member_fields())));
    for alert in alerts {
        alert.members.iter().for_each(|member| push_member(lists.values(), member));
        lists.append(true);
    }
    Arc::new(lists.finish())
}

fn push_member(row: &mut StructBuilder, member: &Member) {
    push_text(row, 0, member.id.as_deref());
    push_text(row, 1, member.source.as_deref());
    if let Some(lines) = row.field_builder::<Int64Builder>(2) {
        lines.append_option(member.line);
    }
    if let Some(times) = row.field_builder::<TimestampMicrosecondBuilder>(3) {
        times.append_value(member.time);
    }
    push_text(row, 4, member.operation.as_deref());
    if let Some(hashes) = row.field_builder::<Int64Builder>(5) {
        hashes.append_value(member.content_hash);
    }
    row.append(true);
}

fn push_text(row: &mut StructBuilder, place: usize, text: Option<&str>) {
    if let Some(texts) = row.field_builder::<StringBuilder>(place) {
        texts.append_option(text);
    }
}
