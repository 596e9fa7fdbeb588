use proptest::prelude::*;
use serde_json::{Map, Value, json};
use trail365_read::Format::{Csv, Json, JsonLines};
use trail365_read::{ItemKind, Limits, Reader, Wrapper};

use crate::{check, check_limited, items_in_pieces};

const RECORD: &str = "{ \"CreationTime\" :\"t\",\"Operation\":\"\\\\\\u00e9\",\"Id\":\"x\",\"RecordType\":1,\"UserId\":\"u\",\"é\":1.0}";

/// The only record of `input`, which is carried as `wrapper`.
fn carried(input: impl AsRef<[u8]>, wrapper: Wrapper, record: &str) {
    let input = input.as_ref();
    let (_, items) = items_in_pieces(input, Limits::default()).unwrap();
    let text = String::from_utf8_lossy(input);
    assert_eq!(items.len(), 1, "{text}: {items:?}");
    let mut reader = Reader::new(input).unwrap();
    let item = reader.next().unwrap().unwrap();
    assert_eq!(item.wrapper, wrapper, "{text}");
    let ItemKind::Record(bytes) = item.kind else { panic!("{text}: {item:?}") };
    assert_eq!(String::from_utf8_lossy(bytes), record, "{text}");
    assert_eq!(items[0], format!("{} record {record}", item.line));
}

/// `record` in every wrapper there is, with the format.
fn wrapped(record: &str) -> Vec<(String, Wrapper)> {
    let string = Value::from(record).to_string();
    let cell = format!("\"{}\"", record.replace('"', "\"\""));
    vec![
        (record.to_string(), Wrapper::None),
        (
            format!("{{\"RecordType\":1,\"AuditData\":{string},\"Identity\":\"x\",\"Parts\":[{{}}]}}"),
            Wrapper::AuditData,
        ),
        (format!("{{\"AuditData\" : {record} ,\"CreationDate\":\"x\"}}"), Wrapper::AuditData),
        (format!("{{\"service\":\"}}\\\"\",\"auditData\":{record}}}"), Wrapper::GraphAuditData),
        (format!("{{\"Timestamp\":1,\"RawEventData\":{record}}}"), Wrapper::RawEventData),
        (format!("{{\"RawEventData\":{string},\"ActionType\":null}}"), Wrapper::RawEventData),
        (format!("{{\"integration\":\"office365\",\"office365\":{record}}}"), Wrapper::Wazuh),
        (format!("{{\"event\":{{\"kind\":\"event\",\"original\":{string}}}}}"), Wrapper::ElasticOriginal),
        (format!("{{\"event.original\":{string}}}"), Wrapper::ElasticOriginal),
        (format!("Id,AuditData\n1,{cell}\n"), Wrapper::AuditData),
        (format!("service,auditData\n1,{cell}\n"), Wrapper::GraphAuditData),
        (format!("Timestamp;RawEventData\n1;{cell}\n"), Wrapper::RawEventData),
    ]
}

fn page(elements: &str) -> String {
    format!("{{\"@odata.context\":\"c\",\"value\":[{elements}],\"@odata.nextLink\":\"n\"}}")
}

#[test]
fn the_record_comes_out_as_it_stood() {
    for (input, wrapper) in wrapped(RECORD) {
        carried(&input, wrapper, RECORD);
        if input.starts_with('{') {
            carried(format!("[\n{input}\n]"), wrapper, RECORD);
            carried(page(&input), wrapper, RECORD);
        }
    }
}

#[test]
fn wrappers_of_all_kinds_may_stand_together() {
    let lines: Vec<_> =
        wrapped(RECORD).into_iter().map(|(input, _)| input).filter(|it| it.starts_with('{')).collect();
    let expected: Vec<_> = (1..=lines.len()).map(|line| format!("{line} record {RECORD}")).collect();
    let expected: Vec<_> = expected.iter().map(String::as_str).collect();
    check(lines.join("\n"), JsonLines, &expected);
    check(format!("[{}]", lines.join(",\n")), Json, &expected);
}

#[test]
fn the_record_of_wazuh_keeps_what_was_added() {
    let record = "{\"Id\":\"1\",\"Subscription\":\"Audit.General\"}";
    carried(format!("{{\"integration\":\"office365\",\"office365\":{record}}}"), Wrapper::Wazuh, record);
}

