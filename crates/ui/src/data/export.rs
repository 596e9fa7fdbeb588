//! Rows as files, written while they are read.

use std::io::{self, BufWriter, Write};
use std::sync::Arc;

use bytes::Bytes;
use futures::executor::block_on;
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use trail365_shapes::{Options, Shape};
use trail365_sql::rows::{Documents, Format, Style, write_documents, write_file};

use super::console::read_sql;
use super::engine::{Engine, Pin};
use super::failure::{Failure, Result};
use super::filter::Filter;
use super::params::Params;

/// Pieces that wait for a slow reader; then the query waits, too.
const WAITING: usize = 4;

/// Bytes of a piece.
const PIECE: usize = 64 << 10;

/// A file that is being written.
pub struct File {
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media: &'static str,
    /// Its pieces; an error means that the query failed on the way, and the file is not whole.
    pub pieces: mpsc::Receiver<io::Result<Bytes>>,
}

/// How rows are written.
#[derive(Debug, Clone, Copy)]
enum Form {
    Rows(Format),
    /// Documents of the records, in the shape of another tool.
    Documents(Shape),
}

impl Form {
    fn read(params: &Params) -> Result<Self> {
        let name = params.get("format").unwrap_or("csv");
        let wrong = || {
            let shapes = Shape::ALL.map(Shape::name).join(", ");
            Failure::parameter("format", name, format!("none of csv, jsonl, parquet, {shapes}"))
        };
        Ok(match name {
            "csv" => Form::Rows(Format::Csv),
            "jsonl" => Form::Rows(Format::JsonLines),
            "parquet" => Form::Rows(Format::Parquet),
            _ => Form::Documents(Shape::named(name).ok_or_else(wrong)?),
        })
    }

    /// Returns the name of the file and its media type.
    fn file(self) -> (String, &'static str) {
        let (stem, format) = match self {
            Form::Rows(format) => ("trail365".to_owned(), format),
            Form::Documents(shape) => {
                let format = if shape.header().is_some() { Format::Csv } else { Format::JsonLines };
                (format!("trail365-{}", shape.name()), format)
            }
        };
        let (end, media) = match format {
            Format::Csv => ("csv", "text/csv; charset=utf-8"),
            Format::Parquet => ("parquet", "application/vnd.apache.parquet"),
            _ => ("jsonl", "application/x-ndjson"),
        };
        (format!("{stem}.{end}"), media)
    }
}

/// Writes the records of a search: the columns that `trail365 search` shows, or documents in a shape.
pub async fn export_search(engine: Arc<Engine>, params: &Params) -> Result<File> {
    let filter = Filter::read_strictly(params, &["format"])?;
    let form = Form::read(params)?;
    export(engine, params, form, move |pin| {
        let search = filter.with_usual_range(&pin.times).search(pin.times.last())?;
        Ok(if matches!(form, Form::Documents(_)) { search.records_sql() } else { search.sql() })
    })
    .await
}

/// Writes the rows of a query, or documents of its column `record`.
pub async fn export_sql(engine: Arc<Engine>, params: &Params) -> Result<File> {
    let sql = read_sql(params)?;
    export(engine, params, Form::read(params)?, move |_| Ok(sql)).await
}

async fn export(
    engine: Arc<Engine>,
    params: &Params,
    form: Form,
    sql: impl FnOnce(&Pin) -> Result<String> + Send + 'static,
) -> Result<File> {
    let version = params.version()?;
    let (sender, mut pieces) = mpsc::channel(WAITING);
    let (planned, plan) = tokio::sync::oneshot::channel();
    tokio::spawn(async move {
        let limit = engine.limits().export_time;
        let last = sender.clone();
        let hung_up = sender.clone();
        let writing = engine.ask_for(limit, version, move |pin| write_rows(pin, sql, form, sender, planned));
        // Whoever stops reading stops the query.
        let written = tokio::select! {
            written = writing => written.map(|_| ()),
            () = hung_up.closed() => Ok(()),
        };
        if let Err(failure) = written {
            let _ = last.send(Err(io::Error::other(failure.to_string()))).await;
        }
    });
    // A query that cannot be planned is told as any other failure; one that fails later can only break off.
    if plan.await.is_err()
        && let Some(Err(error)) = pieces.recv().await
    {
        return Err(Failure::Query { message: error.to_string(), suggestion: None, place: None });
    }
    let (name, media) = form.file();
    Ok(File { name, media, pieces })
}

async fn write_rows(
    pin: Pin,
    sql: impl FnOnce(&Pin) -> Result<String>,
    form: Form,
    sender: mpsc::Sender<io::Result<Bytes>>,
    planned: tokio::sync::oneshot::Sender<()>,
) -> Result<()> {
    let stream = pin.asked.stream(&sql(&pin)?).await?;
    if let Form::Documents(_) = form {
        Documents::column_of(&stream.schema()).map_err(|error| pin.asked.fail(&error))?;
    }
    let _ = planned.send(());
    // Writers of files wait for their reader, and a thread of queries may not.
    let writing = tokio::task::spawn_blocking(move || {
        let mut out = BufWriter::with_capacity(PIECE, Pieces(sender));
        Handle::current().block_on(async {
            match form {
                Form::Rows(format) => write_file(stream, format, Style::default(), &mut out).await,
                Form::Documents(shape) => write_documents(stream, shape, Options::default(), &mut out).await,
            }
        })?;
        out.flush().map_err(trail365_sql::Error::from)
    });
    let written =
        writing.await.map_err(|panic| Failure::Defect(format!("writing ended unexpectedly: {panic}")))?;
    written.map_err(|error| pin.asked.fail(&error))
}

/// Sends what is written, each piece once the reader has taken those before it.
struct Pieces(mpsc::Sender<io::Result<Bytes>>);

impl Write for Pieces {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        let sent = block_on(self.0.send(Ok(Bytes::copy_from_slice(piece))));
        sent.map_err(|_| io::Error::new(io::ErrorKind::BrokenPipe, "the reader is gone"))?;
        Ok(piece.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
