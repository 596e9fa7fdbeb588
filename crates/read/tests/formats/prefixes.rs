//! JSON behind a prefix of other text.

use trail365_read::Format::{Csv, JsonLines, PrefixedLines};
use trail365_read::{ItemKind, Reader};

use crate::{check, check_limited};

const RECORD: &str = r#"{"CreationTime":"2026-02-14T09:00:00","Operation":"FileAccessed","Item":{"a":[1]}}"#;

#[test]
fn the_object_behind_a_prefix_is_read() {
    for prefix in [
        "<180>Aug 13 10:00:00 host o365_audit: ",
        "<165>1 2026-02-14T09:00:00.003Z host app 1 ID47 [x@32473 iut=\"3\" e=\"{a}\"] ",
        "2026-02-14T09:00:00+00:00 o365.audit\t",
        "2026 Feb 14 09:00:01 manager->office365 ",
        "Feb 14 09:00:01 host collector[812]: ",
        "collector_1  | ",
        "[2026-02-14 09:00:01] [INFO] ",
        "CEF:0|a|b|1|100|x|3|msg=",
        "data: ",
    ] {
        let input = format!("{prefix}{RECORD}\r\n{prefix}{RECORD}\n");
        let expected = [format!("1 record {RECORD}"), format!("2 record {RECORD}")];
        check(&input, PrefixedLines, &expected.each_ref().map(String::as_str));
    }
}

#[test]
fn other_lines_between_are_rejected_whole() {
    let input =
        format!("service starting\nx: {RECORD}\ny: done\n\nz: {RECORD} tail\n{RECORD}\nz: {{\"a\":\"cut\n");
    let expected = [
        "1 NotAnObject service starting".to_string(),
        format!("2 record {RECORD}"),
        "3 NotAnObject y: done".into(),
        format!("5 record {RECORD}"),
        format!("6 record {RECORD}"),
        "7 record {\"a\":\"cut".into(),
    ];
    check(&input, PrefixedLines, &expected.each_ref().map(String::as_str));
}

#[test]
fn several_objects_an_array_and_escaped_json_are_read() {
    let escaped = RECORD.replace('"', "\\\"");
    let input = format!("a: {RECORD} {RECORD}x\nb: [{RECORD},{RECORD}]\nc: msg=\"{escaped}\" n=1\n");
    let record = |line: u32| format!("{line} record {RECORD}");
    let expected = [record(1), record(1), record(2), record(2), record(3)];
    check(&input, PrefixedLines, &expected.each_ref().map(String::as_str));
}

#[test]
fn wrappers_behind_a_prefix_are_opened() {
    let input = format!("2026 m->o {{\"integration\":\"office365\",\"office365\":{RECORD}}}\n");
    check(&input, PrefixedLines, &[&format!("1 record {RECORD}")]);
    let mut reader = Reader::new(input.as_bytes()).unwrap();
    let item = reader.next().unwrap().unwrap();
    assert_eq!((item.line, item.offset, item.wrapper.key()), (1, 0, "office365"));
    assert_eq!(item.carrier, input.trim_end().as_bytes());
}

#[test]
fn a_piece_of_a_torn_record_is_no_object_behind_a_prefix() {
    let torn = "\"Operation\":\"x\",\"Item\":{\"Id\":1},\"b\":2}";
    check(
        format!("{RECORD}\n{torn}\n"),
        JsonLines,
        &[&format!("1 record {RECORD}"), &format!("2 NotAnObject {torn}")],
    );
    let input = format!("x: {RECORD}\nx: {torn}\n");
    check(input, PrefixedLines, &[&format!("1 record {RECORD}"), &format!("2 NotAnObject x: {torn}")]);
}

#[test]
fn a_line_over_the_limit_is_skipped() {
    let long = format!("x: {{\"a\":\"{}\"}}", "b".repeat(5000));
    let input = format!("x: {{\"a\":1}}\n{long}\nx: {{\"b\":1}}\n");
    let expected = [
        "1 NoRecord x: {\"a\":1}",
        &format!("2 TooLarge {{ limit_bytes: 100 }} {}", &long[..100]),
        "3 NoRecord x: {\"b\":1}",
    ];
    check_limited(input, 100, PrefixedLines, &expected);
}

