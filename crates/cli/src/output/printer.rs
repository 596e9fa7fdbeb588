//! The rows of a query, printed as the caller wants them.

use std::io::{self, IsTerminal, Write};
use std::time::Instant;

use anyhow::{Context, Error, Result, bail};
use datafusion::dataframe::DataFrame;
use datafusion::error::DataFusionError;
use datafusion::physical_plan::SendableRecordBatchStream;
use trail365_cluster::Workers;
use trail365_sql::rows::{Written, write_documents};
use trail365_sql::{CancellationToken, FilesRead};

use super::json::escape_json;
use super::new_file::NewFile;
use super::number::count_of;
use super::reading::{describe_texts, print_reading};
use super::rows::{self, Screen, Style, summary};
use super::terminal::{note, terminal_width};
use super::text::printable;
use crate::args::{InShape, Most, RowFormat, RowOptions};
use crate::signal::run_cancellable;

/// A printer of rows: their target and their form.
#[derive(Debug, Clone)]
pub struct Printer {
    options: RowOptions,
    in_shape: InShape,
    explains: bool,
    workers: Option<Workers>,
}

impl Printer {
    /// Creates a printer with these options.
    ///
    /// # Errors
    /// If the options contradict each other, or the file already exists.
    pub fn new(options: &RowOptions) -> Result<Self> {
        let (options, in_shape) = (options.clone(), InShape::default());
        let printer = Self { options, in_shape, explains: false, workers: None };
        match (&printer.options.output, printer.format()) {
            (None, RowFormat::Parquet) => bail!("Parquet is no text; name a file for it with --output"),
            // Only tried: a query of minutes should not end with the news that its file exists.
            (Some(path), _) => NewFile::new(path, printer.options.force).map(drop)?,
            _ => {}
        }
        Ok(printer)
    }

    /// Writes records in a shape, if there is one.
    pub fn in_shape(mut self, in_shape: &InShape) -> Self {
        self.in_shape = in_shape.clone();
        self
    }

    /// Says what a query reads in place of its rows, if that is asked for.
    pub fn explaining(mut self, explains: bool) -> Self {
        self.explains = explains;
        self
    }

    /// Has workers share the work of queries, if there are some.
    pub fn on_workers(mut self, workers: Option<Workers>) -> Self {
        self.workers = workers;
        self
    }

    /// Reports whether the rows go to a file, which holds one result only.
    pub fn has_file(&self) -> bool {
        self.options.output.is_some()
    }

    /// Does the work. If it writes a file, Ctrl-C removes the unfinished one.
    ///
    /// # Errors
    /// Those of the work, or that it was cancelled.
    pub async fn guard<T>(&self, work: impl Future<Output = Result<T>>) -> Result<T> {
        if self.has_file() { run_cancellable(work).await } else { work.await }
    }

    /// Changes the format of later results.
    pub fn set_format(&mut self, format: RowFormat) {
        self.options.format = Some(format);
    }

    /// Changes the number of rows that a terminal shows of later results.
    pub fn set_rows(&mut self, rows: Most) {
        self.options.rows = rows;
    }

    /// Returns the format in use.
    pub fn format(&self) -> RowFormat {
        let of_file = || self.options.output.as_deref().and_then(RowFormat::of_file);
        if self.in_shape.shape.is_some() {
            return RowFormat::Jsonl;
        }
        self.options.format.or_else(of_file).unwrap_or(RowFormat::Table)
    }

    /// Runs the query, prints its rows, and says on stderr how many there are.
    ///
    /// # Errors
    /// If the query fails while it runs, or its rows cannot be written.
    pub async fn print(&self, frame: DataFrame, hide_empty: bool, out: &mut dyn Write) -> Result<Written> {
        if self.explains {
            return print_reading(frame, out).await;
        }
        let start = Instant::now();
        let style = Style { nulls: self.options.nulls, formulas: self.options.formulas, hide_empty };
        let shown = match &self.options.output {
            None => self.print_to(frame, style, out).await,
            Some(_) => self.print_to_file(frame, style).await,
        };
        let shown = shown.map_err(in_own_words)?;
        let written_to = self.options.output.as_ref().map(|path| printable(&path.to_string_lossy()));
        if self.in_shape.shape.is_some() {
            note_misfits(&shown);
        }
        let line = summary(&shown, start.elapsed());
        match written_to {
            Some(name) => note(&format!("{line}, written to {name}")),
            None if self.format() == RowFormat::Table => note(&line),
            None => {}
        }
        Ok(shown)
    }

