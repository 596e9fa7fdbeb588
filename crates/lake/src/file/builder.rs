//! A Parquet file that is put together from row groups.

use std::collections::HashMap;
use std::io::Write;
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::{Schema, SchemaRef};
use parquet::arrow::ArrowSchemaConverter;
use parquet::arrow::arrow_writer::{InMemoryPageStoreFactory, PageStoreFactory};
use parquet::errors::Result;
use parquet::file::properties::WriterPropertiesPtr;
use parquet::file::writer::SerializedFileWriter;

use super::bounds::Bounds;
use super::group::{ColumnFactory, Group, GroupBuilder};
use super::pages::WaitingPages;
use super::properties::file_properties;
use crate::words::{self, GROUP_ROWS, WordCollector};

/// Sizes at which a row group and a file are full.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sizes {
    pub group_rows: usize,
    pub group_bytes: usize,
    pub file_bytes: usize,
}

impl Sizes {
    /// Sizes of files that an import writes. Each thread holds one, so that they are small; `compact` makes larger ones.
    pub const IMPORT: Sizes = Sizes { group_rows: GROUP_ROWS, group_bytes: 8 << 20, file_bytes: 8 << 20 };

    /// Sizes of files whose rows are in order. They have several row groups, so that queries skip within a file. A thread
    /// holds the file that it writes.
    pub const SORTED: Sizes = Sizes { group_rows: GROUP_ROWS, group_bytes: 24 << 20, file_bytes: 48 << 20 };

    /// Sizes of files whose rows are in order, in a table of so many bytes: readers load the log of all files before they read one, so a
    /// large table has larger files.
    pub fn sorted_in(table_bytes: u64) -> Sizes {
        let file_bytes = match table_bytes {
            0..10_000_000_000 => Sizes::SORTED.file_bytes,
            10_000_000_000..1_000_000_000_000 => 128 << 20,
            1_000_000_000_000.. => 256 << 20,
        };
        Sizes { file_bytes, ..Sizes::SORTED }
    }

    /// Sizes of merged files of the ledger.
    pub const LEDGER: Sizes = Sizes::IMPORT;

    /// Sizes of a file that has one row group, however large.
    pub const WHOLE: Sizes =
        Sizes { group_rows: usize::MAX, group_bytes: usize::MAX, file_bytes: usize::MAX };
}

/// Writes batches to files that hold only the columns their rows use.
pub(crate) struct FileBuilder {
    factories: Factories,
    sizes: Sizes,
    current: GroupBuilder,
    groups: Vec<Group>,
    /// Encoded bytes of the finished row groups.
    bytes: usize,
    /// Lists the words of the records, if the file gets word indexes.
    words: Option<WordCollector>,
    /// Word indexes of the finished row groups.
    indexes: Vec<Option<Vec<u8>>>,
}

/// Size and column bounds of a finished file.
#[derive(Debug)]
pub(crate) struct FinishedFile {
    pub bytes: usize,
    pub bounds: Bounds,
}

impl FileBuilder {
    pub fn new(schema: SchemaRef, sizes: Sizes) -> Self {
        FileBuilder::of(schema, sizes, Arc::new(InMemoryPageStoreFactory), None)
    }

    /// Returns a builder of files of records with word indexes.
    pub fn with_words(schema: SchemaRef, sizes: Sizes) -> Self {
        // These files are large, and threads write one each.
        let pages = Arc::new(WaitingPages::default());
        FileBuilder::of(schema, sizes, pages, Some(WordCollector::default()))
    }

    fn of(
        schema: SchemaRef,
        sizes: Sizes,
        pages: Arc<dyn PageStoreFactory>,
        words: Option<WordCollector>,
    ) -> Self {
        let current = GroupBuilder::new(schema.clone());
        let factories = Factories { schema, properties: file_properties(), pages, made: HashMap::new() };
        FileBuilder { factories, sizes, current, groups: Vec::new(), bytes: 0, words, indexes: Vec::new() }
    }

    /// Reports whether nothing waits to be written.
    pub fn is_empty(&self) -> bool {
        self.current.rows() == 0 && self.groups.is_empty()
    }

    /// Reports whether it is time to write the file.
    pub fn is_full(&self) -> bool {
        self.bytes >= self.sizes.file_bytes
    }

