//! Runs a mapping.

use super::convert::{put_constant, put_value};
use crate::document::{Draft, Fields, visit_value};
use crate::model::Key;
use crate::model::mapping::{Condition, Convert, Mapping};

/// Puts the value of a mapping at its place, unless the place has one. A field that is taken whole is added to `used`.
pub fn put_mapping(mapping: &Mapping, fields: &Fields<'_>, draft: &mut Draft, used: &mut Vec<Key>) {
    let is_list = draft.is_list(mapping.to);
    if !is_list && !draft.is_empty(mapping.to) || !is_meant(mapping, draft) {
        return;
    }
    if let Convert::Constant(value) = mapping.convert {
        put_constant(draft, mapping.to, value);
        return;
    }
    for path in mapping.from {
        let Some(json) = fields.get(path.key) else { continue };
        let mut found = false;
        visit_value(json, path.steps, &mut |value| {
            if is_list || !found {
                found |= put_value(draft, mapping.to, &mapping.convert, value);
            }
        });
        if found {
            if path.steps.is_empty() && !mapping.keeps {
                used.push(path.key);
            }
            break;
        }
    }
}

fn is_meant(mapping: &Mapping, draft: &Draft) -> bool {
    let holds = |condition: &Condition| match (draft.get(condition.slot), condition.is) {
        (Some(span), Some(value)) => draft.text_of(span) == value,
        (found, _) => found.is_some(),
    };
    (mapping.when.is_empty() || mapping.when.iter().any(holds)) && !mapping.unless.iter().any(holds)
}
