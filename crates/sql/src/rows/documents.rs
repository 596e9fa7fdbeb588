//! Records of a column in the shape of another tool.

use std::io::Write;

use arrow::array::{AsArray, RecordBatch};
use arrow::compute::cast;
use arrow::datatypes::{DataType, SchemaRef};
use trail365_records::Parser;
use trail365_shapes::{Fit, Options, Shape, Shaper};

use super::sink::{Demand, Sink, Written};
use crate::error::{Error, Result};

/// Name of the column that has the records.
const RECORD: &str = "record";

/// Writes the document of each row's record, from the column `record`. Rows whose record has no place in the shape are left out.
pub struct Documents<'a> {
    out: &'a mut dyn Write,
    column: usize,
    header: Option<String>,
    shaper: Shaper,
    parser: Parser,
    line: Vec<u8>,
    written: Written,
}

impl<'a> Documents<'a> {
    /// Writes documents to `out`.
    ///
    /// # Errors
    /// If the rows have no column `record`.
    pub fn new(out: &'a mut dyn Write, schema: &SchemaRef, shape: Shape, options: Options) -> Result<Self> {
        Ok(Documents {
            out,
            column: Self::column_of(schema)?,
            header: shape.header(),
            shaper: Shaper::new(shape, options),
            parser: Parser::new(),
            line: Vec::new(),
            written: Written::default(),
        })
    }

    /// Returns the place of the column `record`.
    ///
    /// # Errors
    /// If the rows have none.
    pub fn column_of(schema: &SchemaRef) -> Result<usize> {
        schema.index_of(RECORD).map_err(|_| Error::no_record())
    }

    fn write_header(&mut self) -> Result<()> {
        match self.header.take() {
            Some(header) => Ok(self.out.write_all(header.as_bytes())?),
            None => Ok(()),
        }
    }
}

impl Sink for Documents<'_> {
    fn write_batch(&mut self, batch: &RecordBatch) -> Result<Demand> {
        self.write_header()?;
        let texts = cast(batch.column(self.column), &DataType::Utf8View)?;
        for text in texts.as_string_view() {
            let record = text.and_then(|text| self.parser.parse(text.as_bytes()).ok());
            self.line.clear();
            let Some(record) = record else { continue };
            let fit = self.shaper.write_line(&record, &mut self.line);
            if fit != Fit::LeftOut {
                self.out.write_all(&self.line)?;
                self.written.written += 1;
            }
            self.written.of_unknown_kind += u64::from(fit == Fit::Unknown);
        }
        self.written.rows += batch.num_rows() as u64;
        Ok(Demand::More)
    }

    fn finish(&mut self) -> Result<Written> {
        self.write_header()?;
        self.out.flush()?;
        Ok(self.written.clone())
    }
}
