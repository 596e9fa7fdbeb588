//! Rows of CSV that hold records in several cells, or in a cell beside the columns of one.

use trail365_read::Format::Csv;
use trail365_read::{ItemKind, Limits, Reader};

use crate::check;

fn record(id: &str) -> String {
    format!(
        r#"{{"CreationTime":"2026-03-04T00:00:00","Id":"{id}","Operation":"New-InboxRule","UserId":"a@x","RecordType":1,"ClientIP":"1.2.3.4"}}"#
    )
}

fn quoted(record: &str) -> String {
    format!("\"{}\"", record.replace('"', "\"\""))
}

/// Checks which records a table of one row has, whose cells `R1`, `R2` and `R3` are records.
#[track_caller]
fn check_row(header: &str, row: &str, ids: &[&str]) {
    for delimiter in [",", ";", "\t"] {
        let row = row.replace(',', delimiter);
        let row = ["R1", "R2", "R3"].iter().fold(row, |row, id| row.replace(id, &quoted(&record(id))));
        let input = format!("{}\n{row}\n{row}\n", header.replace(',', delimiter));
        let items = |line: u32| ids.iter().map(move |id| format!("{line} record {}", record(id)));
        let expected: Vec<_> = items(2).chain(items(3)).collect();
        check(&input, Csv, &expected.iter().map(String::as_str).collect::<Vec<_>>());
    }
}

#[test]
fn each_record_of_a_row_is_read_once() {
    check_row("AuditData,RawEventData", "R1,R2", &["R1", "R2"]);
    // The better carrier comes first.
    check_row("RawEventData,AuditData", "R1,R2", &["R2", "R1"]);
    check_row("AuditData,AuditData", "R1,R2", &["R1", "R2"]);
    check_row("Id,AuditData,Operation,Details", "R1,R1,New-InboxRule,R2", &["R1", "R2"]);
    check_row("_raw,message,event.original", "R1,R2,R3", &["R3", "R1", "R2"]);
    check_row("Payload,Details", "R1,R2", &["R1", "R2"]);
    for header in ["AuditData,RawEventData", "AuditData,AuditData", "_raw,message", "Payload,Details"] {
        check_row(header, "R1,R1", &["R1"]);
    }
    let list = quoted(&format!("[{},{}]", record("R2"), record("R3")));
    let input = format!("AuditData,Details\n{},{list}\n", quoted(&record("R1")));
    let expected = ["R1", "R2", "R3"].map(|id| format!("2 record {}", record(id)));
    check(&input, Csv, &expected.each_ref().map(String::as_str));
}

#[test]
fn a_cell_counts_where_the_one_before_it_holds_nothing() {
    for nothing in ["", "null", "\" \""] {
        for header in ["AuditData,RawEventData", "AuditData,AuditData", "AuditData,Details"] {
            check_row(header, &format!("{nothing},R1"), &["R1"]);
            check_row(header, &format!("R1,{nothing}"), &["R1"]);
        }
    }
}

#[test]
fn the_raw_record_counts_before_its_reduced_copy() {
    let reduced = r#"{"CreationTime":"2026-03-04T00:00:00","Id":"R1","Operation":"New-InboxRule"}"#;
    for (header, cells) in [
        ("AuditData,RawAuditData", [quoted(reduced), quoted(&record("R1"))]),
        ("RawAuditData,AuditData", [quoted(&record("R1")), quoted(reduced)]),
    ] {
        let input = format!("{header}\n{}\n", cells.join(","));
        check(&input, Csv, &[&format!("2 record {}", record("R1"))]);
    }
    check_row("AuditData,RawAuditData", "R1,", &["R1"]);
}

#[test]
fn a_record_in_a_cell_counts_before_the_columns_beside_it() {
    let fields = "2026-03-04T00:00:00,New-InboxRule,a@x";
    for name in ["_raw", "event.original", "message", "Payload"] {
        for (header, fields) in [
            ("CreationTime,Operation,UserId", fields),
            ("TimeGenerated,Operation,UserId", fields),
            ("o365.audit.CreationTime,o365.audit.Operation,o365.audit.UserId", fields),
            ("RecordId,CreationTime,Operation,UserId", &format!("R1,{fields}").replace("R1", "r1")),
        ] {
            check_row(&format!("{name},{header}"), &format!("R1,{fields}"), &["R1"]);
            check_row(&format!("{header},{name}"), &format!("{fields},R1"), &["R1"]);
        }
    }
    check_row(
        "_raw,message,CreationTime,Operation",
        "R1,R2,2026-03-04T00:00:00,New-InboxRule",
        &["R1", "R2"],
    );
}

#[test]
fn a_record_in_a_cell_is_completed_from_the_columns_beside_it() {
    let record = r#"{"CreationTime":"2026-03-04T00:00:00","Operation":"New-InboxRule","ClientIP":"1.2.3.4"}"#;
    let input = format!(
        "_raw,CreationTime,Operation,UserId,RecordType\n{},2026-03-04T00:00:00,New-InboxRule,a@x,1\n",
        quoted(record)
    );
    let whole = record.replace('}', r#","RecordType":1,"UserId":"a@x"}"#);
    check(&input, Csv, &[&format!("2 record {whole}")]);
}

#[test]
fn a_cell_with_a_record_on_each_line_has_them_all() {
    let records = ["R1", "R2", "R3"].map(record);
    for (header, between) in
        [("_raw,host", "\n"), ("AuditData,x", "\n"), ("Payload,x", ""), ("_raw,host", ",\n")]
    {
        let row = format!("{},h\n", quoted(&records.join(between)));
        let expected = records.each_ref().map(|record| format!("2 record {record}"));
        let expected = expected.each_ref().map(String::as_str);
        check(format!("{header}\n{row}"), Csv, &expected);
        let mut reader = Reader::of_piece(row.as_bytes(), Limits::default(), None).unwrap();
        for record in &records {
            assert_eq!(reader.next().unwrap().unwrap().kind, ItemKind::Record(record.as_bytes()), "{row}");
        }
        assert_eq!(reader.next().unwrap(), None);
    }
}
