//! Puts rows together again that an export has made of one record: it wrote a row for each item of the lists inside, and
//! a column with dots in its name for each member of them.

use std::collections::HashMap;

use super::cell_value::{CellForm, begin_member, write_field, write_value};
use crate::input::count_newlines;
use crate::json::Object;
use crate::table::{FieldForm, PathForm, path_form};

/// Most rows and cells that are put together. They are in memory.
const ROWS: usize = 10_000;
const CELLS: usize = 1 << 20;

/// Most levels into which the name of a column is taken apart: what is behind stays one key.
const DEPTH: usize = 8;

/// The rows of one record, as far as they have been read.
#[derive(Debug, Default)]
pub(super) struct Group {
    /// Columns of the table, and the one with the Id.
    columns: usize,
    id: usize,
    rows: usize,
    /// Text of the cells, row by row, and the end of each in it.
    text: Vec<u8>,
    ends: Vec<usize>,
    /// Bytes of the window that the rows take, and the lines of these.
    end: usize,
    lines: u64,
    /// Bytes that the record takes at most, but for escapes.
    record_bytes: usize,
}

impl Group {
    pub(super) fn is_empty(&self) -> bool {
        self.rows == 0
    }

    pub(super) fn rows(&self) -> usize {
        self.rows
    }

    pub(super) fn end(&self) -> usize {
        self.end
    }

    pub(super) fn lines(&self) -> u64 {
        self.lines
    }

    pub(super) fn id(&self) -> &[u8] {
        self.cell(0, self.id)
    }

    pub(super) fn clear(&mut self) {
        (self.rows, self.end, self.lines, self.record_bytes) = (0, 0, 0, 0);
        self.text.clear();
        self.ends.clear();
    }

    /// Returns how much memory the text of the rows takes.
    #[cfg(test)]
    pub(super) fn held_bytes(&self) -> usize {
        self.text.len()
    }

    fn cell(&self, row: usize, column: usize) -> &[u8] {
        cell(&self.text, &self.ends, row * self.columns + column)
    }

    /// Begins with the row that these are the cells of. It ends there in the window.
    pub(super) fn begin(&mut self, id: usize, names: &[String], text: &[u8], ends: &[usize], end: usize) {
        self.clear();
        (self.id, self.columns) = (id, names.len());
        self.push(names, text, ends);
        self.end = end;
    }

    /// Adds the row that ends there in the window, if it is one of the same record, and there is room for it.
    pub(super) fn join(
        &mut self,
        names: &[String],
        text: &[u8],
        ends: &[usize],
        window: &[u8],
        end: usize,
        limit: usize,
    ) -> bool {
        let is_same = cell(text, ends, self.id) == self.id();
        let has_room = self.rows < ROWS && self.ends.len() + self.columns <= CELLS;
        if !is_same || !has_room || self.record_bytes + record_bytes(names, text, ends) > limit {
            return false;
        }
        self.push(names, text, ends);
        // The rows begin on a line of their own, so this is the one where the next row begins.
        self.lines += count_newlines(&window[self.end..end]);
        self.end = end;
        true
    }

    fn push(&mut self, names: &[String], text: &[u8], ends: &[usize]) {
        let ends = &ends[..self.columns];
        let start = self.text.len();
        self.text.extend_from_slice(&text[..ends.last().copied().unwrap_or(0)]);
        self.ends.extend(ends.iter().map(|end| start + end));
        self.record_bytes += record_bytes(names, text, ends);
        self.rows += 1;
    }
}

/// Returns how much of a record the cells of a row make, with the names of their columns.
fn record_bytes(names: &[String], text: &[u8], ends: &[usize]) -> usize {
    let filled = names.iter().enumerate().filter(|(at, _)| !cell(text, ends, *at).is_empty());
    filled.map(|(at, name)| name.len() + cell(text, ends, at).len()).sum()
}

fn cell<'a>(text: &'a [u8], ends: &[usize], at: usize) -> &'a [u8] {
    let start = at.checked_sub(1).map_or(0, |before| ends[before]);
    &text[start..ends[at]]
}

/// The columns of a table as the levels of its records.
#[derive(Debug)]
pub(super) struct Exploded {
    root: Level,
    forms: Vec<FieldForm>,
    /// Column with the time.
    time: usize,
}

/// The members of an object.
#[derive(Debug, Default)]
struct Level {
    members: Vec<(String, Part)>,
    /// Places of the members that are objects.
    objects: HashMap<String, usize>,
    /// Columns of this level and of those below.
    columns: Vec<usize>,
}

