//! Rows of `OfficeActivity` that are JSON objects.

use std::collections::HashMap;

use super::column::{Column, Form};
use super::compose::Compose;
use super::value;
use crate::unwrap::{Members, unescape};

/// How the table is called.
pub(crate) const TABLE: &str = "OfficeActivity";

/// Fields of nearly every record that the documented table has no column for.
const LOST: [&str; 2] = ["SessionId", "AppAccessContext"];

/// How many names of columns are remembered: several times as many as there are.
const NAMES: usize = 2000;

/// Makes records of rows, and remembers what columns stand for.
#[derive(Debug, Default)]
pub(crate) struct Office {
    named: HashMap<Vec<u8>, Column>,
    suffixed: HashMap<Vec<u8>, Column>,
    /// Of rows that have a time of their own.
    timed: HashMap<Vec<u8>, Column>,
    scratch: Vec<u8>,
}

impl Office {
    /// Writes the record that `row` stands for to `out`.
    pub(crate) fn record(&mut self, row: &[u8], form: Form, out: &mut Vec<u8>) {
        let Self { named, suffixed, timed, scratch } = self;
        let columns = match form {
            Form::Office => named,
            Form::Suffixed { has_time: false } => suffixed,
            Form::Suffixed { has_time: true } => timed,
        };
        learn(columns, row, form);
        let mut record = Compose::begin(out);
        for member in Members::new(row, 0..row.len()) {
            if let Some(column) = columns.get(member.key) {
                let value = &row[member.value];
                record.put(column, |out| value::json(column.kind, value, scratch, out));
            }
        }
        record.end();
    }

    /// Which fields no row has had a column for.
    pub(crate) fn lost_fields(&self) -> Vec<&'static str> {
        lost_fields(|name| self.named.contains_key(name.as_bytes()))
    }
}

fn learn(columns: &mut HashMap<Vec<u8>, Column>, row: &[u8], form: Form) {
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

/// Which fields a table has lost that has these columns.
pub(crate) fn lost_fields(has: impl Fn(&str) -> bool) -> Vec<&'static str> {
    LOST.into_iter().filter(|name| !has(name)).collect()
}
