//! Builds a batch from records.

use arrow::array::RecordBatch;
use arrow::buffer::Buffer;
use trail365_records::{Cursor, Placed, Record, meaning};
use trail365_schema::{COLUMNS, SchemaId};

use super::batch;
use super::origin::{Options, Origin};
use super::own::OwnColumns;
use crate::buffers::Texts;
use crate::error::Result;
use crate::layout::plan::{self, ColumnId, Plan};
use crate::nodes::{Fit, Node};

/// Makes batches of records, in the layout of `activity`. What a row costs goes by the members of its record, not by
/// the columns of the table.
///
/// ```
/// use trail365_columns::{BatchBuilder, Options, Origin, content_hash};
/// use trail365_records::Parser;
///
/// let json = r#"{"RecordType":15,"Operation":"UserLoggedIn","ClientIP":"192.0.2.7:4711","Novel":1}"#;
/// let chunk = arrow::buffer::Buffer::from(json.as_bytes());
/// let mut parser = Parser::new();
/// let record = parser.parse(&chunk)?;
///
/// let mut builder = BatchBuilder::new(Options::default());
/// builder.chunk(chunk.clone());
/// builder.push(&record, Origin::new("export.jsonl", Some(1), content_hash(&record)));
/// let batch = builder.finish()?;
/// assert_eq!(batch.num_rows(), 1);
/// assert!(batch.column_by_name("client_port").is_some() && batch.column_by_name("user_id").is_none());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct BatchBuilder {
    options: Options,
    rows: usize,
    texts: Texts,
    /// A builder for each column of the catalog that was ever used.
    nodes: Vec<Option<Node>>,
    /// The columns that rows of this batch use.
    used: Vec<bool>,
    used_count: usize,
    own: OwnColumns,
    record_type: Option<usize>,
    plan: (SchemaId, &'static Plan),
    misfits: Misfits,
}

/// Members of the record at hand that `extra` has to keep.
#[derive(Default)]
struct Misfits {
    /// By their number in the record.
    members: Vec<usize>,
    /// Fields of which there are several members.
    doubled: Vec<u16>,
    /// Columns taken by keys that the schema lacks, with the member that each was last taken by.
    foreign: Vec<(ColumnId, usize)>,
}

/// Bytes that a row takes in a column, on average: most columns are views of 16 bytes.
const CELL_BYTES: usize = 16;

impl BatchBuilder {
    /// Makes a builder without rows.
    pub fn new(options: Options) -> Self {
        let common = plan::schema_of(None);
        BatchBuilder {
            options,
            rows: 0,
            texts: Texts::default(),
            // Kept from batch to batch together with their memory: the next batch likely uses the same columns.
            nodes: (0..COLUMNS.len()).map(|_| None).collect(),
            used: vec![false; COLUMNS.len()],
            used_count: 0,
            own: OwnColumns::default(),
            record_type: COLUMNS.iter().position(|c| c.name == "record_type"),
            plan: (common, plan::plan_of(common)),
            misfits: Misfits::default(),
        }
    }

    /// Registers the buffer that the next records lie in, so that the batch refers to their texts and does not copy
    /// them. Texts of records that lie elsewhere are copied.
    pub fn chunk(&mut self, chunk: Buffer) {
        self.texts.set_chunk(chunk);
    }

    /// Returns the number of rows so far.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Estimates the bytes that the batch holds, the chunks it refers to included.
    pub fn bytes(&self) -> usize {
        self.texts.held_bytes() + self.rows * self.used_count * CELL_BYTES
    }

    /// Appends a record as a row.
    pub fn push(&mut self, record: &Record<'_>, origin: Origin<'_>) {
        let schema = record.object().schema_id();
        // One record after the other is of the same schema mostly: its plan is looked up once.
        if schema != self.plan.0 {
            self.plan = (schema, plan::plan_of(schema));
        }
        self.misfits.clear();
        let mut cursor = record.cursor();
        for (number, member) in record.placed().enumerate() {
            cursor.go_to(&member);
            match member.place() {
                Some(place) => self.push_field(number, place, &member, &mut cursor),
                None => self.push_foreign(number, &member, &mut cursor),
            }
        }
        self.push_own(record, origin);
        self.rows += 1;
    }

    /// Reads a member whose field the schema has.
    #[inline]
    fn push_field(&mut self, number: usize, place: u16, member: &Placed<'_>, cursor: &mut Cursor<'_>) {
        if !member.counts() {
            self.misfits.doubled.push(place);
            return;
        }
        let column = self.plan.1.columns.get(usize::from(place)).copied().flatten();
        let fit = column.map_or(Fit::Nothing, |column| self.read_value(column, cursor));
        if fit != Fit::Exact || member.respelled() {
            self.misfits.members.push(number);
        }
    }

