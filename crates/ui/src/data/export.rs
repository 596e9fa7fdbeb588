//! Rows as files, written while they are read.

use std::io;
use std::sync::Arc;

use arrow::array::RecordBatch;
use bytes::Bytes;
use futures::StreamExt as _;
use tokio::sync::mpsc;
use trail365_sql::rows::{Format, Style, csv_header, csv_lines, json_lines, unique_names};

use super::console::read_sql;
use super::engine::{Engine, Pin};
use super::failure::{Failure, Result};
use super::filter::Filter;
use super::params::Params;

/// Pieces that wait for a slow reader; then the query waits, too.
const WAITING: usize = 4;

/// A file that is being written.
pub struct File {
    /// Its name.
    pub name: &'static str,
    /// Its media type.
    pub media: &'static str,
    /// Its pieces; an error means that the query failed on the way, and the file is not whole.
    pub pieces: mpsc::Receiver<io::Result<Bytes>>,
}

/// Writes the records of a search, all columns that `trail365 search` shows.
pub async fn export_search(engine: Arc<Engine>, params: &Params) -> Result<File> {
    let filter = Filter::read(params);
    export(engine, params, move |pin| Ok(filter.with_usual_range(&pin.info).search(&pin.info)?.sql())).await
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
        Some("jsonl") => (Format::JsonLines, "trail365.jsonl", "application/x-ndjson"),
        Some(other) => return Err(Failure::parameter("format", other, "neither csv nor jsonl")),
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
    Ok(File { name, media, pieces })
}

async fn write_rows(
    pin: Pin,
    sql: impl FnOnce(&Pin) -> Result<String>,
    format: Format,
    sender: mpsc::Sender<io::Result<Bytes>>,
    planned: tokio::sync::oneshot::Sender<()>,
) -> Result<()> {
    let fail = |error: &trail365_sql::Error| pin.asked.fail(error);
    let mut stream = pin.asked.stream(&sql(&pin)?).await?;
    let _ = planned.send(());
    let names = unique_names(&stream.schema());
    if format == Format::Csv {
        let header = csv_header(&names, Style::default()).map_err(|error| fail(&error))?;
        send(&sender, header).await?;
    }
    while let Some(batch) = stream.next().await {
        let batch = batch.map_err(|error| fail(&error.into()))?;
        let batch = RecordBatch::try_new(names.clone(), batch.columns().to_vec());
        let text = batch.map_err(trail365_sql::Error::from).and_then(|batch| match format {
            Format::Csv => csv_lines(&batch, Style::default()),
            _ => json_lines(&batch, Style::default()),
        });
        send(&sender, text.map_err(|error| fail(&error))?).await?;
    }
    Ok(())
}

/// Sends a piece, once the reader has taken those before it.
async fn send(sender: &mpsc::Sender<io::Result<Bytes>>, piece: String) -> Result<()> {
    let sent = sender.send(Ok(piece.into())).await;
    sent.map_err(|_| Failure::Defect("the reader is gone".to_owned()))
}
