//! Plain tables that fit a width: texts are wrapped, names stay whole, and where that cannot be, rows stand as blocks.

use std::cmp::Reverse;

use super::document::{Block, Column, Document, Fact, Table};
use super::terminal::Screen;
use super::text::{cut_front, length, pad_to, unglue, wrap, wrap_all};

/// Spaces between two columns.
const GAP: usize = 2;

/// Spaces before the values of a row that stands as a block.
const INDENT: usize = 2;

/// Least width of a column that can give way.
const NARROWEST: usize = 8;

/// Rows stand as blocks if more than one in so many does not fit on its line. Below that, the odd long name is no reason
/// to give the table up.
const MANY: usize = 8;

/// Least width of a column of paths. The end of a path tells most: this leaves a file's name.
const NARROWEST_PATH: usize = 20;

/// Percentages of the width that texts may claim; of these the one is taken that needs the fewest lines.
const SHARES: [usize; 5] = [50, 42, 36, 30, 24];

/// Renders the document as lines of at most the screen's width, unless a name is longer.
///
/// A row keeps its cells on common lines: a name that is wider than its column moves the rest of its row to the right.
/// Where many rows are too wide for that, each row becomes a block with a line for each cell. Output that nobody looks at
/// is for other programs: there a row is never broken and no path is cut, however long the line gets.
pub fn render_tables(document: &Document, screen: Screen) -> String {
    let mut out = format!("{}\n{}\n", document.title, "=".repeat(length(&document.title)));
    let mut after_heading = false;
    for block in &document.blocks {
        if !after_heading {
            out.push('\n');
        }
        after_heading = matches!(block, Block::Heading(_));
        for line in block_lines(block, screen) {
            out.push_str(line.trim_end());
            out.push('\n');
        }
    }
    unglue(&out)
}

fn block_lines(block: &Block, screen: Screen) -> Vec<String> {
    match block {
        Block::Heading(text) => vec![text.clone(), "-".repeat(length(text))],
        Block::Text(text) => wrap(text, screen.width),
        Block::Facts(facts) => facts_lines(facts, screen.width),
        Block::Table(table) => table_lines(table, screen),
    }
}

fn facts_lines(facts: &[Fact], width: usize) -> Vec<String> {
    let names = facts.iter().map(|fact| length(fact.name)).max().unwrap_or(0);
    let mut lines = Vec::new();
    for fact in facts {
        let mut name = fact.name;
        for value in wrap(&fact.value, width.saturating_sub(names + GAP)) {
            let mut line = std::mem::take(&mut name).to_owned();
            pad_to(&mut line, names + GAP);
            lines.push(line + &value);
        }
    }
    lines
}

/// Lays the table out with the share for its texts that needs the fewest lines; a name beyond its column costs one, too.
fn table_lines(table: &Table, screen: Screen) -> Vec<String> {
    let layouts = SHARES.into_iter().map(|percent| {
        let widths = column_widths(table, screen, percent);
        let layout = rows_below_titles(table, &widths, screen);
        (layout.lines.len() + count_wide_names(table, &widths), layout)
    });
    let Some((_, best)) = layouts.min_by_key(|(cost, _)| *cost) else { return Vec::new() };
    if screen.is_watched && (best.is_too_wide || best.broken_rows * MANY > table.rows.len()) {
        return blocks_of_rows(table, screen.width);
    }
    best.lines
}

/// Lines of a table, and how many of its rows have a name that does not fit on their line.
struct Layout {
    lines: Vec<String>,
    broken_rows: usize,
    /// The columns alone need more than the screen has.
    is_too_wide: bool,
}

