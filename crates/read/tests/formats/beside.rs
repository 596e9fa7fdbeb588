//! Records beside a known carrier, and lists that hold other things as well.

use serde_json::{Value, json};
use trail365_read::{ItemKind, Limits, Reader};

/// A record with this Id.
fn record(id: usize) -> Value {
    json!({"CreationTime": "2026-02-14T09:00:00", "Id": format!("<{id}>"), "Operation": "FileAccessed",
           "RecordType": 6, "UserId": "alice@example.com"})
}

fn text_of(value: &Value) -> Value {
    Value::from(value.to_string())
}

/// The Ids of the records, and the rejected pieces.
fn read_limited(input: &str, limits: Limits) -> (Vec<String>, Vec<String>) {
    let mut reader = Reader::with_limits(input.as_bytes(), limits).unwrap();
    let (mut ids, mut rejected, mut line) = (Vec::new(), Vec::new(), 0);
    while let Some(item) = reader.next().unwrap() {
        assert!(item.line >= line, "lines go back from {line} to {}: {input}", item.line);
        line = item.line;
        match item.kind {
            ItemKind::Record(bytes) => {
                let record: Value = serde_json::from_slice(bytes).unwrap();
                ids.push(record["Id"].as_str().unwrap_or("none").to_owned());
            }
            ItemKind::Rejected { reason, bytes } => {
                rejected.push(format!("{reason:?} {}", String::from_utf8_lossy(bytes)));
            }
        }
    }
    (ids, rejected)
}

fn read(input: &str) -> (Vec<String>, Vec<String>) {
    read_limited(input, Limits::default())
}

/// Each record is found once in `input`, in any order, and nothing is rejected.
fn check(input: &Value, expected: &[usize]) {
    let expected: Vec<_> = expected.iter().map(|id| format!("<{id}>")).collect();
    for text in
        [input.to_string(), format!("{input:#}"), format!("[{input}]"), format!("{{\"x\":[{input}]}}")]
    {
        let (mut ids, rejected) = read(&text);
        ids.sort();
        assert_eq!(ids, expected, "{text}");
        assert_eq!(rejected, [""; 0], "{text}");
    }
}

#[test]
fn a_record_beside_each_known_wrapper_is_found() {
    let [a, b, c] = [record(1), record(2), record(3)];
    for (key, value) in [
        ("AuditData", a.clone()),
        ("AuditData", text_of(&a)),
        ("auditData", a.clone()),
        ("RawAuditData", text_of(&a)),
        ("RawEventData", a.clone()),
        ("event.original", text_of(&a)),
        ("office365", a.clone()),
        ("_raw", text_of(&a)),
        ("_source", a.clone()),
        ("o365audit", a.clone()),
        ("full_log", text_of(&a)),
        ("event", json!({"original": text_of(&a), "kind": "event"})),
        ("o365", json!({"audit": a})),
    ] {
        for (other, beside) in [
            ("details", json!({"x": b})),
            ("message", text_of(&b)),
            ("Aaa", json!([b])),
            ("zzz", json!([text_of(&b)])),
            ("full_message", format!("2026 Feb 14 host: {b}").into()),
            ("RawEventData2", b.clone()),
        ] {
            check(&json!({key: value, other: beside, "n": 1}), &[1, 2]);
        }
        check(&json!({key: value, "a": [b, c]}), &[1, 2, 3]);
    }
    check(&json!({"o365": {"audit": a, "other": b}}), &[1, 2]);
    check(&json!({"event": {"original": text_of(&a), "more": [b]}}), &[1, 2]);
    let prefixed = json!({"o365.audit.CreationTime": "t", "o365.audit.Operation": "x", "o365.audit.Id": "<1>",
                          "o365.audit.Parameters": [{"Name": "x", "Value": "CreationTime and Operation"}], "other": [b]});
    check(&prefixed, &[1, 2]);
}

