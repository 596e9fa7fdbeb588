//! Tables of records and of other rows.

use std::collections::HashSet;

use maud::{Markup, html};

use super::cells;
use super::frame::Frame;
use super::words;
use crate::data::entity::Kind;
use crate::data::search::Row;
use crate::data::{GridColumn, Shown};

/// Characters of a cell of a grid that are shown; the hint has the rest.
const LONGEST_CELL: usize = 300;

/// Characters of a hint.
const LONGEST_HINT: usize = 2000;

/// Puts a table into a box that scrolls by itself, so that the page never does.
pub fn scroll(label: &str, table: &Markup) -> Markup {
    html! { div .scroll role="region" aria-label=(label) tabindex="0" { (table) } }
}

/// Shows records, a row each; `columns` were added by a person.
///
/// A page has hundreds of them: what every cell is like stands in the style sheet, and the hints of texts that are cut off come by script.
pub fn records(frame: &Frame, label: &str, rows: &[Row], columns: &[String]) -> Markup {
    record_table(frame, label, rows, columns, None)
}

/// The order of records by time, and the address of the other order.
pub struct Order {
    /// The oldest stands first.
    pub oldest_first: bool,
    /// Address of the same in the other order.
    pub other: String,
}

/// Shows records whose order can be turned at the head of their times.
pub fn sorted_records(frame: &Frame, label: &str, rows: &[Row], columns: &[String], order: &Order) -> Markup {
    record_table(frame, label, rows, columns, Some(order))
}

/// Shows the head of the times.
fn time_head(frame: &Frame, order: Option<&Order>) -> Markup {
    let local = html! { @if let Some(zone) = frame.zone { small .local { (zone.name()) } } };
    let Some(order) = order else { return html! { th scope="col" { "Time (UTC)" (local) } } };
    let (sort, arrow, other) = if order.oldest_first {
        ("ascending", "▲", "newest first")
    } else {
        ("descending", "▼", "oldest first")
    };
    html! { th scope="col" aria-sort=(sort) { a href=(order.other) title=(other) { "Time (UTC) " span aria-hidden="true" { (arrow) } } (local) } }
}

fn record_table(
    frame: &Frame,
    label: &str,
    rows: &[Row],
    columns: &[String],
    order: Option<&Order>,
) -> Markup {
    let mut seen = HashSet::new();
    let table = html! {
        table .records {
            thead { tr {
                (time_head(frame, order))
                @for name in ["User", "Operation", "Outcome", "Address", "Object", "App", "Service"] { th scope="col" { (name) } }
                @for name in columns { th scope="col" { code { (name) } } }
            } }
            tbody {
                @for row in rows {
                    tr {
                        td { (cells::record_time(frame, row)) }
                        td { (cells::short_entity(frame, Kind::User, row.user.as_deref())) }
                        td { @if let Some(name) = row.operation.as_deref() { (cells::short_operation(frame, name, &mut seen)) } }
                        td class=[row.outcome.as_deref().and_then(cells::outcome_class)] { (row.outcome.as_deref().unwrap_or_default()) }
                        td { (cells::short_entity(frame, Kind::Address, row.address.as_deref())) }
                        td { (cells::short_entity(frame, Kind::Object, row.object.as_deref())) }
                        td { @if row.app.is_some() || row.app_id.is_some() { (cells::app_of(frame, row)) } }
                        td { (row.workload.as_deref().unwrap_or_default()) }
                        @for at in 0..columns.len() { td { (added(row, at)) } }
                    }
                }
            }
        }
    };
    scroll(label, &table)
}

fn added(row: &Row, at: usize) -> Markup {
    match row.more.get(&format!("c{at}")) {
        None | Some(serde_json::Value::Null) => cells::none("no value"),
        Some(serde_json::Value::String(text)) => clipped(text),
        Some(other) => clipped(&other.to_string()),
    }
}

/// Shows the first rows of a query.
pub fn grid(label: &str, shown: &Shown<'_>) -> Markup {
    let columns = || shown.columns.iter().map(|at| (*at, &shown.grid.columns[*at]));
    let table = html! {
        table .grid {
            thead { tr { @for (_, column) in columns() { th scope="col" class=[number(column)] { (column.name) } } } }
            tbody {
                @for row in shown.rows {
                    tr {
                        @for (at, column) in columns() {
                            td class=[number(column)] { @match &row[at] { Some(text) => (clipped(text)), None => (cells::none("null")) } }
                        }
                    }
                }
            }
        }
    };
    scroll(label, &table)
}

fn number(column: &GridColumn) -> Option<&'static str> {
    column.is_number.then_some("number")
}

/// Cuts a text to what a person reads in a hint.
fn hint(text: &str) -> String {
    match text.char_indices().nth(LONGEST_HINT) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}… ({} in all)", &text[..end], words::size(text.len() as u64)),
    }
}

fn clipped(text: &str) -> Markup {
    match text.char_indices().nth(LONGEST_CELL) {
        None => html! { (text) },
        Some((end, _)) => html! { span title=(hint(text)) { (text[..end]) "…" } },
    }
}