fn rows_below_titles(table: &Table, widths: &[usize], screen: Screen) -> Layout {
    let titles: Vec<String> = table.columns.iter().map(|column| column.title().to_uppercase()).collect();
    let width = widths.iter().sum::<usize>() + GAP * widths.len().saturating_sub(1);
    let mut layout = Layout { lines: Vec::new(), broken_rows: 0, is_too_wide: width > screen.width };
    for row in std::iter::once(&titles).chain(&table.rows) {
        let mut line = RowLines::new(screen);
        for (i, (column, cell)) in table.columns.iter().zip(row).enumerate() {
            line.add_cell(column, widths[i], cell, i + 1 == table.columns.len());
        }
        // A block would not help a name that is wider than the screen.
        let is_hopeless = row.iter().any(|cell| !cell.contains(' ') && length(cell) > screen.width);
        layout.broken_rows += usize::from(line.is_broken && !is_hopeless);
        layout.lines.append(&mut line.lines);
    }
    layout
}

/// Returns the width of each column: numbers and names get what they need, and texts share the rest.
///
/// Where that leaves the texts less than `text_percent` of the width, paths give way first, and then the columns of names
/// where the fewest names suffer.
fn column_widths(table: &Table, screen: Screen, text_percent: usize) -> Vec<usize> {
    let all = 0..table.columns.len();
    let is_text = |i: usize| matches!(table.columns[i], Column::Text(_));
    let is_path = |i: usize| matches!(table.columns[i], Column::Path(_));
    let is_name = |i: usize| matches!(table.columns[i], Column::Name(_));
    let mut widths: Vec<usize> = all.clone().map(|i| natural_width(table, i)).collect();
    let room = screen.width.saturating_sub(GAP * widths.len().saturating_sub(1));
    let texts: usize = all.clone().filter(|&i| is_text(i)).map(|i| widths[i]).sum();
    let least = texts.min(room * text_percent / 100);
    let fixed = |widths: &[usize]| -> usize { all.clone().filter(|&i| !is_text(i)).map(|i| widths[i]).sum() };
    // A column gives way by one at a time, because each step may make another the one that suffers least.
    while fixed(&widths) + least > room {
        let path = all.clone().filter(|&i| screen.is_watched && is_path(i) && widths[i] > NARROWEST_PATH);
        let can_give = |&i: &usize| is_name(i) && widths[i] > length(table.columns[i].title()).max(NARROWEST);
        let least_loss = |&i: &usize| (cells_of_length(table, i, widths[i]), Reverse(widths[i]));
        let widest = path.max_by_key(|&i| widths[i]);
        let Some(narrower) = widest.or_else(|| all.clone().filter(can_give).min_by_key(least_loss)) else {
            break;
        };
        widths[narrower] -= 1;
    }
    let share = room.saturating_sub(fixed(&widths)) / all.clone().filter(|&i| is_text(i)).count().max(1);
    all.clone().filter(|&i| is_text(i)).for_each(|i| widths[i] = share.max(NARROWEST));
    widths
}

/// Counts the names that are wider than their column: each moves the rest of its row to the right.
fn count_wide_names(table: &Table, widths: &[usize]) -> usize {
    let is_wide =
        |(i, cell): (usize, &String)| matches!(table.columns[i], Column::Name(_)) && length(cell) > widths[i];
    table.rows.iter().map(|row| row.iter().enumerate().filter(|&cell| is_wide(cell)).count()).sum()
}

fn longest_word(text: &str) -> usize {
    text.split_whitespace().map(length).max().unwrap_or(0)
}

fn cells_of_length(table: &Table, column: usize, width: usize) -> usize {
    table.rows.iter().filter(|row| length(&row[column]) == width).count()
}

fn natural_width(table: &Table, index: usize) -> usize {
    let cells = table.rows.iter().filter_map(|row| row.get(index)).flat_map(|cell| cell.split('\n'));
    cells.chain([table.columns[index].title()]).map(length).max().unwrap_or(0)
}

/// One row while its cells are laid out from left to right.
struct RowLines {
    screen: Screen,
    lines: Vec<String>,
    /// The line on which cells begin: the first, unless the row is broken.
    first: usize,
    /// The position at which the next column begins.
    column: usize,
    /// Some cell did not fit on the first line.
    is_broken: bool,
}

