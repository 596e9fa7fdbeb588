//! Numbers of records by their type.

use std::cmp::Reverse;
use std::collections::HashMap;

use trail365_schema::{SCHEMAS, Schema, schema_named};

use super::path_pattern::clip_text;
use crate::record::Record;

/// Number of types that are told apart. Microsoft has some 400; a hostile input may name any number.
const MOST_TYPES: usize = 10_000;

/// The type of surveyed records, as far as they say.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SurveyedType {
    /// The records have no type, or none that could be read.
    None,
    /// A type that the schema knows.
    Known(&'static trail365_schema::RecordType),
    /// A number that the schema does not know.
    Number(i64),
    /// A name that the schema does not know.
    Name(String),
    /// Unknown types that are too many to be told apart.
    Further,
}

/// Index of a type in [`RecordTypes`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct TypeIndex(usize);

const NONE: TypeIndex = TypeIndex(0);
const FURTHER: TypeIndex = TypeIndex(1);

/// Numbers of records by their type.
#[derive(Debug)]
pub struct RecordTypes {
    rows: Vec<(SurveyedType, u64)>,
    by_number: HashMap<i64, TypeIndex>,
    by_name: HashMap<String, TypeIndex>,
}

impl Default for RecordTypes {
    fn default() -> Self {
        // These two have no number or name to be found by, so they have fixed rows, `NONE` and `FURTHER`.
        let rows = vec![(SurveyedType::None, 0), (SurveyedType::Further, 0)];
        Self { rows, by_number: HashMap::new(), by_name: HashMap::new() }
    }
}

impl RecordTypes {
    /// Counts a record, and returns the index of its type.
    pub(super) fn add_record(&mut self, record: &Record<'_>) -> TypeIndex {
        let index = match record.record_type() {
            None => NONE,
            Some(found) => match found.number() {
                Some(number) => self.index_of_number(number),
                None => self.index_of_name(&found.to_string()),
            },
        };
        self.rows[index.0].1 += 1;
        index
    }

    fn index_of_number(&mut self, number: i64) -> TypeIndex {
        if let Some(index) = self.by_number.get(&number) {
            return *index;
        }
        let known = i32::try_from(number).ok().and_then(trail365_schema::record_type);
        let index = self.add_row(known.map_or(SurveyedType::Number(number), SurveyedType::Known));
        if index != FURTHER {
            self.by_number.insert(number, index);
        }
        index
    }

    fn index_of_name(&mut self, name: &str) -> TypeIndex {
        let name = clip_text(name);
        if let Some(index) = self.by_name.get(&*name) {
            return *index;
        }
        let index = self.add_row(SurveyedType::Name(name.to_string()));
        if index != FURTHER {
            self.by_name.insert(name.into_owned(), index);
        }
        index
    }

    /// Adds a type. One that the schema knows always has room.
    fn add_row(&mut self, record_type: SurveyedType) -> TypeIndex {
        if self.rows.len() >= MOST_TYPES && !matches!(record_type, SurveyedType::Known(_)) {
            return FURTHER;
        }
        self.rows.push((record_type, 0));
        TypeIndex(self.rows.len() - 1)
    }

    /// Returns the type with an index.
    pub(super) fn type_at(&self, index: TypeIndex) -> &SurveyedType {
        &self.rows[index.0].0
    }

    /// Returns each type with its number of records, the most frequent first, without [`SurveyedType::Further`].
    pub fn by_count(&self) -> Vec<(&SurveyedType, u64)> {
        let rows = self.rows.iter().filter(|(row, count)| *row != SurveyedType::Further && *count > 0);
        let mut all: Vec<_> = rows.map(|(record_type, count)| (record_type, *count)).collect();
        all.sort_by_key(|(_, count)| Reverse(*count));
        all
    }

    /// Returns the number of records whose types are too many to be told apart.
    pub fn further_records(&self) -> u64 {
        self.rows[FURTHER.0].1
    }
}

impl SurveyedType {
    /// Returns its number, if it has one.
    pub fn number(&self) -> Option<i64> {
        match self {
            Self::Known(it) => Some(it.value.into()),
            Self::Number(number) => Some(*number),
            Self::None | Self::Name(_) | Self::Further => None,
        }
    }

    /// Returns its name, if it has one.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Known(it) => Some(it.name),
            Self::Name(name) => Some(name),
            Self::None | Self::Number(_) | Self::Further => None,
        }
    }

    /// Reports whether the schema knows it.
    pub fn is_known(&self) -> bool {
        matches!(self, Self::Known(_))
    }

    /// Returns the schema by which its records are read.
    pub fn schema(&self) -> &'static Schema {
        let own = match self {
            Self::Known(it) => it.schema.map(trail365_schema::SchemaId::get),
            _ => None,
        };
        own.or_else(|| schema_named("Common").map(|(_, common)| common)).unwrap_or(&SCHEMAS[0])
    }
}
