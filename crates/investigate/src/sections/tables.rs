//! Tables of decoded rows.

use serde_json::Value;

use crate::evidence::Book;
use crate::facts::Decoded;
use crate::facts::Listing;
use crate::model::{Cell, Column, Records, Table, Time};
use crate::scene::Scene;

/// What a query gives besides the rows of its table.
pub(crate) const WITH_OWNERS: &str =
    "-- With the rows of the owner's and of services' sessions, which the table leaves out.\n";

/// Columns of a table: names of the view's columns with their headings.
pub(crate) type Columns = &'static [(&'static str, &'static str)];

/// Makes a table of the rows of a listing that `is_listed`, with whose act each is, its session and its record behind the columns of the
/// view.
pub(crate) fn table_of(
    (key, title, note): (&str, &str, &str),
    columns: Columns,
    (listing, is_listed): (&Listing<'_>, impl Fn(&Decoded) -> bool),
    scene: &Scene<'_>,
    book: &mut Book,
) -> Table {
    let names: Vec<&str> = columns.iter().map(|(key, _)| *key).chain(["content_hash"]).collect();
    let rows = listing.rows.iter().filter(|row| is_listed(row));
    let behind = [("whose", "Whose act"), ("session", "Session"), ("record", "Record")];
    Table {
        key: key.to_owned(),
        title: title.to_owned(),
        note: note.to_owned(),
        columns: columns.iter().chain(&behind).map(|(key, title)| column(key, title)).collect(),
        rows: rows.map(|row| cells_of(row, columns, scene, book)).collect(),
        query: format!("{WITH_OWNERS}{}", listing.query(&names.join(", "))),
    }
}

fn cells_of(row: &Decoded, columns: Columns, scene: &Scene<'_>, book: &mut Book) -> Vec<Cell> {
    let mut cells: Vec<Cell> = columns.iter().map(|(key, _)| cell_of(row, key)).collect();
    let whose = scene.whose_row(row);
    cells.push(Cell::Text(whose.class.key().to_owned()));
    cells.push(whose.branch.map_or(Cell::Missing, |branch| {
        // What only user and time tie to a session is marked.
        Cell::Text(if whose.is_by_time { format!("~{branch}") } else { branch.to_owned() })
    }));
    cells.push(Cell::Records(Records { records: vec![book.number(row.cited())] }));
    cells
}

fn cell_of(row: &Decoded, key: &str) -> Cell {
    match row.value(key) {
        None | Some(Value::Null) => Cell::Missing,
        Some(Value::Bool(is)) => Cell::Flag(*is),
        Some(Value::Number(number)) => {
            number.as_i64().map_or_else(|| Cell::Text(number.to_string()), Cell::Number)
        }
        Some(Value::String(text)) if key == "time" || key.ends_with("_time") => {
            row.time_of(key).map_or_else(|| Cell::Text(text.clone()), |time| Cell::Time(Time(time)))
        }
        Some(Value::String(text)) => Cell::Text(text.clone()),
        Some(Value::Array(_)) => Cell::Texts(row.texts(key).into_iter().map(str::to_owned).collect()),
        Some(other) => Cell::Text(other.to_string()),
    }
}

/// Makes a column.
pub(crate) fn column(key: &str, title: &str) -> Column {
    Column { key: key.to_owned(), title: title.to_owned() }
}