#[test]
fn one_record_under_two_known_keys_is_one() {
    let a = record(1);
    let reduced =
        json!({"CreationTime": "2026-02-14T09:00:00", "Operation": "FileAccessed", "ClientIP": "::1"});
    for object in [
        json!({"RawAuditData": text_of(&a), "AuditData": reduced}),
        json!({"RawAuditData": text_of(&a), "AuditData": {"ClientIP": "::1"}}),
        json!({"event": {"original": text_of(&a)}, "o365audit": a}),
        json!({"event.original": text_of(&a), "o365": {"audit": a}}),
        json!({"_raw": text_of(&a), "_source": a}),
        json!({"AuditData": a, "copy": a}),
        json!({"AuditData": a, "copy": text_of(&json!({"deep": [a]}))}),
        json!({"event.original": text_of(&a), "o365.audit.CreationTime": a["CreationTime"],
               "o365.audit.Id": a["Id"], "o365.audit.Operation": a["Operation"]}),
    ] {
        check(&object, &[1]);
    }
}

#[test]
fn two_records_under_two_known_keys_are_two() {
    let [a, b] = [record(1), record(2)];
    for object in [
        json!({"RawAuditData": text_of(&a), "AuditData": b}),
        json!({"AuditData": a, "RawEventData": text_of(&b)}),
        json!({"event": {"original": text_of(&a)}, "o365audit": b}),
        json!({"o365audit": a, "o365": {"audit": b}}),
        json!({"event.original": text_of(&a), "o365.audit.CreationTime": "t", "o365.audit.Id": "<2>",
               "o365.audit.Operation": "x"}),
    ] {
        check(&object, &[1, 2]);
    }
}

#[test]
fn records_without_an_id_are_told_by_their_content() {
    let [mut a, mut b] = [record(1), record(2)];
    for record in [&mut a, &mut b] {
        record.as_object_mut().unwrap().remove("Id");
    }
    b["ObjectId"] = "other".into();
    let count = |input: Value| read(&input.to_string()).0.len();
    assert_eq!(count(json!({"AuditData": a, "x": format!("{a:#}")})), 1);
    assert_eq!(count(json!({"AuditData": a, "x": b})), 2);
}

#[test]
fn an_empty_or_broken_wrapper_does_not_hide_what_stands_beside_it() {
    let a = record(1);
    for empty in [Value::Null, "".into()] {
        check(&json!({"AuditData": empty, "details": {"x": a}}), &[1]);
    }
    let broken = json!({"AuditData": "no", "details": {"x": a}}).to_string();
    let (ids, rejected) = read(&broken);
    assert_eq!(ids, ["<1>"]);
    assert_eq!(rejected, [format!("InnerNotAnObject {{ wrapper: AuditData }} {broken}")]);
}

#[test]
fn what_stands_beside_the_elements_of_a_page_is_found() {
    let [a, b, c] = [record(1), record(2), record(3)];
    let hits = json!({"took": 1, "hits": {"total": 1, "hits": [{"_source": a}], "other": text_of(&b)}, "z": {"y": c}});
    let rows = json!({"columns": [{"name": "CreationTime"}, {"name": "Operation"}, {"name": "Id"}],
                      "rows": [["t", "o", "<1>"]], "a": b, "z": [c]});
    for page in [
        json!({"@odata.context": "c", "value": [a], "extra": [b], "A": {"x": c}}),
        json!({"value": [a], "other": {"x": b, "y": [text_of(&c)]}}),
        json!({"results": [a], "schema": [{"Name": "Operation"}], "other": b, "a": c}),
        json!({"results": [a], "records": [b, c]}),
        json!({"activityEventEntities": [a], "other": [b], "z": c}),
        json!({"AuditData": a, "@odata.context": "c", "value": [b, c]}),
        hits.clone(),
        rows.clone(),
        json!({"tables": [rows]}),
    ] {
        check(&page, &[1, 2, 3]);
    }
    let other = json!({"Schema": [{"Name": "CreationTime"}, {"Name": "Operation"}], "Results": [a]});
    check(&other, &[1]);
}

