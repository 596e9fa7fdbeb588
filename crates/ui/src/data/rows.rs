//! Rows of queries: as values, and as a grid of texts.

use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use futures::StreamExt;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use trail365_sql::rows::{Cells, Class, Style, json_lines, unique_names};
use trail365_sql::{CancellationToken, FilesRead, RowStream, Session};

use super::answers::Answers;
use super::failure::{Failure, Result};

/// Rows that a question of a page reads at most; each has a smaller limit of its own.
const MOST_ROWS: usize = 20_000;

/// Bytes of text that a grid holds at most.
const MOST_GRID_BYTES: usize = 8 << 20;

/// A session whose queries know their memory.
#[derive(Clone)]
pub(crate) struct Asked {
    /// The session.
    pub session: Session,
    /// Memory that its queries may take.
    pub memory_bytes: usize,
    /// Stops them.
    pub stop: CancellationToken,
    /// Counts the files that they read.
    pub files: FilesRead,
    /// Answers over the version of the session.
    pub answers: Arc<Answers>,
}

/// Files that the queries of a page have read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct FileCounts {
    /// Files that were read.
    pub read: usize,
    /// All files of the tables that were asked.
    pub all: usize,
}

impl Asked {
    /// Starts a query.
    pub async fn stream(&self, query: &str) -> Result<RowStream> {
        let frame = trail365_sql::sql(&self.session, query).await.map_err(|error| self.fail(&error))?;
        let rows = trail365_sql::stream_counted(frame, &self.stop, &self.files).await;
        rows.map_err(|error| self.fail(&error))
    }

    /// Counts the files that its queries have read so far.
    pub fn file_counts(&self) -> FileCounts {
        FileCounts { read: self.files.read(), all: self.files.all() }
    }

    /// Runs a query and reads its rows; columns that are null count as absent.
    pub async fn rows<T: DeserializeOwned>(&self, query: &str) -> Result<Vec<T>> {
        read_rows(&self.lines(query).await?)
    }

    /// Reads the rows of a query as [`Asked::rows`] does, and keeps them for whoever asks the same. What the query says may follow from the
    /// version of the lake alone: not from the clock, nor from what people say of alerts.
    pub async fn kept_rows<T: DeserializeOwned>(&self, query: &str) -> Result<Vec<T>> {
        if let Some(lines) = self.answers.find(query) {
            return read_rows(&lines);
        }
        let lines = self.lines(query).await?;
        self.answers.keep(query, &lines);
        read_rows(&lines)
    }

    /// Runs a query and writes its rows as lines of JSON.
    async fn lines(&self, query: &str) -> Result<String> {
        let (mut lines, mut rows) = (String::new(), 0);
        let mut stream = self.stream(query).await?;
        while let Some(batch) = stream.next().await {
            let batch = batch.map_err(|error| self.fail(&error.into()))?;
            rows += batch.num_rows();
            if rows > MOST_ROWS {
                return Err(Failure::Defect(format!("a page asked for more than {MOST_ROWS} rows")));
            }
            lines.push_str(&json_lines(&batch, Style::default()).map_err(|error| self.fail(&error))?);
        }
        Ok(lines)
    }

    /// Runs a query whose one row has a `count`.
    pub async fn count(&self, query: &str) -> Result<u64> {
        #[derive(Deserialize)]
        struct Counted {
            count: u64,
        }
        Ok(self.rows::<Counted>(query).await?.first().map_or(0, |row| row.count))
    }

    /// Runs a query and reads its first rows as texts.
    pub async fn grid(&self, query: &str, most: usize) -> Result<Grid> {
        let mut stream = self.stream(query).await?;
        let schema = unique_names(&stream.schema());
        let mut grid = Grid::of_schema(&schema);
        while let Some(batch) = stream.next().await {
            let batch = batch.map_err(|error| self.fail(&error.into()))?;
            grid.push_batch(&schema, &batch, most).map_err(|error| self.fail(&error))?;
            if grid.more {
                break;
            }
        }
        Ok(grid)
    }

