//! Tables as Markdown of GitHub has them.

use super::escape::escape;
use crate::layout::{group_digits, moment};
use crate::model::{Cell, Table};
use crate::render::limits::MOST_ROWS;

/// Appends a table with its title; `file` has all its rows.
pub fn push_table(out: &mut String, table: &Table, file: Option<&str>) {
    out.extend(["\n**", &escape(&table.title), "**\n\n"]);
    let titles = table.columns.iter().map(|c| if c.title.is_empty() { &c.key } else { &c.title });
    push_row(out, titles.map(|title| escape(title)));
    push_row(out, table.columns.iter().map(|_| "---".to_owned()));
    for row in table.rows.iter().take(MOST_ROWS) {
        push_row(out, (0..table.columns.len()).map(|place| row.get(place).map_or_else(String::new, cell)));
    }
    if table.rows.len() > MOST_ROWS {
        let all = group_digits(table.rows.len() as u64);
        let file = file.unwrap_or("report.json");
        let shown = MOST_ROWS.to_string();
        out.extend([
            "\nThe first ",
            &shown,
            " of ",
            &all,
            " rows are shown. The file ",
            file,
            " has all of them.\n",
        ]);
    }
    if !table.note.is_empty() {
        out.extend(["\n", &escape(&table.note), "\n"]);
    }
}

fn push_row(out: &mut String, cells: impl Iterator<Item = String>) {
    for cell in cells {
        out.extend(["| ", &cell, " "]);
    }
    out.push_str("|\n");
}

fn cell(cell: &Cell) -> String {
    match cell {
        Cell::Missing => String::new(),
        Cell::Text(text) => escape(text),
        Cell::Texts(texts) => texts.iter().map(|text| escape(text)).collect::<Vec<_>>().join("<br>"),
        Cell::Time(time) => moment(*time),
        Cell::Number(number) => number.to_string(),
        Cell::Flag(flag) => if *flag { "yes" } else { "no" }.to_owned(),
        Cell::Records(records) => crate::layout::numbers_text(&records.records),
    }
}