#[test]
fn a_page_yields_its_elements() {
    check(page(""), JsonLines, &[]);
    check(
        page("{},{\"auditData\":{\"a\":1}}, null ,{}"),
        JsonLines,
        &["1 NoRecord {}", "1 record {\"a\":1}", "1 StrayText null ,", "1 NoRecord {}"],
    );
    check(page("\n{},\n{\n\"auditData\": {\"a\":1}}\n"), Json, &["2 NoRecord {}", "3 record {\"a\":1}"]);
    check(
        format!("{}\n{}\n{{}}\n", page("{}"), page("{},{}")),
        JsonLines,
        &["1 NoRecord {}", "2 NoRecord {}", "2 NoRecord {}", "3 NoRecord {}"],
    );
    check(format!("[{},{{}}]", page("{}")), Json, &["1 NoRecord {}", "1 NoRecord {}"]);
    check("{\"value\":[{\"a\":1},{}],\"Count\":2}", JsonLines, &["1 NoRecord {\"a\":1}", "1 NoRecord {}"]);
    check(page(&page("{},{}")), JsonLines, &["1 NoRecord {}", "1 NoRecord {}"]);
    let nested = page("{}");
    check(page(&page(&page(&nested))), JsonLines, &[&format!("1 NoRecord {nested}")]);
}

/// Nothing but its first element tells that such an object is a page.
#[test]
fn records_in_an_array_under_a_plain_name_are_yielded() {
    let bare = "{\"CreationTime\":\"x\",\"Operation\":\"y\"}";
    let raw = "{\"_time\":1,\"_raw\":\"{\\\"Operation\\\":1}\"}";
    let row = "{\"@timestamp\":1,\"o365.audit.Id\":2}";
    for (first, record) in [(bare, bare), (raw, "{\"Operation\":1}"), (row, "{\"Id\":2}")] {
        for key in ["value", "results", "records", "Records", "data"] {
            let front =
                format!("{{\"preview\":false,\"fields\":[{{\"name\":\"_raw\"}}],\"{key}\": [{first}, {{}}");
            let (line, record) = (format!("{front}]}}"), record.to_owned());
            let items = |line| [format!("{line} record {record}"), format!("{line} NoRecord {{}}")];
            let [a, b] = items(1);
            check(&line, JsonLines, &[&a, &b]);
            check(format!("[{line}]"), Json, &[&a, &b]);
            check_limited(
                format!("{front},{{}},{{}},{{}},{{}},{{}},{{}},{{}},{{}}"),
                105,
                Json,
                &[&a, &b, &b, &b, &b, &b, &b, &b, &b, &b, "1 ArrayNotClosed"],
            );
            let [c, d] = items(2);
            check(
                format!("{line}\n{front}\n{{}}"),
                JsonLines,
                &[&a, &b, &c, &d, "2 ArrayNotClosedOnLine", "3 NoRecord {}"],
            );
        }
    }
    for array in ["[{}]", "[7]", "[]", "[[{}]]", "[{\"value\":[{\"AuditData\":{}}]}]"] {
        rejected(&format!("{{\"data\":{array}}}"));
    }
    for key in ["Id", "RecordType", "Operation"] {
        carried(format!("{{\"{key}\":1,\"data\":[{bare}]}}"), Wrapper::Nested, bare);
    }
}

#[test]
fn bare_records_stay_as_they_are() {
    for record in [
        "{\"CreationTime\":\"x\",\"Operation\":\"y\",\"AuditData\":\"its own\",\"office365\":{}}",
        "{\"auditData\":{},\"Operation\":\"y\",\"Id\":1,\"CreationTime\":\"x\"}",
        "{\"Operation\":\"y\",\"Id\":1,\"Items\":[{\"Operation\":\"z\",\"Id\":2}]}",
        "{\"CreationTime\":\"x\",\"UserId\":\"y\"}",
        "{\"RecordType\":15,\"UserId\":\"y\"}",
        "{\"Operation\":\"y\"}",
    ] {
        carried(record, Wrapper::None, record);
    }
}

/// Expects that `input` is rejected as one piece, as it stands.
fn rejected(input: &str) {
    let mut reader = Reader::new(input.as_bytes()).unwrap();
    let item = reader.next().unwrap().unwrap();
    let ItemKind::Rejected { bytes, .. } = item.kind else { panic!("{input}: {item:?}") };
    assert_eq!(String::from_utf8_lossy(bytes), input);
    assert_eq!(reader.next().unwrap(), None, "{input}");
}

