//! Deviations by what they have in common.

use std::borrow::Cow;
use std::collections::HashMap;

use trail365_records::{Deviation, DeviationKind, JsonKind};

use super::pattern::{head, pattern};
use super::record_types::TypeIndex;
use crate::input::Place;

/// How many groups of each kind are kept, so that a flood of one kind hides no other.
const MOST: usize = 5_000;

/// What the deviations of a group have in common, but for their path and what was expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Key {
    pub kind: DeviationKind,
    pub record_type: TypeIndex,
    /// What the records have; `None` for what is missing.
    pub found: Option<JsonKind>,
}

/// The deviations with the same key and path of which the same was expected.
#[derive(Debug)]
pub struct Group {
    pub expected: Cow<'static, str>,
    pub count: u64,
    pub first: Place,
    /// The first value, where the kind of deviation lies in the value.
    pub example: Option<String>,
}

/// All groups, up to a limit. Counting into a group that is there allocates nothing.
#[derive(Debug, Default)]
pub struct Groups {
    by_key: HashMap<Key, ByPath>,
    kept: HashMap<DeviationKind, usize>,
    /// Deviations of groups beyond the limit.
    further: HashMap<DeviationKind, u64>,
    /// For paths while they are looked up.
    room: String,
}

type ByPath = HashMap<Box<str>, Vec<Group>>;

impl Groups {
    /// Counts a deviation.
    pub fn count(&mut self, record_type: TypeIndex, place: Place, deviation: &Deviation<'_>) {
        let key = Key {
            kind: deviation.kind,
            record_type,
            found: deviation.found.map(trail365_records::Json::kind),
        };
        let path = pattern(&deviation.path, &mut self.room);
        let known = self.by_key.get_mut(&key).and_then(|by_path| by_path.get_mut(path));
        match known.and_then(|groups| groups.iter_mut().find(|group| group.expected == deviation.expected)) {
            Some(group) => group.count += 1,
            None if self.kept.get(&key.kind) == Some(&MOST) => {
                *self.further.entry(key.kind).or_default() += 1;
            }
            None => {
                let groups = self.by_key.entry(key).or_default().entry(path.into()).or_default();
                groups.push(Group::new(place, deviation));
                *self.kept.entry(key.kind).or_default() += 1;
            }
        }
    }

    /// Every group with its key and path.
    pub fn iter(&self) -> impl Iterator<Item = (Key, &str, &Group)> {
        self.by_key.iter().flat_map(|(key, by_path)| {
            by_path.iter().flat_map(|(path, groups)| groups.iter().map(|group| (*key, &**path, group)))
        })
    }

    /// All deviations that were counted.
    pub fn deviations(&self) -> u64 {
        let kept: u64 = self.iter().map(|(_, _, group)| group.count).sum();
        kept + self.further.values().sum::<u64>()
    }

    /// How many deviations of a kind belong to groups beyond the limit.
    pub fn further(&self, kind: DeviationKind) -> u64 {
        self.further.get(&kind).copied().unwrap_or(0)
    }
}

impl Group {
    fn new(place: Place, deviation: &Deviation<'_>) -> Self {
        let tells = deviation.kind == DeviationKind::UnknownMember;
        let example = deviation.found.filter(|_| tells).map(|found| head(found.as_str()).into_owned());
        Self { expected: deviation.expected.clone(), count: 1, first: place, example }
    }
}