#[derive(Debug)]
enum Part {
    Column(usize),
    Level(PathForm, Level),
}

impl Exploded {
    pub(super) fn new(names: &[String], id: Option<usize>, forms: &[FieldForm], time: usize) -> Self {
        let mut root = Level::default();
        for (column, name) in names.iter().enumerate() {
            let name = if Some(column) == id { "Id" } else { name };
            root.add_column(&split_name(name), 0, column);
        }
        Self { root, forms: forms.to_vec(), time }
    }

    /// Writes the record that the rows are of.
    pub(super) fn write_record(&self, group: &Group, out: &mut Vec<u8>) {
        // A time is text, so it is in quotes exactly if cells are JSON.
        let is_json = group.cell(0, self.time).starts_with(b"\"");
        let writer = Writer { group, forms: &self.forms, is_json };
        let rows: Vec<_> = (0..group.rows).collect();
        writer.write_level(&self.root, &rows, out);
    }
}

/// Returns the levels in the name of a column. A dot in the name of an annotation separates none.
fn split_name(name: &str) -> Vec<&str> {
    let parts: Vec<_> = name.splitn(DEPTH, '.').collect();
    let is_whole = name.contains('@') || parts.iter().any(|part| part.is_empty());
    if is_whole { vec![name] } else { parts }
}

impl Level {
    fn add_column(&mut self, path: &[&str], depth: usize, column: usize) {
        self.columns.push(column);
        let Some(name) = path.get(depth) else { return };
        if depth + 1 == path.len() {
            self.members.push(((*name).to_owned(), Part::Column(column)));
            return;
        }
        let at = *self.objects.entry((*name).to_owned()).or_insert_with(|| {
            let form = path_form(&path[..=depth]);
            self.members.push(((*name).to_owned(), Part::Level(form, Level::default())));
            self.members.len() - 1
        });
        if let Some((_, Part::Level(_, level))) = self.members.get_mut(at) {
            level.add_column(path, depth + 1, column);
        }
    }
}

/// Writes the levels of a record out of its rows.
struct Writer<'a> {
    group: &'a Group,
    forms: &'a [FieldForm],
    is_json: bool,
}

impl Writer<'_> {
    fn write_level(&self, level: &Level, rows: &[usize], out: &mut Vec<u8>) {
        let mut object = Object::begin(out);
        for (name, part) in &level.members {
            match part {
                Part::Column(column) => self.write_column(name, *column, rows, &mut object),
                Part::Level(form, level) => self.write_inner(name, *form, level, rows, &mut object),
            }
        }
        object.end();
    }

    /// Writes the value of a column: one if all rows have the same, else those of the rows in their order.
    fn write_column(&self, name: &str, column: usize, rows: &[usize], object: &mut Object<'_>) {
        let form = if self.is_json { CellForm::Json } else { CellForm::Text(self.forms[column]) };
        let cells = || rows.iter().map(|&row| self.group.cell(row, column)).filter(|cell| !cell.is_empty());
        let Some(first) = cells().next() else { return };
        if cells().all(|cell| cell == first) {
            return write_field(name, first, form, object);
        }
        let list = begin_member(name, object);
        list.push(b'[');
        for (at, cell) in cells().enumerate() {
            if at > 0 {
                list.push(b',');
            }
            write_value(cell, form, list);
        }
        list.push(b']');
    }

    /// Writes the object that columns with dots stand for, or the list with an object for each row.
    fn write_inner(
        &self,
        name: &str,
        form: PathForm,
        level: &Level,
        rows: &[usize],
        object: &mut Object<'_>,
    ) {
        let is_filled = |row: &usize| level.columns.iter().any(|&at| !self.group.cell(*row, at).is_empty());
        let filled: Vec<_> = rows.iter().copied().filter(is_filled).collect();
        let Some(&first) = filled.first() else { return };
        let are_alike = filled.iter().all(|&row| self.is_alike(level, first, row));
        let out = begin_member(name, object);
        if form == PathForm::Object || form == PathForm::Unknown && are_alike {
            return self.write_level(level, &filled, out);
        }
        // Rows that are alike in these columns were made for the items of another list.
        let items = if are_alike { &filled[..1] } else { &filled[..] };
        out.push(b'[');
        for (at, &row) in items.iter().enumerate() {
            if at > 0 {
                out.push(b',');
            }
            self.write_level(level, &[row], out);
        }
        out.push(b']');
    }

    fn is_alike(&self, level: &Level, row: usize, other: usize) -> bool {
        level.columns.iter().all(|&at| self.group.cell(row, at) == self.group.cell(other, at))
    }
}
