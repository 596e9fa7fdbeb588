//! Makes records from columns and their values.

use std::collections::HashMap;
use std::ops::Range;

use trail365_schema::glossary::operations_named;
use trail365_schema::record_type;

use super::columns::{CellKind, Column, NameForm};
use super::value;
use crate::json::{Members, unescape, write_string};

/// Fields that tell the operation, the first one best.
const TELL_OPERATION: [&str; 3] = ["Operation", "Activity", "RecordType"];

/// Name of the table.
pub(crate) const TABLE: &str = "OfficeActivity";

/// Fields of nearly every record for which the documented table has no column.
const LOST: [&str; 2] = ["SessionId", "AppAccessContext"];

/// Most names of columns that are remembered: several times as many as the table has, so that only hostile rows
/// reach it.
const NAMES: usize = 2000;

/// Makes records from rows that are JSON objects, and remembers which fields their columns stand for.
#[derive(Debug, Default)]
pub(crate) struct Office {
    named: HashMap<Vec<u8>, Column>,
    activity: HashMap<Vec<u8>, Column>,
    suffixed: HashMap<Vec<u8>, Column>,
    /// Columns of rows that have a time of their own.
    timed: HashMap<Vec<u8>, Column>,
    /// Line of the first row of `OfficeActivity` itself.
    first_line: Option<u64>,
    scratch: Vec<u8>,
}

impl Office {
    /// Writes the record of `row`, which stands on this line, to `out`.
    pub(crate) fn write_record(&mut self, row: &[u8], form: NameForm, line: u64, out: &mut Vec<u8>) {
        if form == NameForm::Office {
            self.first_line.get_or_insert(line);
        }
        let Self { named, activity, suffixed, timed, scratch, .. } = self;
        let columns = match form {
            NameForm::Office => named,
            NameForm::Activity => activity,
            NameForm::Suffixed { has_time: false } => suffixed,
            NameForm::Suffixed { has_time: true } => timed,
        };
        learn_columns(columns, row, form);
        let mut record = Compose::begin(out);
        for member in Members::new(row, 0..row.len()) {
            if let Some(column) = columns.get(member.key) {
                let value = &row[member.value];
                record.write_column(column, |out| value::write_json(column.kind, value, scratch, out));
            }
        }
        record.end(form);
    }

    /// Returns the line of the first row of the table, and the fields for which no row has had a column.
    pub(crate) fn lost_fields(&self) -> Option<(u64, Vec<&'static str>)> {
        let fields = || lost_fields(|name| self.named.contains_key(name.as_bytes()));
        self.first_line.map(|line| (line, fields()))
    }
}

fn learn_columns(columns: &mut HashMap<Vec<u8>, Column>, row: &[u8], form: NameForm) {
    // Clearing costs one pass over the names of a row. Keeping the first ones would let hostile rows slow down all
    // others.
    if columns.len() > NAMES {
        columns.clear();
    }
    for member in Members::new(row, 0..row.len()) {
        if !columns.contains_key(member.key) {
            let mut name = Vec::new();
            let name = unescape(member.key, &mut name).map_or(member.key, |()| &name);
            let column = Column::new(&String::from_utf8_lossy(name), form);
            columns.insert(member.key.to_vec(), column);
        }
    }
}

/// Returns the fields that a table with these columns has lost.
pub(crate) fn lost_fields(has: impl Fn(&str) -> bool) -> Vec<&'static str> {
    LOST.into_iter().filter(|name| !has(name)).collect()
}

/// Reports whether a number is that of the record type with this name.
fn is_type(number: i32, name: &str) -> bool {
    record_type(number).is_some_and(|known| known.name == name)
}

/// A record that is being written.
pub(crate) struct Compose<'a> {
    out: &'a mut Vec<u8>,
    is_empty: bool,
    /// Fields for which several columns may stand: those written so far, and the places of their values in `out`.
    shared: Vec<(&'a str, Range<usize>)>,
    /// Places of the values of [`TELL_OPERATION`] in `out`.
    told: [Option<Range<usize>>; TELL_OPERATION.len()],
}

impl<'a> Compose<'a> {
    pub(crate) fn begin(out: &'a mut Vec<u8>) -> Self {
        out.clear();
        out.push(b'{');
        Self { out, is_empty: true, shared: Vec::new(), told: [const { None }; TELL_OPERATION.len()] }
    }

    /// Writes the value of `column`, unless `write` reports that it has none.
    ///
    /// A value that another column has given the field already is not written again. A different value keeps its
    /// column's name.
    pub(crate) fn write_column(&mut self, column: &'a Column, write: impl FnOnce(&mut Vec<u8>) -> bool) {
        if column.kind == CellKind::Platform {
            return;
        }
        let start = self.out.len();
        self.write_key(&column.field);
        let value = self.out.len();
        if !write(self.out) {
            self.out.truncate(start);
            return;
        }
        if let Some(at) = TELL_OPERATION.iter().position(|field| *field == column.field) {
            self.told[at].get_or_insert(value..self.out.len());
        }
        if column.is_shared {
            self.write_shared(column, start, value);
        }
        // A shared value that was written before leaves nothing behind, so it must not set a comma.
        self.is_empty &= self.out.len() == start;
    }

    fn write_shared(&mut self, column: &'a Column, start: usize, value: usize) {
        let other = self.shared.iter().find(|(field, _)| *field == column.field);
        let Some((_, other)) = other else {
            self.shared.push((&column.field, value..self.out.len()));
            return;
        };
        // Compared as written, so `1` and `"1"` differ and both are kept.
        let is_same = self.out[other.clone()] == self.out[value..];
        let value = self.out.split_off(value);
        self.out.truncate(start);
        if !is_same {
            self.write_key(&column.name);
            self.out.extend_from_slice(&value);
        }
    }

    fn write_key(&mut self, name: &str) {
        if !self.is_empty {
            self.out.push(b',');
        }
        write_string(name.as_bytes(), self.out);
        self.out.push(b':');
    }

    /// Ends the record of a row of a table of this form.
    pub(crate) fn end(mut self, form: NameForm) {
        if form == NameForm::Activity {
            self.write_operation();
        }
        self.out.push(b'}');
    }

    /// Writes the operation where no column has it: that of Power BI is its activity, and most records of agents are of a
    /// type with one operation, which has its name.
    fn write_operation(&mut self) {
        let [None, activity, record_type] = self.told.clone() else { return };
        let is_operation = |place: &Range<usize>| {
            let name = String::from_utf8_lossy(&self.out[place.clone()]);
            let name = name.trim_matches('"');
            operations_named(name)
                .iter()
                .any(|known| known.record_types.iter().any(|number| is_type(*number, name)))
        };
        let Some(place) = activity.or_else(|| record_type.filter(is_operation)) else { return };
        self.write_key(TELL_OPERATION[0]);
        self.out.extend_from_within(place);
        self.is_empty = false;
    }
}
