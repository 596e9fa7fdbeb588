//! A Parquet file put together from row groups.

use std::collections::HashMap;
use std::io::Write;
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::{Schema, SchemaRef};
use parquet::arrow::{ArrowSchemaConverter, add_encoded_arrow_schema_to_metadata};
use parquet::errors::Result;
use parquet::file::properties::WriterPropertiesPtr;
use parquet::file::writer::SerializedFileWriter;

use super::bounds::Bounds;
use super::group::{ColumnFactory, Group, GroupBuilder};
use super::properties::properties;

/// When a row group and a file are full.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sizes {
    pub group_rows: usize,
    pub group_bytes: usize,
    pub file_bytes: usize,
}

/// Takes batches and writes files that hold the columns their rows use.
pub(crate) struct FileBuilder {
    schema: SchemaRef,
    properties: WriterPropertiesPtr,
    factories: HashMap<usize, Arc<ColumnFactory>>,
    sizes: Sizes,
    current: GroupBuilder,
    groups: Vec<Group>,
    /// Encoded bytes of the finished row groups.
    bytes: usize,
}

/// What a file that was written holds.
#[derive(Debug)]
pub(crate) struct NewFile {
    pub bytes: usize,
    pub bounds: Bounds,
}

impl FileBuilder {
    pub fn new(schema: SchemaRef, sizes: Sizes) -> Self {
        let current = GroupBuilder::new(schema.clone());
        let properties = properties();
        FileBuilder {
            schema,
            properties,
            factories: HashMap::new(),
            sizes,
            current,
            groups: Vec::new(),
            bytes: 0,
        }
    }

    /// Whether nothing waits to be written.
    pub fn is_empty(&self) -> bool {
        self.current.rows() == 0 && self.groups.is_empty()
    }

    /// Whether it is time to write the file.
    pub fn is_full(&self) -> bool {
        self.bytes >= self.sizes.file_bytes
    }

    /// Appends rows.
    pub fn write(&mut self, batch: &RecordBatch) -> Result<()> {
        let FileBuilder { schema, properties, factories, current, .. } = self;
        current.write(batch, &mut |place| factory(factories, schema, properties, place))?;
        if current.rows() >= self.sizes.group_rows || current.bytes() >= self.sizes.group_bytes {
            self.close_group()?;
        }
        Ok(())
    }

    /// Ends the row group.
    pub fn close_group(&mut self) -> Result<()> {
        if self.current.rows() > 0 {
            let group = self.current.finish()?;
            let leaves = group.columns.iter().flatten().flat_map(|column| &column.leaves);
            self.bytes += leaves.map(|leaf| leaf.close().bytes_written as usize).sum::<usize>();
            self.groups.push(group);
        }
        Ok(())
    }

    /// Writes everything it holds as one file.
    pub fn finish<W: Write + Send>(&mut self, out: W) -> Result<NewFile> {
        self.close_group()?;
        self.bytes = 0;
        let groups = std::mem::take(&mut self.groups);
        let is_used = |place: &usize| groups.iter().any(|g| g.columns[*place].is_some());
        let places: Vec<usize> = (0..self.schema.fields().len()).filter(is_used).collect();
        let mut bounds = Bounds::new(groups.iter().map(|g| g.rows).sum(), &self.schema);
        let mut file = self.file(&places, out)?;
        for mut group in groups {
            let mut row_group = file.next_row_group()?;
            for &place in &places {
                let column = match group.columns[place].take() {
                    Some(column) => column,
                    None => self.factory(place)?.empty(group.rows)?,
                };
                bounds.add(self.schema.field(place), &column, group.rows);
                for leaf in column.leaves {
                    leaf.append_to_row_group(&mut row_group)?;
                }
            }
            row_group.close()?;
        }
        file.finish()?;
        Ok(NewFile { bytes: file.bytes_written(), bounds })
    }

    /// A file with the columns at these places.
    fn file<W: Write + Send>(&self, places: &[usize], out: W) -> Result<SerializedFileWriter<W>> {
        let schema = Schema::new(self.schema.project(places)?.fields().clone());
        let parquet = ArrowSchemaConverter::new().convert(&schema)?;
        let mut properties = (*self.properties).clone();
        add_encoded_arrow_schema_to_metadata(&schema, &mut properties);
        SerializedFileWriter::new(out, parquet.root_schema_ptr(), Arc::new(properties))
    }

    fn factory(&mut self, place: usize) -> Result<Arc<ColumnFactory>> {
        factory(&mut self.factories, &self.schema, &self.properties, place)
    }
}

fn factory(
    factories: &mut HashMap<usize, Arc<ColumnFactory>>,
    schema: &SchemaRef,
    properties: &WriterPropertiesPtr,
    place: usize,
) -> Result<Arc<ColumnFactory>> {
    if let Some(factory) = factories.get(&place) {
        return Ok(factory.clone());
    }
    let factory = Arc::new(ColumnFactory::new(schema.fields()[place].clone(), properties.clone())?);
    factories.insert(place, factory.clone());
    Ok(factory)
}
