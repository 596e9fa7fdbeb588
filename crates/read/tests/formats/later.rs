//! Texts whose first lines hold no record, and whose later ones do.

use trail365_read::Format::{Csv, PrefixedLines};
use trail365_read::{ErrorKind, Format, ItemKind, Limits, NoticeKind, Reader};

use crate::{check, check_limited};

const RECORD: &str =
    r#"{"CreationTime":"2026-02-14T09:00:00","Operation":"FileAccessed","RecordType":6,"Id":"r1"}"#;

fn cell(json: &str) -> String {
    format!("\"{}\"", json.replace('"', "\"\""))
}

/// Counts the records and the rejected pieces of `input`.
fn counts(input: &str, limits: Limits) -> (Format, usize, usize, Vec<NoticeKind>) {
    let mut reader = Reader::with_limits(input.as_bytes(), limits).unwrap();
    let (mut records, mut rejected) = (0, 0);
    while let Some(item) = reader.next().unwrap() {
        match item.kind {
            ItemKind::Record(bytes) => {
                assert_eq!(bytes, RECORD.as_bytes());
                records += 1;
            }
            ItemKind::Rejected { .. } => rejected += 1,
        }
    }
    let notices = reader.notices().iter().map(|notice| notice.kind.clone()).collect();
    (reader.format(), records, rejected, notices)
}

#[test]
fn rows_without_a_record_hide_no_later_ones() {
    for count in [31, 32, 33, 5_000] {
        for other in [cell("{\"a\":1}"), "plain text".to_owned(), String::new(), cell("two\nlines")] {
            let rows = format!("1,{other},x\n").repeat(count);
            let input = format!("t,_raw,z\n{rows}2,{},x\n", cell(RECORD));
            assert_eq!(counts(&input, Limits::default()), (Csv, 1, count, vec![]), "{count} of {other}");
        }
    }
}

#[test]
fn lines_without_a_record_hide_no_later_ones() {
    for count in [31, 32, 33, 5_000] {
        for other in [
            "Jan 1 host sshd: hello",
            "Jan  1 00:00:00 host a,b;c: hello",
            "[2026-02-14 09:00:01] [INFO] hello",
            "plain Operation \"Operation\":",
        ] {
            let input = format!("{}Jan 1 host x: {RECORD}\n", format!("{other}\n").repeat(count));
            assert_eq!(
                counts(&input, Limits::default()),
                (PrefixedLines, 1, count, vec![]),
                "{count} of {other}"
            );
        }
    }
}

#[test]
fn what_was_passed_is_rejected_whole() {
    let input = format!("{}a: {RECORD}\n", "hello\n".repeat(32));
    let lines: Vec<_> = (1..=32).map(|line| format!("{line} NotAnObject hello")).collect();
    let record = format!("33 record {RECORD}");
    let expected: Vec<_> = lines.iter().chain([&record]).map(String::as_str).collect();
    check(&input, PrefixedLines, &expected);
    // How the input comes in does not matter, either.
    check_limited(&input, 200, PrefixedLines, &expected);
}

/// The window never grows beyond its limit, so what it held no longer is counted in a notice.
#[test]
fn memory_is_bounded_and_what_is_let_go_is_told() {
    let limits = Limits { record_bytes: 1_000, ..Limits::default() };
    for (line, last, format) in [
        ("Jan 1 host sshd: hello\n", format!("Jan 1 host x: {RECORD}\n"), PrefixedLines),
        ("1,hello\n", format!("2,{}\n", cell(RECORD)), Csv),
    ] {
        let lines = 100_000;
        let header = if format == Csv { "t,_raw\n" } else { "" };
        let input = format!("{header}{}{last}", line.repeat(lines));
        let (found, records, rejected, notices) = counts(&input, limits);
        assert_eq!((found, records), (format, 1));
        let [NoticeKind::SearchedFront { lines: passed, bytes }] = notices[..] else { panic!("{notices:?}") };
        assert_eq!(passed as usize + rejected, lines + usize::from(format == Csv));
        assert!(passed > 0 && rejected > 0 && bytes > passed, "{passed} {rejected} {bytes}");
    }
}

#[test]
fn lines_are_counted_behind_what_was_let_go() {
    let limits = Limits { record_bytes: 1_000, ..Limits::default() };
    let input = format!("{}x: {RECORD}\n", "Jan 1 host sshd: hello\n".repeat(100_000));
    let mut reader = Reader::with_limits(input.as_bytes(), limits).unwrap();
    let mut line = 0;
    while let Some(item) = reader.next().unwrap() {
        line = item.line;
    }
    assert_eq!(line, 100_001);
    let told = reader.notices()[0].to_string();
    assert!(told.starts_with("line 1: ") && told.contains("have no record"), "{told}");
}

#[test]
fn a_text_without_a_record_is_refused_at_its_end() {
    let limits = Limits { record_bytes: 1_000, ..Limits::default() };
    for line in ["hello, Operation\n", "a,\"{\"\"x\"\":\"\"Operation\"\"}\"\n", "x\n"] {
        let error = Reader::with_limits(line.repeat(60_000).as_bytes(), limits).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::UnknownFormat);
        assert!(error.to_string().contains("the first line"), "{error}");
    }
}

#[test]
fn a_list_that_begins_otherwise_tells_its_column() {
    for json in [
        format!("{{\"records\":[{{\"n\":1}},{RECORD}]}}"),
        format!("[{{\"n\":1}},{RECORD}]"),
        format!("{{\"a\":{{\"b\":[1,{RECORD}]}}}}"),
    ] {
        let input = format!("t,_raw\n1,{}\n", cell(&json));
        let (format, records, _, _) = counts(&input, Limits::default());
        assert_eq!((format, records), (Csv, 1), "{json}");
    }
    let input = format!("Jan 1 host app[7]: [{{\"n\":1}},{RECORD}]\n");
    assert_eq!(counts(&input, Limits::default()), (PrefixedLines, 1, 1, vec![]));
}

#[test]
fn a_key_may_begin_with_an_escape() {
    for key in ["\\u00c4", "\\tz", "a\\\"b"] {
        for line in [
            format!("<13>Jan 1 host app[7]: {{\"{key}\": {RECORD}}}\n"),
            format!("<13>Jan 1 host app[7]: [{{\"{key}\": {RECORD}}}]\n"),
            format!(
                "x\n{{\"message\":\"a: {{\\\"{}\\\": {}}}\"}}\n",
                key.replace('\\', "\\\\").replace('"', "\\\""),
                RECORD.replace('"', "\\\"")
            ),
        ] {
            let (_, records, _, _) = counts(&line, Limits::default());
            assert_eq!(records, 1, "{line}");
        }
    }
}