/// As above, where the page is larger than a record may be.
#[test]
fn what_stands_beside_the_elements_of_a_large_page_is_found() {
    let pad: Vec<_> = (10..20).map(record).collect();
    let [a, b] = [record(1).to_string(), record(2).to_string()];
    let text = Value::from(a.as_str()).to_string();
    let elements = Value::from(pad).to_string();
    for (page, count) in [
        (
            format!(
                "{{\"@odata.context\":\"c\",\"a\":{{\"x\":{a}}},\"value\":{elements},\"b\":{b},\"n\":1}}"
            ),
            12,
        ),
        (format!("{{\"AuditData\":{text},\"@odata.context\":\"c\",\"value\":{elements},\"b\":[[{b}]]}}"), 12),
        (format!("{{\"records\":{elements},\"t\":{text},\"b\":{b}}}"), 12),
        (format!("{{\"hits\":{{\"b\":{b},\"hits\":{elements},\"t\":{text}}},\"a\":{{\"x\":1}}}}"), 12),
    ] {
        for text in
            [page.clone(), format!("[{page}]"), format!("{{}}\n{page}\n"), page.replace(",\"", ",\n\"")]
        {
            let limits = Limits { record_bytes: 400, ..Limits::default() };
            let (ids, rejected) = read_limited(&text, limits);
            assert_eq!(ids.len(), count, "{text}: {ids:?}");
            assert!(rejected.iter().all(|piece| piece.ends_with(" {}")), "{rejected:?}");
            let (mut ids, mut whole) = (ids, read(&text).0);
            ids.sort();
            whole.sort();
            assert_eq!(ids, whole, "{text}");
        }
    }
}

#[test]
fn what_is_no_record_in_a_list_of_records_is_rejected() {
    let a = record(1);
    for list in [
        format!("{{\"value\":[{a},\"garbage\",7]}}"),
        format!("{{\"@odata.context\":\"c\",\"value\":[{a},\"garbage\",7]}}"),
        format!("{{\"x\":{{\"@odata.context\":\"c\",\"value\":[{a},\"garbage\",7]}}}}"),
        format!("{{\"x\":[[{a},\"garbage\",7]]}}"),
        format!("[{a},\"garbage\",7]"),
    ] {
        let (ids, rejected) = read(&list);
        assert_eq!(ids, ["<1>"], "{list}");
        assert_eq!(rejected.len(), 1, "{list}: {rejected:?}");
        assert!(rejected[0].contains(" \"garbage\",7"), "{list}: {rejected:?}");
    }
}

#[test]
fn lists_of_json_texts_are_records() {
    let [a, b] = [record(1), record(2)];
    let list = json!([text_of(&a), text_of(&b)]);
    for input in [
        list.clone(),
        json!([text_of(&json!([a])), text_of(&json!({"x": b}))]),
        json!({"hits": list}),
        json!({"activityEventEntities": list}),
        json!({"@odata.context": "c", "value": list}),
        json!({"results": list}),
    ] {
        check(&input, &[1, 2]);
    }
    let mixed = format!("[\"garbage\",{},7,{}]", text_of(&a), text_of(&b));
    let (ids, rejected) = read(&mixed);
    assert_eq!(ids, ["<1>", "<2>"]);
    assert_eq!(rejected, ["StrayText \"garbage\",", "StrayText 7,"]);
}

#[test]
fn the_time_before_a_record_describes_it() {
    let a = record(1);
    let pair = format!("[1700000000.5, {a}]");
    for input in [
        pair.clone(),
        format!("{pair}\n[1700000001,{{\"log\":{}}}]\n", text_of(&a)),
        format!("{pair}\r\n{{}}"),
        format!("[{pair}]"),
        format!("{{\"x\":{pair}}}"),
        format!("[\n  17,\n  {a:#}\n]"),
    ] {
        let mut reader = Reader::new(input.as_bytes()).unwrap();
        let item = reader.next().unwrap().unwrap();
        assert!(matches!(item.kind, ItemKind::Record(_)), "{input}: {item:?}");
        assert!(
            item.carrier.starts_with(b"[1")
                || item.carrier.starts_with(b"[\n  1")
                || input.starts_with("{\"x")
        );
        let (_, rejected) = read(&input);
        assert!(rejected.iter().all(|piece| piece.ends_with(" {}")), "{input}: {rejected:?}");
    }
    let (ids, rejected) = read(&format!("[7,{a},{a}]"));
    assert_eq!((ids.len(), rejected), (2, vec!["StrayText 7,".to_owned()]));
}

