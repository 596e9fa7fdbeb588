//! Generated records of every type, with whatever a record can carry anywhere: they come back JSON-equal.

use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, TestRunner};
use trail365_schema::{RECORD_TYPES, Schema, SchemaId, Type, schema_named};

use crate::round_trip::check;

/// Values that fit somewhere and nowhere, written in every way.
const ODD: [&str; 40] = [
    "null",
    "true",
    "false",
    "0",
    "-0",
    "1",
    "-1",
    "25",
    "2147483648",
    "9223372036854775807",
    "9223372036854775808",
    "123456789012345678901234567890",
    "1.0",
    "1.50",
    "1e3",
    "1E-7",
    "-1.5e+300",
    "1e99999999999999999999",
    r#""""#,
    r#"" ""#,
    r#""25""#,
    r#""007""#,
    r#""True""#,
    r#""2021-07-09T14:11:03""#,
    r#""2021-07-09T14:11:03.1234567Z""#,
    r#""7/9/2021 2:11:03 PM""#,
    r#""2016-12-31T23:59:60""#,
    r#""192.0.2.7:4711""#,
    r#""[2001:DB8::1]:443""#,
    r#""::ffff:192.0.2.7""#,
    r#""\ud83d\ude00 \ud83d cut""#,
    r#""\u0000\u001f\n\/ \\ \" \u2028""#,
    r#""a text that is longer than twelve bytes""#,
    r#""b\u00e9\u0061 escaped, and longer than twelve bytes""#,
    "[]",
    "{}",
    "[[],[{}],null]",
    r#"{"Name":"a","Value":"b"}"#,
    r#"[{"Name":"a","Value":"b"},{"Name":"a","Value":null}]"#,
    r#"{ "a" : [ 1 , { "b" : null } ] , "a" : "\ud800" }"#,
];

fn odd() -> impl Strategy<Value = String> {
    select(&ODD[..]).prop_map(str::to_owned)
}

/// A value of a type, sometimes in another form or another value altogether.
fn value(ty: Type, depth: usize) -> BoxedStrategy<String> {
    prop_oneof![4 => fitting(ty, depth), 1 => odd()].boxed()
}

fn fitting(ty: Type, depth: usize) -> BoxedStrategy<String> {
    match ty {
        Type::String | Type::Guid => text().boxed(),
        Type::Address => select(vec!["1.2.3.4", "1.2.3.4:5", "::1", "[::1]:9", "FE80::", "", "x"])
            .prop_map(|a| format!("\"{a}\""))
            .boxed(),
        Type::DateTime => "20[0-9]{2}-0[1-9]-1[0-9]T1[0-9]:[0-5][0-9]:[0-5][0-9](Z|\\.[0-9]{1,7})?"
            .prop_map(|t| format!("\"{t}\""))
            .boxed(),
        Type::I32 => any::<i32>().prop_map(|n| n.to_string()).boxed(),
        Type::I64 => any::<i64>().prop_map(|n| n.to_string()).boxed(),
        Type::Bool => any::<bool>().prop_map(|b| b.to_string()).boxed(),
        Type::Json => odd().boxed(),
        Type::Enum(id) => {
            let members = id.get().members.iter();
            let written = members.flat_map(|m| {
                [Some(format!("\"{}\"", m.name)), m.value.map(|v| v.to_string())].into_iter().flatten()
            });
            select(written.collect::<Vec<_>>()).boxed()
        }
        Type::Pairs => list(prop_oneof![9 => pair(), 1 => odd()].boxed()),
        Type::Complex(id) if depth < 3 => object(id.get(), depth + 1, 5),
        Type::Complex(_) => Just("{}".to_owned()).boxed(),
        Type::List(item) => list(value(*item, depth + 1)),
    }
}

fn text() -> impl Strategy<Value = String> {
    r#"([ -!#-\[\]-~äß😀]|\\n|\\u00e9|\\\\|\\"){0,20}"#.prop_map(|s| format!("\"{s}\""))
}

