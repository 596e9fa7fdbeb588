//! Batches that are being built, one for each schema. A batch then has the columns of its own records and no others;
//! columns that it lacks cost nothing.

use arrow::array::RecordBatch;
use arrow::buffer::Buffer;
use trail365_columns::{BatchBuilder, Options, Origin};
use trail365_records::Record;
use trail365_schema::SCHEMAS;

/// Rows of a batch: enough that starting the encoders is worth it.
const BATCH_ROWS: usize = 8192;

/// Bytes of chunks that rows of rare schemas may hold before all batches are taken. Columns are views into the chunk,
/// so one row keeps all of its 512 KiB.
const HELD_BYTES: usize = 6 << 20;

/// Rows by the schema of their records.
pub(super) struct Batches {
    builders: Vec<Option<Builder>>,
    options: Options,
    chunk: Buffer,
    /// Number of chunks since all batches were taken, and their bytes.
    chunks: usize,
    bytes: usize,
}

struct Builder {
    rows: BatchBuilder,
    /// Number of the last chunk that it was given.
    chunk: usize,
}

impl Batches {
    pub fn new(options: Options) -> Self {
        let builders = SCHEMAS.iter().map(|_| None).collect();
        Batches { builders, options, chunk: Buffer::from_vec(Vec::<u8>::new()), chunks: 0, bytes: 0 }
    }

    /// Sets the buffer in which the next records lie.
    pub fn start_chunk(&mut self, chunk: Buffer) {
        self.bytes += chunk.len();
        self.chunk = chunk;
        self.chunks += 1;
    }

    /// Appends a record. Returns the batch of its schema when that is full.
    pub fn push(
        &mut self,
        record: &Record<'_>,
        origin: Origin<'_>,
    ) -> trail365_columns::Result<Option<RecordBatch>> {
        // A batch of mixed records had some 140 columns, each with a level a row; one of a single schema has 20 to 40. That
        // took a fifth off the CPU time of an import and a third off its bytes.
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

    /// Reports whether so much is held that all batches should be taken.
    pub fn hold_much(&self) -> bool {
        self.bytes >= HELD_BYTES
    }

    /// Returns all batches that have rows, one after the other.
    pub fn take_all(&mut self) -> impl Iterator<Item = trail365_columns::Result<RecordBatch>> {
        (self.chunks, self.bytes) = (0, 0);
        let builders = self.builders.iter_mut().flatten();
        builders.filter(|builder| builder.rows.rows() > 0).map(|builder| {
            builder.chunk = 0;
            builder.rows.finish()
        })
    }
}
