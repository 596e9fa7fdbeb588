//! Deviations by what they have in common.

use std::borrow::Cow;
use std::collections::HashMap;

use super::path_pattern::{clip_text, path_pattern};
use super::place::RecordPlace;
use super::record_types::TypeIndex;
use crate::record::deviation::{Deviation, DeviationKind};
use crate::value::json::{Json, JsonKind};

/// Number of groups of each kind that are kept. Each kind has its own limit, so that a flood of one hides no other.
const MOST_GROUPS: usize = 5_000;

/// The common part of the deviations of a group, but for path and expectation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct GroupKey {
    pub kind: DeviationKind,
    pub record_type: TypeIndex,
    /// Kind of the value; `None` for a missing field.
    pub found: Option<JsonKind>,
}

/// Deviations with the same key, path and expectation.
#[derive(Debug)]
pub(super) struct Group {
    pub expected: Cow<'static, str>,
    pub count: u64,
    pub first: RecordPlace,
    /// The first value, where the kind of deviation lies in the value.
    pub example: Option<String>,
}

/// All groups, up to a limit.
// Counting into a group that is there allocates nothing: the path is looked up by itself, and `room` is kept for it.
#[derive(Debug, Default)]
pub(super) struct Groups {
    by_key: HashMap<GroupKey, GroupsByPath>,
    kept: HashMap<DeviationKind, usize>,
    /// Deviations of groups beyond the limit.
    further: HashMap<DeviationKind, u64>,
    /// Buffer for a path while it is looked up.
    room: String,
}

type GroupsByPath = HashMap<Box<str>, Vec<Group>>;

impl Groups {
    /// Counts a deviation.
    pub fn add_deviation(&mut self, record_type: TypeIndex, place: RecordPlace, deviation: &Deviation<'_>) {
        let key = GroupKey { kind: deviation.kind, record_type, found: deviation.found.map(Json::kind) };
        let path = path_pattern(&deviation.path, &mut self.room);
        let known = self.by_key.get_mut(&key).and_then(|by_path| by_path.get_mut(path));
        match known.and_then(|groups| groups.iter_mut().find(|group| group.expected == deviation.expected)) {
            Some(group) => group.count += 1,
            None if self.kept.get(&key.kind) == Some(&MOST_GROUPS) => {
                *self.further.entry(key.kind).or_default() += 1;
            }
            None => {
                let groups = self.by_key.entry(key).or_default().entry(path.into()).or_default();
                groups.push(Group::start(place, deviation));
                *self.kept.entry(key.kind).or_default() += 1;
            }
        }
    }

    /// Iterates over all groups with their key and path, in no order.
    pub fn iter(&self) -> impl Iterator<Item = (GroupKey, &str, &Group)> {
        self.by_key.iter().flat_map(|(key, by_path)| {
            by_path.iter().flat_map(|(path, groups)| groups.iter().map(|group| (*key, &**path, group)))
        })
    }

    /// Returns the number of all deviations that were counted.
    pub fn deviations(&self) -> u64 {
        let kept: u64 = self.iter().map(|(_, _, group)| group.count).sum();
        kept + self.further.values().sum::<u64>()
    }

    /// Returns the number of deviations of a kind that belong to groups beyond the limit.
    pub fn further_deviations(&self, kind: DeviationKind) -> u64 {
        self.further.get(&kind).copied().unwrap_or(0)
    }
}

impl Group {
    fn start(place: RecordPlace, deviation: &Deviation<'_>) -> Self {
        let has_example = deviation.kind == DeviationKind::UnknownMember;
        let example =
            deviation.found.filter(|_| has_example).map(|found| clip_text(found.as_str()).into_owned());
        Self { expected: deviation.expected.clone(), count: 1, first: place, example }
    }
}