impl RowLines {
    fn new(screen: Screen) -> Self {
        Self { screen, lines: vec![String::new()], first: 0, column: 0, is_broken: false }
    }

    /// Adds a cell. One that is wider than its column moves those after it to the right, as long as the screen has room.
    fn add_cell(&mut self, column: &Column, width: usize, cell: &str, is_last: bool) {
        let used = length(&self.lines[self.first]);
        let begin = if used == 0 { self.column } else { self.column.max(used + GAP) };
        let end = self.column + width;
        let room = end.saturating_sub(begin);
        let needs = match column {
            Column::Text(_) => longest_word(cell).max(length(cell).min(NARROWEST)),
            Column::Path(_) => length(cell).min(NARROWEST),
            Column::Name(_) | Column::Number(_) => length(cell),
        };
        // Only a cell that something pushed to the right breaks the row; one in its place would fit no better on a
        // new line.
        if begin > self.column && begin + needs > self.screen.width.max(end) && self.screen.is_watched {
            self.is_broken = true;
            self.first = self.lines.len();
            self.lines.push(String::new());
            self.column = end + GAP;
            return self.push_parts(end - width, cell_parts(column, cell, width, is_last, self.screen));
        }
        let parts = match column {
            Column::Number(_) => vec![format!("{cell:>room$}")],
            Column::Text(_) => cell_parts(column, cell, room.max(NARROWEST), is_last, self.screen),
            Column::Path(_) => {
                let left = self.screen.width.saturating_sub(begin).max(NARROWEST);
                cell_parts(column, cell, room.max(NARROWEST_PATH.min(left)), is_last, self.screen)
            }
            Column::Name(_) => cell_parts(column, cell, width, is_last, self.screen),
        };
        self.column = end + GAP;
        self.push_parts(begin, parts);
    }

    fn push_parts(&mut self, begin: usize, parts: Vec<String>) {
        for (i, part) in parts.into_iter().enumerate() {
            if self.lines.len() <= self.first + i {
                self.lines.push(String::new());
            }
            let line = &mut self.lines[self.first + i];
            pad_to(line, begin);
            line.push_str(&part);
        }
    }
}

fn cell_parts(column: &Column, cell: &str, width: usize, is_last: bool, screen: Screen) -> Vec<String> {
    match column {
        // Nothing stands right of the last text, so a long word in it disturbs nobody and can be copied.
        Column::Text(_) if is_last => wrap(cell, width),
        Column::Text(_) => wrap_all(cell, width),
        Column::Number(_) => vec![format!("{cell:>width$}")],
        Column::Path(_) if screen.is_watched => vec![cut_front(cell, width)],
        Column::Name(_) | Column::Path(_) => vec![cell.to_owned()],
    }
}

/// Lays each row out as a block: its first name on a line, below it a line for each other cell.
fn blocks_of_rows(table: &Table, width: usize) -> Vec<String> {
    let head = table.columns.iter().position(|column| matches!(column, Column::Name(_) | Column::Path(_)));
    let title_width = table.columns.iter().map(|column| length(column.title())).max().unwrap_or(0);
    let room = width.saturating_sub(INDENT + title_width + GAP).max(NARROWEST);
    let mut lines = Vec::new();
    for row in &table.rows {
        match head.map(|head| (&table.columns[head], &row[head])) {
            Some((Column::Path(_), path)) => lines.push(cut_front(path, width)),
            Some((_, name)) => lines.push(name.clone()),
            // Without a head an empty line parts the blocks.
            None if lines.is_empty() => {}
            None => lines.push(String::new()),
        }
        for (i, (column, cell)) in table.columns.iter().zip(row).enumerate() {
            if Some(i) != head && !cell.is_empty() {
                lines.extend(value_lines(column, cell, title_width, room));
            }
        }
    }
    lines
}

