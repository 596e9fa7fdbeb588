//! Rows as text, as many as are laid out together.

use arrow::array::RecordBatch;
use arrow::datatypes::Schema;
use trail365_sql::Result;
use trail365_sql::rows::{Cells, Class};
use unicode_width::UnicodeWidthStr;

use super::super::text::printable;

/// Rows that are laid out together if all are shown.
pub const PAGE_ROWS: usize = 1000;

/// Bytes of text after which a page is full, whatever its number of rows.
const PAGE_BYTES: usize = 16 * 1024 * 1024;

/// Rows that are laid out together.
#[derive(Debug)]
pub struct Page {
    /// The columns, from left to right.
    pub columns: Vec<PageColumn>,
    /// Number of rows.
    pub rows: usize,
    bytes: usize,
}

/// A column of a page.
#[derive(Debug)]
pub struct PageColumn {
    /// Its name, fit for a terminal.
    pub name: String,
    /// Class of its values.
    pub class: Class,
    /// The values, fit for a terminal; `None` is null.
    pub cells: Vec<Option<String>>,
    /// Width of the widest value or the name.
    pub width: usize,
}

impl PageColumn {
    /// Reports whether it has no value at all; an empty list or map counts as none.
    pub fn is_empty(&self) -> bool {
        let is_nothing = |cell: &String| self.class == Class::Json && matches!(cell.as_str(), "[]" | "{}");
        self.cells.iter().all(|cell| cell.as_ref().is_none_or(is_nothing))
    }
}

impl Page {
    /// Creates a page without rows.
    pub fn new(schema: &Schema) -> Self {
        let column = |field: &std::sync::Arc<arrow::datatypes::Field>| {
            let name = printable(field.name());
            let width = name.width();
            PageColumn { name, class: Class::of_type(field.data_type()), cells: Vec::new(), width }
        };
        Self { columns: schema.fields().iter().map(column).collect(), rows: 0, bytes: 0 }
    }

    /// Reports whether the page should take no more rows.
    pub fn is_full(&self, most: usize) -> bool {
        self.rows >= most || self.bytes >= PAGE_BYTES
    }

    /// Takes rows of a batch from `first` on until the page is full, and returns how many it took.
    pub fn take(&mut self, batch: &RecordBatch, first: usize, most: usize) -> Result<usize> {
        let schema = batch.schema();
        let columns = schema.fields().iter().zip(batch.columns());
        let mut columns =
            columns.map(|(field, array)| Cells::new(field, array)).collect::<Result<Vec<_>>>()?;
        let mut row = first;
        while row < batch.num_rows() && !self.is_full(most) {
            for (column, cells) in self.columns.iter_mut().zip(&mut columns) {
                self.bytes += column.push(cells, row)?;
            }
            self.rows += 1;
            row += 1;
        }
        Ok(row - first)
    }

    /// Removes all rows.
    pub fn clear(&mut self) {
        for column in &mut self.columns {
            column.cells.clear();
            column.width = column.name.width();
        }
        (self.rows, self.bytes) = (0, 0);
    }
}

impl PageColumn {
    fn push(&mut self, cells: &mut Cells<'_>, row: usize) -> Result<usize> {
        let mut text = String::new();
        let cell = cells.write_value(row, &mut text)?.then(|| printable(&text));
        let bytes = cell.as_ref().map_or(0, String::len);
        self.width = self.width.max(cell.as_ref().map_or(0, |cell| cell.width()));
        self.cells.push(cell);
        Ok(bytes)
    }
}