#[test]
fn other_objects_are_no_records() {
    for object in [
        "{\"Data\":\"{\\\"AuditData\\\":1}\",\"x\":\"AuditData\"}",
        "{\"x\":{\"AuditData\":\"{}\",\"RawEventData\":{}}}",
        "{\"x\":{\"office365\":{}},\"office365\":1,\"event\":\"original\"}",
        "{\"value\":[{}]}",
        "{\"@odata.context\":\"c\",\"value\":{}}",
        "{\"event\":{\"originals\":\"{}\"}}",
        "{\"AuditDatas\":\"x\",\"original\":\"y\"}",
        "{\"Operation\":\"y\",\"x\":1}",
        "{\"Id\":1,\"UserId\":\"y\"}",
        "{}",
    ] {
        rejected(object);
        rejected(&format!("{{\"a\":{object}}}"));
    }
}

#[test]
fn a_wrapper_without_a_record_is_rejected_with_its_reason() {
    let check = |value: &str, reason: &str| {
        for key in ["AuditData", "RawEventData"] {
            let reason = reason.replace("KEY", key).replace(
                "EmptyAuditData",
                match key {
                    "AuditData" => "EmptyAuditData",
                    _ => "EmptyInner { wrapper: RawEventData }",
                },
            );
            let input = format!("{{\"{key}\":{value}}}");
            check(format!("{input}\n{{}}"), JsonLines, &[&format!("1 {reason} {input}"), "2 NoRecord {}"]);
        }
    };
    for empty in ["\"\"", "\" \\r\\n\"", "null"] {
        check(empty, "EmptyAuditData");
    }
    for other in ["\"no\"", "\"[{}]\"", "[{}]", "1", "\"{\\x}\"", "true"] {
        check(other, "InnerNotAnObject { wrapper: KEY }");
    }
    for value in ["System.Object[]", "@{Name=x; Value=y}", "System.Collections.Hashtable"] {
        check(&format!("\"{value}\""), "DepthLimited { wrapper: KEY }");
    }
}

#[test]
fn a_cell_without_a_record_is_rejected_with_its_reason() {
    check(
        "AuditData\nSystem.Object[]\n@{a=b}\n",
        Csv,
        &[
            "2 DepthLimited { wrapper: AuditData } System.Object[]",
            "3 DepthLimited { wrapper: AuditData } @{a=b}",
        ],
    );
    check(
        "Id,RawEventData\n1,\n2,x\n3\n",
        Csv,
        &["2 EmptyInner { wrapper: RawEventData } 1,", "3 NotAnObject 2,x", "4 NoAuditData 3"],
    );
}

#[test]
fn reasons_name_the_key() {
    let reason = |input: &str| {
        let mut reader = Reader::new(input.as_bytes()).unwrap();
        match reader.next().unwrap().unwrap().kind {
            ItemKind::Rejected { reason, .. } => reason.to_string(),
            ItemKind::Record(_) => panic!("a record"),
        }
    };
    assert_eq!(reason("{\"auditData\":\"x\"}"), "auditData holds no JSON object");
    assert_eq!(reason("{\"event\":{\"original\":\"\"}}"), "empty event.original");
    assert_eq!(
        reason("{\"AuditData\":\"System.Object[]\"}"),
        "AuditData holds a PowerShell value in place of the record: exported without -Depth"
    );
}

#[test]
fn graph_csv_has_its_records_over_several_lines() {
    check(
        "a,b,auditData\n1,x,\"{\n  \"\"Id\"\": 1\n}\"\n2,y,{}\n",
        Csv,
        &["2 record {\n  \"Id\": 1\n}", "5 record {}"],
    );
    check("RawEventData,AuditData\nx,{}\n", Csv, &["2 record {}"]);
    check("AuditData,RawEventData\n{},x\n", Csv, &["2 record {}"]);
}

#[test]
fn the_first_key_in_order_counts() {
    carried("{\"event.original\":\"{}\",\"AuditData\":{\"a\":1}}", Wrapper::AuditData, "{\"a\":1}");
}

#[test]
fn two_records_under_one_key_are_kept_and_not_one_of_them_taken() {
    carried("{\"AuditData\":{\"a\":1},\"AuditData\":{\"a\":1}}", Wrapper::AuditData, "{\"a\":1}");
    for key in ["AuditData", "auditData", "RawEventData"] {
        let doubled = format!("{{\"{key}\":{{}},\"{key}\":{{\"a\":1}}}}");
        let wrapper = if key == "auditData" { "GraphAuditData" } else { key };
        check(
            format!("{doubled}\n{{}}"),
            JsonLines,
            &[&format!("1 Doubled {{ wrapper: {wrapper} }} {doubled}"), "2 NoRecord {}"],
        );
    }
}

