//! Rows for a person: columns side by side if they fit, else one below the other.

use std::io::{self, Write};

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use trail365_sql::Result;
use trail365_sql::rows::{Class, Demand, Sink, Written};
use unicode_width::UnicodeWidthStr;

use super::fit::{self, GAP, elided};
use super::page::{PAGE_ROWS, Page, PageColumn};
use super::vertical;

/// The terminal that rows go to.
#[derive(Debug, Clone, Copy)]
pub struct Screen {
    /// Its width in columns.
    pub width: usize,
    /// Rows to show at most; `None` is all.
    pub rows: Option<usize>,
}

/// Lays rows out page by page.
pub struct Table<'a> {
    out: &'a mut dyn Write,
    screen: Option<Screen>,
    hide_empty: bool,
    page: Page,
    /// Titles and widths of the page before.
    header: Option<(Vec<String>, Vec<usize>)>,
    shown: Written,
    /// Columns that no page so far has shown.
    hidden: Option<usize>,
}

impl<'a> Table<'a> {
    /// Writes rows of this schema to `out`, in full width where there is no screen.
    pub fn new(out: &'a mut dyn Write, schema: &SchemaRef, screen: Option<Screen>, hide_empty: bool) -> Self {
        let page = Page::new(schema);
        Self {
            out,
            screen,
            // A file or pipe gets the same columns whatever the values are.
            hide_empty: hide_empty && screen.is_some(),
            page,
            header: None,
            shown: Written::default(),
            hidden: None,
        }
    }

    fn most(&self) -> Option<usize> {
        self.screen.and_then(|screen| screen.rows)
    }

    /// Rows that the next page can still take.
    fn page_rows(&self) -> usize {
        let left = self.most().map_or(usize::MAX, |most| most.saturating_sub(self.shown.written as usize));
        left.min(PAGE_ROWS)
    }

    fn write_page(&mut self) -> io::Result<()> {
        let shown: Vec<&PageColumn> =
            self.page.columns.iter().filter(|column| !(self.hide_empty && column.is_empty())).collect();
        let all: Vec<&PageColumn> = self.page.columns.iter().collect();
        let columns = if shown.is_empty() { all } else { shown };
        let hidden = self.page.columns.len() - columns.len();
        // A column that any page showed was not hidden, so the least of all pages counts.
        self.hidden = Some(self.hidden.map_or(hidden, |before| before.min(hidden)));
        match self.screen.map(|screen| (screen.width, fit::widths(&columns, screen.width))) {
            Some((width, None)) => {
                vertical::write(self.out, &columns, self.page.rows, self.shown.written, width)?;
            }
            Some((_, Some(widths))) => side_by_side(self.out, &columns, widths, true, &mut self.header)?,
            None => {
                let widths = columns.iter().map(|column| column.width).collect();
                side_by_side(self.out, &columns, widths, false, &mut self.header)?;
            }
        }
        self.shown.written += self.page.rows as u64;
        self.page.clear();
        Ok(())
    }
}

impl Sink for Table<'_> {
    fn write_batch(&mut self, batch: &RecordBatch) -> Result<Demand> {
        self.shown.rows += batch.num_rows() as u64;
        let mut first = 0;
        while first < batch.num_rows() && self.page_rows() > 0 {
            first += self.page.take(batch, first, self.page_rows())?;
            if self.page.is_full(self.page_rows()) {
                self.write_page()?;
            }
        }
        // Rows beyond the limit are counted but not laid out: the line below the table says how many there are.
        Ok(if self.page_rows() == 0 { Demand::CountOnly } else { Demand::More })
    }

    fn finish(&mut self) -> Result<Written> {
        if self.page.rows > 0 || self.shown.written == 0 {
            self.write_page()?;
        }
        self.out.flush()?;
        Ok(Written { hidden_columns: self.hidden.unwrap_or(0), ..self.shown.clone() })
    }
}

/// Writes the rows below a header, which is repeated if it differs from that of the page before. Values that are wider
/// than their column are `cut`, or push the rest of the line to the right.
fn side_by_side(
    out: &mut dyn Write,
    columns: &[&PageColumn],
    mut widths: Vec<usize>,
    cut: bool,
    header: &mut Option<(Vec<String>, Vec<usize>)>,
) -> io::Result<()> {
    let titles: Vec<_> = columns.iter().map(|column| column.name.clone()).collect();
    match header {
        // Later pages keep the widths of the first, or their values would not stand below its titles.
        Some((before, widths_before)) if *before == titles => widths.clone_from(widths_before),
        _ => {
            write_line(out, columns, &widths, false, |column| Some(&column.name))?;
            let rules: Vec<_> = widths.iter().map(|width| "-".repeat(*width)).collect();
            writeln!(out, "{}", rules.join(&" ".repeat(GAP)))?;
            *header = Some((titles, widths.clone()));
        }
    }
    for row in 0..columns.first().map_or(0, |column| column.cells.len()) {
        write_line(out, columns, &widths, cut, |column| column.cells[row].as_ref())?;
    }
    Ok(())
}

