//! Records to rows.

use trail365_records::Record;
use trail365_text::json as json_text;

use super::codes::run_code;
use super::csv::write_line;
use super::rest::write_rest;
use crate::document::{Draft, Fields, Keys, Tree};
use crate::mapping::put_mapping;
use crate::model::flat::{RecordForm, Table};
use crate::model::mapping::Rule;
use crate::model::{Key, Slot};

/// What Microsoft Graph says of every record that it holds.
const GRAPH_TYPE: &[u8] = b"{\"@odata.type\":\"#microsoft.graph.security.defaultAuditData\"";

/// Writes records as rows of a flat shape.
#[derive(Debug)]
pub struct Flat {
    table: &'static Table,
    keys: Keys,
    tree: Tree,
    draft: Draft,
    used: Vec<Key>,
}

impl Flat {
    /// Creates a writer.
    pub fn new(table: &'static Table) -> Self {
        Flat {
            table,
            keys: Keys::new(table.keys),
            tree: Tree::new(table.targets),
            draft: Draft::new(table.targets),
            used: Vec::new(),
        }
    }

    /// Writes the row of a record as an object. Returns false if the record has no row.
    pub fn write(&mut self, record: &Record<'_>, out: &mut Vec<u8>) -> bool {
        let Some(fields) = self.fill(record) else { return false };
        let own: Vec<Slot> = self.table.record.iter().map(|(slot, _)| *slot).collect();
        self.tree.write(&self.draft, &own, out, |slot, out| {
            self.table.record.iter().filter(|(own, _)| *own == slot).for_each(|(_, form)| {
                write_record(record, *form, out);
            });
            true
        });
        if self.table.rest {
            out.pop();
            write_rest(&fields, &self.used, self.table.targets, out);
            out.push(b'}');
        }
        true
    }

    /// Writes the row of a record as a line of CSV with its end. Returns false if the record has no row.
    pub fn write_csv(&mut self, record: &Record<'_>, out: &mut Vec<u8>) -> bool {
        if self.fill(record).is_none() {
            return false;
        }
        let mut text = Vec::new();
        record.object().write_json(&mut text);
        let text = String::from_utf8_lossy(&text);
        let own = self.table.record.map(|(slot, _)| (slot, &*text));
        write_line(self.table.targets, &self.draft, own, out);
        true
    }

    /// Fills the columns; `None` if the record has no row.
    fn fill<'r>(&mut self, record: &Record<'r>) -> Option<Fields<'r>> {
        let record_type = record.record_type().and_then(|found| found.number()).unwrap_or_default() as i32;
        let operation = || record.common().operation().unwrap_or_default();
        if !self.table.types.is_empty() && !self.table.types.contains(&record_type)
            || !self.table.without.is_empty() && self.table.without.contains(&&*operation())
        {
            return None;
        }
        self.draft.clear();
        self.used.clear();
        let fields = Fields::read(&mut self.keys, record);
        for rule in self.table.rules {
            match rule {
                Rule::Map(mapping) => put_mapping(mapping, &fields, &mut self.draft, &mut self.used),
                Rule::Code(code) => run_code(*code, &fields, &mut self.draft),
            }
        }
        let is_whole = self.table.needs.iter().all(|need| !self.draft.is_empty(*need));
        is_whole.then_some(fields)
    }
}

fn write_record(record: &Record<'_>, form: RecordForm, out: &mut Vec<u8>) {
    match form {
        RecordForm::Text => {
            let mut text = Vec::new();
            record.object().write_json(&mut text);
            json_text::encode(&String::from_utf8_lossy(&text), out);
        }
        RecordForm::Graph => {
            let start = out.len();
            record.object().write_json(out);
            let rest = out.split_off(start + 1);
            out.truncate(start);
            out.extend_from_slice(GRAPH_TYPE);
            if rest.first() != Some(&b'}') {
                out.push(b',');
            }
            out.extend_from_slice(&rest);
        }
    }
}