    /// Appends rows.
    pub fn write(&mut self, batch: &RecordBatch) -> Result<()> {
        let FileBuilder { factories, current, words, .. } = self;
        if let Some(words) = words {
            words.add(batch)?;
        }
        current.write(batch, &mut |place| factories.of(place))?;
        if current.rows() >= self.sizes.group_rows || current.encoded_bytes() >= self.sizes.group_bytes {
            self.close_group()?;
        }
        Ok(())
    }

    /// Ends the row group, if it has rows.
    pub fn close_group(&mut self) -> Result<()> {
        if self.current.rows() > 0 {
            let group = self.current.finish()?;
            let leaves = group.columns.iter().flatten().flat_map(|column| &column.leaves);
            self.bytes += leaves.map(|leaf| leaf.close().bytes_written as usize).sum::<usize>();
            self.groups.push(group);
            if let Some(words) = &mut self.words {
                let index = words.finish()?;
                self.bytes += index.as_ref().map_or(0, Vec::len);
                self.indexes.push(index);
            }
        }
        Ok(())
    }

    /// Writes everything that it holds as one file.
    pub fn finish<W: Write + Send>(&mut self, out: W) -> Result<FinishedFile> {
        self.close_group()?;
        self.bytes = 0;
        let groups = std::mem::take(&mut self.groups);
        // Which columns the file has is known only now that all its rows are encoded.
        let is_used = |place: &usize| groups.iter().any(|g| g.columns[*place].is_some());
        let places: Vec<usize> = (0..self.factories.schema.fields().len()).filter(is_used).collect();
        let mut bounds = Bounds::new(groups.iter().map(|g| g.rows).sum(), &self.factories.schema);
        let mut file = self.start_file(&places, out)?;
        for mut group in groups {
            let mut row_group = file.next_row_group()?;
            for &place in &places {
                // A column that only other row groups use must be in this one too: Parquet has one schema a file.
                let column = match group.columns[place].take() {
                    Some(column) => column,
                    None => self.factories.of(place)?.empty_column(group.rows)?,
                };
                bounds.add_column(self.factories.schema.field(place), &column, group.rows);
                for leaf in column.leaves {
                    leaf.append_to_row_group(&mut row_group)?;
                }
            }
            row_group.close()?;
        }
        if self.words.is_some() {
            append_indexes(&mut file, std::mem::take(&mut self.indexes))?;
        }
        file.finish()?;
        Ok(FinishedFile { bytes: file.bytes_written(), bounds })
    }

    /// Starts a file with the columns at these places of the schema.
    fn start_file<W: Write + Send>(&self, places: &[usize], out: W) -> Result<SerializedFileWriter<W>> {
        let schema = Schema::new(self.factories.schema.project(places)?.fields().clone());
        // No Arrow schema is put beside it: its view types are refused by other readers, and all types here follow from
        // those of Parquet.
        let parquet = ArrowSchemaConverter::new().convert(&schema)?;
        SerializedFileWriter::new(out, parquet.root_schema_ptr(), self.factories.properties.clone())
    }
}

/// Writes word indexes behind the row groups, and where they stand into the footer.
fn append_indexes<W: Write + Send>(
    file: &mut SerializedFileWriter<W>,
    indexes: Vec<Option<Vec<u8>>>,
) -> Result<()> {
    let mut places = Vec::new();
    for index in indexes {
        let start = file.bytes_written() as u64;
        let index = index.as_deref();
        file.write_all(index.unwrap_or_default())?;
        places.push(index.map(|bytes| start..start + bytes.len() as u64));
    }
    file.append_key_value_metadata(words::entry_of(&places));
    Ok(())
}

/// The factories of columns, each made when the first row has a value.
struct Factories {
    schema: SchemaRef,
    properties: WriterPropertiesPtr,
    /// Where encoded pages wait for the end of the file.
    pages: Arc<dyn PageStoreFactory>,
    made: HashMap<usize, Arc<ColumnFactory>>,
}

impl Factories {
    fn of(&mut self, place: usize) -> Result<Arc<ColumnFactory>> {
        if let Some(factory) = self.made.get(&place) {
            return Ok(factory.clone());
        }
        let field = self.schema.fields()[place].clone();
        let factory = Arc::new(ColumnFactory::new(field, self.properties.clone(), self.pages.clone())?);
        self.made.insert(place, factory.clone());
        Ok(factory)
    }
}
