//! Puts the finished columns of a batch in order.

use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, RecordBatchOptions};
use arrow::buffer::Buffer;
use arrow::datatypes::Schema;
use arrow::error::ArrowError;

use crate::error::{Problem, Result};
use crate::layout::{column_index, place_of_column, schema};
use crate::nodes::Node;

/// Arrays with their places in the schema.
pub(crate) struct Columns {
    rows: usize,
    buffers: Arc<[Buffer]>,
    arrays: Vec<(usize, ArrayRef)>,
}

impl Columns {
    /// Makes a batch without columns, of so many rows.
    pub fn new(rows: usize, buffers: Arc<[Buffer]>) -> Self {
        Columns { rows, buffers, arrays: Vec::new() }
    }

    /// Adds a column of the catalog, and the ports of an address.
    pub fn add_node(&mut self, column: usize, node: &mut Node) -> Result<()> {
        let place = place_of_column(column);
        let array = node.take_array(self.rows, &self.buffers).map_err(|source| array_error(place, source))?;
        self.arrays.push((place, array));
        let port = node.take_port(self.rows).map_err(|source| array_error(place + 1, source))?;
        self.arrays.extend(port.map(|port| (place + 1, port)));
        Ok(())
    }

    /// Adds a column by its name.
    pub fn add_named(
        &mut self,
        name: &str,
        array: impl FnOnce(usize, &Arc<[Buffer]>) -> std::result::Result<ArrayRef, ArrowError>,
    ) -> Result<()> {
        let Some(place) = column_index(name) else { return Ok(()) };
        let array = array(self.rows, &self.buffers).map_err(|source| array_error(place, source))?;
        self.arrays.push((place, array));
        Ok(())
    }

    /// Returns all columns in the order of the schema.
    pub fn into_batch(mut self) -> Result<RecordBatch> {
        self.arrays.sort_by_key(|(place, _)| *place);
        let fields: Vec<_> =
            self.arrays.iter().map(|(place, _)| Arc::clone(&schema().fields()[*place])).collect();
        let arrays = self.arrays.into_iter().map(|(_, array)| array).collect();
        // Rows that use no column are rows still: their number does not follow from arrays then.
        let options = RecordBatchOptions::new().with_row_count(Some(self.rows));
        RecordBatch::try_new_with_options(Arc::new(Schema::new(fields)), arrays, &options)
            .map_err(|source| Problem::Array { column: "all".into(), source }.into())
    }
}

fn array_error(place: usize, source: ArrowError) -> crate::Error {
    let column = schema().fields().get(place).map_or_else(String::new, |f| f.name().clone());
    Problem::Array { column, source }.into()
}
