//! Batches in the making, one a schema: a batch then has the columns of its own records and no others, and those that it
//! lacks cost nothing.

use arrow::array::RecordBatch;
use arrow::buffer::Buffer;
use trail365_columns::{BatchBuilder, Options, Origin};
use trail365_records::Record;
use trail365_schema::SCHEMAS;

/// Rows of a batch: enough that the encoders pay.
const BATCH_ROWS: usize = 8192;

/// Bytes of chunks that are held for rows of rare schemas before all batches are taken.
const HELD_BYTES: usize = 6 << 20;

/// Rows by the schema of their records.
pub(super) struct Batches {
    builders: Vec<Option<Builder>>,
    options: Options,
    chunk: Buffer,
    /// Chunks since all batches were taken, and their bytes.
    chunks: usize,
    bytes: usize,
}

struct Builder {
    rows: BatchBuilder,
    /// Which of the chunks it has.
    chunk: usize,
}

impl Batches {
    pub fn new(options: Options) -> Self {
        let builders = SCHEMAS.iter().map(|_| None).collect();
        Batches { builders, options, chunk: Buffer::from_vec(Vec::<u8>::new()), chunks: 0, bytes: 0 }
    }

    /// The buffer in which the next records lie.
    pub fn chunk(&mut self, chunk: Buffer) {
        self.bytes += chunk.len();
        self.chunk = chunk;
        self.chunks += 1;
    }

    /// Appends a record; gives the batch of its schema when that is full.
    pub fn push(
        &mut self,
        record: &Record<'_>,
        origin: Origin<'_>,
    ) -> trail365_columns::Result<Option<RecordBatch>> {
        let place = usize::from(record.object().schema_id().0);
        let new = || Builder { rows: BatchBuilder::new(self.options), chunk: 0 };
        let builder = self.builders[place].get_or_insert_with(new);
        if builder.chunk != self.chunks {
            builder.rows.chunk(self.chunk.clone());
            builder.chunk = self.chunks;
        }
        builder.rows.push(record, origin);
        if builder.rows.rows() >= BATCH_ROWS { builder.rows.finish().map(Some) } else { Ok(None) }
    }

    /// Whether so much is held that all batches should be taken.
    pub fn hold_much(&self) -> bool {
        self.bytes >= HELD_BYTES
    }

    /// All batches that have rows, one after the other.
    pub fn take(&mut self) -> impl Iterator<Item = trail365_columns::Result<RecordBatch>> {
        (self.chunks, self.bytes) = (0, 0);
        let builders = self.builders.iter_mut().flatten();
        builders.filter(|builder| builder.rows.rows() > 0).map(|builder| {
            builder.chunk = 0;
            builder.rows.finish()
        })
    }
}
