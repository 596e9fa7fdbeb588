//! Records to documents.

use std::borrow::Cow;

use trail365_records::{Json, Record};
use trail365_text::json as json_text;

use super::audit::Audit;
use super::parts::Parts;
use crate::document::{Draft, Fields, Keys, Tree, text_of, visit_value, with_embedded};
use crate::generated::ecs::{
    CODES, COPIES, DATA, EVENTS, FILLS, KEYS, MORE, MOVES, SPLITS, START, TARGETS, key, slot,
};
use crate::model::ecs::{Event, How, Mapping};
use crate::model::{Path, Slot, Step};

/// Writes records as documents of ECS.
#[derive(Debug)]
pub struct Ecs {
    keys: Keys,
    tree: Tree,
    draft: Draft,
    audit: Audit,
    strict: bool,
    original: bool,
}

impl Ecs {
    /// Creates a writer; `strict` mends the known defects of the integration, `original` adds the record's text.
    pub fn new(strict: bool, original: bool) -> Self {
        Ecs {
            keys: Keys::new(&KEYS),
            tree: Tree::new(&TARGETS),
            draft: Draft::new(&TARGETS),
            audit: Audit::default(),
            strict,
            original,
        }
    }

    /// Writes the document of a record. Returns whether its record type has a code.
    pub fn write(&mut self, record: &Record<'_>, out: &mut Vec<u8>) -> bool {
        self.draft.clear();
        self.audit.clear();
        let fields = Fields::read(&mut self.keys, record);
        let record_type = record.record_type().and_then(|found| found.number()).unwrap_or_default();
        let mut shaping = Shaping {
            fields: &fields,
            draft: &mut self.draft,
            audit: &mut self.audit,
            record_type: record_type as i32,
            operation: fields.get(key::OPERATION).and_then(text_of).unwrap_or_default(),
            strict: self.strict,
        };
        let has_code = shaping.run();
        let (draft, audit) = (&self.draft, &self.audit);
        let own = [slot::EVENT_ORIGINAL, slot::O365_AUDIT];
        self.tree.write(draft, &own, out, |place, out| match place {
            slot::EVENT_ORIGINAL if self.original => {
                json_text::encode(record.as_str(), out);
                true
            }
            slot::O365_AUDIT => audit.write(&fields, record_type as i32, draft, out),
            _ => false,
        });
        has_code
    }
}

/// A document in the making.
struct Shaping<'s, 'r> {
    fields: &'s Fields<'r>,
    draft: &'s mut Draft,
    audit: &'s mut Audit,
    record_type: i32,
    operation: Cow<'r, str>,
    strict: bool,
}

impl Shaping<'_, '_> {
    /// Runs all rules. Returns whether the record type has a code.
    fn run(&mut self) -> bool {
        let code = CODES.binary_search_by_key(&self.record_type, |(number, _)| *number);
        if let Ok(at) = code {
            self.draft.put_text(slot::EVENT_CODE, CODES[at].1);
        }
        self.run_mappings(START);
        self.parts().put_start();
        self.parts().flatten();
        self.run_mappings(MOVES);
        self.parts().put_moves();
        self.put_events();
        self.parts().put_client();
        self.split_targets();
        self.run_mappings(MORE);
        self.parts().put_more();
        self.fill_targets();
        self.run_data();
        self.copy_targets();
        code.is_ok()
    }

