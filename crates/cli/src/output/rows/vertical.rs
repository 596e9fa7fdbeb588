//! Rows one below the other: a line for each value, null left out.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use super::fit::elided;
use super::page::PageColumn;

/// Spaces before a name, and between it and the value.
const INDENT: usize = 2;

/// Writes the rows. A value has one line, and is whole only where its row is the only one.
pub fn write(
    out: &mut dyn Write,
    columns: &[&PageColumn],
    rows: usize,
    before: u64,
    width: usize,
) -> io::Result<()> {
    let alone = rows == 1 && before == 0;
    let names = columns.iter().map(|column| column.name.width()).max().unwrap_or(0);
    let room = width.saturating_sub(names + 2 * INDENT).max(INDENT);
    for row in 0..rows {
        let number = before + row as u64 + 1;
        if number > 1 {
            writeln!(out)?;
        }
        writeln!(out, "row {number}")?;
        let values = columns.iter().filter_map(|column| Some((column, column.cells[row].as_ref()?)));
        for (column, value) in values {
            let lines = if alone { broken(value, room) } else { vec![elided(value, room)] };
            for (i, line) in lines.iter().enumerate() {
                let name = if i == 0 { &column.name } else { "" };
                let pad = " ".repeat(names - name.width() + INDENT);
                writeln!(out, "{}", format!("  {name}{pad}{line}").trim_end())?;
            }
        }
    }
    Ok(())
}

/// Breaks a text into lines of at most `width` characters, anywhere.
fn broken(text: &str, width: usize) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let lines: Vec<String> = chars.chunks(width).map(|line| line.iter().collect()).collect();
    if lines.is_empty() { vec![String::new()] } else { lines }
}

#[cfg(test)]
mod tests {
    use trail365_sql::rows::Class;

    use super::{PageColumn, write};

    #[test]
    fn a_row_alone_is_shown_whole() {
        let value = "abcdefghij".repeat(3);
        let column = |name: &str, value: &str| PageColumn {
            name: name.to_owned(),
            class: Class::Text,
            cells: vec![Some(value.to_owned())],
            width: value.len(),
        };
        let (long, short) = (column("long", &value), column("b", ""));
        let mut out = Vec::new();
        write(&mut out, &[&long, &short], 1, 0, 28).unwrap();
        let expected = "row 1\n  long  abcdefghijabcdefghij\n        abcdefghij\n  b\n";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }
}
