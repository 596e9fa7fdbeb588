//! Comma-separated values, by RFC 4180: rows end with CR LF, null is an empty cell, an empty text is `""`.

use std::io::Write;

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use trail365_text::spreadsheet::starts_formula;
use trail365_text::terminal;

use super::cell::{Cells, Class};
use super::sink::{Demand, Sink, Written};
use crate::error::Result;

/// Writes rows with a header.
pub struct Csv<'a> {
    out: &'a mut dyn Write,
    schema: SchemaRef,
    guard: Guard,
    line: String,
    has_header: bool,
    rows: u64,
}

/// Changes to a cell so that it does no harm.
#[derive(Debug, Clone, Copy)]
pub struct Guard {
    /// A text that begins like a formula gets an apostrophe in front.
    pub formulas: bool,
    /// Characters that act on a terminal are escaped.
    pub terminal: bool,
}

impl<'a> Csv<'a> {
    /// Writes rows of this schema to `out`.
    pub fn new(out: &'a mut dyn Write, schema: SchemaRef, guard: Guard) -> Self {
        Self { out, schema, guard, line: String::new(), has_header: false, rows: 0 }
    }

    fn write_header(&mut self) -> Result<()> {
        self.has_header = true;
        for (i, field) in self.schema.fields().iter().enumerate() {
            self.guard.push_cell(&mut self.line, i, field.name(), Class::Text);
        }
        self.end_line()
    }

    fn end_line(&mut self) -> Result<()> {
        self.line.push_str("\r\n");
        self.out.write_all(self.line.as_bytes())?;
        self.line.clear();
        Ok(())
    }
}

impl Sink for Csv<'_> {
    fn write_batch(&mut self, batch: &RecordBatch) -> Result<Demand> {
        if !self.has_header {
            self.write_header()?;
        }
        let schema = batch.schema();
        let columns = schema.fields().iter().zip(batch.columns());
        let mut columns = columns
            .map(|(field, array)| Ok((Class::of_type(array.data_type()), Cells::new(field, array)?)))
            .collect::<Result<Vec<_>>>()?;
        let mut cell = String::new();
        // One buffer for the cell and one for the line: no allocation a row.
        for row in 0..batch.num_rows() {
            for (i, (class, cells)) in columns.iter_mut().enumerate() {
                cell.clear();
                if cells.write_value(row, &mut cell)? {
                    self.guard.push_cell(&mut self.line, i, &cell, *class);
                } else if i > 0 {
                    self.line.push(',');
                }
            }
            self.end_line()?;
        }
        self.rows += batch.num_rows() as u64;
        Ok(Demand::More)
    }

    fn finish(&mut self) -> Result<Written> {
        if !self.has_header {
            self.write_header()?;
        }
        self.out.flush()?;
        Ok(Written::of_all(self.rows))
    }
}

impl Guard {
    /// Appends a cell, quoted where it has to be.
    fn push_cell(self, line: &mut String, column: usize, cell: &str, class: Class) {
        if column > 0 {
            line.push(',');
        }
        let escaped = if self.terminal { terminal::escape(cell) } else { cell.into() };
        // Numbers begin with a minus sign as well, so only texts are guarded.
        let apostrophe = if self.formulas && class == Class::Text && starts_formula(cell) { "'" } else { "" };
        // An empty text is quoted to differ from null.
        if escaped.is_empty() || escaped.contains([',', '"', '\r', '\n']) {
            line.push('"');
            line.push_str(apostrophe);
            line.push_str(&escaped.replace('"', "\"\""));
            line.push('"');
        } else {
            line.push_str(apostrophe);
            line.push_str(&escaped);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Csv, Guard, Sink};
    use crate::rows::testing::{HOSTILE, batch_of, text_column};

    const SAFE: Guard = Guard { formulas: true, terminal: false };

    fn check(guard: Guard, values: &[Option<&str>], expected: &str) {
        let batch = batch_of(&[("v", text_column(values)), ("w", text_column(values))]);
        let mut out = Vec::new();
        let mut csv = Csv::new(&mut out, batch.schema(), guard);
        csv.write_batch(&batch).unwrap();
        csv.finish().unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn cells_are_quoted_where_they_have_to_be() {
        let values = [Some("plain"), Some("a,b"), Some("say \"x\""), Some("two\r\nlines"), Some(""), None];
        let lines = [
            "v,w",
            "plain,plain",
            "\"a,b\",\"a,b\"",
            "\"say \"\"x\"\"\",\"say \"\"x\"\"\"",
            "\"two\r\nlines\",\"two\r\nlines\"",
            "\"\",\"\"",
            ",",
            "",
        ];
        check(SAFE, &values, &lines.join("\r\n"));
    }

    #[test]
    fn no_cell_starts_a_formula_unless_asked_for() {
        for start in ["=1+1", "+1", "-1", "@SUM(A1)", "  =1", "\u{a0}=1", "＝1"] {
            check(SAFE, &[Some(start)], &format!("v,w\r\n'{start},'{start}\r\n"));
            check(Guard { formulas: false, ..SAFE }, &[Some(start)], &format!("v,w\r\n{start},{start}\r\n"));
        }
        check(SAFE, &[Some("\t=1")], "v,w\r\n'\t=1,'\t=1\r\n");
        check(SAFE, &[Some("\r=1")], "v,w\r\n\"'\r=1\",\"'\r=1\"\r\n");
        check(
            SAFE,
            &[Some("a=1"), Some("{-1}"), Some("' =1")],
            "v,w\r\na=1,a=1\r\n{-1},{-1}\r\n' =1,' =1\r\n",
        );
    }

    #[test]
    fn a_terminal_sees_nothing_that_acts_on_it() {
        let guard = Guard { terminal: true, ..SAFE };
        check(guard, &[Some(HOSTILE)], "v,w\r\n\\u{1b}[31m\\u{202e}\\r\\n,\\u{1b}[31m\\u{202e}\\r\\n\r\n");
    }
}
