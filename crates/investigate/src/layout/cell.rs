//! Cells and moments as text.

use std::borrow::Cow;

use crate::model::{Cell, Time};

/// Returns a moment as people read it: `2026-03-02 08:00:00Z`.
pub fn moment(time: Time) -> String {
    time.to_string().replacen('T', " ", 1)
}

/// Returns numbers of records with blanks between them.
pub fn numbers_text(numbers: &[u32]) -> String {
    numbers.iter().map(u32::to_string).collect::<Vec<_>>().join(" ")
}

/// Returns a cell as text for machines: times as RFC 3339, several texts with a semicolon between them.
pub fn cell_text(cell: &Cell) -> Cow<'_, str> {
    match cell {
        Cell::Missing => Cow::Borrowed(""),
        Cell::Text(text) => Cow::Borrowed(text),
        Cell::Texts(texts) => Cow::Owned(texts.join("; ")),
        Cell::Time(time) => Cow::Owned(time.to_string()),
        Cell::Number(number) => Cow::Owned(number.to_string()),
        Cell::Flag(flag) => Cow::Borrowed(if *flag { "true" } else { "false" }),
        Cell::Records(records) => Cow::Owned(numbers_text(&records.records)),
    }
}
