//! JSON behind a prefix of other text.

use trail365_read::Format::{Csv, JsonLines, PrefixedLines};
use trail365_read::Reader;

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
