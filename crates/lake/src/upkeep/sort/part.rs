//! Rows in temporary files: blocks of Arrow's stream format, each compressed, with the columns that its rows use.
//!
//! Parquet would need an encoder for each column of each part, and many parts are written at the same time. lz4 costs half
//! of what zstd does on data that is read once.

use std::fs::File;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use arrow::array::{
    Array, ArrayRef, AsArray, ListArray, MapArray, RecordBatch, RecordBatchOptions, StructArray,
};
use arrow::buffer::{Buffer, OffsetBuffer};
use arrow::datatypes::{DataType, Schema};
use arrow::error::ArrowError;
use arrow::ipc::MetadataVersion;
use arrow::ipc::reader::StreamDecoder;
use arrow::ipc::writer::{IpcWriteOptions, StreamWriter};

use super::source::{EachBatch, RowSource, doing};
use crate::error::{Context, Error, ErrorKind, Result};
use crate::storage::{read_at, write_at};

/// Bytes of which each buffer starts at a multiple: as few as the format takes, since blocks are small.
const ALIGNMENT: usize = 8;

/// Rows as they stand in the file.
pub(super) struct Block {
    rows: u64,
    decoded: u64,
    bytes: Vec<u8>,
}

impl Block {
    pub fn encode(rows: &RecordBatch) -> Result<Self> {
        let used = used_columns(rows).damaged(doing)?;
        let mut decoded = Vec::with_capacity(used.get_array_memory_size());
        let options = IpcWriteOptions::try_new(ALIGNMENT, false, MetadataVersion::V5).damaged(doing)?;
        let mut writer =
            StreamWriter::try_new_with_options(&mut decoded, used.schema_ref(), options).damaged(doing)?;
        writer.write(&used).and_then(|()| writer.finish()).damaged(doing)?;
        drop(writer);
        let bytes = lz4_flex::compress_prepend_size(&decoded);
        Ok(Block { rows: rows.num_rows() as u64, decoded: decoded.len() as u64, bytes })
    }
}

/// Returns the columns of a batch that have a value, without the bytes of other rows.
fn used_columns(rows: &RecordBatch) -> Result<RecordBatch, ArrowError> {
    let columns = rows.schema_ref().fields().iter().zip(rows.columns());
    let (fields, columns): (Vec<_>, Vec<_>) = columns
        // Some 600 columns without values would make each block ten times as large.
        .filter(|(_, column)| column.null_count() < column.len())
        .map(|(field, column)| Ok((field.clone(), own_copy(column)?)))
        .collect::<Result<Vec<_>, ArrowError>>()?
        .into_iter()
        .unzip();
    let options = RecordBatchOptions::new().with_row_count(Some(rows.num_rows()));
    RecordBatch::try_new_with_options(Arc::new(Schema::new(fields)), columns, &options)
}

/// Copies an array so that its views of texts keep no bytes of other rows.
fn own_copy(array: &ArrayRef) -> Result<ArrayRef, ArrowError> {
    Ok(match array.data_type() {
        DataType::Utf8View => Arc::new(array.as_string_view().gc()),
        DataType::Struct(_) => {
            let (fields, columns, nulls) = array.as_struct().clone().into_parts();
            let columns = columns.iter().map(own_copy).collect::<Result<_, _>>()?;
            Arc::new(StructArray::try_new(fields, columns, nulls)?)
        }
        DataType::List(_) => {
            let (field, offsets, values, nulls) = array.as_list::<i32>().clone().into_parts();
            let (offsets, values) = own_items(&offsets, &values)?;
            Arc::new(ListArray::try_new(field, offsets, values, nulls)?)
        }
        DataType::Map(_, sorted) => {
            let (field, offsets, entries, nulls, _) = array.as_map().clone().into_parts();
            let (offsets, entries) = own_items(&offsets, &(Arc::new(entries) as ArrayRef))?;
            Arc::new(MapArray::try_new(field, offsets, entries.as_struct().clone(), nulls, *sorted)?)
        }
        _ => array.clone(),
    })
}

/// Copies the items of lists without those of other rows.
fn own_items(
    offsets: &OffsetBuffer<i32>,
    items: &ArrayRef,
) -> Result<(OffsetBuffer<i32>, ArrayRef), ArrowError> {
    let (first, last) = (offsets[0], offsets[offsets.len() - 1]);
    let items = own_copy(&items.slice(first as usize, (last - first) as usize))?;
    Ok((OffsetBuffer::new(offsets.iter().map(|offset| offset - first).collect()), items))
}

/// The blocks of many parts in one temporary file, which is gone when it is closed.
pub(super) struct Blocks {
    file: File,
    end: AtomicU64,
}

impl Blocks {
    pub fn new() -> Result<Arc<Self>> {
        Ok(Arc::new(Blocks { file: tempfile::tempfile().doing(doing)?, end: AtomicU64::new(0) }))
    }

    /// Writes a block behind the others, and returns its place.
    fn push(&self, block: &Block) -> Result<u64> {
        let at = self.end.fetch_add(block.bytes.len() as u64, Ordering::Relaxed);
        write_at(&self.file, &block.bytes, at).doing(doing)?;
        Ok(at)
    }
}

/// Rows in blocks of a temporary file.
pub(crate) struct Part {
    blocks: Arc<Blocks>,
    /// Place and length of its blocks.
    places: Vec<(u64, usize)>,
    rows: u64,
    bytes: u64,
}

impl Part {
    pub(super) fn new(blocks: Arc<Blocks>) -> Self {
        Part { blocks, places: Vec::new(), rows: 0, bytes: 0 }
    }

    pub(super) fn push(&mut self, block: &Block) -> Result<()> {
        self.rows += block.rows;
        self.bytes += block.decoded;
        self.places.push((self.blocks.push(block)?, block.bytes.len()));
        Ok(())
    }
}

impl RowSource for Part {
    fn row_count(&self) -> u64 {
        self.rows
    }

    fn decoded_bytes(&self) -> u64 {
        self.bytes
    }

    fn piece_count(&self) -> usize {
        1
    }

    fn read_piece(&self, _: usize, columns: Option<&[&str]>, each: EachBatch<'_>) -> Result<()> {
        let mut block = Vec::new();
        for &(at, length) in &self.places {
            block.resize(length, 0);
            read_at(&self.blocks.file, &mut block, at).doing(doing)?;
            each(decode_block(&block, columns)?)?;
        }
        Ok(())
    }
}

fn decode_block(block: &[u8], columns: Option<&[&str]>) -> Result<RecordBatch> {
    let bytes = lz4_flex::decompress_size_prepended(block).damaged(doing)?;
    let mut bytes = Buffer::from_vec(bytes);
    let mut decoder = StreamDecoder::new();
    while !bytes.is_empty() {
        let Some(batch) = decoder.decode(&mut bytes).damaged(doing)? else { continue };
        let Some(columns) = columns else { return Ok(batch) };
        let places: Vec<_> = columns.iter().filter_map(|c| batch.schema_ref().index_of(c).ok()).collect();
        return batch.project(&places).damaged(doing);
    }
    Err(Error::new(ErrorKind::Damaged, doing()))
}
