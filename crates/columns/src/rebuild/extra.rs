//! The column `extra`: members that the other columns cannot give back.

use std::collections::HashMap;

use arrow::array::{Array, ArrayRef};
use trail365_records::{Limits, Parser, Record, meaning, place_of};
use trail365_schema::SchemaId;

use super::cells::Texts;
use crate::error::{Problem, Result};
use crate::layout::plan::{self, Plan};

/// The column `extra`, each value a valid JSON object.
pub(super) struct Extra {
    texts: Texts,
    /// For each row that has extra the columns whose fields stand there.
    columns: HashMap<usize, Vec<usize>>,
}

impl Extra {
    /// Reads the column; `plan_of` gives what the columns of a row stand for.
    pub fn read_column(
        array: &ArrayRef,
        plan_of: impl Fn(usize) -> (SchemaId, &'static Plan),
    ) -> Result<Self> {
        let texts = Texts::of(array);
        // This crate wrote the column: limits against hostile input would only lose what was kept.
        let limits = Limits { record_bytes: usize::MAX, depth: usize::MAX, keys: usize::MAX, findings: 0 };
        let mut parser = Parser::with_limits(limits);
        let mut columns = HashMap::new();
        for row in 0..array.len() {
            let Some(text) = texts.get(row) else { continue };
            let record = parser.parse(text.as_bytes()).map_err(|source| Problem::Extra { row, source })?;
            columns.insert(row, columns_of(&record, plan_of(row)));
        }
        Ok(Extra { texts, columns })
    }

    /// Returns the members of a row, without the brackets around them.
    pub fn members_of(&self, row: usize) -> &str {
        let json = self.texts.get(row).unwrap_or_default().trim_ascii();
        json.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).unwrap_or_default().trim_ascii()
    }

    /// Reports whether a row has the field of a column here. The record had it in another form than the column holds then,
    /// so this one is written.
    pub fn has_field_of(&self, row: usize, column: usize) -> bool {
        self.columns.get(&row).is_some_and(|columns| columns.contains(&column))
    }
}

/// Returns the columns of the fields that stand in the extra of a row.
fn columns_of(extra: &Record<'_>, (schema, plan): (SchemaId, &Plan)) -> Vec<usize> {
    let column = |key: &str| {
        let (key, _) = meaning::decode(key);
        match place_of(schema, &key) {
            Some(place) => plan.columns.get(usize::from(place)).copied().flatten(),
            None => plan::sole_column(&key),
        }
    };
    extra.placed().filter_map(|member| column(member.key())).map(usize::from).collect()
}
