//! Tables of records and of other rows.

use maud::{Markup, html};

use super::cells;
use super::frame::Frame;
use crate::data::entity::Kind;
use crate::data::search::Row;
use crate::data::{Grid, GridColumn};

/// Characters of a cell of a grid that are shown; the hint has the rest.
const LONGEST_CELL: usize = 300;

/// Puts a table into a box that scrolls by itself, so that the page never does.
pub fn scroll(label: &str, table: &Markup) -> Markup {
    html! { div .scroll role="region" aria-label=(label) tabindex="0" { (table) } }
}

/// Shows records, a row each; `columns` were added by a person.
pub fn records(frame: &Frame, label: &str, rows: &[Row], columns: &[String]) -> Markup {
    let table = html! {
        table .records {
            thead { tr {
                @for name in ["Time (UTC)", "User", "Operation", "Outcome", "Address", "Object", "App", "Service"] { th scope="col" { (name) } }
                @for name in columns { th scope="col" { code { (name) } } }
            } }
            tbody {
                @for row in rows {
                    tr {
                        td .when { (cells::record_time(frame, row)) }
                        td { (cells::entity_or_none(frame, Kind::User, row.user.as_deref())) }
                        td { @match row.operation.as_deref() { Some(name) => (cells::operation(frame, name)), None => (cells::none("no operation")) } }
                        td { (cells::outcome(row.outcome.as_deref())) }
                        td { (cells::entity_or_none(frame, Kind::Address, row.address.as_deref())) }
                        td { (cells::entity_or_none(frame, Kind::Object, row.object.as_deref())) }
                        td { (cells::app_of(frame, row)) }
                        td { span .value { (row.workload.as_deref().unwrap_or_default()) } }
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
pub fn grid(label: &str, grid: &Grid) -> Markup {
    let table = html! {
        table .grid {
            thead { tr { @for column in &grid.columns { th scope="col" class=[number(column)] { (column.name) } } } }
            tbody {
                @for row in &grid.rows {
                    tr {
                        @for (cell, column) in row.iter().zip(&grid.columns) {
                            td class=[number(column)] { @match cell { Some(text) => (clipped(text)), None => (cells::none("null")) } }
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

fn clipped(text: &str) -> Markup {
    match text.char_indices().nth(LONGEST_CELL) {
        None => html! { (text) },
        Some((end, _)) => html! { span title=(text) { (text[..end]) "…" } },
    }
}