    pub fn fail(&self, error: &trail365_sql::Error) -> Failure {
        Failure::of_query(error, self.memory_bytes)
    }
}

fn read_rows<T: DeserializeOwned>(lines: &str) -> Result<Vec<T>> {
    let read = |line| {
        let row = serde_json::from_str(line);
        row.map_err(|error| Failure::Defect(format!("a row has another form: {error}")))
    };
    lines.lines().map(read).collect()
}

/// The first rows of a result as texts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Grid {
    /// The columns.
    pub columns: Vec<GridColumn>,
    /// The rows; `None` stands for null.
    pub rows: Vec<Vec<Option<String>>>,
    /// There are more rows than these.
    pub more: bool,
    #[serde(skip)]
    bytes: usize,
}

/// Bytes of text that a page shows of a grid at most, and of one cell.
const MOST_SHOWN_BYTES: usize = 2 << 20;
const LONGEST_SHOWN: usize = 4000;

/// Columns up to which all are shown, with or without a value.
const MOST_EMPTY: usize = 40;

/// The part of a [`Grid`] that a page shows.
#[derive(Debug, Clone)]
pub struct Shown<'g> {
    /// The whole.
    pub grid: &'g Grid,
    /// Places of the columns.
    pub columns: Vec<usize>,
    /// The rows.
    pub rows: &'g [Vec<Option<String>>],
}

/// A column of a [`Grid`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GridColumn {
    /// Its name, which no other column has.
    pub name: String,
    /// Its values are numbers.
    pub is_number: bool,
}

impl Grid {
    fn of_schema(schema: &SchemaRef) -> Self {
        let column = |field: &Arc<arrow::datatypes::Field>| GridColumn {
            name: field.name().clone(),
            is_number: Class::of_type(field.data_type()) == Class::Number,
        };
        Grid { columns: schema.fields().iter().map(column).collect(), ..Grid::default() }
    }

    /// Returns what a page shows of it. A table of hundreds of columns is mostly empty: those without a value are left out, and then as
    /// many rows as make `most` cells.
    pub fn shown(&self, most: usize) -> Shown<'_> {
        let has_value = |at: &usize| self.rows.iter().any(|row| row.get(*at).is_some_and(Option::is_some));
        let all = 0..self.columns.len();
        let columns: Vec<_> = match self.columns.len() {
            0..=MOST_EMPTY => all.collect(),
            _ => all.filter(has_value).collect(),
        };
        let within_cells = (most / columns.len().max(1)).max(1);
        let mut bytes = 0;
        let within_bytes = self.rows.iter().take_while(|row| {
            let is_within = bytes < MOST_SHOWN_BYTES;
            bytes += row.iter().flatten().map(|text| text.len().min(LONGEST_SHOWN)).sum::<usize>();
            is_within
        });
        let rows = within_bytes.count().min(within_cells);
        Shown { grid: self, columns, rows: &self.rows[..rows] }
    }

    fn push_batch(
        &mut self,
        schema: &SchemaRef,
        batch: &RecordBatch,
        most: usize,
    ) -> trail365_sql::Result<()> {
        let fields = schema.fields().iter().zip(batch.columns());
        let mut cells = fields
            .map(|(field, array)| Cells::new(field, array))
            .collect::<trail365_sql::Result<Vec<_>>>()?;
        for row in 0..batch.num_rows() {
            if self.rows.len() >= most || self.bytes > MOST_GRID_BYTES {
                self.more = true;
                break;
            }
            let mut texts = Vec::with_capacity(cells.len());
            for cell in &mut cells {
                let mut text = String::new();
                texts.push(cell.write_value(row, &mut text)?.then_some(text));
            }
            self.bytes += texts.iter().flatten().map(String::len).sum::<usize>();
            self.rows.push(texts);
        }
        Ok(())
    }
}
