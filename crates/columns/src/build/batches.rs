//! Batches of many records at once, one in the making for each schema.

use arrow::array::RecordBatch;
use arrow::buffer::Buffer;
use trail365_records::Record;
use trail365_schema::SCHEMAS;

use super::builder::BatchBuilder;
use super::origin::{Options, Origin};
use crate::error::Result;

/// Rows of a full batch: enough that the cost of encoding a column is that of its values.
const BATCH_ROWS: usize = 8192;

/// Bytes of chunks beyond which [`Batches::holds_much`]: a chunk stays in memory as long as one row of a rare schema
/// refers to it.
const HELD_BYTES: usize = 6 << 20;

/// Builds a batch for each schema of the records that it gets. A batch then has the columns of its own records and no
/// others, and those that it lacks cost nothing.
///
/// ```
/// use trail365_columns::{Batches, Options, Origin};
/// use trail365_records::Parser;
///
/// let lines = r#"{"RecordType":15,"Operation":"UserLoggedIn"}{"RecordType":2,"Operation":"Send"}"#;
/// let mut batches = Batches::new(Options::default());
/// batches.set_chunk(arrow::buffer::Buffer::from(lines.as_bytes()));
/// for json in [&lines[..44], &lines[44..]] {
///     let mut parser = Parser::new();
///     let record = parser.parse(json.as_bytes())?;
///     let full = batches.push(&record, Origin::new("export.jsonl", None, 0))?;
///     assert!(full.is_none());
/// }
/// assert_eq!(batches.take_all().count(), 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Batches {
    builders: Vec<Option<Builder>>,
    options: Options,
    chunk: Buffer,
    /// Chunks since all batches were taken, and their bytes.
    chunks: usize,
    bytes: usize,
}

struct Builder {
    rows: BatchBuilder,
    /// Number of the last chunk that it got.
    chunk: usize,
}

impl Batches {
    /// Makes batches without rows.
    pub fn new(options: Options) -> Self {
        let builders = SCHEMAS.iter().map(|_| None).collect();
        Batches { builders, options, chunk: Buffer::from_vec(Vec::<u8>::new()), chunks: 0, bytes: 0 }
    }

    /// Registers the buffer that the next records lie in, so that the batches refer to their texts and do not copy them.
    pub fn set_chunk(&mut self, chunk: Buffer) {
        self.bytes += chunk.len();
        self.chunk = chunk;
        self.chunks += 1;
    }

    /// Appends a record as a row; returns the batch of its schema when that is full.
    ///
    /// # Errors
    /// As [`BatchBuilder::finish`].
    pub fn push(&mut self, record: &Record<'_>, origin: Origin<'_>) -> Result<Option<RecordBatch>> {
        let place = usize::from(record.object().schema_id().0);
        let new = || Builder { rows: BatchBuilder::new(self.options), chunk: 0 };
        let builder = self.builders[place].get_or_insert_with(new);
        // Handed over when the schema first has a record in it: a chunk has records of few of some 200 schemas.
        if builder.chunk != self.chunks {
            builder.rows.chunk(self.chunk.clone());
            builder.chunk = self.chunks;
        }
        builder.rows.push(record, origin);
        if builder.rows.rows() >= BATCH_ROWS { builder.rows.finish().map(Some) } else { Ok(None) }
    }

    /// Reports whether so many bytes are held that all batches should be taken.
    pub fn holds_much(&self) -> bool {
        self.bytes >= HELD_BYTES
    }

    /// Takes the batches that have rows, one after the other.
    pub fn take_all(&mut self) -> impl Iterator<Item = Result<RecordBatch>> {
        (self.chunks, self.bytes) = (0, 0);
        let builders = self.builders.iter_mut().flatten();
        builders.filter(|builder| builder.rows.rows() > 0).map(|builder| {
            builder.chunk = 0;
            builder.rows.finish()
        })
    }
}