fn write_line<'a>(
    out: &mut dyn Write,
    columns: &[&'a PageColumn],
    widths: &[usize],
    cut: bool,
    cell: impl Fn(&'a PageColumn) -> Option<&'a String>,
) -> io::Result<()> {
    let mut line = String::new();
    let mut end = 0;
    for (column, &width) in columns.iter().zip(widths) {
        let cell = cell(column).map_or(String::new(), |text| match column.class {
            Class::Text | Class::Json if cut => elided(text, width),
            _ => text.clone(),
        });
        let before = if column.class == Class::Number { width.saturating_sub(cell.width()) } else { 0 };
        line.extend(std::iter::repeat_n(' ', end + before));
        line.push_str(&cell);
        end = GAP + width.saturating_sub(before + cell.width());
    }
    writeln!(out, "{}", line.trim_end())?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use arrow::array::RecordBatch;

    use super::{Screen, Sink, Table, Written};
    use crate::output::rows::batches::{
        HOSTILE, batch_of as batch, mixed_batch as mixed, number_column as numbers, text_column as text,
    };

    fn laid_out(batches: &[RecordBatch], screen: Option<Screen>) -> (String, Written) {
        let mut out = Vec::new();
        let mut table = Table::new(&mut out, &batches[0].schema(), screen, true);
        for batch in batches {
            table.write_batch(batch).unwrap();
        }
        let shown = table.finish().unwrap();
        (String::from_utf8(out).unwrap(), shown)
    }

    fn check(batch: &RecordBatch, screen: Option<Screen>, expected: &[&str]) -> Written {
        let (text, shown) = laid_out(std::slice::from_ref(batch), screen);
        assert_eq!(text.lines().collect::<Vec<_>>(), expected);
        shown
    }

    const NARROW: Option<Screen> = Some(Screen { width: 40, rows: None });

    #[test]
    fn numbers_stand_right_and_texts_left() {
        let rows = batch(&[("name", text(&[Some("a"), None])), ("count", numbers(&[Some(1), Some(12345)]))]);
        check(&rows, NARROW, &["name  count", "----  -----", "a         1", "      12345"]);
    }

    #[test]
    fn long_texts_are_cut_on_a_terminal_only() {
        let long = "x".repeat(60);
        let rows = batch(&[("a", text(&[Some("short")])), ("b", text(&[Some(&long)]))]);
        let cut = format!("short  {}…", "x".repeat(32));
        check(&rows, NARROW, &["a      b", &format!("-----  {}", "-".repeat(33)), &cut]);
        check(&rows, None, &["a      b", &format!("-----  {}", "-".repeat(60)), &format!("short  {long}")]);
    }

    #[test]
    fn columns_without_a_value_are_left_out_and_counted() {
        let rows = batch(&[("a", text(&[Some("1")])), ("b", text(&[None])), ("c", numbers(&[None]))]);
        assert_eq!(check(&rows, NARROW, &["a", "-", "1"]).hidden_columns, 2);
        assert_eq!(check(&rows, None, &["a  b  c", "-  -  -", "1"]).hidden_columns, 0);
        let nothing = batch(&[("a", text(&[])), ("b", text(&[]))]);
        assert_eq!(check(&nothing, NARROW, &["a  b", "-  -"]), Written::default());
    }

    #[test]
    fn rows_stand_below_each_other_where_columns_do_not_fit() {
        let names =
            ["first", "second", "third", "fourth"].map(|name| (name, text(&[Some("some value"), None])));
        let mut columns = names.to_vec();
        columns.push(("last", text(&[Some("x".repeat(60).as_str()), Some("y")])));
        let cut = format!("  last    {}…", "x".repeat(29));
        let expected = [
            "row 1",
            "  first   some value",
            "  second  some value",
            "  third   some value",
            "  fourth  some value",
            &cut,
            "",
            "row 2",
            "  last    y",
        ];
        check(&batch(&columns), NARROW, &expected);
    }

    #[test]
    fn only_so_many_rows_are_shown_and_all_are_counted() {
        let rows = batch(&[("n", numbers(&[Some(1), Some(2), Some(3)]))]);
        let screen = Some(Screen { width: 40, rows: Some(2) });
        let shown = check(&rows, screen, &["n", "-", "1", "2"]);
        assert_eq!((shown.rows, shown.written), (3, 2));
        let (text, shown) = laid_out(&[rows.clone(), rows], Some(Screen { width: 40, rows: Some(4) }));
        assert_eq!((text.as_str(), shown.written), ("n\n-\n1\n2\n3\n1\n", 4));
    }

    #[test]
    fn nothing_is_cut_in_a_file_however_late_it_comes() {
        let long = "x".repeat(50);
        let mut values = vec![Some("short"); 1500];
        values.push(Some(&long));
        let rows = batch(&[("t", text(&values)), ("n", numbers(&vec![Some(1); 1501]))]);
        assert!(laid_out(&[rows], None).0.ends_with(&format!("short  1\n{long}  1\n")));
    }

    #[test]
    fn a_long_result_has_one_header() {
        let values: Vec<_> = (0..1500).map(Some).collect();
        let (text, shown) = laid_out(&[batch(&[("n", numbers(&values))])], None);
        assert_eq!((text.lines().count(), shown.written), (1502, 1500));
        assert_eq!(text.matches('n').count(), 1);
    }

    #[test]
    fn every_type_is_readable_and_nothing_acts_on_the_terminal() {
        let (table, _) = laid_out(&[mixed()], None);
        let first = table.lines().nth(2).unwrap();
        for part in
            ["2026-03-02T07:58:12.500Z", "9007199254740993", "true", r#"{"a":"1","a":"2"}"#, r#"["x",null]"#]
        {
            assert!(first.contains(part), "{first}");
        }
        check(
            &batch(&[("v", text(&[Some(HOSTILE)]))]),
            None,
            &["v", "----------------------", "\\u{1b}[31m\\u{202e}\\r\\n"],
        );
    }
}
