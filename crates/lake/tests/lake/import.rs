//! One row a record, and a number for everything else.

use std::io::{self, Read, Write};

use trail365_lake::{ErrorKind, ImportOptions, Importer, Lake};
use trail365_records::Limits;

use crate::Place;
use crate::place::{counts, lines, record};

#[test]
fn the_same_records_are_added_once_whatever_carries_them() {
    let place = Place::new();
    let lines = lines(0..1000);
    assert_eq!(counts(&place.import("a.jsonl", &lines)), [1000, 1000, 0, 0, 0]);

    let records: Vec<_> = lines.lines().collect();
    let array = format!("[{}]", records.join(",\n"));
    let wrapped =
        |r: &&str| format!(r#"{{"id":"x","auditData":{}}}"#, r.replacen('{', r##"{"@odata.type":"#x","##, 1));
    let graph = format!(
        r#"{{"@odata.context":"c","value":[{}]}}"#,
        records.iter().map(wrapped).collect::<Vec<_>>().join(",")
    );
    let quoted = |r: &&str| format!("2024-03-01,user,op,\"{}\"\r\n", r.replace('"', "\"\""));
    let csv = format!(
        "CreationDate,UserIds,Operations,AuditData\r\n{}",
        records.iter().map(quoted).collect::<String>()
    );
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(array.as_bytes()).unwrap();
    let spread: String = records.iter().map(|r| r.replace("\":", "\" : ") + "\n").collect();
    let inputs: [(&str, Vec<u8>); 5] = [
        ("blob", array.into_bytes()),
        ("graph", graph.into_bytes()),
        ("csv", csv.into_bytes()),
        ("gzip", gzip.finish().unwrap()),
        ("spaces", spread.into_bytes()),
    ];
    for (name, input) in inputs {
        assert_eq!(counts(&place.import(name, input)), [1000, 0, 1000, 0, 0], "{name}");
    }
    assert_eq!(place.count(), 1000);
    assert_eq!(place.findings(), [""; 0]);
}

#[test]
fn an_id_with_other_content_is_kept_and_counted() {
    let place = Place::new();
    let other = record(1, "FileDeleted");
    let input = format!("{}{other}\n{other}\n", lines([1, 1]));
    assert_eq!(counts(&place.import("a", &input)), [4, 1, 2, 1, 0]);
    assert_eq!(counts(&place.import("b", &other)), [1, 0, 1, 0, 0]);
    assert_eq!(place.query("select operation from activity order by 1"), "FileAccessed\nFileDeleted");
}

#[test]
fn records_without_an_id_are_told_apart_by_their_content_and_their_number() {
    let place = Place::new();
    let input = "{\"Operation\":\"A\"}\n{\"Operation\":\"B\"}\n{\"Operation\":\"A\"}\n{\"Id\":null,\"Operation\":\"A\"}\n";
    assert_eq!(counts(&place.import("a", input)), [4, 4, 0, 0, 0]);
    assert_eq!(counts(&place.import("again", input)), [4, 0, 4, 0, 0]);
    assert_eq!(place.findings(), [""; 0]);
}

#[test]
fn what_is_no_record_is_kept_and_named() {
    let place = Place::new();
    let input = format!("{}no record\n{{\"Id\":1,}}\n{}", lines([1]), lines([2]));
    let entry = place.import("a.jsonl", &input);
    assert_eq!(counts(&entry), [4, 2, 0, 0, 2]);
    assert_eq!(entry.reasons.values().sum::<u64>(), 2);
    assert_eq!(
        place.query("select source, source_line, arrow_cast(bytes, 'Utf8') from rejected order by 2"),
        "a.jsonl|2|no record\na.jsonl|3|{\"Id\":1,}"
    );
    assert_eq!(
        place.query("select reason is null, text, sha256 is null from rejected where text like 'no%'"),
        "false|no record|false"
    );
    assert_eq!(place.findings(), [""; 0]);
}

#[test]
fn a_record_that_does_not_parse_is_kept_with_its_whole_carrier() {
    let place = Place::new();
    let row = "7,2026-04-03T12:00:00Z,bob@example.com,\"{””Operation””:Set-Mailbox}\"";
    let csv = format!("RecordId,CreationDate,UserId,AuditData\n{row}\n");
    let object = r#"{"RecordId":"8","AuditData":{"Operation":"A",}}"#;
    assert_eq!(counts(&place.import("a.csv", &csv)), [1, 0, 0, 0, 1]);
    assert_eq!(counts(&place.import("b.json", object)), [1, 0, 0, 0, 1]);
    assert_eq!(
        place.query("select arrow_cast(bytes, 'Utf8') from rejected order by source"),
        format!("{row}\n{object}")
    );
}

#[test]
fn rejected_input_is_kept_once_and_tried_again() {
    let place = Place::new();
    let deep = r#"{"Id":"deep","Operation":"A","ExtendedProperties":[{"Name":"a","Value":"b"}]}"#;
    let input = format!("{}{deep}\nno record\n", lines([1]));
    let shallow =
        ImportOptions { limits: Limits { depth: 1, ..Limits::default() }, ..ImportOptions::default() };
    for added in [1, 0] {
        assert_eq!(counts(&place.import_with(&shallow, "a", &input)), [3, added, 1 - added, 0, 2]);
    }
    assert_eq!(place.query("select source_line, length(sha256) from rejected order by 1"), "2|64\n3|64");
    let sums = "select sum(rows_read), sum(rows_added), sum(duplicates), sum(rejected) from ledger";
    let before = place.query(sums);
    assert_eq!(before, "6|1|1|4");
    for added in [1, 0, 0] {
        assert_eq!(counts(&place.again()), [2, added, 1 - added, 0, 1]);
        // What a try does not add is counted already.
        assert_eq!(place.query(sums), "7|2|1|4");
    }
    assert_eq!(place.query("select source, source_line from activity where id = 'deep'"), "a|2");
    assert_eq!(place.query("select count(*) from rejected"), "2");
    assert_eq!(place.findings(), [""; 0]);
}

#[test]
fn a_record_in_its_carrier_is_found_at_a_later_try() {
    let deep = |id: &str| {
        format!(
            r#"{{"CreationTime":"2026-02-14T09:00:00","Id":"{id}","Operation":"A","RecordType":1,"UserId":"u","P":[{{"N":"a;b"}}]}}"#
        )
    };
    let in_cell = |id: &str| format!("\"{}\"", deep(id).replace('"', "\"\""));
    let in_string = |id: &str| format!("\"{}\"", deep(id).replace('"', "\\\""));
    let cases = [
        format!("RecordId,CreationDate,AuditData,UserId\n7,\"a, b\",{},u\n", in_cell("csv")),
        format!("RecordId;AuditData\n7;{}\n", in_cell("semicolon")),
        format!("RecordId,AuditData\r\n7,{}\r\n", in_cell("pretty").replace(",\"\"Op", ",\n\"\"Op")),
        format!("AuditData,RecordId\n{},7\n", in_cell("first")),
        format!("{{\"RecordId\":\"7\",\"AuditData\":{}}}", in_string("wrapper")),
        format!(
            "{{\"@odata.context\":\"x\",\"value\":[{{\"id\":\"graph\",\"auditData\":{}}}]}}",
            deep("graph")
        ),
        format!("<180>Aug 13 10:00:00 host, app: {}\n", deep("prefix")),
    ];
    let place = Place::new();
    let shallow =
        ImportOptions { limits: Limits { depth: 1, ..Limits::default() }, ..ImportOptions::default() };
    for (at, input) in cases.iter().enumerate() {
        assert_eq!(counts(&place.import_with(&shallow, &at.to_string(), input)), [1, 0, 0, 0, 1], "{input}");
    }
    let mut importer = Importer::begin(place.lake(), &ImportOptions::default()).unwrap();
    importer.retry_rejected().unwrap();
    for entry in importer.finish().unwrap().units {
        assert_eq!(counts(&entry), [1, 1, 0, 0, 0], "{}", cases[entry.source.parse::<usize>().unwrap()]);
    }
    assert_eq!(
        place.query("select id from activity where creation_time is not null order by id"),
        "csv\nfirst\ngraph\nprefix\npretty\nsemicolon\nwrapper"
    );
    assert_eq!(place.findings(), [""; 0]);
}

#[test]
fn what_is_no_record_in_its_wrapper_is_none_at_a_later_try() {
    let place = Place::new();
    let input = "{\"AuditData\":\"System.Object[]\",\"Operations\":\"A\"}\n{\"AuditData\":\"\"}\n";
    assert_eq!(counts(&place.import("a", input)), [2, 0, 0, 0, 2]);
    assert_eq!(counts(&place.again()), [2, 0, 0, 0, 2]);
    assert_eq!(place.query("select source_line from rejected order by 1"), "1\n2");
    assert_eq!(place.count(), 0);
}

/// Comes to its end between its two parts.
struct Growing(Vec<Vec<u8>>);

impl Read for Growing {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let Some(part) = self.0.first_mut() else { return Ok(0) };
        let count = into.len().min(part.len());
        into[..count].copy_from_slice(&part[..count]);
        part.drain(..count);
        if count == 0 {
            self.0.remove(0);
        }
        Ok(count)
    }
}

