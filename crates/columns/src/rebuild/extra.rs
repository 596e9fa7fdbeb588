//! What `extra` has of a row.

use arrow::array::{Array, ArrayRef};
use trail365_records::{Limits, Parser, meaning, place_of};
use trail365_schema::SchemaId;

use super::cells::Texts;
use crate::error::{Problem, Result};
use crate::plan::{self, Plan};
use crate::reader::Reader;

/// The column `extra`, each value a valid JSON object.
pub(super) struct Extra(Texts);

/// `extra` of a row.
#[derive(Clone, Copy)]
pub(super) struct Row<'a>(&'a str);

impl Extra {
    pub fn of(array: &ArrayRef) -> Result<Self> {
        let texts = Texts::of(array);
        let limits = Limits { record_bytes: usize::MAX, depth: usize::MAX, keys: usize::MAX, findings: 0 };
        let mut parser = Parser::with_limits(limits);
        for row in 0..array.len() {
            if let Some(text) = texts.get(row) {
                parser.parse(text.as_bytes()).map_err(|source| Problem::Extra { row, source })?;
            }
        }
        Ok(Extra(texts))
    }

    pub fn get(&self, row: usize) -> Option<Row<'_>> {
        self.0.get(row).map(Row)
    }
}

impl<'a> Row<'a> {
    /// The members, without the brackets around them.
    pub fn members(self) -> &'a str {
        let json = self.0.trim();
        json.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).unwrap_or_default().trim()
    }

    /// The columns of the fields that stand here: what their columns hold is not the record's own text.
    pub fn columns(self, schema: SchemaId, plan: &Plan) -> Vec<usize> {
        let mut reader = Reader::new(self.0);
        let mut columns = Vec::new();
        reader.next();
        reader.step();
        while reader.next() == b'"' {
            let (key, _) = meaning::decode(reader.string().body);
            reader.value();
            let column = match place_of(schema, &key) {
                Some(place) => plan.columns.get(usize::from(place)).copied().flatten(),
                None => plan::sole_column(&key),
            };
            columns.extend(column.map(usize::from));
        }
        columns
    }
}
