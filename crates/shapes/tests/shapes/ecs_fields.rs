//! ECS documents against the published list of fields, types and allowed values.

use std::collections::BTreeMap;
use std::fs;

use serde_json::Value;
use trail365_records::Timestamp;
use trail365_shapes::{Options, Shape};

use crate::samples::{check_all, root};

/// Fields that the integration writes though ECS lacks them; not with `strict`.
const BEYOND: [&str; 3] = ["application.name", "session.id", "token.id"];

/// Types that ECS expects of a category, for the categories of this shape.
const EXPECTED: [(&str, &[&str]); 7] = [
    ("authentication", &["end", "info", "start"]),
    ("configuration", &["access", "change", "creation", "deletion", "info"]),
    ("email", &["info"]),
    ("file", &["access", "change", "creation", "deletion", "info"]),
    ("iam", &["admin", "change", "creation", "deletion", "group", "info", "user"]),
    ("malware", &["info"]),
    ("web", &["access", "error", "info"]),
];

/// Type, and whether values are lists, by the name of a field.
fn read_fields() -> BTreeMap<String, (String, bool)> {
    let text = fs::read_to_string(root().join("schema/shapes/ecs_fields.csv")).unwrap();
    let field = |line: &str| {
        let cells: Vec<_> = line.split(',').collect();
        (cells[0].to_owned(), (cells[1].to_owned(), cells[2] == "yes"))
    };
    text.lines().skip(1).map(field).collect()
}

#[test]
fn every_field_is_one_of_ecs_and_of_its_type() {
    let fields = read_fields();
    for strict in [false, true] {
        check_all(Shape::Ecs, Options { strict, original: false }, |record, document| {
            check_object("", document, &fields, strict, record);
            check_event(&document["event"], record);
            assert_eq!(document["ecs"]["version"], "8.11.0");
        });
    }
}

fn check_object(
    at: &str,
    value: &Value,
    fields: &BTreeMap<String, (String, bool)>,
    strict: bool,
    record: &str,
) {
    for (key, value) in value.as_object().unwrap() {
        let path = if at.is_empty() { key.clone() } else { format!("{at}.{key}") };
        match fields.get(&path) {
            _ if path == "o365" => assert!(value["audit"].is_object(), "{record}"),
            Some((kind, is_list)) if kind != "object" => {
                check_value(&path, kind, *is_list, value, fields, record);
            }
            _ if value.is_object() => check_object(&path, value, fields, strict, record),
            _ => assert!(BEYOND.contains(&path.as_str()) && !strict, "{path} is no field of ECS: {record}"),
        }
    }
}

fn check_value(
    path: &str,
    kind: &str,
    is_list: bool,
    value: &Value,
    fields: &BTreeMap<String, (String, bool)>,
    record: &str,
) {
    assert!(!is_list || value.is_array(), "{path} is no list: {record}");
    let items = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
    for item in items {
        let fits = match kind {
            "long" => item.is_i64(),
            "ip" => item.as_str().unwrap().parse::<std::net::IpAddr>().is_ok(),
            "date" => Timestamp::parse(item.as_str().unwrap()).is_some(),
            "nested" => {
                check_object(path, item, fields, true, record);
                true
            }
            _ => item.as_str().is_some_and(|text| !text.is_empty()),
        };
        assert!(fits, "{path}: {item} is no {kind}: {record}");
    }
}

fn check_event(event: &Value, record: &str) {
    let texts = |value: &Value| {
        value.as_array().unwrap().iter().map(|it| it.as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert!(["alert", "event"].contains(&event["kind"].as_str().unwrap()), "{record}");
    assert!(["failure", "success"].contains(&event["outcome"].as_str().unwrap()), "{record}");
    let categories = texts(&event["category"]);
    assert_eq!(categories[0], "web", "{record}");
    let expected: Vec<_> = categories
        .iter()
        .flat_map(|category| {
            EXPECTED.iter().find(|(known, _)| known == category).unwrap_or_else(|| panic!("{category}")).1
        })
        .collect();
    for kind in texts(&event["type"]) {
        assert!(expected.contains(&&kind.as_str()), "{kind} is no type of {categories:?}: {record}");
    }
}
