//! Records to documents.

use std::fmt::Write as _;

use trail365_records::Record;
use trail365_text::json as json_text;

use super::codes::{holds, run_code};
use super::router::Router;
use crate::document::{Draft, Fields, Keys, Tree, text_of, write_value};
use crate::generated::ocsf::{
    CLASSES, DEFAULT, GROUPS, KEYS, OBSERVABLES, PROFILES, ROUTES, TARGETS, key, slot,
};
use crate::mapping::{put_constant, put_mapping};
use crate::model::mapping::Rule;
use crate::model::ocsf::{Class, Route};
use crate::model::{Key, Slot};

/// The activity without a name of its own.
const OTHER: i64 = 99;

/// Writes records as documents of OCSF.
#[derive(Debug)]
pub struct Ocsf {
    keys: Keys,
    tree: Tree,
    draft: Draft,
    router: Router,
    /// Fields that an attribute has taken whole.
    used: Vec<Key>,
    /// Attributes of an actor.
    actor: Vec<Slot>,
    original: bool,
}

impl Ocsf {
    /// Creates a writer; `original` adds the record's text.
    pub fn new(original: bool) -> Self {
        Ocsf {
            keys: Keys::new(&KEYS),
            tree: Tree::new(&TARGETS),
            draft: Draft::new(&TARGETS),
            router: Router::new(),
            used: Vec::new(),
            actor: (0..)
                .zip(&TARGETS)
                .filter(|(_, it)| it.path.starts_with("actor."))
                .map(|(at, _)| Slot(at))
                .collect(),
            original,
        }
    }

    /// Writes the document of a record. Returns whether a route leads it to its class.
    pub fn write(&mut self, record: &Record<'_>, out: &mut Vec<u8>) -> bool {
        let fields = Fields::read(&mut self.keys, record);
        let record_type = record.record_type().and_then(|found| found.number()).unwrap_or_default() as i32;
        let operation = fields.get(key::OPERATION).and_then(text_of).unwrap_or_default();
        let mut at = self.router.find(record_type, &operation, |only| holds(only, &fields));
        if !self.run_route(&ROUTES[at], &fields) {
            at = DEFAULT;
            self.run_route(&ROUTES[at], &fields);
        }
        let route = &ROUTES[at];
        self.put_class(&CLASSES[route.class], route.activity, &operation);
        self.put_observables();
        let used = &self.used;
        self.tree.write(&self.draft, &[slot::RAW_DATA, slot::UNMAPPED], out, |place, out| match place {
            slot::RAW_DATA if self.original => {
                json_text::encode(record.as_str(), out);
                true
            }
            slot::UNMAPPED => write_unmapped(&fields, used, out),
            _ => false,
        });
        at != DEFAULT
    }

    /// Fills the attributes of a route. Returns whether the record has what its class needs.
    fn run_route(&mut self, route: &Route, fields: &Fields<'_>) -> bool {
        self.draft.clear();
        self.used.clear();
        let class = &CLASSES[route.class];
        for group in route.groups.iter().chain(class.groups) {
            for rule in GROUPS[*group] {
                match rule {
                    Rule::Map(mapping) => put_mapping(mapping, fields, &mut self.draft, &mut self.used),
                    Rule::Code(code) => run_code(*code, fields, &mut self.draft, &mut self.used),
                }
            }
        }
        class.needs.iter().all(|need| need.iter().any(|slot| !self.draft.is_empty(*slot)))
    }

    /// Class, activity and profiles.
    fn put_class(&mut self, class: &Class, activity: i64, operation: &str) {
        let caption = class
            .activities
            .iter()
            .find(|(number, _)| *number == activity)
            .map_or("Other", |(_, caption)| *caption);
        let own_name = activity == OTHER && !operation.is_empty();
        let draft = &mut self.draft;
        draft.put_integer(slot::CATEGORY_UID, class.category_uid);
        draft.put_text(slot::CATEGORY_NAME, class.category);
        draft.put_integer(slot::CLASS_UID, class.uid);
        draft.put_text(slot::CLASS_NAME, class.caption);
        draft.put_integer(slot::ACTIVITY_ID, activity);
        draft.put_text(slot::ACTIVITY_NAME, if own_name { operation } else { caption });
        draft.put_integer(slot::TYPE_UID, class.uid * 100 + activity);
        draft.put_text(slot::TYPE_NAME, &format!("{}: {caption}", class.caption));
        draft.put_text(slot::METADATA_PROFILES, "cloud");
        let has_actor = self.actor.iter().any(|slot| !draft.is_empty(*slot));
        for profile in &PROFILES {
            let is_there = profile.when.iter().any(|slot| !draft.is_empty(*slot));
            if is_there || profile.name == "host" && class.actor_by_host && has_actor {
                draft.put_text(slot::METADATA_PROFILES, profile.name);
            }
        }
    }

    fn put_observables(&mut self) {
        let mut list = String::new();
        for observable in &OBSERVABLES {
            let Some(span) = self.draft.get(observable.slot) else { continue };
            let comma = if list.is_empty() { "[" } else { "," };
            let _ = write!(
                list,
                "{comma}{{\"name\":\"{}\",\"type\":\"{}\",\"type_id\":{},\"value\":\"{}\"}}",
                observable.name,
                observable.caption,
                observable.id,
                self.draft.text_of(span),
            );
        }
        if !list.is_empty() {
            list.push(']');
            put_constant(&mut self.draft, slot::OBSERVABLES, &list);
        }
    }
}

/// Writes the fields that no attribute has taken; false if none is left.
fn write_unmapped(fields: &Fields<'_>, used: &[Key], out: &mut Vec<u8>) -> bool {
    let start = out.len();
    out.push(b'{');
    for (key, name, json) in &fields.members {
        if *key != Key::NONE && used.contains(key) {
            continue;
        }
        if out.last() != Some(&b'{') {
            out.push(b',');
        }
        json_text::encode_body(name, out);
        out.push(b':');
        write_value(*json, out);
    }
    out.push(b'}');
    out.len() > start + 2
}
