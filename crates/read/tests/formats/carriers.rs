//! The piece that a record was taken out of, and how much of the record it still had.

use trail365_read::{Completeness, ItemKind, Reader};

const RECORD: &str = "{\"CreationTime\":\"2026-02-14T09:00:00\",\"Operation\":\"FileAccessed\"}";

/// Each record's carrier and completeness.
fn carriers(input: &str) -> Vec<(String, Completeness)> {
    let mut reader = Reader::new(input.as_bytes()).unwrap();
    let mut found = Vec::new();
    while let Some(item) = reader.next().unwrap() {
        assert!(matches!(item.kind, ItemKind::Record(_)), "{input}: {item:?}");
        found.push((String::from_utf8_lossy(item.carrier).into_owned(), item.completeness));
    }
    found
}

fn check(input: &str, carrier: &str, completeness: Completeness) {
    assert_eq!(carriers(input), [(carrier.to_string(), completeness)], "{input}");
}

#[test]
fn a_record_comes_with_the_whole_piece_around_it() {
    use Completeness::{Partial, Whole};
    let cell = RECORD.replace('"', "\"\"");
    let row = format!("1,\"{cell}\",x");
    check(&format!("Id,AuditData,Other\r\n{row}\r\n"), &row, Whole);
    let object = format!("{{\"AuditData\":{RECORD},\"RecordId\":\"1\"}}");
    check(&object, &object, Whole);
    check(&format!("[\n {object}\n]"), &object, Whole);
    check(&format!("{{\"@odata.context\":\"c\",\"value\":[{object}]}}"), &object, Whole);
    let dotted = "{\"o365.audit.CreationTime\":\"t\",\"o365.audit.Operation\":\"x\"}";
    check(dotted, dotted, Whole);
    let row = "{\"TimeGenerated\":\"t\",\"Operation\":\"x\",\"UserId\":\"u\"}";
    check(row, row, Partial);
    check("CreationTime,Operation,UserId\nt,x,\n", "t,x,", Partial);
    check("TimeGenerated,Operation\nt,x\n", "t,x", Partial);
}

#[test]
fn a_record_that_stands_for_itself_has_no_carrier() {
    for input in [RECORD.to_string(), format!("[{RECORD}]"), format!("{{\"value\":[{RECORD}]}}")] {
        check(&input, "", Completeness::Whole);
    }
}