fn value_lines(column: &Column, cell: &str, title_width: usize, room: usize) -> Vec<String> {
    let values = match column {
        Column::Path(_) => vec![cut_front(cell, room)],
        Column::Text(_) => wrap(cell, room),
        Column::Name(_) | Column::Number(_) => vec![cell.to_owned()],
    };
    let mut title = column.title();
    let with_title = |value: String| {
        let mut line = " ".repeat(INDENT) + std::mem::take(&mut title);
        pad_to(&mut line, INDENT + title_width + GAP);
        line + &value
    };
    values.into_iter().map(with_title).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: [&str; 2] = ["common", "azure_active_directory_base"];

    /// Two rows with a name, a number, a path and a text.
    fn table() -> Table {
        let row = |name: &str| {
            vec![
                name.to_owned(),
                "449".to_owned(),
                "/evidence/2026/AuditLog_20260112.csv".to_owned(),
                "Fields that all records of one workload share.".to_owned(),
            ]
        };
        Table {
            columns: vec![
                Column::Name("Name"),
                Column::Number("Rows"),
                Column::Path("File"),
                Column::Text("What it holds"),
            ],
            rows: NAMES.map(row).to_vec(),
        }
    }

    fn lines_at(width: usize, is_watched: bool) -> Vec<String> {
        let lines = table_lines(&table(), Screen { width, is_watched });
        lines.iter().map(|line| line.trim_end().to_owned()).collect()
    }

    #[test]
    fn wide_screens_show_everything_side_by_side() {
        let expected = [
            "NAME                         ROWS  FILE                                  WHAT IT HOLDS",
            "common                        449  /evidence/2026/AuditLog_20260112.csv  Fields that all records of one workload share.",
            "azure_active_directory_base   449  /evidence/2026/AuditLog_20260112.csv  Fields that all records of one workload share.",
        ];
        assert_eq!(lines_at(120, true), expected);
        assert_eq!(lines_at(120, false), expected);
    }

    #[test]
    fn a_path_gives_way_at_its_front_and_a_long_name_moves_its_row() {
        let expected = [
            "NAME           ROWS  FILE                  WHAT IT HOLDS",
            "common          449  …ditLog_20260112.csv  Fields that all records of one",
            "                                           workload share.",
            "azure_active_directory_base  449  …ditLog_20260112.csv  Fields that all records",
            "                                                        of one workload share.",
        ];
        assert_eq!(lines_at(80, true), expected);
    }

    #[test]
    fn a_row_becomes_a_block_where_its_names_do_not_fit() {
        let block = |name: &str| {
            [
                name.to_owned(),
                "  Rows           449".to_owned(),
                "  File           …/AuditLog_20260112.csv".to_owned(),
                "  What it holds  Fields that all records".to_owned(),
                "                 of one workload share.".to_owned(),
            ]
        };
        assert_eq!(lines_at(40, true), NAMES.map(block).concat());
    }

    #[test]
    fn no_cell_has_a_line_of_its_own_at_any_width() {
        for width in 40..130 {
            let lines = lines_at(width, true);
            let is_table = lines[0].starts_with("NAME");
            let names = lines.iter().filter(|line| NAMES.contains(&line.as_str())).count();
            assert_eq!(names, if is_table { 0 } else { 2 }, "{width}: {lines:#?}");
            assert!(lines.iter().all(|line| length(line) <= width), "{width}: {lines:#?}");
        }
    }

    #[test]
    fn a_row_that_nobody_looks_at_keeps_its_names_on_one_line() {
        let lines = lines_at(60, false);
        for name in NAMES {
            let row = lines.iter().find(|line| line.starts_with(name)).unwrap();
            assert!(row.contains("  449  /evidence/2026/AuditLog_20260112.csv  Fields"), "{row}");
        }
    }
}
