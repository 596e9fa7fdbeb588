//! Documents made by hand from the rules, in `ecs_cases.jsonl`: a record, and all that its document has.
//!
//! `audit` holds what `o365.audit` has beside the fields of the record that stay, and `gone` names those that do not. `strict` holds what
//! differs in a strict document, null for what it lacks.

use std::fs;

use serde_json::{Map, Value, json};
use trail365_shapes::{Options, Shape, Shaper};

use crate::samples::document;

#[test]
fn documents_are_as_the_rules_say() {
    let text =
        fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/shapes/ecs_cases.jsonl")).unwrap();
    let mut plain = Shaper::new(Shape::Ecs, Options::default());
    let mut strict = Shaper::new(Shape::Ecs, Options { strict: true, original: false });
    for line in text.lines() {
        let case: Value = serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}"));
        let record = case["record"].to_string();
        let mut expect = expected(&case);
        assert_same(&document(&mut plain, &record), &expect, &case["name"]);
        merge(&mut expect, &case["strict"]);
        assert_same(&document(&mut strict, &record), &expect, &json!(format!("{} (strict)", case["name"])));
    }
    assert!(text.lines().count() >= 60);
}

/// Makes the whole document of a case.
fn expected(case: &Value) -> Value {
    let mut audit = case["record"].as_object().unwrap().clone();
    for name in case["gone"].as_array().into_iter().flatten() {
        assert!(
            audit.remove(name.as_str().unwrap()).is_some(),
            "{name} is not in the record of {}",
            case["name"]
        );
    }
    let mut audit = Value::Object(audit);
    merge(&mut audit, &case["audit"]);
    let mut document = json!({"ecs": {"version": "8.11.0"}, "o365": {"audit": audit}});
    merge(&mut document, &case["document"]);
    document
}

/// Puts what `more` has into `value`; null takes something out.
fn merge(value: &mut Value, more: &Value) {
    let Some(more) = more.as_object() else { return };
    let object = value.as_object_mut().unwrap();
    for (key, item) in more {
        match object.get_mut(key) {
            _ if item.is_null() => {
                object.remove(key);
            }
            Some(there) if there.is_object() && item.is_object() => merge(there, item),
            _ => {
                object.insert(key.clone(), item.clone());
            }
        }
    }
}

fn assert_same(found: &Value, expect: &Value, name: &Value) {
    let (found, expect) = (leaves("", found), leaves("", expect));
    for (path, value) in &expect {
        assert_eq!(found.get(path), Some(value), "{name}: {path}");
    }
    for (path, value) in &found {
        assert!(expect.contains_key(path), "{name}: {path} is {value}, which is not expected");
    }
}

/// Returns every value that is no object by its path; the order of lists of `related` says nothing.
fn leaves(at: &str, value: &Value) -> Map<String, Value> {
    let Some(object) = value.as_object().filter(|object| !object.is_empty()) else {
        let mut value = value.clone();
        if at.starts_with("/related/") {
            value.as_array_mut().unwrap().sort_by_key(ToString::to_string);
        }
        return [(at.to_owned(), value)].into_iter().collect();
    };
    object.iter().flat_map(|(key, value)| leaves(&format!("{at}/{key}"), value)).collect()
}