#[test]
fn a_wrapper_cut_off_behind_its_record_still_has_it() {
    check(
        "{}\n{\"AuditData\":{\"a\":1},\"x\":\"cu\n{\"AuditData\":\"{",
        JsonLines,
        &["1 NoRecord {}", "2 record {\"a\":1}", "3 record {\"AuditData\":\"{"],
    );
}

/// Members before the break would make a record, with fields missing.
#[test]
fn a_row_that_is_no_json_to_its_end_is_rejected_as_it_stands() {
    let whole = "{\"@timestamp\":1,\"o365.audit.Id\":2,\"o365.audit.A\":\"b\"}";
    let row = "{\"TimeGenerated\":\"t\",\"Operation\":\"x\",\"UserId\":1,\"ClientIP\":\"z\"}";
    let bag = "{\"auditData\":{\"a\":1,\"dynamicProperties\":{\"b\":2},\"c\" 3}}";
    for row in [row, whole] {
        for cut in row.len() - 5..row.len() {
            let broken = &row[..cut];
            check(
                format!("{{}}\n{broken}\n{{}}"),
                JsonLines,
                &["1 NoRecord {}", &format!("2 Torn {broken}"), "3 NoRecord {}"],
            );
        }
        for key in ["ClientIP", "o365.audit.A"]
            .map(|key| format!("\"{key}\""))
            .iter()
            .filter(|key| row.contains(*key))
        {
            let broken = row.replace(&format!("{key}:"), key);
            let rejected = format!("1 Torn {broken}");
            check(format!("[{broken},\n{{}}]"), Json, &[&rejected, "2 NoRecord {}"]);
        }
    }
    // The parser rejects it, and all of its carrier with it.
    let broken = bag.strip_prefix("{\"auditData\":").and_then(|rest| rest.strip_suffix("}")).unwrap();
    check(format!("[{bag},\n{{}}]"), Json, &[&format!("1 record {broken}"), "2 NoRecord {}"]);
}

#[test]
fn a_row_cut_off_in_a_number_does_not_take_the_next_ones_fields() {
    let row = "{\"TimeGenerated\":\"t\",\"Operation\":\"x\",\"RecordType\":15}";
    let cut = row.strip_suffix("5}").unwrap();
    check(
        format!("{{}}\n{cut}{row}\n{{}}"),
        JsonLines,
        &[
            "1 NoRecord {}",
            &format!("2 Torn {cut}"),
            "2 record {\"CreationTime\":\"t\",\"Operation\":\"x\",\"RecordType\":15}",
            "3 NoRecord {}",
        ],
    );
}

#[test]
fn limits_are_those_of_the_wrapper() {
    let input = "{\"AuditData\":{\"a\":1}}";
    check_limited(input, input.len(), JsonLines, &["1 record {\"a\":1}"]);
    check_limited(
        input,
        input.len() - 1,
        JsonLines,
        &["1 TooLarge { limit_bytes: 20 } {\"AuditData\":{\"a\":1}"],
    );
}

/// A record as exports have it, written compact or over several lines.
fn record() -> impl Strategy<Value = String> {
    let value = prop_oneof![
        ".{0,8}".prop_map(Value::from),
        "[\\\\\"{}\\[\\],:\n\u{1}]{0,8}".prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        Just(json!({"AuditData": "{}", "value": [null]})),
    ];
    (prop::collection::vec((".{0,4}|Operation|value|Count", value), 0..4), any::<bool>()).prop_map(
        |(members, is_pretty)| {
            let mut record = members.into_iter().collect::<Map<_, _>>();
            let own = [("CreationTime", "t"), ("Operation", "o"), ("Id", "x"), ("UserId", "u")];
            record.extend(own.map(|(key, value)| (key.to_owned(), Value::from(value))));
            record.insert("RecordType".into(), 1.into());
            let record = Value::Object(record);
            if is_pretty { format!("{record:#}") } else { record.to_string() }
        },
    )
}

proptest! {
    #[test]
    fn what_is_wrapped_comes_back_byte_for_byte(record in record()) {
        for (input, wrapper) in wrapped(&record) {
            carried(&input, wrapper, &record);
        }
    }

    #[test]
    fn wrappers_with_anything_inside_do_no_harm(
        inside in "[\\\\\"{}\\[\\],:a @.\n]{0,12}",
        which in 0..9_usize,
        cut: prop::sample::Index,
    ) {
        let (input, _) = wrapped("{\"@odata.x\":1,\"value\":[{}]}").swap_remove(which);
        let (front, tail) = input.as_bytes().split_at(cut.index(input.len()));
        let _ = items_in_pieces(&[front, inside.as_bytes(), tail].concat(), Limits::default());
    }
}
