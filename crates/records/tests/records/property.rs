//! Generated records of every schema, then damaged: still lossless, never a panic.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use trail365_records::DeviationKind::{Missing, UndocumentedField};
use trail365_records::{Parser, View, schema};
use trail365_schema::{RECORD_TYPES, Schema, Type};

use crate::json_tree::Tree;

/// JSON of a value as documented.
fn value(ty: Type, depth: usize) -> BoxedStrategy<String> {
    let quoted = |s: &str| format!("\"{s}\"");
    match ty {
        Type::String => r#"[ -!#-\[\]-~äß😀]{0,20}"#.prop_map(move |s| quoted(&s)).boxed(),
        Type::Address => prop::sample::select(vec!["1.2.3.4:5", "[::1]:9", "", "x"]).prop_map(quoted).boxed(),
        Type::Guid => "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
            .prop_map(move |s| quoted(&s))
            .boxed(),
        Type::DateTime => "20[0-9]{2}-0[1-9]-1[0-9]T1[0-9]:[0-5][0-9]:[0-5][0-9](Z|\\.[0-9]{7}Z)?"
            .prop_map(move |s| quoted(&s))
            .boxed(),
        Type::I32 => any::<i32>().prop_map(|n| n.to_string()).boxed(),
        Type::I64 => any::<i64>().prop_map(|n| n.to_string()).boxed(),
        Type::Bool => any::<bool>().prop_map(|b| b.to_string()).boxed(),
        Type::Json => Just(r#"{"any":[1,null]}"#.to_owned()).boxed(),
        Type::Enum(id) => {
            let names: Vec<_> = id
                .get()
                .members
                .iter()
                .map(|m| m.value.map_or_else(|| quoted(m.name), |v| v.to_string()))
                .collect();
            prop::sample::select(names).boxed()
        }
        Type::Pairs => prop::collection::vec("[A-Z][a-z]{0,8}", 0..4)
            .prop_map(|names| {
                let pairs: Vec<_> =
                    names.iter().map(|n| format!(r#"{{"Name":"{n}","Value":"{n}"}}"#)).collect();
                format!("[{}]", pairs.join(","))
            })
            .boxed(),
        Type::Complex(id) if depth < 4 => object(id.get(), depth + 1, None).boxed(),
        Type::Complex(_) => Just("{}".to_owned()).boxed(),
        Type::List(item) => prop::collection::vec(value(*item, depth + 1), 0..3)
            .prop_map(|items| format!("[{}]", items.join(",")))
            .boxed(),
    }
}

/// An object of a schema with some of its fields.
fn object(schema: &'static Schema, depth: usize, record_type: Option<i32>) -> impl Strategy<Value = String> {
    let fields: Vec<_> = schema.all_fields().map(|(_, f)| f).filter(|f| f.name != "RecordType").collect();
    let most = if depth == 0 { fields.len() } else { fields.len().min(6) };
    prop::sample::subsequence(fields, 0..=most)
        .prop_flat_map(move |fields| {
            fields.into_iter().map(|f| value(f.ty, depth).prop_map(move |v| (f.name, v))).collect::<Vec<_>>()
        })
        .prop_map(move |members| {
            let head = record_type.map(|t| format!("\"RecordType\":{t}"));
            let members = members.into_iter().map(|(name, value)| format!("\"{name}\":{value}"));
            format!("{{{}}}", head.into_iter().chain(members).collect::<Vec<_>>().join(","))
        })
}

/// A change to a member of a record.
#[derive(Debug, Clone)]
enum Damage {
    Remove,
    Retype(&'static str),
    Double,
    Rename(String),
}

fn damage() -> impl Strategy<Value = Damage> {
    let other = vec![
        "null",
        "\"\"",
        "\"25\"",
        "-1.50",
        "1e400",
        "[]",
        "{}",
        "[[{}]]",
        "true",
        "\"\\ud800\\n\\/\"",
        "[1,\"a\",{\"Name\":7}]",
    ];
    prop_oneof![
        Just(Damage::Remove),
        prop::sample::select(other).prop_map(Damage::Retype),
        Just(Damage::Double),
        "[A-Za-z ]{0,12}|id|userid|Data State|\\\\u0049d".prop_map(Damage::Rename),
    ]
}

fn apply(json: &str, damages: &[(prop::sample::Index, Damage)]) -> String {
    let Ok(Tree::Object(_)) = Tree::parse(json) else { panic!("generated no object: {json}") };
    let mut parser = Parser::new();
    let record = parser.parse(json.as_bytes()).unwrap();
    let mut members: Vec<(String, String)> =
        record.object().entries().map(|e| (e.key().into_owned(), e.json().as_str().to_owned())).collect();
    for (at, damage) in damages {
        if members.is_empty() {
            break;
        }
        let at = at.index(members.len());
        match damage {
            Damage::Remove => drop(members.remove(at)),
            Damage::Retype(value) => (*value).clone_into(&mut members[at].1),
            Damage::Double => members.push(members[at].clone()),
            Damage::Rename(key) => members[at].0.clone_from(key),
        }
    }
    let members: Vec<_> = members.iter().map(|(k, v)| format!("\"{k}\":{v}")).collect();
    format!("{{{}}}", members.join(","))
}

/// Reads a record, uses everything of it, and panics unless what is written back equals it.
fn assert_lossless(json: &str) {
    let mut parser = Parser::new();
    let record = parser.parse(json.as_bytes()).unwrap_or_else(|e| panic!("{json}: {e}"));
    for deviation in record.deviations() {
        assert!(!deviation.to_string().is_empty());
    }
    let _ = (record.outcome(), record.client_address(), format!("{:?}", record.body()));
    let schema =
        record.record_type().and_then(|t| trail365_schema::record_type(t.number()?.try_into().ok()?)?.schema);
    assert_eq!(record.object().schema().name, schema.map_or("Common", |s| s.get().name), "{json}");
    let mut rebuilt = Vec::new();
    record.object().write_json(&mut rebuilt);
    let rebuilt = String::from_utf8(rebuilt).unwrap();
    match Tree::parse(json) {
        Ok(expect) => assert_eq!(Tree::parse(&rebuilt).unwrap(), expect, "{json}"),
        // Half surrogate pairs: serde_json's strings cannot hold them; a second rebuild must change nothing.
        Err(_) => {
            let again = rebuilt.parse::<trail365_records::OwnedRecord>().unwrap();
            let mut second = Vec::new();
            again.record().object().write_json(&mut second);
            assert_eq!(String::from_utf8(second).unwrap(), rebuilt);
        }
    }
}

#[test]
fn records_of_every_schema_damaged_in_every_way() {
    let mut runner = TestRunner::new(Config::with_cases(12));
    for t in &RECORD_TYPES {
        let schema = t.schema.map_or(schema::Common::SCHEMA, |s| s).get();
        let damages = prop::collection::vec((any::<prop::sample::Index>(), damage()), 0..6);
        runner
            .run(&(object(schema, 0, Some(t.value)), damages), |(json, damages)| {
                assert_lossless(&json);
                assert_lossless(&apply(&json, &damages));
                Ok(())
            })
            .unwrap_or_else(|e| panic!("{}: {e}", t.name));
    }
}

#[test]
fn a_record_as_documented_deviates_in_nothing_but_what_is_missing() {
    let mut runner = TestRunner::new(Config::with_cases(4));
    for t in RECORD_TYPES.iter().filter(|t| t.schema.is_some()) {
        let schema = t.schema.unwrap().get();
        runner
            .run(&object(schema, 0, Some(t.value)), |json| {
                let mut parser = Parser::new();
                let record = parser.parse(json.as_bytes()).unwrap();
                let odd: Vec<_> =
                    record.deviations().filter(|d| !matches!(d.kind, Missing | UndocumentedField)).collect();
                prop_assert!(odd.is_empty(), "{:?} in {}", odd, json);
                Ok(())
            })
            .unwrap_or_else(|e| panic!("{}: {e}", t.name));
    }
}

proptest! {
    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let mut parser = Parser::new();
        if let Ok(record) = parser.parse(&bytes) {
            let _ = record.deviations().count();
        }
    }
}
