//! The interface between a family of views and what is made of it.

use anyhow::Result;

use super::columns::Columns;
use super::file::View;
use crate::schema::catalog::Catalog;

/// A family of views over the table `events`.
pub trait Family {
    /// Heading of the family's section in `docs/views.md`.
    fn title(&self) -> &'static str;

    /// Text of the section, down to the head of the table with a row for each view.
    fn introduction(&self) -> &'static str;

    /// Row of a view in that table.
    fn table_row(&self, view: &View) -> String;

    /// Makes the views, in the order of the documentation.
    ///
    /// # Errors
    /// When the family's data does not fit the schema data.
    fn make_views(&self, catalog: &Catalog, columns: &Columns) -> Result<Vec<View>>;
}
