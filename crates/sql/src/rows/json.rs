//! JSON: an array of objects, or an object a line. Columns that are null are left out unless asked for.

use std::io::Write;
use std::sync::Arc;

use arrow::array::{Array, RecordBatch, StructArray};
use arrow::datatypes::Field;
use arrow::json::EncoderOptions;
use arrow::json::writer::make_encoder;
use trail365_text::json::escape_document;

use super::sink::{Demand, Sink, Written};
use crate::error::{Error, Result};

/// Writes rows as objects.
pub struct Json<'a> {
    out: &'a mut dyn Write,
    options: EncoderOptions,
    frame: Frame,
    rows: u64,
}

/// The frame around the objects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Frame {
    /// One array.
    Array,
    /// Nothing but line ends.
    Lines,
}

impl<'a> Json<'a> {
    /// Writes to `out`; with `nulls`, every object has every column.
    pub fn new(out: &'a mut dyn Write, frame: Frame, nulls: bool) -> Self {
        Self { out, options: EncoderOptions::default().with_explicit_nulls(nulls), frame, rows: 0 }
    }

    fn separator_before(&self) -> &'static str {
        match (self.frame, self.rows) {
            (Frame::Lines, _) => "",
            (Frame::Array, 0) => "[\n",
            (Frame::Array, _) => ",\n",
        }
    }
}

impl Sink for Json<'_> {
    fn write_batch(&mut self, batch: &RecordBatch) -> Result<Demand> {
        let objects = StructArray::from(batch.clone());
        let field = Arc::new(Field::new("row", objects.data_type().clone(), false));
        let options = self.options.clone();
        let mut encoder = make_encoder(&field, &objects, &options)?;
        let mut line = Vec::new();
        for row in 0..batch.num_rows() {
            line.clear();
            encoder.encode(row, &mut line);
            // Written before the object, because the last one has no comma.
            self.out.write_all(self.separator_before().as_bytes())?;
            let object = std::str::from_utf8(&line).map_err(Error::of_write)?;
            self.out.write_all(escape_document(object).as_bytes())?;
            if self.frame == Frame::Lines {
                self.out.write_all(b"\n")?;
            }
            self.rows += 1;
        }
        Ok(Demand::More)
    }

    fn finish(&mut self) -> Result<Written> {
        match (self.frame, self.rows) {
            (Frame::Lines, _) => {}
            (Frame::Array, 0) => self.out.write_all(b"[]\n")?,
            (Frame::Array, _) => self.out.write_all(b"\n]\n")?,
        }
        self.out.flush()?;
        Ok(Written::of_all(self.rows))
    }
}

#[cfg(test)]
mod tests {
    use arrow::array::RecordBatch;

    use super::{Frame, Json, Sink};
    use crate::rows::testing::{HOSTILE, batch_of, mixed_batch, text_column};

    fn check(batches: &[RecordBatch], frame: Frame, nulls: bool, expected: &str) {
        let mut out = Vec::new();
        let mut json = Json::new(&mut out, frame, nulls);
        for batch in batches {
            json.write_batch(batch).unwrap();
        }
        json.finish().unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn every_type_has_its_json() {
        let first = r#"{"at":"2026-03-02T07:58:12.500Z","id":9007199254740993,"ok":true,"pairs":{"a":"1","a":"2"},"list":["x",null],"text":"=1"}"#;
        check(&[mixed_batch()], Frame::Lines, false, &format!("{first}\n{{\"text\":\"\"}}\n"));
    }

    #[test]
    fn nulls_are_named_when_asked_for() {
        let rows = batch_of(&[("a", text_column(&[None])), ("b", text_column(&[Some("")]))]);
        check(std::slice::from_ref(&rows), Frame::Lines, false, "{\"b\":\"\"}\n");
        check(&[rows], Frame::Lines, true, "{\"a\":null,\"b\":\"\"}\n");
    }

    #[test]
    fn an_array_goes_over_batches() {
        let rows = batch_of(&[("a", text_column(&[Some("1"), Some("2")]))]);
        check(&[], Frame::Array, false, "[]\n");
        let expected = "[\n{\"a\":\"1\"},\n{\"a\":\"2\"},\n{\"a\":\"1\"},\n{\"a\":\"2\"}\n]\n";
        check(&[rows.clone(), rows], Frame::Array, false, expected);
    }

    #[test]
    fn what_acts_on_a_terminal_is_escaped() {
        let rows = batch_of(&[("a", text_column(&[Some(HOSTILE)]))]);
        check(&[rows], Frame::Lines, false, "{\"a\":\"\\u001b[31m\\u202e\\r\\n\"}\n");
    }
}
