//! From a stream of batches to bytes.

use std::collections::HashSet;
use std::io::Write;
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::{Field, Schema, SchemaRef};
use datafusion::execution::SendableRecordBatchStream;
use trail365_shapes::{Options, Shape};

use super::csv::{Csv, Guard};
use super::documents::Documents;
use super::format::{Format, Style};
use super::json::{Frame, Json};
use super::parquet::Parquet;
use super::sink::{Sink, Written, drain};
use crate::error::{Error, Result};

/// Writes the rows of a stream as text.
///
/// # Errors
/// If a batch does not come, or cannot be written; and for Parquet, which is no text: see [`write_file`].
pub async fn write(
    stream: SendableRecordBatchStream,
    format: Format,
    style: Style,
    out: &mut dyn Write,
) -> Result<Written> {
    let schema = unique_names(&stream.schema());
    match format {
        Format::Csv => drain(stream, &schema, &mut Csv::new(out, schema.clone(), guard_of(style))).await,
        Format::Json => drain(stream, &schema, &mut Json::new(out, Frame::Array, style.nulls)).await,
        Format::JsonLines => drain(stream, &schema, &mut Json::new(out, Frame::Lines, style.nulls)).await,
        Format::Parquet => Err(Error::not_text()),
    }
}

/// Writes the rows of a stream to a file, in any format.
///
/// # Errors
/// If a batch does not come, or cannot be written.
pub async fn write_file(
    stream: SendableRecordBatchStream,
    format: Format,
    style: Style,
    file: &mut (dyn Write + Send),
) -> Result<Written> {
    if format != Format::Parquet {
        return write(stream, format, style, file).await;
    }
    let schema = unique_names(&stream.schema());
    drain(stream, &schema, &mut Parquet::new(file, schema.clone())?).await
}

/// Writes documents of the column `record` of a stream, a line each.
///
/// # Errors
/// If the rows have no column `record`, a batch does not come, or cannot be written.
pub async fn write_documents(
    stream: SendableRecordBatchStream,
    shape: Shape,
    options: Options,
    out: &mut dyn Write,
) -> Result<Written> {
    let schema = unique_names(&stream.schema());
    drain(stream, &schema, &mut Documents::new(out, &schema, shape, options)?).await
}

/// Writes the rows of a batch as lines of JSON, an object each. Its columns have names of their own.
///
/// # Errors
/// If the batch cannot be written.
pub fn json_lines(batch: &RecordBatch, style: Style) -> Result<String> {
    let mut out = Vec::new();
    let mut lines = Json::new(&mut out, Frame::Lines, style.nulls);
    lines.write_batch(batch)?;
    lines.finish()?;
    String::from_utf8(out).map_err(Error::of_write)
}

fn guard_of(style: Style) -> Guard {
    Guard { formulas: !style.formulas, terminal: style.terminal }
}

/// Gives each column a name of its own: `id`, `id_2` and so on. A query may give several the same; objects of JSON cannot.
pub fn unique_names(schema: &SchemaRef) -> SchemaRef {
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
        // A column that the plan declares never null may hold null nevertheless, after an outer join.
        Field::clone(field).with_name(name).with_nullable(true)
    };
    Arc::new(Schema::new(schema.fields().iter().map(rename).collect::<Vec<_>>()))
}

#[cfg(test)]
mod tests {
    use std::fs::File;

    use ::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
    use datafusion::execution::SendableRecordBatchStream;
    use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
    use futures::stream;

    use super::super::testing::{batch_of, mixed_batch, number_column, text_column};
    use super::{Format, RecordBatch, Result, Style, json_lines, write, write_file};

    fn block<T>(future: impl Future<Output = T>) -> T {
        tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
    }

    fn stream_of(batches: Vec<RecordBatch>) -> SendableRecordBatchStream {
        let schema = batches[0].schema();
        Box::pin(RecordBatchStreamAdapter::new(schema, stream::iter(batches.into_iter().map(Ok))))
    }

    fn written(batch: RecordBatch, format: Format) -> Result<String> {
        let mut out = Vec::new();
        block(write(stream_of(vec![batch]), format, Style::default(), &mut out))?;
        Ok(String::from_utf8(out).unwrap())
    }

    #[test]
    fn columns_of_the_same_name_get_their_own() {
        let columns = [
            ("id", number_column(&[Some(1)])),
            ("id", number_column(&[Some(2)])),
            ("id_2", number_column(&[Some(3)])),
        ];
        assert_eq!(
            written(batch_of(&columns), Format::JsonLines).unwrap(),
            "{\"id\":1,\"id_2\":2,\"id_2_2\":3}\n"
        );
    }

    #[test]
    fn csv_has_numbers_as_they_are() {
        let rows = batch_of(&[("n", number_column(&[Some(-1)])), ("t", text_column(&[Some("-1")]))]);
        assert_eq!(written(rows, Format::Csv).unwrap(), "n,t\r\n-1,'-1\r\n");
    }

    #[test]
    fn csv_has_what_is_nested_as_json() {
        let text = written(mixed_batch(), Format::Csv).unwrap();
        let first = "2026-03-02T07:58:12.500Z,9007199254740993,true,\"{\"\"a\"\":\"\"1\"\",\"\"a\"\":\"\"2\"\"}\",\
                     \"[\"\"x\"\",null]\",'=1";
        assert_eq!(text, format!("at,id,ok,pairs,list,text\r\n{first}\r\n,,,,,\"\"\r\n"));
    }

    #[test]
    fn a_batch_alone_gives_the_lines_of_a_stream() {
        let lines = json_lines(&mixed_batch(), Style::default()).unwrap();
        assert_eq!(lines, written(mixed_batch(), Format::JsonLines).unwrap());
    }

    #[test]
    fn parquet_is_for_files() {
        assert!(
            written(mixed_batch(), Format::Parquet).unwrap_err().to_string().contains("Parquet is no text")
        );
    }

    #[test]
    fn a_parquet_file_gives_the_rows_back() {
        let mut file = tempfile::tempfile().unwrap();
        let rows = mixed_batch();
        let stream = stream_of(vec![rows.clone(), rows.clone()]);
        let written = block(write_file(stream, Format::Parquet, Style::default(), &mut file));
        assert_eq!(written.unwrap().rows, 4);
        let file: File = file;
        let reader = ParquetRecordBatchReaderBuilder::try_new(file).unwrap().build().unwrap();
        let read: Vec<_> = reader.map(std::result::Result::unwrap).collect();
        assert_eq!(read[0].slice(2, 2).columns(), rows.columns());
    }
}
