//! Comma-separated values by RFC 4180, with the mark by which Excel knows UTF-8. A row is a line: what acts on a terminal is escaped, and
//! `report.json` has each text exactly.

use std::io::{self, Write};

use trail365_text::spreadsheet::starts_formula;
use trail365_text::terminal::escape;

use super::files::FileTable;
use crate::layout::cell_text;
use crate::model::Cell;

/// Writes a table with a header. A text that begins like a formula gets an apostrophe in front.
///
/// # Errors
/// If `out` cannot be written.
pub fn write_csv(table: &FileTable<'_>, out: &mut dyn Write) -> io::Result<()> {
    out.write_all("\u{feff}".as_bytes())?;
    let mut line = String::new();
    for (place, column) in table.columns.iter().enumerate() {
        push_cell(&mut line, place, &Cell::Text(column.key.clone()));
    }
    write_line(&mut line, out)?;
    table.visit_rows(|row| {
        for (place, cell) in row.iter().enumerate() {
            push_cell(&mut line, place, cell);
        }
        write_line(&mut line, out)
    })
}

fn write_line(line: &mut String, out: &mut dyn Write) -> io::Result<()> {
    line.push_str("\r\n");
    out.write_all(line.as_bytes())?;
    line.clear();
    Ok(())
}

fn push_cell(line: &mut String, place: usize, cell: &Cell) {
    if place > 0 {
        line.push(',');
    }
    let raw = cell_text(cell);
    let text = escape(&raw);
    // Numbers begin with a minus sign as well, also those that are texts because spreadsheets round them.
    let is_text = matches!(cell, Cell::Text(_) | Cell::Texts(_)) && raw.parse::<i64>().is_err();
    let apostrophe = if is_text && starts_formula(&raw) { "'" } else { "" };
    let is_empty_text = text.is_empty() && *cell != Cell::Missing;
    // An empty text is quoted to differ from nothing.
    if is_empty_text || text.contains([',', '"']) {
        line.extend(["\"", apostrophe, &text.replace('"', "\"\""), "\""]);
    } else {
        line.extend([apostrophe, &text]);
    }
}
