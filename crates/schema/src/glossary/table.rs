//! Cuts a table of text into rows and cells.

/// The cells of a row, taken from left to right.
///
/// The codegen wrote the table and holds every row to its cells, so a cell that is absent is read as an empty one.
pub(super) struct Cells(std::str::Split<'static, char>);

impl Cells {
    /// Takes the next cell.
    pub fn text(&mut self) -> &'static str {
        self.0.next().unwrap_or_default()
    }

    /// Takes the next cell; `None` if it is empty.
    pub fn optional(&mut self) -> Option<&'static str> {
        Some(self.text()).filter(|text| !text.is_empty())
    }

    /// Takes the next cell as a list.
    pub fn list(&mut self) -> Vec<&'static str> {
        self.optional().map(|text| text.split(';').collect()).unwrap_or_default()
    }

    /// Takes the next cell as yes or no; `None` if it is empty.
    pub fn answer(&mut self) -> Option<bool> {
        self.optional().map(|text| text == "yes")
    }

    /// Takes the next cell as a mark, which is there or not.
    pub fn flag(&mut self) -> bool {
        self.answer().unwrap_or(false)
    }
}

/// Returns the cells of each row of a table.
pub(super) fn rows(table: &'static str) -> impl Iterator<Item = Cells> {
    table.lines().map(|line| Cells(line.split('\t')))
}
