//! Records by their type.

use std::cmp::Reverse;
use std::collections::HashMap;

use trail365_records::Record;
use trail365_schema::{SCHEMAS, Schema, schema_named};

use super::pattern::head;

/// How many types are told apart; there are some 400.
const MOST: usize = 10_000;

/// A type as far as it can be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecordType {
    /// The record has none, or none that could be read.
    None,
    /// One that the schema knows.
    Known(&'static trail365_schema::RecordType),
    /// A number that nobody knows.
    Number(i64),
    /// A name that nobody knows.
    Name(String),
    /// Unknown types beyond those that are told apart.
    Further,
}

/// A row of [`RecordTypes`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TypeIndex(usize);

const NONE: TypeIndex = TypeIndex(0);
const FURTHER: TypeIndex = TypeIndex(1);

/// How many records have which type.
#[derive(Debug)]
pub struct RecordTypes {
    rows: Vec<(RecordType, u64)>,
    by_number: HashMap<i64, TypeIndex>,
    by_name: HashMap<String, TypeIndex>,
}

impl Default for RecordTypes {
    fn default() -> Self {
        let rows = vec![(RecordType::None, 0), (RecordType::Further, 0)];
        Self { rows, by_number: HashMap::new(), by_name: HashMap::new() }
    }
}

impl RecordTypes {
    /// Counts a record and gives its row.
    pub fn count(&mut self, record: &Record<'_>) -> TypeIndex {
        let index = match record.record_type() {
            None => NONE,
            Some(found) => match found.number() {
                Some(number) => self.numbered(number),
                None => self.named(&found.to_string()),
            },
        };
        self.rows[index.0].1 += 1;
        index
    }

    fn numbered(&mut self, number: i64) -> TypeIndex {
        if let Some(index) = self.by_number.get(&number) {
            return *index;
        }
        let known = i32::try_from(number).ok().and_then(trail365_schema::record_type);
        let index = self.add(known.map_or(RecordType::Number(number), RecordType::Known));
        if index != FURTHER {
            self.by_number.insert(number, index);
        }
        index
    }

    fn named(&mut self, name: &str) -> TypeIndex {
        let name = head(name);
        if let Some(index) = self.by_name.get(&*name) {
            return *index;
        }
        let index = self.add(RecordType::Name(name.to_string()));
        if index != FURTHER {
            self.by_name.insert(name.into_owned(), index);
        }
        index
    }

    /// A new row. What the schema knows always has room.
    fn add(&mut self, record_type: RecordType) -> TypeIndex {
        if self.rows.len() >= MOST && !matches!(record_type, RecordType::Known(_)) {
            return FURTHER;
        }
        self.rows.push((record_type, 0));
        TypeIndex(self.rows.len() - 1)
    }

    /// The type of a row.
    pub fn get(&self, index: TypeIndex) -> &RecordType {
        &self.rows[index.0].0
    }

    /// Each type with how many records have it, the most frequent first; what was not told apart is left out.
    pub fn by_count(&self) -> Vec<(&RecordType, u64)> {
        let rows = self.rows.iter().filter(|(row, count)| *row != RecordType::Further && *count > 0);
        let mut all: Vec<_> = rows.map(|(record_type, count)| (record_type, *count)).collect();
        all.sort_by_key(|(_, count)| Reverse(*count));
        all
    }

    /// Records of types beyond those that are told apart.
    pub fn further(&self) -> u64 {
        self.rows[FURTHER.0].1
    }
}

impl RecordType {
    /// Its number, where it has one.
    pub fn number(&self) -> Option<i64> {
        match self {
            Self::Known(it) => Some(it.value.into()),
            Self::Number(number) => Some(*number),
            Self::None | Self::Name(_) | Self::Further => None,
        }
    }

    /// Its name, where it has one.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Known(it) => Some(it.name),
            Self::Name(name) => Some(name),
            Self::None | Self::Number(_) | Self::Further => None,
        }
    }

    /// Whether the schema knows it.
    pub fn is_known(&self) -> bool {
        matches!(self, Self::Known(_))
    }

    /// The schema by which its records are read.
    pub fn schema(&self) -> &'static Schema {
        let own = match self {
            Self::Known(it) => it.schema.map(trail365_schema::SchemaId::get),
            _ => None,
        };
        own.or_else(|| schema_named("Common").map(|(_, common)| common)).unwrap_or(&SCHEMAS[0])
    }
}