fn pair() -> impl Strategy<Value = String> {
    let value = prop_oneof![6 => text().boxed(), 1 => odd().boxed()];
    ("[A-D]", value, any::<bool>()).prop_map(|(name, value, swapped)| {
        if swapped {
            format!(r#"{{"Value":{value},"Name":"{name}"}}"#)
        } else {
            format!(r#"{{"Name":"{name}","Value":{value}}}"#)
        }
    })
}

fn list(item: BoxedStrategy<String>) -> BoxedStrategy<String> {
    prop::collection::vec(item, 0..4).prop_map(|items| format!("[{}]", items.join(","))).boxed()
}

/// An object with some fields of a schema, some doubled, some respelled, and some keys of elsewhere.
fn object(schema: &'static Schema, depth: usize, most: usize) -> BoxedStrategy<String> {
    members(schema, depth, most).prop_map(|members| written(&members)).boxed()
}

fn members(
    schema: &'static Schema,
    depth: usize,
    most: usize,
) -> impl Strategy<Value = Vec<(String, String)>> {
    let fields: Vec<_> = schema.all_fields().map(|(_, f)| f).collect();
    let field = select(fields).prop_flat_map(move |f| (key(f.name), value(f.ty, depth)));
    let stranger = (strange_key(), value(Type::Json, depth));
    let member = prop_oneof![6 => field.boxed(), 1 => stranger.boxed()];
    prop::collection::vec(member, 0..=most)
}

fn written(members: &[(String, String)]) -> String {
    let members: Vec<_> = members.iter().map(|(key, value)| format!("\"{key}\" :{value}")).collect();
    format!("{{{} }}", members.join(", "))
}

/// A field's name, now and then in another spelling.
fn key(name: &'static str) -> impl Strategy<Value = String> {
    let escaped = format!("\\u{:04x}{}", u32::from(name.as_bytes()[0]), &name[1..]);
    let other = vec![name.to_lowercase(), name.to_uppercase(), format!("{name} "), escaped];
    prop_oneof![8 => Just(name.to_owned()), 1 => select(other)]
}

/// A key of some record schema, or of none.
fn strange_key() -> impl Strategy<Value = String> {
    let names: Vec<_> =
        trail365_schema::COLUMNS.iter().flat_map(|c| c.fields).map(|(_, name)| (*name).to_owned()).collect();
    let odd = ["", "Novel", "\\ud800", "@odata.type", "extra", "raw"].map(str::to_owned).to_vec();
    prop_oneof![2 => select(names), 1 => select(odd)]
}

fn record(record_type: Option<i32>, schema: SchemaId) -> impl Strategy<Value = String> {
    let head = record_type.map(|number| ("RecordType".to_owned(), number.to_string()));
    members(schema.get(), 0, 12)
        .prop_map(move |members| written(&head.clone().into_iter().chain(members).collect::<Vec<_>>()))
}

#[test]
fn records_of_every_type_come_back() {
    let mut runner = TestRunner::new(Config::with_cases(16));
    let (common, _) = schema_named("Common").unwrap();
    let types = RECORD_TYPES.iter().map(|t| (Some(t.value), t.schema.unwrap_or(common)));
    for (number, schema) in types.chain([(None, common)]) {
        let records = prop::collection::vec(record(number, schema), 1..4);
        runner
            .run(&records, |records| {
                let records: Vec<_> = records.iter().map(String::as_str).collect();
                check(&records);
                Ok(())
            })
            .unwrap_or_else(|e| panic!("{number:?}: {e}"));
    }
}

#[test]
fn records_of_different_types_share_a_batch() {
    let any_record =
        select(&RECORD_TYPES[..]).prop_flat_map(|t| record(Some(t.value), t.schema.unwrap_or(SchemaId(43))));
    let records = prop::collection::vec(any_record, 1..40);
    let mut runner = TestRunner::new(Config::with_cases(40));
    runner
        .run(&records, |records| {
            check(&records.iter().map(String::as_str).collect::<Vec<_>>());
            Ok(())
        })
        .unwrap();
}
