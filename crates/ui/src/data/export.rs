//! Rows as files, written while they are read.

use std::io::{self, BufWriter, Write};
use std::sync::Arc;

use bytes::Bytes;
use futures::executor::block_on;
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use trail365_sql::rows::{Format, Style, write_file};

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

/// Writes the records of a search, all columns that `trail365 search` shows.
pub async fn export_search(engine: Arc<Engine>, params: &Params) -> Result<File> {
    let filter = Filter::read_strictly(params, &["format"])?;
    export(engine, params, move |pin| Ok(filter.with_usual_range(&pin.times).search(pin.times.last())?.sql()))
        .await
}

/// Writes the rows of a query.
pub async fn export_sql(engine: Arc<Engine>, params: &Params) -> Result<File> {
    let sql = read_sql(params)?;
    export(engine, params, move |_| Ok(sql)).await
}

async fn export(
    engine: Arc<Engine>,
    params: &Params,
    sql: impl FnOnce(&Pin) -> Result<String> + Send + 'static,
) -> Result<File> {
    let (format, name, media) = match params.get("format") {
        Some("csv") | None => (Format::Csv, "trail365.csv", "text/csv; charset=utf-8"),
        Some("parquet") => (Format::Parquet, "trail365.parquet", "application/vnd.apache.parquet"),
        Some("jsonl") => (Format::JsonLines, "trail365.jsonl", "application/x-ndjson"),
        Some(other) => return Err(Failure::parameter("format", other, "neither csv, jsonl nor parquet")),
    };
    let version = params.version()?;
    let (sender, mut pieces) = mpsc::channel(WAITING);
    let (planned, plan) = tokio::sync::oneshot::channel();
    tokio::spawn(async move {
        let limit = engine.limits().export_time;
        let last = sender.clone();
        let hung_up = sender.clone();
        let writing =
            engine.ask_for(limit, version, move |pin| write_rows(pin, sql, format, sender, planned));
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
    Ok(File { name: name.to_owned(), media, pieces })
}

async fn write_rows(
    pin: Pin,
    sql: impl FnOnce(&Pin) -> Result<String>,
    format: Format,
    sender: mpsc::Sender<io::Result<Bytes>>,
    planned: tokio::sync::oneshot::Sender<()>,
) -> Result<()> {
    let stream = pin.asked.stream(&sql(&pin)?).await?;
    let _ = planned.send(());
    // Writers of files wait for their reader, and a thread of queries may not.
    let writing = tokio::task::spawn_blocking(move || {
        let mut out = BufWriter::with_capacity(PIECE, Pieces(sender));
        Handle::current().block_on(write_file(stream, format, Style::default(), &mut out))?;
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
