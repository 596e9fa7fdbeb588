//! From a stream of batches to a sink.

use std::collections::HashSet;
use std::io::Write;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use arrow::array::RecordBatch;
use arrow::datatypes::{Field, Schema, SchemaRef};
use datafusion::error::DataFusionError;
use futures::{Stream, StreamExt};

use super::csv::{Csv, Guard};
use super::format::RowFormat;
use super::json::{Form, Json};
use super::parquet::Parquet;
use super::shown::Shown;
use super::sink::{Need, Sink, Style};
use super::table::{Screen, Table};

/// How long rows are counted that are not shown.
const COUNTING: Duration = Duration::from_secs(2);

/// Writes the rows of a stream to stdout; `screen` is the terminal that stdout is, if it is one.
///
/// # Errors
/// If a batch does not come, or cannot be written; or for Parquet, which is no text.
pub async fn write<S>(
    stream: S,
    schema: SchemaRef,
    format: RowFormat,
    style: Style,
    screen: Option<Screen>,
    out: &mut dyn Write,
) -> Result<Shown>
where
    S: Stream<Item = Result<RecordBatch, DataFusionError>> + Unpin,
{
    let schema = with_own_names(&schema);
    let guard = Guard { formulas: !style.formulas, terminal: screen.is_some() };
    match format {
        RowFormat::Table => {
            drain(stream, &schema, &mut Table::new(out, &schema, screen, style.hide_empty)).await
        }
        RowFormat::Csv => drain(stream, &schema, &mut Csv::new(out, schema.clone(), guard)).await,
        RowFormat::Json => drain(stream, &schema, &mut Json::new(out, Form::Array, style.nulls)).await,
        RowFormat::Jsonl => drain(stream, &schema, &mut Json::new(out, Form::Lines, style.nulls)).await,
        RowFormat::Parquet => bail!("Parquet is no text; name a file for it with --output"),
    }
}

/// Writes the rows of a stream to a file.
///
/// # Errors
/// If a batch does not come, or cannot be written.
pub async fn write_file<S>(
    stream: S,
    schema: SchemaRef,
    format: RowFormat,
    style: Style,
    file: &mut (dyn Write + Send),
) -> Result<Shown>
where
    S: Stream<Item = Result<RecordBatch, DataFusionError>> + Unpin,
{
    match format {
        RowFormat::Parquet => {
            let schema = with_own_names(&schema);
            drain(stream, &schema, &mut Parquet::new(file, schema.clone())?).await
        }
        _ => write(stream, schema, format, style, None, file).await,
    }
}

async fn drain<S>(mut stream: S, schema: &SchemaRef, sink: &mut dyn Sink) -> Result<Shown>
where
    S: Stream<Item = Result<RecordBatch, DataFusionError>> + Unpin,
{
    let mut counting: Option<Instant> = None;
    let mut more = false;
    while let Some(batch) = stream.next().await {
        let batch = RecordBatch::try_new(schema.clone(), batch?.columns().to_vec())?;
        let need = sink.batch(&batch)?;
        if need == Need::Enough && counting.get_or_insert_with(Instant::now).elapsed() > COUNTING {
            more = true;
            break;
        }
    }
    Ok(Shown { more, ..sink.finish()? })
}

/// The schema with a name of its own for each column: `id`, `id_2` and so on. Objects of JSON need that.
fn with_own_names(schema: &SchemaRef) -> SchemaRef {
    let mut taken: HashSet<String> = HashSet::new();
    let mut own = |name: &str| {
        let numbered = (2..).map(|number| format!("{name}_{number}"));
        let mut names = std::iter::once(name.to_owned()).chain(numbered);
        let free = names.find(|name| !taken.contains(name)).unwrap_or_default();
        taken.insert(free.clone());
        free
    };
    let rename = |field: &Arc<Field>| {
        let name = own(field.name());
        // What a result calls never null may be null all the same, after an outer join.
        Field::clone(field).with_name(name).with_nullable(true)
    };
    Arc::new(Schema::new(schema.fields().iter().map(rename).collect::<Vec<_>>()))
}

#[cfg(test)]
mod tests {
    use std::fs::File;

    use arrow::array::RecordBatch;
    use futures::stream;
    use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

    use super::{RowFormat, Style, write, write_file};
    use crate::output::rows::batches::{batch, mixed, numbers, text};

    fn block<T>(future: impl Future<Output = T>) -> T {
        tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
    }

    fn written(batch: RecordBatch, format: RowFormat) -> anyhow::Result<String> {
        let (schema, mut out) = (batch.schema(), Vec::new());
        let stream = stream::iter([Ok(batch)]);
        block(write(stream, schema, format, Style::default(), None, &mut out))?;
        Ok(String::from_utf8(out).unwrap())
    }

    #[test]
    fn columns_of_the_same_name_get_their_own() {
        let columns =
            [("id", numbers(&[Some(1)])), ("id", numbers(&[Some(2)])), ("id_2", numbers(&[Some(3)]))];
        assert_eq!(
            written(batch(&columns), RowFormat::Jsonl).unwrap(),
            "{\"id\":1,\"id_2\":2,\"id_2_2\":3}\n"
        );
    }

    #[test]
    fn csv_has_numbers_as_they_are() {
        let rows = batch(&[("n", numbers(&[Some(-1)])), ("t", text(&[Some("-1")]))]);
        assert_eq!(written(rows, RowFormat::Csv).unwrap(), "n,t\r\n-1,'-1\r\n");
    }

    #[test]
    fn csv_has_what_is_nested_as_json() {
        let text = written(mixed(), RowFormat::Csv).unwrap();
        let first = "2026-03-02T07:58:12.500Z,9007199254740993,true,\"{\"\"a\"\":\"\"1\"\",\"\"a\"\":\"\"2\"\"}\",\
                     \"[\"\"x\"\",null]\",'=1";
        assert_eq!(text, format!("at,id,ok,pairs,list,text\r\n{first}\r\n,,,,,\"\"\r\n"));
    }

    #[test]
    fn parquet_is_for_files() {
        assert!(written(mixed(), RowFormat::Parquet).unwrap_err().to_string().contains("--output"));
    }

    #[test]
    fn a_parquet_file_gives_the_rows_back() {
        let mut file = tempfile::tempfile().unwrap();
        let rows = mixed();
        let stream = stream::iter([Ok(rows.clone()), Ok(rows.clone())]);
        let shown = block(write_file(stream, rows.schema(), RowFormat::Parquet, Style::default(), &mut file));
        assert_eq!(shown.unwrap().rows, 4);
        let file: File = file;
        let reader = ParquetRecordBatchReaderBuilder::try_new(file).unwrap().build().unwrap();
        let read: Vec<_> = reader.map(Result::unwrap).collect();
        assert_eq!(read[0].slice(2, 2).columns(), rows.columns());
    }
}
