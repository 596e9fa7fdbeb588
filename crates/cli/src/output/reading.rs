//! What a query reads, in place of its rows.

use std::io::Write;
use std::time::Instant;

use anyhow::Result;
use datafusion::arrow::array::RecordBatch;
use datafusion::dataframe::DataFrame;
use trail365_sql::rows::{Demand, Sink, Written, drain, unique_names};
use trail365_sql::{CancellationToken, FilesRead, TextsToRead};

use super::number::{bytes, count_of, grouped};

/// Runs a query to its end and prints how many rows it has, what it read of the files of its tables, and the time that it took.
///
/// # Errors
/// If the query fails.
pub async fn print_reading(frame: DataFrame, out: &mut dyn Write) -> Result<Written> {
    let (start, files) = (Instant::now(), FilesRead::default());
    let stream = trail365_sql::stream_counted(frame, &CancellationToken::new(), &files).await?;
    let schema = unique_names(&stream.schema());
    let written = drain(stream, &schema, &mut Counter(0)).await?;
    let facts = [
        ("Rows", grouped(written.rows)),
        ("Files read", format!("{} of {}", grouped(files.read() as u64), grouped(files.all() as u64))),
        ("Bytes read", format!("{} of {}", bytes(files.bytes_read()), bytes(files.all_bytes()))),
        ("Time", format!("{:.2} s", start.elapsed().as_secs_f64())),
    ];
    for (name, value) in facts {
        writeln!(out, "{name:<12}{value}")?;
    }
    Ok(written)
}

/// Bytes of text from which on a query says what it looks through.
const MUCH_TEXT: u64 = 1 << 30;

/// Says what text a query looks through, and how to make it less; `None` where it is little.
pub fn describe_texts(texts: &TextsToRead) -> Option<String> {
    if texts.bytes < MUCH_TEXT {
        return None;
    }
    let mut parts = vec![format!(
        "looks through the text of {}, {}; a time or a user makes it less",
        count_of(texts.records, "record"),
        bytes(texts.bytes)
    )];
    if texts.is_part_of_ids {
        parts.push("the text may be part of an id; whole words and whole ids are found sooner".to_owned());
    }
    if texts.files_without_words > 0 {
        let files = count_of(texts.files_without_words as u64, "file");
        parts.push(format!("{files} without a word index, which trail365 lake compact makes"));
    }
    Some(parts.join("; "))
}

/// Counts rows.
struct Counter(u64);

impl Sink for Counter {
    fn write_batch(&mut self, batch: &RecordBatch) -> trail365_sql::Result<Demand> {
        self.0 += batch.num_rows() as u64;
        Ok(Demand::More)
    }

    fn finish(&mut self) -> trail365_sql::Result<Written> {
        Ok(Written { rows: self.0, ..Written::default() })
    }
}

#[cfg(test)]
mod tests {
    use trail365_sql::TextsToRead;

    use super::describe_texts;

    #[test]
    fn much_text_is_told_with_a_remedy() {
        let texts = TextsToRead { records: 20_000_000, bytes: 2 << 30, ..TextsToRead::default() };
        let line = describe_texts(&TextsToRead { files_without_words: 2, ..texts }).unwrap();
        assert!(
            line.contains("20,000,000 records") && line.contains("2 files without a word index"),
            "{line}"
        );
        assert!(
            describe_texts(&TextsToRead { is_part_of_ids: true, ..texts }).unwrap().contains("part of an id")
        );
        assert_eq!(describe_texts(&TextsToRead { bytes: 5, ..texts }), None);
    }
}