    fn parts(&mut self) -> Parts<'_> {
        Parts {
            fields: self.fields,
            draft: self.draft,
            audit: self.audit,
            record_type: self.record_type,
            operation: &self.operation,
            strict: self.strict,
        }
    }

    fn run_mappings(&mut self, mappings: &'static [Mapping]) {
        for mapping in mappings {
            if let Some(json) = self.fields.get(mapping.from.key)
                && self.is_meant(mapping)
            {
                self.put_mapping(mapping, json);
            }
        }
    }

    fn is_meant(&self, mapping: &Mapping) -> bool {
        (mapping.types.is_empty() || mapping.types.contains(&self.record_type))
            && (mapping.operations.is_empty() || mapping.operations.contains(&&*self.operation))
            && mapping.strict.is_none_or(|strict| strict == self.strict)
    }

    fn put_mapping(&mut self, mapping: &Mapping, json: Json<'_>) {
        let mut taken = false;
        visit_value(json, mapping.from.steps, &mut |value| taken |= self.put_value(mapping, value));
        if taken && matches!(mapping.how, How::Move | How::Take) {
            self.remove(&mapping.from);
        }
    }

    /// Puts a value at the places of a mapping, or each item of a list.
    fn put_value(&mut self, mapping: &Mapping, value: Json<'_>) -> bool {
        if text_of(value).is_none() {
            let is_for_lists = matches!(mapping.how, How::Append | How::Copy | How::Gather);
            return is_for_lists
                && value
                    .items()
                    .map(|item| text_of(item).is_some() && self.put_value(mapping, item))
                    .fold(false, |a, b| a | b);
        }
        if let (How::Gather, Some(Step::Member(name))) = (mapping.how, mapping.from.steps.last()) {
            let span = self.draft.keep_json(|out| crate::document::write_value(value, out));
            self.audit.gather(name, span);
            return true;
        }
        mapping.to.iter().map(|&to| self.put_at(mapping.how, to, value)).fold(false, |a, b| a | b)
    }

    fn put_at(&mut self, how: How, to: Slot, value: Json<'_>) -> bool {
        let fills = matches!(how, How::Fill | How::Take | How::FillAddress);
        if fills && !self.draft.is_empty(to) {
            return false;
        }
        let Some(span) = self.draft.keep_value(to, value) else { return false };
        if matches!(how, How::Address | How::FillAddress) && self.draft.split_once(span, '@').is_none() {
            return false;
        }
        match how {
            How::Append | How::Address => self.draft.append(to, span),
            _ => self.draft.put(to, span),
        }
        true
    }

    fn remove(&mut self, path: &Path) {
        match path.steps.last() {
            None => self.audit.remove(path.key),
            Some(Step::Member(member)) => self.audit.remove_inside(path.key, member),
            Some(_) => {}
        }
    }

    fn put_events(&mut self) {
        let category = self.fields.get(key::CATEGORY).and_then(text_of);
        let mut category_found = false;
        for event in &EVENTS {
            if !self.is_event(event) || event.strict && !self.strict {
                continue;
            }
            if !event.alert_categories.is_empty() {
                let fits = event.alert_categories == ["*"] && category.is_some() && !category_found
                    || category.as_ref().is_some_and(|found| event.alert_categories.contains(&&**found));
                if !fits {
                    continue;
                }
                category_found = true;
            }
            self.put_event(event);
        }
    }

    fn is_event(&self, event: &Event) -> bool {
        (event.types.is_empty() || event.types.contains(&self.record_type))
            && (event.operations.is_empty() || event.operations.contains(&&*self.operation))
    }

    fn put_event(&mut self, event: &Event) {
        let (kind, action) = (event.kind.as_slice(), event.action.as_slice());
        for (slot, words) in [
            (slot::EVENT_KIND, kind),
            (slot::EVENT_ACTION, action),
            (slot::EVENT_CATEGORY, event.category),
            (slot::EVENT_TYPE, event.r#type),
        ] {
            for word in words {
                self.draft.put_text(slot, word);
            }
        }
    }

    /// Reads `Data` once: it can be most of a record.
    fn run_data(&mut self) {
        let Some(json) = self.fields.get(key::DATA) else { return };
        with_embedded(json, |data| {
            if self.parts().put_data(data) {
                for mapping in DATA {
                    self.put_mapping(mapping, data);
                }
            }
        });
    }

    fn fill_targets(&mut self) {
        for link in &FILLS {
            if let Some(span) = link.from.iter().find_map(|from| self.draft.get(*from)) {
                self.draft.fill(link.to, span);
            }
        }
    }

    fn split_targets(&mut self) {
        for split in &SPLITS {
            if let Some(whole) = self.draft.get(split.from)
                && let Some((name, domain)) = self.draft.split_once(whole, '@')
            {
                self.draft.put(split.email, whole);
                self.draft.put(split.name, name);
                self.draft.put(split.domain, domain);
            }
        }
    }

    fn copy_targets(&mut self) {
        for link in &COPIES {
            for from in link.from {
                for at in 0..self.draft.all(*from).len() {
                    let span = self.draft.all(*from)[at];
                    self.draft.append(link.to, span);
                }
            }
        }
    }
}
