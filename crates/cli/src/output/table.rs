//! Plain tables that fit a width: names stay whole, texts are wrapped.

use std::cmp::Reverse;

use super::document::{Block, Column, Document, Fact, Table};
use super::text::{length, pad, unglue, wrap};

/// Spaces between two columns.
const GAP: usize = 2;

/// Least width of a column that can give way.
const NARROWEST: usize = 8;

/// Percentages of the width that texts may claim; of these the one that makes the table easiest to read is taken.
const SHARES: [usize; 5] = [50, 42, 36, 30, 24];

/// The document as lines of at most `width` columns, unless a name is longer.
pub fn render(document: &Document, width: usize) -> String {
    let mut out = format!("{}\n{}\n", document.title, "=".repeat(length(&document.title)));
    let mut after_heading = false;
    for block in &document.blocks {
        if !after_heading {
            out.push('\n');
        }
        after_heading = matches!(block, Block::Heading(_));
        for line in block_lines(block, width) {
            out.push_str(line.trim_end());
            out.push('\n');
        }
    }
    unglue(&out)
}

fn block_lines(block: &Block, width: usize) -> Vec<String> {
    match block {
        Block::Heading(text) => vec![text.clone(), "-".repeat(length(text))],
        Block::Text(text) => wrap(text, width),
        Block::Facts(facts) => facts_lines(facts, width),
        Block::Table(table) => table_lines(table, width),
    }
}

fn facts_lines(facts: &[Fact], width: usize) -> Vec<String> {
    let names = facts.iter().map(|fact| length(fact.name)).max().unwrap_or(0);
    let widths = [names, width.saturating_sub(names + GAP)];
    let columns = [Column::Name(""), Column::Text("")];
    facts.iter().flat_map(|f| row_lines(&columns, &widths, &[f.name.to_owned(), f.value.clone()])).collect()
}

fn table_lines(table: &Table, width: usize) -> Vec<String> {
    let titles: Vec<String> = table.columns.iter().map(|column| column.title().to_uppercase()).collect();
    let laid_out = |text_percent: usize| {
        let widths = column_widths(table, width, text_percent);
        let rows = std::iter::once(&titles).chain(&table.rows);
        let lines: Vec<_> = rows.flat_map(|row| row_lines(&table.columns, &widths, row)).collect();
        (lines.len() + overflows(table, &widths), lines)
    };
    let best = SHARES.into_iter().map(laid_out).min_by_key(|(cost, _)| *cost);
    best.map(|(_, lines)| lines).unwrap_or_default()
}

/// Numbers and names get what they need and texts share the rest. Where that leaves the texts less than
/// `text_percent` of the width, the columns of names give way where the fewest names suffer; a name that is longer then
/// has a line of its own.
fn column_widths(table: &Table, width: usize, text_percent: usize) -> Vec<usize> {
    let is_text = |i: usize| matches!(table.columns[i], Column::Text(_));
    let is_name = |i: usize| matches!(table.columns[i], Column::Name(_));
    let all = 0..table.columns.len();
    let mut widths: Vec<usize> = all.clone().map(|i| natural_width(table, i)).collect();
    let room = width.saturating_sub(GAP * widths.len().saturating_sub(1));
    let texts: usize = all.clone().filter(|&i| is_text(i)).map(|i| widths[i]).sum();
    let least = texts.min(room * text_percent / 100);
    let fixed = |widths: &[usize]| -> usize { all.clone().filter(|&i| !is_text(i)).map(|i| widths[i]).sum() };
    while fixed(&widths) + least > room {
        let can_give = |&i: &usize| is_name(i) && widths[i] > length(table.columns[i].title()).max(NARROWEST);
        let least_loss = |&i: &usize| (cells_of_length(table, i, widths[i]), Reverse(widths[i]));
        let Some(narrower) = all.clone().filter(can_give).min_by_key(least_loss) else { break };
        widths[narrower] -= 1;
    }
    let share = room.saturating_sub(fixed(&widths)) / all.clone().filter(|&i| is_text(i)).count().max(1);
    all.clone().filter(|&i| is_text(i)).for_each(|i| widths[i] = share.max(NARROWEST));
    widths
}

/// Names that are longer than their column; each costs the eye a line.
fn overflows(table: &Table, widths: &[usize]) -> usize {
    let too_wide =
        |column: &Column, cell: &str, width| matches!(column, Column::Name(_)) && length(cell) > width;
    let in_row = |row: &Vec<String>| {
        table
            .columns
            .iter()
            .zip(row)
            .zip(widths)
            .filter(|((column, cell), w)| too_wide(column, cell, **w))
            .count()
    };
    table.rows.iter().map(in_row).sum()
}

fn cells_of_length(table: &Table, column: usize, width: usize) -> usize {
    table.rows.iter().filter(|row| length(&row[column]) == width).count()
}

fn natural_width(table: &Table, index: usize) -> usize {
    let cells = table.rows.iter().filter_map(|row| row.get(index)).flat_map(|cell| cell.split('\n'));
    cells.chain([table.columns[index].title()]).map(length).max().unwrap_or(0)
}

/// The lines of one row. After a cell that is wider than its column the row goes on below it.
fn row_lines(columns: &[Column], widths: &[usize], cells: &[String]) -> Vec<String> {
    let mut lines = vec![String::new()];
    let (mut first, mut offset) = (0, 0);
    for ((column, &width), cell) in columns.iter().zip(widths).zip(cells) {
        let parts = match column {
            Column::Text(_) => wrap(cell, width),
            Column::Number(_) => vec![format!("{cell:>width$}")],
            Column::Name(_) => vec![cell.clone()],
        };
        let too_wide = parts.iter().any(|part| length(part) > width);
        for (i, part) in parts.iter().enumerate() {
            if lines.len() <= first + i {
                lines.push(String::new());
            }
            pad(&mut lines[first + i], offset);
            lines[first + i].push_str(part);
        }
        if too_wide {
            first = lines.len();
        }
        offset += width + GAP;
    }
    lines
}
