//! A row group that grows batch by batch. Each column starts with the first row that has a value.

use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, new_null_array};
use arrow::datatypes::{FieldRef, Schema, SchemaRef};
use parquet::arrow::ArrowSchemaConverter;
use parquet::arrow::arrow_writer::{
    ArrowColumnChunk, ArrowColumnWriter, ArrowRowGroupWriterFactory, PageStoreFactory, compute_leaves,
};
use parquet::errors::Result;
use parquet::file::properties::WriterPropertiesPtr;
use parquet::file::writer::SerializedFileWriter;

/// Makes the encoders of one column.
pub(super) struct ColumnFactory {
    field: FieldRef,
    factory: ArrowRowGroupWriterFactory,
}

impl ColumnFactory {
    pub fn new(
        field: FieldRef,
        properties: WriterPropertiesPtr,
        pages: Arc<dyn PageStoreFactory>,
    ) -> Result<Self> {
        let schema = Arc::new(Schema::new(vec![field.clone()]));
        let parquet = ArrowSchemaConverter::new().convert(&schema)?;
        let file = SerializedFileWriter::new(std::io::sink(), parquet.root_schema_ptr(), properties)?;
        let factory = ArrowRowGroupWriterFactory::new(&file, schema).with_page_store_factory(pages);
        Ok(ColumnFactory { field, factory })
    }

    fn start_column(&self) -> Result<Column> {
        Ok(Column {
            field: self.field.clone(),
            leaves: self.factory.create_column_writers(0)?,
            rows: 0,
            nulls: 0,
        })
    }

    /// Returns the column of a row group in which no row has a value.
    pub fn empty_column(&self, rows: usize) -> Result<Encoded> {
        let mut column = self.start_column()?;
        column.pad_to(rows)?;
        column.close()
    }
}

/// A column of a row group, with the encoder of each of its leaves.
struct Column {
    field: FieldRef,
    leaves: Vec<ArrowColumnWriter>,
    rows: usize,
    nulls: usize,
}

/// A finished column of a row group.
pub(super) struct Encoded {
    pub leaves: Vec<ArrowColumnChunk>,
    pub nulls: usize,
}

impl Column {
    fn write(&mut self, array: &ArrayRef) -> Result<()> {
        // A nested column has a leaf for each value inside it; all get the same rows.
        for (leaf, values) in self.leaves.iter_mut().zip(compute_leaves(&self.field, array)?) {
            leaf.write(&values)?;
        }
        self.rows += array.len();
        self.nulls += array.null_count();
        Ok(())
    }

    /// Appends nulls up to a row.
    fn pad_to(&mut self, rows: usize) -> Result<()> {
        match rows - self.rows {
            0 => Ok(()),
            missing => self.write(&new_null_array(self.field.data_type(), missing)),
        }
    }

    fn encoded_bytes(&self) -> usize {
        self.leaves.iter().map(ArrowColumnWriter::get_estimated_total_bytes).sum()
    }

    fn close(self) -> Result<Encoded> {
        let leaves = self.leaves.into_iter().map(ArrowColumnWriter::close).collect::<Result<_>>()?;
        Ok(Encoded { leaves, nulls: self.nulls })
    }
}

/// A finished row group: its columns by their place in the schema; `None` where no row has a value.
pub(super) struct Group {
    pub rows: usize,
    pub columns: Vec<Option<Encoded>>,
}

/// A row group that is being written.
pub(super) struct GroupBuilder {
    schema: SchemaRef,
    columns: Vec<Option<Column>>,
    rows: usize,
}

impl GroupBuilder {
    pub fn new(schema: SchemaRef) -> Self {
        let columns = schema.fields().iter().map(|_| None).collect();
        GroupBuilder { schema, columns, rows: 0 }
    }

    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Returns about how many bytes are encoded so far.
    pub fn encoded_bytes(&self) -> usize {
        self.columns.iter().flatten().map(Column::encoded_bytes).sum()
    }

    /// Appends rows. A column that is all null counts as absent.
    pub fn write(
        &mut self,
        batch: &RecordBatch,
        factory: &mut impl FnMut(usize) -> Result<Arc<ColumnFactory>>,
    ) -> Result<()> {
        for (field, array) in batch.schema_ref().fields().iter().zip(batch.columns()) {
            // A column that no row of the batch uses has no encoder, which would take some 100 kB, and no level for each
            // row. Batches of one schema use 20 to 40 of the 618 columns.
            if array.null_count() == array.len() {
                continue;
            }
            let place = self.schema.index_of(field.name())?;
            let column = match &mut self.columns[place] {
                Some(column) => column,
                empty => empty.insert(factory(place)?.start_column()?),
            };
            // Rows before the first one with a value are written as nulls only now: until then nobody knew of the column.
            column.pad_to(self.rows)?;
            column.write(array)?;
        }
        self.rows += batch.num_rows();
        Ok(())
    }

    /// Returns the finished row group and starts the next one.
    pub fn finish(&mut self) -> Result<Group> {
        let rows = std::mem::take(&mut self.rows);
        let close = |column: &mut Option<Column>| {
            column.take().map(|mut c| c.pad_to(rows).and_then(|()| c.close())).transpose()
        };
        Ok(Group { rows, columns: self.columns.iter_mut().map(close).collect::<Result<_>>()? })
    }
}
