//! Deviations of the same field, brought together from all record types that have it.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use trail365_records::{DeviationKind, JsonKind};
use trail365_schema::Schema;

use super::groups::{Group, Key};
use super::record_types::TypeIndex;
use super::survey::Survey;
use crate::input::Place;

/// A deviation that records have in common.
#[derive(Debug)]
pub struct Finding<'a> {
    pub kind: DeviationKind,
    /// The schema that defines the field; for a field that none defines, that of the record.
    pub schema: &'static str,
    pub path: &'a str,
    pub expected: &'a str,
    pub found: Option<JsonKind>,
    pub count: u64,
    pub first: Place,
    pub example: Option<&'a str>,
    /// How often it occurs in which type.
    pub record_types: Vec<(TypeIndex, u64)>,
}

/// The findings by kind, each kind with the most frequent first.
pub fn findings(survey: &Survey) -> Vec<Finding<'_>> {
    let mut merged = BTreeMap::new();
    for (key, path, group) in survey.groups.iter() {
        let own = survey.record_types.get(key.record_type).schema();
        let schema = owner(own, key.kind, path, &group.expected);
        merged
            .entry((key.kind, schema, path, &*group.expected, key.found))
            .and_modify(|finding: &mut Finding<'_>| finding.add(key, group))
            .or_insert_with(|| Finding::new(schema, path, key, group));
    }
    let mut all: Vec<_> = merged.into_values().collect();
    for finding in &mut all {
        finding.record_types.sort_by_key(|(index, count)| (Reverse(*count), *index));
    }
    all.sort_by_key(|finding| (finding.kind, Reverse(finding.count)));
    all
}

/// The schema in the line of `own` that defines the field at the front of the path.
fn owner(own: &'static Schema, kind: DeviationKind, path: &str, expected: &str) -> &'static str {
    if kind == DeviationKind::UnknownField {
        return own.name;
    }
    let front = path.split(['.', '[']).next().unwrap_or(path);
    let folded = |name: &str| name.replace(' ', "").to_ascii_lowercase();
    let front = folded(front);
    let is_it = |name: &str| folded(name) == front;
    let mut fields = own.all_fields();
    let found = fields.find(|(_, field)| {
        is_it(field.name)
            || field.spellings.iter().any(|name| is_it(name))
            || (kind == DeviationKind::Respelled && field.name == expected)
    });
    found.map_or(own.name, |(schema, _)| schema.name)
}

impl<'a> Finding<'a> {
    fn new(schema: &'static str, path: &'a str, key: Key, group: &'a Group) -> Self {
        Self {
            kind: key.kind,
            schema,
            path,
            expected: &group.expected,
            found: key.found,
            count: group.count,
            first: group.first,
            example: group.example.as_deref(),
            record_types: vec![(key.record_type, group.count)],
        }
    }

    fn add(&mut self, key: Key, group: &'a Group) {
        self.count += group.count;
        if group.first < self.first {
            (self.first, self.example) = (group.first, group.example.as_deref());
        }
        self.record_types.push((key.record_type, group.count));
    }
}
