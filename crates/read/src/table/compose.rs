//! Makes a record of columns and their values.

use std::ops::Range;

use super::column::{Column, Kind};

/// A record that is being written.
pub(crate) struct Compose<'a> {
    out: &'a mut Vec<u8>,
    is_empty: bool,
    /// The fields that several columns may stand for: which there are, and where their values are in `out`.
    shared: Vec<(&'a str, Range<usize>)>,
}

impl<'a> Compose<'a> {
    pub(crate) fn begin(out: &'a mut Vec<u8>) -> Self {
        out.clear();
        out.push(b'{');
        Self { out, is_empty: true, shared: Vec::new() }
    }

    /// Writes what `column` holds, unless `write` says that it holds nothing. A value that another column has given the
    /// field already is not written again; one that differs keeps its column's name.
    pub(crate) fn put(&mut self, column: &'a Column, write: impl FnOnce(&mut Vec<u8>) -> bool) {
        if column.kind == Kind::Platform {
            return;
        }
        let start = self.out.len();
        self.key(&column.field);
        let value = self.out.len();
        if !write(self.out) {
            self.out.truncate(start);
            return;
        }
        if column.is_shared {
            self.share(column, start, value);
        }
        self.is_empty &= self.out.len() == start;
    }

    fn share(&mut self, column: &'a Column, start: usize, value: usize) {
        let other = self.shared.iter().find(|(field, _)| *field == column.field);
        let Some((_, other)) = other else {
            self.shared.push((&column.field, value..self.out.len()));
            return;
        };
        let is_same = self.out[other.clone()] == self.out[value..];
        let value = self.out.split_off(value);
        self.out.truncate(start);
        if !is_same {
            self.key(&column.name);
            self.out.extend_from_slice(&value);
        }
    }

    fn key(&mut self, name: &str) {
        if !self.is_empty {
            self.out.push(b',');
        }
        crate::json::string(name.as_bytes(), self.out);
        self.out.push(b':');
    }

    pub(crate) fn end(self) {
        self.out.push(b'}');
    }
}
