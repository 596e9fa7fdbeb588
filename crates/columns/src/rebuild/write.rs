//! Writes the records of a batch again.

use std::collections::HashMap;

use arrow::array::RecordBatch;
use trail365_records::meaning;
use trail365_schema::{COLUMNS, Type};

use super::cells::{self, Cells, Texts};
use super::extra::Extra;
use super::fields;
use crate::error::{Problem, Result};
use crate::layout::plan::{self, Plan};
use crate::layout::{EXTRA, column_index};

/// Writes the records of a batch from its columns, without `raw`.
pub struct Rebuild {
    rows: usize,
    /// Columns of the catalog, in the order of the schema.
    columns: Vec<Column>,
    record_type: Option<cells::Numbers>,
    extra: Option<Extra>,
    plans: HashMap<Option<i32>, &'static Plan>,
}

struct Column {
    /// Place in the catalog.
    id: usize,
    cells: Cells,
}

/// Prepares to write the records of a batch. Its columns may be any of [`crate::schema`] in any order, text in any of
/// Arrow's text types. The records are JSON-equal to those the batch was made from where all columns are there but
/// those that no row uses; of the technical columns only `extra` is read, `raw` is not.
///
/// # Errors
/// When a column is none of `activity`, or its values are of a type that cannot be read as the column's, or `extra`
/// has something else than JSON objects.
///
/// ```
/// # use trail365_columns::{BatchBuilder, Options, Origin, rebuild};
/// # let json = r#"{"RecordType":15,"Operation":"UserLoggedIn","ClientIP":"192.0.2.7:4711","Novel":1}"#;
/// # let mut parser = trail365_records::Parser::new();
/// let mut builder = BatchBuilder::new(Options { raw: false });
/// builder.push(&parser.parse(json.as_bytes())?, Origin::new("a.jsonl", None, 0));
/// let mut out = Vec::new();
/// rebuild(&builder.finish()?)?.write(0, &mut out);
/// assert_eq!(
///     String::from_utf8(out)?,
///     r#"{"RecordType":15,"Operation":"UserLoggedIn","ClientIP":"192.0.2.7:4711","Novel":1}"#
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn rebuild(batch: &RecordBatch) -> Result<Rebuild> {
    if let Some(field) = batch.schema().fields().iter().find(|f| column_index(f.name()).is_none()) {
        return Err(Problem::UnknownColumn { column: field.name().clone() }.into());
    }
    let mut columns = Vec::new();
    for (id, column) in COLUMNS.iter().enumerate() {
        let Some(array) = fields::column_named(batch, column.name)? else { continue };
        let cells = match column.ty {
            Type::Address => {
                let ports = column.port.map(|port| fields::column_named(batch, port)).transpose()?.flatten();
                let ports = ports.map(|ports| cells::Numbers::of(&ports));
                Cells::Address(Box::new((Texts::of(&array), ports)))
            }
            ty => Cells::of(ty, &array),
        };
        columns.push(Column { id, cells });
    }
    let record_type = fields::column_named(batch, "record_type")?.map(|array| cells::Numbers::of(&array));
    // All plans of the batch ahead of its rows, those of no record type included: a row then only looks its own up.
    let types = record_type.iter().flat_map(|numbers| (0..batch.num_rows()).map(|row| numbers.get(row)));
    let plans = types.chain([None]).map(|number| (number, plan::plan_of(plan::schema_of(number)))).collect();
    let schema_of = |row| plan::schema_of(record_type.as_ref().and_then(|numbers| numbers.get(row)));
    let plan_of = |row| (schema_of(row), plan::plan_of(schema_of(row)));
    let extra =
        fields::column_named(batch, EXTRA)?.map(|array| Extra::read_column(&array, plan_of)).transpose()?;
    Ok(Rebuild { rows: batch.num_rows(), columns, record_type, extra, plans })
}

impl Rebuild {
    /// Returns the number of records.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Appends the record of a row as one line of JSON: first the fields in the order of the schema, then the members of
    /// `extra`. Appends nothing for a row that the batch does not have.
    pub fn write(&self, row: usize, out: &mut Vec<u8>) {
        if row >= self.rows {
            return;
        }
        let number = self.record_type.as_ref().and_then(|numbers| numbers.get(row));
        let Some(plan) = self.plans.get(&number) else { return };
        let extra = self.extra.as_ref();
        out.push(b'{');
        let start = out.len();
        for column in &self.columns {
            let Some(key) = plan.key_of(column.id).filter(|_| column.cells.has_value(row)) else { continue };
            if extra.is_some_and(|extra| extra.has_field_of(row, column.id)) {
                continue;
            }
            write_comma(start, out);
            meaning::write_string(key, out);
            out.push(b':');
            column.cells.write_value(row, out);
        }
        if let Some(members) = extra.map(|extra| extra.members_of(row)).filter(|members| !members.is_empty())
        {
            write_comma(start, out);
            out.extend_from_slice(members.as_bytes());
        }
        out.push(b'}');
    }
}

/// Writes a comma, unless nothing stands before.
fn write_comma(start: usize, out: &mut Vec<u8>) {
    if out.len() > start {
        out.push(b',');
    }
}