#[test]
fn an_envelope_with_time_and_operation_gives_way_to_whole_records_inside() {
    let [a, b] = [record(1), record(2)];
    let envelope =
        |key: &str, value: Value| json!({"CreationTime": "t", "Operation": "publish", key: value, "Id": "x"});
    for (envelope, expected) in [
        (envelope("Records", json!([a, b])), &[1, 2][..]),
        (envelope("zzz", json!({"x": [a]})), &[1]),
        (envelope("AuditData", text_of(&a)), &[1]),
        (envelope("_raw", text_of(&a)), &[1]),
    ] {
        check(&envelope, expected);
    }
    // What a record has inside is its own.
    let item = json!({"CreationTime": "t", "Operation": "x", "Name": "y"});
    for own in [
        envelope("Items", json!([item])),
        json!({"CreationTime": "t", "Operation": "x", "RecordType": 1, "Items": [a]}),
    ] {
        let (ids, rejected) = read(&own.to_string());
        assert_eq!((ids.len(), rejected.len()), (1, 0), "{own}");
        assert_ne!(ids, ["<1>"]);
    }
}

/// Programs that copy the keys of a record into its envelope leave out the rest of it.
#[test]
fn an_envelope_with_all_keys_of_a_record_gives_way_to_the_one_under_a_known_key() {
    let a = record(1);
    let shell = |key: &str, value: Value| {
        let mut shell = json!({"CreationTime": "2026-02-14T09:00:00", "Id": "x", "Operation": "FileAccessed", "RecordType": 6});
        shell[key] = value;
        shell
    };
    for key in ["AuditData", "auditData", "RawAuditData", "RawEventData", "event.original", "message", "_raw"]
    {
        check(&shell(key, text_of(&a)), &[1]);
    }
    for key in ["AuditData", "RawEventData", "office365", "_source", "message"] {
        check(&shell(key, a.clone()), &[1]);
    }
    check(&shell("event", json!({"original": text_of(&a)})), &[1]);
    // Anything else under such a key leaves the record as it is.
    for value in [
        json!("{}"),
        json!("CreationTime"),
        json!({"CreationTime": 1}),
        json!("{\"CreationTime\":"),
        Value::Null,
    ] {
        let (ids, rejected) = read(&shell("AuditData", value).to_string());
        assert_eq!((ids, rejected.len()), (vec!["x".to_owned()], 0));
    }
}

#[test]
fn what_may_be_a_record_behind_a_break_is_kept() {
    let [a, b] = [record(1), record(2)];
    let input = format!("{{\"x\":{{\"a\":{a},\"b\" 7,\"c\":{b}}},\"y\":1}}");
    let (ids, rejected) = read(&input);
    assert_eq!(ids, ["<1>"]);
    assert_eq!(rejected, [format!("Torn {}", &input[5..input.len() - 7])]);
}

/// Each would take a time that grows with the square of its size, or a stack that does with its depth.
#[test]
fn hostile_nesting_takes_no_time() {
    let deep = |open: &str, close: &str| format!("{}{}", open.repeat(60_000), close.repeat(60_000));
    let empty = vec!["\"office365\":{}"; 20_000].join(",");
    let parts: Vec<_> =
        (0..20_000).map(|n| format!("\"k{n}\":{{\"Operation\":\"aaaaaaaaaaaaaaaaaaaaaa\"}}")).collect();
    for input in [
        format!("{{\"a\":{}}}", deep("[", "]")),
        format!("{{\"a\":{}}}", deep("[1,", "]")),
        format!("{{\"AuditData\":{},\"a\":{}}}", record(1), deep("[{\"CreationTime\":", "]}")),
        format!("{{{empty},\"AuditData\":{},{}}}", record(1), parts.join(",")),
        "[1,{}".repeat(60_000),
        "[1,{".repeat(60_000),
        "[\"{".repeat(60_000),
    ] {
        let mut reader = Reader::new(input.as_bytes()).unwrap();
        while reader.next().unwrap().is_some() {}
    }
}

#[test]
fn what_is_too_deep_is_rejected_beside_records() {
    let deep = format!("{}{}{}", "[".repeat(20), record(2), "]".repeat(20));
    let (ids, rejected) =
        read(&json!({"AuditData": record(1)}).to_string().replace("}}", &format!("}},\"x\":{deep}}}")));
    assert_eq!(ids, ["<1>"]);
    assert_eq!(rejected.len(), 1);
    assert!(rejected[0].contains("<2>"), "{rejected:?}");
}
