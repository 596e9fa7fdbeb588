//! Tables of the page.

use askama::Template;

use super::cells::{CellView, view_cell};
use crate::layout::group_digits;
use crate::model::{Cell, Table};
use crate::render::limits::MOST_ROWS;

/// A table of the page.
#[derive(Debug, Template)]
#[template(path = "table.html")]
pub struct TableView<'a> {
    /// Its name in the page.
    pub id: String,
    caption: &'a str,
    note: &'a str,
    columns: Vec<ColumnView<'a>>,
    rows: Vec<Vec<CellView<'a>>>,
    is_wide: bool,
    cut: Option<String>,
    cut_cells: Option<String>,
}

/// A column with the style of its cells.
#[derive(Debug)]
struct ColumnView<'a> {
    title: &'a str,
    style: &'static str,
}

/// Tables with more columns than this get a smaller print.
const MOST_NARROW: usize = 7;

impl<'a> TableView<'a> {
    /// Makes the view of a table; `file` has all its rows.
    pub fn new(id: String, table: &'a Table, file: Option<&str>) -> Self {
        let columns = table.columns.iter().enumerate();
        let columns = columns.map(|(place, column)| ColumnView {
            title: if column.title.is_empty() { &column.key } else { &column.title },
            style: style_of(table, place, &column.key),
        });
        let shown = &table.rows[..table.rows.len().min(MOST_ROWS)];
        let row = |row: &'a Vec<Cell>| {
            let cells = table.columns.iter().enumerate();
            cells
                .map(|(place, column)| view_cell(&column.key, row.get(place).unwrap_or(&Cell::Missing)))
                .collect()
        };
        let rows: Vec<Vec<CellView<'a>>> = shown.iter().map(row).collect();
        Self {
            id,
            caption: &table.title,
            note: &table.note,
            columns: columns.collect(),
            cut_cells: cut_cells_sentence(&rows, file),
            rows,
            is_wide: table.columns.len() > MOST_NARROW,
            cut: cut_sentence(shown.len(), table.rows.len(), file),
        }
    }
}

/// Returns the sentence on rows that are not shown.
fn cut_sentence(shown: usize, all: usize, file: Option<&str>) -> Option<String> {
    let file = file.unwrap_or("report.json");
    (shown < all).then(|| {
        let all = group_digits(all as u64);
        format!("The first {shown} of {all} rows are shown. The file {file} has all of them.")
    })
}

/// Returns the sentence on cells that are not shown whole.
fn cut_cells_sentence(rows: &[Vec<CellView<'_>>], file: Option<&str>) -> Option<String> {
    let file = file.unwrap_or("report.json");
    let is_cut = rows.iter().flatten().any(CellView::is_cut);
    is_cut.then(|| format!("Long texts and lists are cut. The file {file} has them whole."))
}

/// Returns the style of a column by its first cells.
fn style_of(table: &Table, place: usize, key: &str) -> &'static str {
    let cells = || table.rows.iter().take(MOST_ROWS).filter_map(|row| row.get(place));
    let first = cells().find(|cell| **cell != Cell::Missing);
    match first {
        Some(Cell::Time(_)) => "time",
        Some(Cell::Number(_)) => "number",
        Some(Cell::Flag(_) | Cell::Missing) | None => "short",
        Some(Cell::Records(_)) => "records",
        Some(Cell::Text(_) | Cell::Texts(_)) => {
            style_of_text(key, cells().map(longest_text).max().unwrap_or(0))
        }
    }
}

fn style_of_text(key: &str, longest: usize) -> &'static str {
    let is_id = ["id", "ids", "key", "hash", "sha256", "address", "addresses", "network"]
        .iter()
        .any(|end| key.strip_suffix(end).is_some_and(|before| before.is_empty() || before.ends_with('_')));
    match longest {
        0..=16 => "short",
        _ if is_id => "code",
        17..=44 => "text",
        _ => "long",
    }
}

fn longest_text(cell: &Cell) -> usize {
    match cell {
        Cell::Text(text) => text.chars().count(),
        Cell::Texts(texts) => texts.iter().map(|text| text.chars().count()).max().unwrap_or(0),
        _ => 0,
    }
}
