//! What holds for the documents of every shape.

use std::collections::HashSet;

use trail365_records::{Json, JsonKind, Parser};
use trail365_shapes::{Fit, Options, Shape, Shaper};

use crate::samples::{document, odd_records, records_of_all_types, sample_records};

const ORIGINAL: Options = Options { strict: false, original: true };

/// Readers refuse a key that stands twice, and terminals act on some characters.
#[test]
fn documents_are_one_line_of_json_without_doubled_keys() {
    for shape in Shape::ALL {
        for strict in [false, true] {
            let mut shaper = Shaper::new(shape, Options { strict, original: false });
            let mut parser = Parser::new();
            for record in sample_records().iter().chain(&records_of_all_types()).chain(&odd_records()) {
                let mut out = Vec::new();
                if shaper.write(&parser.parse(record.as_bytes()).unwrap(), &mut out) == Fit::LeftOut {
                    assert!(out.is_empty());
                    continue;
                }
                let text = String::from_utf8(out).unwrap();
                assert!(
                    text.bytes().all(|byte| byte >= 0x20) && !text.contains('\u{202e}'),
                    "{shape:?}: {text}"
                );
                assert_unique_keys(Json::container(&text).unwrap_or_else(|| panic!("{shape:?}: {text}")));
            }
        }
    }
}

fn assert_unique_keys(json: Json<'_>) {
    let mut keys = HashSet::new();
    for (key, value) in json.members() {
        assert!(keys.insert(key.clone()), "{key} twice in {json}");
        assert_unique_keys(value);
    }
    if json.kind() == JsonKind::List {
        json.items().for_each(assert_unique_keys);
    }
}

#[test]
fn doubled_fields_become_one() {
    let record = r#"{"RecordType":8,"Operation":"Add user.","Novel":1,"novel":2,"Novel":3,"UserId":"a@example.com","UserId":"b@example.com"}"#;
    let ecs = document(&mut Shaper::new(Shape::Ecs, Options::default()), record);
    assert_eq!(ecs["user"]["id"], "b@example.com");
    assert_eq!((&ecs["o365"]["audit"]["Novel"], &ecs["o365"]["audit"]["novel"]), (&3.into(), &2.into()));
    let ocsf = document(&mut Shaper::new(Shape::Ocsf, Options::default()), record);
    assert_eq!(ocsf["unmapped"], serde_json::json!({"novel": 2, "Novel": 3}));
}

/// The parser takes what most readers refuse.
#[test]
fn doubled_keys_inside_of_values_become_one() {
    let doubled = r#"{"a":1,"b":{"c":1,"c":2},"a":3}"#;
    let text = serde_json::to_string(doubled).unwrap();
    let fields = [
        "AppAccessContext",
        "Item",
        "ExceptionInfo",
        "DeviceProperties",
        "Actor",
        "ExtendedProperties",
        "ModifiedProperties",
        "Novel",
    ];
    let members: Vec<_> =
        fields.iter().map(|field| format!("\"{field}\":[{doubled}],\"{field}2\":{doubled}")).collect();
    for number in [1, 2, 6, 8, 15, 28, 40] {
        let record = format!(
            "{{\"RecordType\":{number},\"CreationTime\":\"2026-03-02T07:58:12\",\"Data\":{text},\"Actor\":{doubled},{}}}",
            members.join(",")
        );
        for shape in [Shape::Ecs, Shape::Ocsf, Shape::Timesketch, Shape::Sentinel] {
            let mut out = Vec::new();
            Shaper::new(shape, Options::default())
                .write(&Parser::new().parse(record.as_bytes()).unwrap(), &mut out);
            let out = String::from_utf8(out).unwrap();
            assert_unique_keys(Json::container(&out).unwrap_or_else(|| panic!("{shape:?}: {out}")));
            assert!(out.contains(r#""b":{"c":2}"#) || out.contains(r#"\"b\":{\"c\":2}"#), "{shape:?}: {out}");
        }
    }
}

#[test]
fn the_text_of_a_record_is_kept_on_request() {
    let record = "{ \"Operation\":\"Send\",\n\"UserId\":\"ü\u{202e}\" }";
    for (shape, place) in [(Shape::Ecs, "/event/original"), (Shape::Ocsf, "/raw_data")] {
        let with = document(&mut Shaper::new(shape, ORIGINAL), record);
        assert_eq!(with.pointer(place).unwrap(), record, "{shape:?}");
        assert!(document(&mut Shaper::new(shape, Options::default()), record).pointer(place).is_none());
    }
}

/// A writer keeps its buffers: what one record leaves there must not show in the next.
#[test]
fn a_document_does_not_depend_on_the_record_before() {
    for shape in Shape::ALL {
        let mut used = Shaper::new(shape, Options::default());
        for record in records_of_all_types() {
            let fresh = document(&mut Shaper::new(shape, Options::default()), &record);
            assert_eq!(document(&mut used, &record), fresh, "{shape:?}: {record}");
        }
    }
}

#[test]
fn an_alert_of_no_category_is_no_sign_in_even_strictly() {
    let strict = Options { strict: true, ..Options::default() };
    let mut shaper = Shaper::new(Shape::Ecs, strict);
    let mut alert = |more: &str| {
        let record = format!(r#"{{"RecordType":40,"Operation":"AlertTriggered","Id":"x"{more}}}"#);
        document(&mut shaper, &record)["event"]["category"].clone()
    };
    let categories = [alert(""), alert(r#","Category":"Others""#)];
    assert_eq!(categories, [serde_json::json!(["web"]), serde_json::json!(["web", "authentication"])]);
}

#[test]
fn what_would_have_a_document_refused_stays_in_its_whole_alone() {
    let mut shaper = Shaper::new(Shape::Ecs, Options::default());
    let data = r#"{\"sip\":\"not ip\",\"at\":\"bad\",\"md\":\"2026-03-02T08:00:00Z\",\"an\":\"x\"}"#;
    let record = format!(r#"{{"RecordType":40,"Operation":"AlertTriggered","Id":"x","Data":"{data}"}}"#);
    let found = &document(&mut shaper, &record)["o365"]["audit"]["Data"];
    assert_eq!(
        (&found["sip"], &found["at"]),
        (&serde_json::Value::Null, &serde_json::Value::Null),
        "{found}"
    );
    assert_eq!((&found["md"], &found["an"]), (&"2026-03-02T08:00:00Z".into(), &"x".into()), "{found}");
    assert_eq!(found["flattened"]["sip"], "not ip", "{found}");
}

#[test]
fn choices_without_a_meaning_are_refused() {
    for shape in Shape::ALL {
        let strict = shape.check(Options { strict: true, original: false });
        let original = shape.check(Options { strict: false, original: true });
        assert_eq!(strict.is_ok(), shape == Shape::Ecs, "{shape:?}");
        assert_eq!(original.is_ok(), matches!(shape, Shape::Ecs | Shape::Ocsf), "{shape:?}");
    }
}