    /// Writes JSON documents, each in a line of its own, to the file or else to `out`.
    ///
    /// # Errors
    /// If they cannot be written.
    pub fn print_documents(
        &self,
        documents: impl IntoIterator<Item = serde_json::Value>,
        out: &mut dyn Write,
    ) -> Result<()> {
        let Some(path) = &self.options.output else { return Ok(write_lines(documents, out).map(drop)?) };
        let name = printable(&path.to_string_lossy());
        let mut file = NewFile::new(path, self.options.force)?;
        let written = write_lines(documents, &mut file).and_then(|count| file.finish(true).map(|()| count));
        let count = written.with_context(|| format!("could not write {name}"))?;
        note(&format!("{}, written to {name}", count_of(count, "line")));
        Ok(())
    }

    async fn print_to(&self, frame: DataFrame, style: Style, out: &mut dyn Write) -> Result<Written> {
        let is_terminal = io::stdout().is_terminal();
        let screen = is_terminal.then(|| Screen { width: terminal_width(), rows: self.options.rows.0 });
        let stream = start_query(frame, self.workers.as_ref()).await?;
        match self.in_shape.shape {
            Some(shape) => Ok(write_documents(stream, shape, self.in_shape.options(), out).await?),
            None => rows::write(stream, self.format(), style, screen, out).await,
        }
    }

    async fn print_to_file(&self, frame: DataFrame, style: Style) -> Result<Written> {
        let Some(path) = &self.options.output else { bail!("there is no file to write") };
        let name = printable(&path.to_string_lossy());
        let mut file = NewFile::new(path, self.options.force)?;
        let stream = start_query(frame, self.workers.as_ref()).await?;
        let shown = match self.in_shape.shape {
            Some(shape) => write_documents(stream, shape, self.in_shape.options(), &mut file).await?,
            None => rows::write_file(stream, self.format(), style, &mut file).await?,
        };
        file.finish(true).with_context(|| format!("could not write {name}"))?;
        Ok(shown)
    }
}

/// Starts a query, with workers if there are some. If it has much text to look through, a line says so first.
async fn start_query(frame: DataFrame, workers: Option<&Workers>) -> Result<SendableRecordBatchStream> {
    let (files, stop) = (FilesRead::default(), CancellationToken::new());
    let rows = match workers {
        Some(workers) => workers.stream(frame, &stop, &files).await?,
        None => trail365_sql::stream_counted(frame, &stop, &files).await?,
    };
    if let Some(line) = describe_texts(&files.texts_to_read()) {
        note(&line);
    }
    Ok(rows)
}

/// Notes the rows that are no documents, and documents that say little.
fn note_misfits(shown: &Written) {
    let left_out = shown.rows - shown.written;
    if left_out > 0 {
        note(&format!(
            "{} left out: the shape has no place for the record, or there is none in it",
            count_of(left_out, "row")
        ));
    }
    if shown.of_unknown_kind > 0 {
        let records = count_of(shown.of_unknown_kind, "record");
        note(&format!(
            "{records} of kinds that no rule of the shape knows, by what all records have in common"
        ));
    }
}

/// Writes documents as lines and returns their number.
fn write_lines(
    documents: impl IntoIterator<Item = serde_json::Value>,
    out: &mut dyn Write,
) -> io::Result<u64> {
    let mut count = 0;
    for document in documents {
        writeln!(out, "{}", escape_json(&document.to_string()))?;
        count += 1;
    }
    Ok(count)
}

/// Puts an error of the query engine while rows are read into the words of the library.
fn in_own_words(error: Error) -> Error {
    match error.downcast::<DataFusionError>() {
        Ok(error) => trail365_sql::Error::from(error).into(),
        Err(error) => error,
    }
}
