//! Alerts as rows of the table `alerts`, and back.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, Int64Array, Int64Builder, ListBuilder, RecordBatch, StringArray, StringBuilder,
    StructArray, StructBuilder, TimestampMicrosecondArray, TimestampMicrosecondBuilder,
};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Field, FieldRef, Fields, Int64Type};
use arrow::error::ArrowError;
use trail365_lake::alert_schema;
use trail365_sigma::Level;

use super::alert::{Alert, Member};
use super::status::{Review, Status};

type Arrow<T> = Result<T, ArrowError>;

/// Makes a row of each alert.
///
/// # Errors
/// When Arrow does not take the columns.
pub fn alerts_to_batch(alerts: &[Alert]) -> Arrow<RecordBatch> {
    let text = |of: fn(&Alert) -> &str| -> ArrayRef {
        Arc::new(StringArray::from_iter_values(alerts.iter().map(of)))
    };
    let texts = |of: fn(&Alert) -> Vec<String>| -> ArrayRef {
        let mut lists =
            ListBuilder::new(StringBuilder::new()).with_field(Field::new("element", DataType::Utf8, true));
        for alert in alerts {
            lists.append_value(of(alert).into_iter().map(Some));
        }
        Arc::new(lists.finish())
    };
    let times = |of: fn(&Alert) -> Option<i64>| -> ArrayRef {
        let times: TimestampMicrosecondArray = alerts.iter().map(of).collect();
        Arc::new(times.with_timezone("UTC"))
    };
    let count = |alert: &Alert| i64::try_from(alert.count).unwrap_or(i64::MAX);
    let counts = Int64Array::from_iter_values(alerts.iter().map(count));
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
            groups_of(alerts)?,
            texts(|alert| alert.users.clone()),
            texts(|alert| alert.addresses.clone()),
            texts(|alert| alert.apps.clone()),
            texts(|alert| alert.sessions.clone()),
            times(|alert| Some(alert.first_time)),
            times(|alert| Some(alert.last_time)),
            Arc::new(counts),
            text(|alert| &alert.reason),
            members_of(alerts)?,
            times(|alert| alert.found_at),
        ],
    )
}

/// Returns the item of a column that is a list, and the members of the item.
fn item_of(column: &str) -> Arrow<(FieldRef, Fields)> {
    let schema = alert_schema();
    let wrong = || ArrowError::SchemaError(format!("`{column}` is no list of objects"));
    let DataType::List(item) = schema.field_with_name(column)?.data_type() else { return Err(wrong()) };
    let DataType::Struct(members) = item.data_type() else { return Err(wrong()) };
    Ok((Arc::clone(item), members.clone()))
}

fn groups_of(alerts: &[Alert]) -> Arrow<ArrayRef> {
    let (item, members) = item_of("group")?;
    let mut lists = ListBuilder::new(StructBuilder::from_fields(members, 0)).with_field(item);
    for alert in alerts {
        for (name, value) in &alert.group {
            let pair = lists.values();
            push_text(pair, 0, Some(name));
            push_text(pair, 1, Some(value));
            pair.append(true);
        }
        lists.append(true);
    }
    Ok(Arc::new(lists.finish()))
}

