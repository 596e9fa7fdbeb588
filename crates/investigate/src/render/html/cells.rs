//! Cells as the page shows them.

use crate::layout::{CLASSES, class_key, class_word, group_digits, moment};
use crate::model::{Cell, Class};

/// Numbers of records that a cell or a statement links.
pub const MOST_LINKS: usize = 8;

/// A cell of the page.
#[derive(Debug)]
pub enum CellView<'a> {
    /// Nothing.
    Missing,
    /// A text.
    Text(&'a str),
    /// Several texts, a line each.
    Texts(&'a [String]),
    /// A moment for programs and for people.
    Time(String, String),
    /// A number.
    Number(String),
    /// Yes or no.
    Flag(bool),
    /// A class: its name and its word.
    Class(&'static str, &'static str),
    /// Numbers of records with links, and how many more there are.
    Records(&'a [u32], usize),
}

/// Returns a cell of a column as the page shows it.
pub fn view_cell<'a>(column: &str, cell: &'a Cell) -> CellView<'a> {
    match cell {
        Cell::Missing => CellView::Missing,
        Cell::Text(text) => match class_of(column, text) {
            Some(class) => CellView::Class(class_key(class), class_word(class)),
            None => CellView::Text(text),
        },
        Cell::Texts(texts) => CellView::Texts(texts),
        Cell::Time(time) => CellView::Time(time.to_string(), moment(*time)),
        Cell::Number(number) => CellView::Number(signed_digits(*number)),
        Cell::Flag(flag) => CellView::Flag(*flag),
        Cell::Records(records) => {
            let shown = &records.records[..records.records.len().min(MOST_LINKS)];
            CellView::Records(shown, records.records.len() - shown.len())
        }
    }
}

fn class_of(column: &str, text: &str) -> Option<Class> {
    let is_class = column == "class" || column.ends_with("_class");
    CLASSES.into_iter().find(|class| is_class && class_key(*class) == text)
}

fn signed_digits(number: i64) -> String {
    let digits = group_digits(number.unsigned_abs());
    if number < 0 { format!("−{digits}") } else { digits }
}