#[test]
fn a_table_is_no_such_text() {
    let cell = RECORD.replace('"', "\"\"");
    check(format!("Id,AuditData\n1,\"{cell}\"\n"), Csv, &[&format!("2 record {RECORD}")]);
    check(format!("time\tmessage\n1\t\"{cell}\"\n"), Csv, &[&format!("2 record {RECORD}")]);
}

#[test]
fn pieces_of_json_are_no_columns() {
    let error = Reader::new(&b"x \"{\"\"a\"\":1,\"\"b\"\":2,{\"c\",d\n"[..]).unwrap_err();
    assert!(!error.to_string().contains("columns"), "{error}");
}

/// Ids of the records, and how many pieces are rejected.
fn ids(input: &str) -> (Vec<String>, usize) {
    let mut reader = Reader::new(input.as_bytes()).unwrap();
    let (mut ids, mut rejected) = (Vec::new(), 0);
    while let Some(item) = reader.next().unwrap() {
        match item.kind {
            ItemKind::Record(bytes) => {
                let record: serde_json::Value = serde_json::from_slice(bytes).unwrap();
                ids.push(record["Id"].as_str().unwrap().to_owned());
            }
            ItemKind::Rejected { .. } => rejected += 1,
        }
    }
    (ids, rejected)
}

fn numbered(id: u8) -> String {
    format!(
        "{{\"CreationTime\":\"2026-02-14T09:00:00\",\"Id\":\"{id}\",\"Operation\":\"x\",\"RecordType\":6}}"
    )
}

#[test]
fn text_inside_json_may_have_marks_lines_and_prefixes() {
    let [a, b] = [1, 2].map(numbered);
    for (text, expected) in [
        (format!("<134>Feb 14 09:00:00 host x {a}"), &["1"][..]),
        (format!("<134>Feb 14 09:00:00 host x [{a},{b}]"), &["1", "2"]),
        (format!("\u{feff}{a}"), &["1"]),
        (format!("{a}\n{b}\n"), &["1", "2"]),
        (format!("\u{feff}{a}\r\n\u{feff}{b}"), &["1", "2"]),
        (format!("{a}{b}"), &["1", "2"]),
        (format!("2026-02-14 INFO {a}\nstarted\n2026-02-14 INFO {b} done\n"), &["1", "2"]),
    ] {
        let string = serde_json::Value::from(text.clone());
        for around in [
            serde_json::json!({"message": string}),
            serde_json::json!({"x": {"log": string}, "n": 1}),
            serde_json::json!({"_source": {"event": {"original": string}}}),
            serde_json::json!({"result": {"_raw": string}}),
            serde_json::json!({"fields": {"event.original": [string]}}),
            serde_json::json!({"AuditData": string}),
        ] {
            let (found, rejected) = ids(&around.to_string());
            assert_eq!(
                (&found[..], rejected),
                (&expected.iter().map(ToString::to_string).collect::<Vec<_>>()[..], 0),
                "{around}"
            );
        }
    }
}

#[test]
fn text_inside_json_that_only_mentions_objects_is_no_record() {
    for text in ["x {\"a\":1}", "@{CreationTime=x; a={\"a\":1}}", "{\"a\":1} {\"b\":2}"] {
        let object = serde_json::json!({"message": text, "n": 1}).to_string();
        assert_eq!(ids(&object), (vec![], 1), "{text}");
    }
}

#[test]
fn lines_with_a_prefix_stand_among_others() {
    let [a, b, c, d] = [1, 2, 3, 4].map(numbered);
    let input = format!(
        "{a}\n<134>Feb 14 09:00:00 host x {b}\nstarted\n[2026-02-14 09:00:01] info {c}\n{d}\n2026 x [{a},{b}]\n"
    );
    assert_eq!(ids(&input), (["1", "2", "3", "4", "1", "2"].map(str::to_owned).to_vec(), 1));
}

#[test]
fn cells_may_have_prefixes() {
    let [a, b] = [1, 2].map(|id| numbered(id).replace('"', "\"\""));
    let input = format!(
        "_time,_raw\n1,\"<134>Feb 14 host x {a}\"\n2,\"<134>Feb 14 host x {b}\"\n3,\"x {{\"\"a\"\":1}}\"\n"
    );
    assert_eq!(ids(&input), (["1", "2"].map(str::to_owned).to_vec(), 1));
}