fn members_of(alerts: &[Alert]) -> Arrow<ArrayRef> {
    let (item, members) = item_of("members")?;
    let mut lists = ListBuilder::new(StructBuilder::from_fields(members, 0)).with_field(item);
    for alert in alerts {
        alert.members.iter().for_each(|member| push_member(lists.values(), member));
        lists.append(true);
    }
    Ok(Arc::new(lists.finish()))
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

/// Reads alerts back.
pub(crate) fn alerts_of_batch(batch: &RecordBatch) -> Arrow<Vec<Alert>> {
    let rows = Rows(batch);
    (0..batch.num_rows()).map(|row| read_alert(&rows, row)).collect()
}

/// Reads alerts from rows of the view `alerts`, each with what people say of it.
///
/// # Errors
/// When the batch lacks a column of the view.
pub fn reviewed_alerts_of_batch(batch: &RecordBatch) -> Arrow<Vec<(Alert, Review)>> {
    let rows = Rows(batch);
    let review = |row: usize| -> Arrow<Review> {
        let status = Status::of_word(&rows.text("status", row)?).unwrap_or(Status::Open);
        Ok(Review { status, note: rows.text("note", row)?, who: rows.text("who", row)? })
    };
    (0..batch.num_rows()).map(|row| Ok((read_alert(&rows, row)?, review(row)?))).collect()
}

fn read_alert(rows: &Rows<'_>, row: usize) -> Arrow<Alert> {
    let tags = rows.texts("tactics", row)?.into_iter().chain(rows.texts("techniques", row)?);
    let level = rows.text("level", row)?;
    let levels = [Level::Informational, Level::Low, Level::Medium, Level::High, Level::Critical];
    Ok(Alert {
        key: rows.text("key", row)?,
        rule_id: rows.text("rule_id", row)?,
        title: rows.text("title", row)?,
        level: levels.into_iter().find(|known| known.as_str() == level).unwrap_or(Level::Medium),
        tags: tags.map(|tag| format!("attack.{}", tag.to_lowercase())).collect(),
        tenant: rows.text("organization_id", row)?,
        group: rows.pairs("group", row)?,
        users: rows.texts("users", row)?,
        addresses: rows.texts("addresses", row)?,
        apps: rows.texts("apps", row)?,
        sessions: rows.texts("sessions", row)?,
        first_time: rows.number("first_time", row)?.unwrap_or_default(),
        last_time: rows.number("last_time", row)?.unwrap_or_default(),
        count: rows.number("count", row)?.unwrap_or_default().unsigned_abs(),
        members: rows.members(row)?,
        reason: rows.text("reason", row)?,
        found_at: rows.number("found_at", row)?,
    })
}

/// Reads a row of the table `alert_notes`: key, status, note and who, and the time.
pub(crate) fn note_of_row(batch: &RecordBatch, row: usize) -> Arrow<([String; 4], i64)> {
    let rows = Rows(batch);
    let text = |name: &str| rows.text(name, row);
    Ok((
        [text("key")?, text("status")?, text("note")?, text("who")?],
        rows.number("noted_at", row)?.unwrap_or_default(),
    ))
}

/// Cells of a batch by the names of their columns.
struct Rows<'a>(&'a RecordBatch);

impl Rows<'_> {
    fn column(&self, name: &str) -> Arrow<&ArrayRef> {
        self.0
            .column_by_name(name)
            .ok_or_else(|| ArrowError::SchemaError(format!("there is no column `{name}`")))
    }

    fn text(&self, name: &str, row: usize) -> Arrow<String> {
        Ok(text_of(self.column(name)?, row)?.unwrap_or_default())
    }

    fn number(&self, name: &str, row: usize) -> Arrow<Option<i64>> {
        number_of(self.column(name)?, row)
    }

    /// Returns the items of a list.
    fn items(&self, name: &str, row: usize) -> Arrow<ArrayRef> {
        let column = self.column(name)?;
        let lists = column.as_list_opt::<i32>();
        let lists = lists.ok_or_else(|| ArrowError::SchemaError(format!("`{name}` is no list")))?;
        Ok(lists.value(row))
    }

    fn texts(&self, name: &str, row: usize) -> Arrow<Vec<String>> {
        let items = self.items(name, row)?;
        (0..items.len()).map(|at| Ok(text_of(&items, at)?.unwrap_or_default())).collect()
    }

    fn objects(&self, name: &str, row: usize) -> Arrow<StructArray> {
        let items = self.items(name, row)?;
        let objects = items.as_struct_opt().cloned();
        objects.ok_or_else(|| ArrowError::SchemaError(format!("`{name}` is no list of objects")))
    }

    fn pairs(&self, name: &str, row: usize) -> Arrow<Vec<(String, String)>> {
        let of = self.objects(name, row)?;
        let cell = |place: usize, at: usize| text_of(of.column(place), at).map(Option::unwrap_or_default);
        (0..of.len()).map(|at| Ok((cell(0, at)?, cell(1, at)?))).collect()
    }

    fn members(&self, row: usize) -> Arrow<Vec<Member>> {
        let of = self.objects("members", row)?;
        let text =
            |place: usize, at: usize| Ok::<_, ArrowError>(text_of(of.column(place), at)?.map(Arc::from));
        let member = |at: usize| {
            Ok(Member {
                id: text(0, at)?,
                source: text(1, at)?,
                line: number_of(of.column(2), at)?,
                time: number_of(of.column(3), at)?.unwrap_or_default(),
                operation: text(4, at)?,
                content_hash: number_of(of.column(5), at)?.unwrap_or_default(),
            })
        };
        (0..of.len()).map(member).collect()
    }
}

fn text_of(column: &ArrayRef, row: usize) -> Arrow<Option<String>> {
    let cell = cast(&column.slice(row, 1), &DataType::Utf8)?;
    Ok(cell.is_valid(0).then(|| cell.as_string::<i32>().value(0).to_owned()))
}

fn number_of(column: &ArrayRef, row: usize) -> Arrow<Option<i64>> {
    let cell = cast(&column.slice(row, 1), &DataType::Int64)?;
    Ok(cell.is_valid(0).then(|| cell.as_primitive::<Int64Type>().value(0)))
}