#[test]
fn the_ledger_tells_nothing_of_what_comes_to_a_file_after_its_end() {
    let place = Place::new();
    let begun = Importer::begin(place.lake(), &ImportOptions::default());
    let mut importer = begun.unwrap();
    let parts = vec![lines(0..10).into_bytes(), lines(10..20).into_bytes()];
    let bytes = parts[0].len() as u64;
    importer.import_unit("growing", Growing(parts), &mut |_| ()).unwrap();
    let entry = importer.finish().unwrap().units.remove(0);
    assert_eq!((entry.rows_read, entry.bytes), (10, bytes));
    assert_eq!(entry.sha256, place.import("grown", lines(0..10)).sha256);
}

#[test]
fn characters_that_were_replaced_are_told() {
    let place = Place::new();
    let text = "{\"Id\":\"x\",\"Operation\":\"A?B\"}";
    let units = text.encode_utf16().map(|unit| if unit == u16::from(b'?') { 0xD83D } else { unit });
    let input: Vec<_> = std::iter::once(0xFEFF).chain(units).flat_map(u16::to_le_bytes).collect();
    let entry = place.import("half", input);
    assert_eq!(entry.notices[0], "1 character could not be decoded and became U+FFFD");
    assert_eq!(place.query("select operation from activity"), "A\u{FFFD}B");
}

