//! JSON: an array of objects, or an object a line. Columns that are null are left out unless asked for.

use std::io::Write;
use std::sync::Arc;

use anyhow::Result;
use arrow::array::{Array, RecordBatch, StructArray};
use arrow::datatypes::Field;
use arrow::json::EncoderOptions;
use arrow::json::writer::make_encoder;

use super::super::json::escape_json;
use super::shown::Shown;
use super::sink::{Need, Sink};

/// Writes rows as objects.
pub struct Json<'a> {
    out: &'a mut dyn Write,
    options: EncoderOptions,
    form: Form,
    rows: u64,
}

/// What stands around the objects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// One array.
    Array,
    /// Nothing but line ends.
    Lines,
}

impl<'a> Json<'a> {
    /// Writes to `out`; with `nulls`, every object has every column.
    pub fn new(out: &'a mut dyn Write, form: Form, nulls: bool) -> Self {
        Self { out, options: EncoderOptions::default().with_explicit_nulls(nulls), form, rows: 0 }
    }

    fn before(&self) -> &'static str {
        match (self.form, self.rows) {
            (Form::Lines, _) => "",
            (Form::Array, 0) => "[\n",
            (Form::Array, _) => ",\n",
        }
    }
}

impl Sink for Json<'_> {
    fn batch(&mut self, batch: &RecordBatch) -> Result<Need> {
        let objects = StructArray::from(batch.clone());
        let field = Arc::new(Field::new("row", objects.data_type().clone(), false));
        let options = self.options.clone();
        let mut encoder = make_encoder(&field, &objects, &options)?;
        let mut line = Vec::new();
        for row in 0..batch.num_rows() {
            line.clear();
            encoder.encode(row, &mut line);
            self.out.write_all(self.before().as_bytes())?;
            self.out.write_all(escape_json(std::str::from_utf8(&line)?).as_bytes())?;
            if self.form == Form::Lines {
                self.out.write_all(b"\n")?;
            }
            self.rows += 1;
        }
        Ok(Need::More)
    }

    fn finish(&mut self) -> Result<Shown> {
        match (self.form, self.rows) {
            (Form::Lines, _) => {}
            (Form::Array, 0) => self.out.write_all(b"[]\n")?,
            (Form::Array, _) => self.out.write_all(b"\n]\n")?,
        }
        self.out.flush()?;
        Ok(Shown { rows: self.rows, written: self.rows, ..Shown::default() })
    }
}

#[cfg(test)]
mod tests {
    use arrow::array::RecordBatch;

    use super::{Form, Json, Sink};
    use crate::output::rows::batches::{HOSTILE, batch, mixed, text};

    fn check(batches: &[RecordBatch], form: Form, nulls: bool, expected: &str) {
        let mut out = Vec::new();
        let mut json = Json::new(&mut out, form, nulls);
        for batch in batches {
            json.batch(batch).unwrap();
        }
        json.finish().unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn every_type_has_its_json() {
        let first = r#"{"at":"2026-03-02T07:58:12.500Z","id":9007199254740993,"ok":true,"pairs":{"a":"1","a":"2"},"list":["x",null],"text":"=1"}"#;
        check(&[mixed()], Form::Lines, false, &format!("{first}\n{{\"text\":\"\"}}\n"));
    }

    #[test]
    fn nulls_are_named_when_asked_for() {
        let rows = batch(&[("a", text(&[None])), ("b", text(&[Some("")]))]);
        check(std::slice::from_ref(&rows), Form::Lines, false, "{\"b\":\"\"}\n");
        check(&[rows], Form::Lines, true, "{\"a\":null,\"b\":\"\"}\n");
    }

    #[test]
    fn an_array_goes_over_batches() {
        let rows = batch(&[("a", text(&[Some("1"), Some("2")]))]);
        check(&[], Form::Array, false, "[]\n");
        let expected = "[\n{\"a\":\"1\"},\n{\"a\":\"2\"},\n{\"a\":\"1\"},\n{\"a\":\"2\"}\n]\n";
        check(&[rows.clone(), rows], Form::Array, false, expected);
    }

    #[test]
    fn what_acts_on_a_terminal_is_escaped() {
        let rows = batch(&[("a", text(&[Some(HOSTILE)]))]);
        check(&[rows], Form::Lines, false, "{\"a\":\"\\u001b[31m\\u202e\\r\\n\"}\n");
    }
}
