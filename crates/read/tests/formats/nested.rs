//! Records inside objects of no known kind, and objects that have none.

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use trail365_read::{ItemKind, LooksLike, Reader, Reason};

/// A record with this Id.
fn record(id: usize) -> Value {
    json!({"CreationTime": "2026-02-14T09:00:00", "Id": format!("<{id}>"), "Operation": "FileAccessed",
           "RecordType": 6, "UserId": "alice@example.com"})
}

fn text_of(value: &Value) -> Value {
    Value::from(value.to_string())
}

/// The records of `input`, and the rest as text.
fn read(input: &str) -> (Vec<Value>, Vec<String>) {
    let mut reader = Reader::new(input.as_bytes()).unwrap();
    let (mut records, mut others) = (Vec::new(), Vec::new());
    while let Some(item) = reader.next().unwrap() {
        match item.kind {
            ItemKind::Record(bytes) => {
                assert!(
                    item.carrier.is_empty() || item.carrier.len() <= input.len(),
                    "{input}: a carrier larger than the input"
                );
                records.push(serde_json::from_slice(bytes).unwrap());
            }
            ItemKind::Rejected { reason, bytes } => {
                others.push(format!("{reason}: {}", String::from_utf8_lossy(bytes)));
            }
        }
    }
    others.extend(reader.notices().iter().map(ToString::to_string));
    (records, others)
}

fn check(input: &Value, expected: &[Value]) {
    for text in [input.to_string(), format!("{input:#}"), format!("[{input}]"), format!("{{}}\n{input}\n")] {
        let (records, _) = read(&text);
        assert_eq!(records, expected, "{text}");
    }
}

#[test]
fn records_are_found_in_the_shapes_of_collectors_and_streams() {
    let [a, b] = [record(1), record(2)];
    let wazuh = json!({"rule": {"level": 3}, "data": {"integration": "office365", "office365": a}});
    let stream = json!({"time": "t", "category": "AdvancedHunting-CloudAppEvents",
                        "properties": {"ActionType": "x", "RawEventData": a}});
    for carrier in [
        json!({"file": "/var/log/x", "message": text_of(&a)}),
        json!({"log": format!("{a}\n"), "stream": "stdout"}),
        json!({"activity_id": 1, "raw_data": text_of(&a)}),
        json!({"@timestamp": 1, "message": text_of(&wazuh)}),
        json!({"_index": "x", "_source": wazuh}),
        json!({"_index": "x", "_source": {"full_log": text_of(&json!({"office365": a}))}}),
        json!({"full_log": text_of(&json!({"integration": "office365", "office365": a})), "location": "x"}),
        stream.clone(),
        json!({"records": [stream]}),
        json!({"fields": {"event.original": [text_of(&a)]}, "_index": "x"}),
        json!({"statusCode": 200, "body": {"value": [a]}}),
        json!({"body": a, "headers": {}}),
        json!({"Records": [{"messageId": "1", "body": text_of(&a)}]}),
        json!({"Records": [{"Sns": {"Message": text_of(&json!({"Records": [{"body": text_of(&a)}]}))}}]}),
        json!({"logEvents": [{"id": "1", "message": text_of(&a)}], "logGroup": "x"}),
        json!({"event": a, "sourcetype": "o365", "time": 1}),
    ] {
        check(&carrier, std::slice::from_ref(&a));
    }
    let page = json!({"activityEventEntities": [a, b], "continuationUri": "https://example.com/next"});
    check(&page, &[a.clone(), b.clone()]);
    check(&json!({"anything": [a, b]}), &[a.clone(), b.clone()]);
    check(&json!({"one": a, "two": {"three": [b]}}), &[a.clone(), b.clone()]);
    check(
        &json!({"fields": {"o365.audit.CreationTime": ["t"], "o365.audit.Operation": ["x"]}}),
        &[json!({"CreationTime": "t", "Operation": "x"})],
    );
}

#[test]
fn the_next_page_of_power_bi_is_told() {
    let next = json!({"activityEventEntities": [record(1)], "continuationUri": "https://example.com/next"});
    let told = "line 1: the page names a next one, which is not in this input";
    assert_eq!(read(&next.to_string()).1, [told]);
    let last = json!({"activityEventEntities": [record(1)], "continuationUri": null, "lastResultSet": true});
    assert_eq!(read(&last.to_string()).1, [""; 0]);
}

#[test]
fn the_bag_of_the_graph_module_is_emptied() {
    let a = record(1);
    check(
        &json!({"AuditData": {"AdditionalProperties": a, "@odata.type": "x"}, "AuditLogRecordType": "y"}),
        std::slice::from_ref(&a),
    );
    let Value::Object(mut members) = a.clone() else { panic!() };
    let id = members.remove("Id").unwrap();
    check(&json!({"Id": id, "AdditionalProperties": members}), &[a]);
}