#[test]
fn a_unit_that_cannot_be_read_is_in_the_ledger() {
    let place = Place::new();
    let entry = place.import("picture.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    assert_eq!(counts(&entry), [0; 5]);
    assert!(entry.notices[0].starts_with("not read: "), "{:?}", entry.notices);
    assert_eq!(place.query("select source, bytes, rows_read from ledger"), "picture.png|16|0");
}

#[test]
fn the_ledger_tells_where_rows_came_from() {
    let place = Place::new();
    let entry = place.import("a.jsonl", lines(0..30));
    assert_eq!(entry.sha256.len(), 64);
    assert_eq!(
        place.query("select source, rows_read, rows_added, first_time, last_time, version from ledger"),
        "a.jsonl|30|30|2024-03-01T00:00:00Z|2024-03-28T03:00:00Z|1"
    );
    assert_eq!(
        place.query("select source, source_line, id from activity where source_line = 17"),
        "a.jsonl|17|00000000-0000-4000-8000-000000000016"
    );
}

#[test]
fn a_record_is_given_back_with_and_without_its_exact_bytes() {
    let place = Place::new();
    let odd = r#"{"Id":"x","RecordType":1,"Parameters":[{"Name":"A","Value":"1"}],"Novel":{"a":[1,null]},"UserType":"0"}"#;
    place.import("raw", odd);
    assert_eq!(place.query("select record from records"), odd);
    assert_eq!(place.query("select raw is null from activity"), "false");

    let bare = Place::new();
    bare.import_with(&ImportOptions { raw: false, ..ImportOptions::default() }, "bare", odd);
    assert_eq!(bare.query("select raw is null from activity"), "true");
    let json = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
    assert_eq!(json(&bare.query("select record from records")), json(odd));
    bare.import("raw", lines([1]));
    assert_eq!(bare.query("select count(*) from records where record is null"), "0");
}

#[test]
fn columns_are_there_even_where_no_row_has_them() {
    let place = Place::new();
    place.import("a", lines([1]));
    assert_eq!(place.query("select count(mailbox_owner_upn), count(operation) from activity"), "0|1");
}

#[test]
fn there_is_no_lake_until_one_is_made() {
    let place = Place::new();
    let missing = place.runtime.block_on(Lake::open(&place.location(), None)).unwrap_err();
    assert_eq!(missing.kind(), ErrorKind::Missing);
    place.lake();
    assert!(place.runtime.block_on(Lake::open(&place.location(), None)).is_ok());
}

#[test]
fn a_folder_becomes_a_lake_unless_something_else_is_in_the_way() {
    let place = Place::new();
    std::fs::create_dir_all(place.path().join("lake/notes")).unwrap();
    assert_eq!(counts(&place.import("a", lines(0..3))), [3, 3, 0, 0, 0]);

    let taken = Place::new();
    std::fs::create_dir_all(taken.path().join("lake/activity/documents")).unwrap();
    let refused = taken.runtime.block_on(Lake::open_or_create(&taken.location())).unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::Unsupported);
    assert!(refused.to_string().ends_with("its folder `activity` holds something else"), "{refused}");
}

