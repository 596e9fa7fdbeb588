//! Deviations of the same field, brought together from all record types that have it.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use trail365_schema::Schema;

use super::groups::{Group, GroupKey, Groups};
use super::place::RecordPlace;
use super::record_types::{RecordTypes, SurveyedType, TypeIndex};
use crate::record::deviation::DeviationKind;
use crate::value::json::JsonKind;

/// A deviation that records have in common.
#[derive(Debug)]
#[non_exhaustive]
pub struct Finding<'a> {
    /// Kind of deviation.
    pub kind: DeviationKind,
    /// The schema that defines the field; for a field that no schema defines, that of the record.
    pub schema: &'static str,
    /// Path of the value, the same for each item of a list: `AffectedItems[].Subject`.
    pub path: &'a str,
    /// Type or name that the schema documents; empty if it documents nothing.
    pub expected: &'a str,
    /// Kind of the value; `None` for a missing field.
    pub found: Option<JsonKind>,
    /// Number of deviations.
    pub count: u64,
    /// Place of the first record that has it.
    pub first: RecordPlace,
    /// The first value as JSON, for [`DeviationKind::UnknownMember`] alone: there the value is what deviates.
    pub example: Option<&'a str>,
    /// Number of deviations by record type, the most frequent first.
    pub record_types: Vec<(&'a SurveyedType, u64)>,
}

/// A finding while its groups come together.
struct Draft<'a> {
    count: u64,
    first: &'a Group,
    record_types: Vec<(TypeIndex, u64)>,
}

/// Brings the groups of the same field together.
pub(super) fn collect_findings<'a>(groups: &'a Groups, types: &'a RecordTypes) -> Vec<Finding<'a>> {
    let mut drafts = BTreeMap::new();
    for (key, path, group) in groups.iter() {
        let own = types.type_at(key.record_type).schema();
        let schema = defining_schema(own, key.kind, path, &group.expected);
        drafts
            .entry((key.kind, schema, path, &*group.expected, key.found))
            .or_insert_with(|| Draft { count: 0, first: group, record_types: Vec::new() })
            .add_group(key, group);
    }
    let mut all: Vec<_> = drafts
        .into_iter()
        .map(|((kind, schema, path, expected, found), draft)| Finding {
            kind,
            schema,
            path,
            expected,
            found,
            count: draft.count,
            first: draft.first.first,
            example: draft.first.example.as_deref(),
            record_types: draft.types_by_count(types),
        })
        .collect();
    // The sort is stable: findings of the same count stay in the order of their keys.
    all.sort_by_key(|finding| (finding.kind, Reverse(finding.count)));
    all
}

impl<'a> Draft<'a> {
    fn add_group(&mut self, key: GroupKey, group: &'a Group) {
        self.count += group.count;
        if group.first < self.first.first {
            self.first = group;
        }
        self.record_types.push((key.record_type, group.count));
    }

    fn types_by_count(mut self, types: &'a RecordTypes) -> Vec<(&'a SurveyedType, u64)> {
        self.record_types.sort_by_key(|(index, count)| (Reverse(*count), *index));
        self.record_types.into_iter().map(|(index, count)| (types.type_at(index), count)).collect()
    }
}

/// Returns the schema in the line of `own` that defines the field at the front of the path.
fn defining_schema(own: &'static Schema, kind: DeviationKind, path: &str, expected: &str) -> &'static str {
    if kind == DeviationKind::UnknownField {
        return own.name;
    }
    let front = path.split(['.', '[']).next().unwrap_or(path);
    let folded = |name: &str| name.replace(' ', "").to_ascii_lowercase();
    let front = folded(front);
    let is_front = |name: &str| folded(name) == front;
    let found = own.all_fields().find(|(_, field)| {
        is_front(field.name)
            || field.spellings.iter().any(|name| is_front(name))
            || (kind == DeviationKind::Respelled && field.name == expected)
    });
    found.map_or(own.name, |(schema, _)| schema.name)
}