    /// Reads a member whose key the schema lacks: into the one column that has fields of this very name, if any.
    #[cold]
    fn push_foreign(&mut self, number: usize, member: &Placed<'_>, cursor: &mut Cursor<'_>) {
        let (key, exact) = meaning::decode(member.key());
        let Some(column) = plan::sole_column(&key).filter(|_| exact) else {
            self.misfits.members.push(number);
            return;
        };
        // Two such keys for one column: the last value stands in it, and both are kept in `extra`.
        let doubled = self.misfits.note_foreign(column, number);
        if doubled && let Some(node) = self.nodes.get_mut(usize::from(column)).and_then(Option::as_mut) {
            node.truncate(self.rows);
        }
        if self.read_value(column, cursor) != Fit::Exact || doubled {
            self.misfits.members.push(number);
        }
    }

    /// Reads a value into its column; null is absent there.
    #[inline]
    fn read_value(&mut self, column: ColumnId, cursor: &mut Cursor<'_>) -> Fit {
        let Some(node) = self.nodes.get_mut(usize::from(column)) else { return Fit::Nothing };
        // A column that is null says that the field is absent, so a null that the record has goes to `extra`.
        if cursor.next() == b'n' {
            return Fit::Nothing;
        }
        let node = node.get_or_insert_with(|| Node::of_column(COLUMNS[usize::from(column)].ty));
        let fit = node.read_value(self.rows, cursor, &mut self.texts);
        if fit != Fit::Nothing && !self.used[usize::from(column)] {
            self.used[usize::from(column)] = true;
            self.used_count += 1;
        }
        fit
    }

    fn push_own(&mut self, record: &Record<'_>, origin: Origin<'_>) {
        let node = self.record_type.and_then(|column| self.nodes.get(column)).and_then(Option::as_ref);
        let record_type = node.and_then(|node| node.enum_number(self.rows));
        let own = &mut self.own;
        own.push_row(self.rows, record_type, record.outcome(), origin, &mut self.texts);
        if self.options.raw {
            own.raw.push(self.rows, self.texts.view_of(record.as_str()));
        }
        if self.misfits.is_empty() {
            return;
        }
        let members = self.misfits.kept_members(record);
        let text = write_extra(record, members);
        own.extra.push(self.rows, self.texts.copy_of(text.as_bytes()));
    }

    /// Returns the batch of all rows, with the columns that they use, in the order of [`crate::schema`]. The builder
    /// starts again without rows, also after an error.
    ///
    /// # Errors
    /// When the rows are more than Arrow's arrays can hold.
    pub fn finish(&mut self) -> Result<RecordBatch> {
        let batch = self.take_batch();
        // Columns that were not taken yet hold rows of the batch that failed.
        if batch.is_err() {
            self.nodes.fill_with(|| None);
            self.own = OwnColumns::default();
        }
        self.used.fill(false);
        self.used_count = 0;
        batch
    }

    fn take_batch(&mut self) -> Result<RecordBatch> {
        let mut columns = batch::Columns::new(std::mem::take(&mut self.rows), self.texts.take_buffers());
        for (column, node) in self.nodes.iter_mut().enumerate() {
            if let Some(node) = node.as_mut().filter(|_| self.used[column]) {
                columns.add_node(column, node)?;
            }
        }
        self.own.add_to(&mut columns)?;
        columns.into_batch()
    }
}

impl Misfits {
    fn clear(&mut self) {
        self.members.clear();
        self.doubled.clear();
        self.foreign.clear();
    }

    fn is_empty(&self) -> bool {
        self.members.is_empty() && self.doubled.is_empty()
    }

    /// Notes that a column is taken by a key that the schema lacks; true where such a key had taken it before.
    fn note_foreign(&mut self, column: ColumnId, number: usize) -> bool {
        match self.foreign.iter().find(|(taken, _)| *taken == column) {
            Some((_, before)) => {
                self.members.push(*before);
                true
            }
            None => {
                self.foreign.push((column, number));
                false
            }
        }
    }

    /// Returns the numbers of all members to keep, in the order of the record: of a doubled field each of them.
    fn kept_members(&mut self, record: &Record<'_>) -> &[usize] {
        if !self.doubled.is_empty() {
            self.doubled.sort_unstable();
            let of_doubled =
                |m: &Placed<'_>| m.place().is_some_and(|p| self.doubled.binary_search(&p).is_ok());
            self.members.extend(record.placed().enumerate().filter(|(_, m)| of_doubled(m)).map(|(n, _)| n));
        }
        self.members.sort_unstable();
        self.members.dedup();
        &self.members
    }
}

/// Writes a JSON object of some members of a record, as they stand. `members` are their numbers, ascending.
fn write_extra(record: &Record<'_>, members: &[usize]) -> String {
    let mut out = String::from("{");
    let mut wanted = members.iter().copied().peekable();
    for (number, member) in record.placed().enumerate() {
        if wanted.next_if_eq(&number).is_none() {
            continue;
        }
        if out.len() > 1 {
            out.push(',');
        }
        out.push('"');
        out.push_str(member.key());
        out.push_str("\":");
        out.push_str(member.json().as_str());
    }
    out.push('}');
    out
}