#[test]
fn many_contents_of_one_id_are_told_apart() {
    let place = Place::new();
    let line = |n| format!("{{\"Id\":\"x\",\"Operation\":\"{n}\"}}");
    let input = (0..20_000).map(line).collect::<Vec<_>>().join("\n");
    assert_eq!(counts(&place.import("a", &input)), [20_000, 1, 0, 19_999, 0]);
    assert_eq!(counts(&place.import("b", &input)), [20_000, 0, 20_000, 0, 0]);
}

#[test]
fn a_later_try_counts_by_few_reasons_and_quotes_nothing() {
    let place = Place::new();
    let pieces: Vec<_> = (0..60).map(|n| format!("secret {n}, secret, {n}\n")).collect();
    place.import("a", lines([1]) + &pieces.concat());
    let entry = place.again();
    assert_eq!(entry.rejected, 60);
    assert!(entry.reasons.len() <= 3, "{:?}", entry.reasons);
    assert!(entry.reasons.keys().all(|reason| !reason.contains("secret")), "{:?}", entry.reasons);
}

#[test]
fn the_log_has_few_notices_of_a_unit() {
    let place = Place::new();
    // Each column in which PowerShell has written a type in place of a value is announced.
    let names: Vec<_> = (0..60).map(|n| format!("Column{n}")).collect();
    let values = vec!["System.Object[]"; 60].join(",");
    let table = format!(
        "CreationDate,AuditData,{}\r\n2024-03-01,\"{{\"\"Id\"\":\"\"x\"\"}}\",{values}\r\n",
        names.join(",")
    );
    let entry = place.import("a.csv", table);
    assert!(entry.notices.len() <= 21, "{} notices: {:?}", entry.notices.len(), &entry.notices[..3]);
}