#[test]
fn each_element_without_a_record_beside_others_is_kept() {
    let (a, b) = (record(1), record(2));
    let (records, others) = read(&format!("{{\"x\":[{{\"n\":1}},{a},{{\"n\":2}},{{\"n\":3}},{b}]}}"));
    assert_eq!(records, [a, b]);
    assert_eq!(others, ["no audit record: {\"n\":1}", "no audit record: {\"n\":2},{\"n\":3}"]);
}

#[test]
fn what_has_no_record_is_rejected_whole_and_named() {
    let look = |input: &str| {
        let mut reader = Reader::new(input.as_bytes()).unwrap();
        let ItemKind::Rejected { reason, bytes } = reader.next().unwrap().unwrap().kind else {
            panic!("{input}")
        };
        assert_eq!(bytes, input.as_bytes());
        let Reason::NoRecord { looks_like } = reason else { panic!("{input}: {reason}") };
        looks_like
    };
    assert_eq!(look(r#"{"error":{"code":"AF20001","message":"x"}}"#), LooksLike::ApiError);
    assert_eq!(look(r#"{"message":"{\"a\":1}"}"#), LooksLike::Other);
    let fields =
        r#"{"CreationTime":{"type":"string"},"Operation":{"type":"string"},"RecordType":{"type":"integer"}}"#;
    assert_eq!(
        look(&format!(r#"{{"type":"object","required":["Id"],"properties":{fields}}}"#)),
        LooksLike::JsonSchema
    );
    assert_eq!(
        look(&format!(r#"{{"$schema":"x","definitions":{{"record":{{"properties":{fields}}}}}}}"#)),
        LooksLike::JsonSchema
    );
    assert_eq!(look(fields), LooksLike::RecordKeys);
    assert_eq!(
        look(r#"{"CreationTime":null,"Id":null,"Operation":null,"RecordType":null,"UserId":null}"#),
        LooksLike::RecordKeys
    );
    assert_eq!(
        look(r#"{"CreationTime":"2026-02-14T09:00:00","Id":"{3808876B-C176}","VolumeName":"C:"}"#),
        LooksLike::Other
    );
    let sign_in = r#"{"id":"1","userDisplayName":"A","appDisplayName":"x","ipAddress":"y"}"#;
    assert_eq!(look(sign_in), LooksLike::SignIn);
    let (records, others) = read(&format!("[{sign_in},\n{sign_in}]"));
    assert_eq!(records, [Value::Null; 0]);
    let rejected = format!("no audit record: looks like an Entra sign-in log (Graph signIns): {sign_in}");
    assert_eq!(others, [rejected.clone(), rejected]);
}

#[test]
fn a_broken_carrier_does_not_hide_a_sound_one_beside_it() {
    let a = record(1);
    let broken = Value::from("{\"Operation\":\"Set-Mailbox\",\"P\":\"-Name \"foo\"\"}");
    for document in [
        json!({"event": {"original": broken}, "o365audit": a}),
        json!({"event": {"original": broken}, "o365": {"audit": a}}),
        json!({"event.original": broken, "_source": {"o365audit": a}}),
        json!({"RawEventData": null, "event": {"original": text_of(&a)}}),
        json!({"RawAuditData": broken, "AuditData": a}),
        json!({"event.original": broken, "o365.audit.CreationTime": a["CreationTime"], "o365.audit.Id": a["Id"],
               "o365.audit.Operation": a["Operation"], "o365.audit.RecordType": a["RecordType"],
               "o365.audit.UserId": a["UserId"]}),
    ] {
        let (records, others) = read(&document.to_string());
        assert_eq!(records, std::slice::from_ref(&a), "{document}");
        assert!(others[0].contains("1 record was taken from what stands beside it"), "{others:?}");
    }
    let only = json!({"event": {"original": broken}, "host": "x"}).to_string();
    let mut reader = Reader::new(only.as_bytes()).unwrap();
    let item = reader.next().unwrap().unwrap();
    assert_eq!(item.kind, ItemKind::Record(broken.as_str().unwrap().as_bytes()), "the parser says where");
    assert_eq!(item.carrier, only.as_bytes());
}

/// A layer around a value: its kind, a key, and noise beside it.
type Layer = (usize, String, bool);

fn layer() -> impl Strategy<Value = Layer> {
    (0..12_usize, "[a-z]{1,6}", any::<bool>())
}

/// Noise that holds no record, under a key of its own.
fn noise() -> Value {
    json!({"level": 3, "groups": ["x", {"y": "{z}"}], "note": "{\"a\":1}", "Operations": []})
}

/// `inner` in a layer, known or unknown.
fn wrap(inner: Value, (kind, key, is_noisy): &Layer) -> Value {
    let mut object = Map::new();
    let text = text_of(&inner);
    let (key, value) = match kind {
        0 => (key.as_str(), inner),
        1 => (key.as_str(), text),
        2 => (key.as_str(), json!([inner])),
        3 => (key.as_str(), json!({"deeper": inner})),
        4 => (key.as_str(), json!([{"deeper": text}])),
        5 => ("AuditData", text),
        6 => ("AuditData", inner),
        7 => ("RawEventData", inner),
        8 => ("_source", inner),
        9 => ("event.original", text),
        10 => ("office365", inner),
        _ => ("message", text),
    };
    let noise = is_noisy.then(|| ("noise".to_owned(), noise()));
    let (before, behind) = if key < "m" { (noise, None) } else { (None, noise) };
    object.extend(before);
    object.insert(key.to_owned(), value);
    object.extend(behind);
    Value::Object(object)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases.max(512), ..ProptestConfig::default() })]

    /// Any nesting of up to three layers, known and unknown.
    #[test]
    fn a_record_is_found_once_whatever_stands_around(layers in vec(layer(), 0..4), is_pretty: bool) {
        let input = layers.iter().fold(record(1), wrap);
        let text = if is_pretty { format!("{input:#}") } else { input.to_string() };
        let (records, others) = read(&text);
        prop_assert_eq!(records, [record(1)], "{}", text);
        prop_assert_eq!(others, [""; 0], "{}", text);
    }

    #[test]
    fn nothing_is_invented_where_there_is_no_record(layers in vec(layer(), 0..4), number: i32) {
        let input = layers.iter().fold(json!({"level": number, "text": "{\"b\":2}"}), |inner, layer| {
            // Such a carrier's own word makes a record of whatever it holds.
            let kind = match layer.0 { 5 | 6 | 10 => 0, kind => kind };
            wrap(inner, &(kind, layer.1.clone(), layer.2))
        });
        let text = input.to_string();
        let (records, others) = read(&text);
        prop_assert_eq!(records, [Value::Null; 0], "{}", text);
        prop_assert!(others[0].ends_with(&text), "{:?}", others);
    }

    /// All records of a page, each in its own layers, come out in their order.
    #[test]
    fn each_record_of_many_is_found_once(elements in vec(vec(layer(), 0..2), 1..6), outer in vec(layer(), 0..2)) {
        let page = elements.iter().enumerate().map(|(id, layers)| layers.iter().fold(record(id), wrap));
        let input = outer.iter().fold(json!({"elements": page.collect::<Vec<_>>()}), wrap);
        let expected: Vec<_> = (0..elements.len()).map(record).collect();
        let (records, others) = read(&input.to_string());
        prop_assert_eq!(records, expected, "{}", input);
        prop_assert_eq!(others, [""; 0], "{}", input);
    }
}

#[test]
fn keys_in_another_case_make_a_record_where_there_are_enough() {
    let fold = |fold: fn(&str) -> String| -> Value {
        let Value::Object(members) = record(1) else { panic!() };
        members.into_iter().map(|(key, value)| (fold(&key), value)).collect::<Map<_, _>>().into()
    };
    for folded in [fold(str::to_lowercase), fold(str::to_uppercase)] {
        for input in [folded.clone(), json!({"value": [folded]}), json!({"message": text_of(&folded)})] {
            check(&input, std::slice::from_ref(&folded));
        }
    }
    let (records, others) = read(r#"{"creationTime":"t","operation":"UPDATE","userId":"a","table":"b"}"#);
    assert_eq!(records, [Value::Null; 0]);
    assert!(others[0].contains("keys are in another case"), "{others:?}");
}

#[test]
fn fields_beside_the_text_of_their_record_are_no_other_one() {
    let a = record(1);
    let part = json!({"CreationTime": a["CreationTime"], "Operation": a["Operation"], "UserId": a["UserId"]});
    check(&json!({"#repo": "m365", "@rawstring": text_of(&a), "Vendor": part}), std::slice::from_ref(&a));
    check(&json!({"Vendor": part, "@rawstring": text_of(&a)}), std::slice::from_ref(&a));
    // Another user, or an element of a list, is another record.
    let mut other = part.clone();
    other["UserId"] = Value::from("bob@example.com");
    check(&json!({"@rawstring": text_of(&a), "Vendor": other}), &[a.clone(), other]);
    check(&json!({"items": [a, part]}), &[a.clone(), part]);
}
