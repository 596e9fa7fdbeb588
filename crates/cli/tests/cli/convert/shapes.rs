//! Documents of shapes.

use serde_json::Value;

use crate::folder::Folder;
use crate::program::{assert_in_order, run, run_fed};

/// Enough for several chunks on each thread.
const RECORDS: usize = 20_000;

#[test]
fn documents_come_in_the_order_of_the_records() {
    let folder = Folder::new();
    let record = |id| {
        format!(
            "{{\"Id\":\"{id}\",\"RecordType\":25,\"Operation\":\"MessageSent\",\"UserId\":\"a@example.com\"}}\n"
        )
    };
    let mut lines: Vec<_> = (0..RECORDS).map(record).collect();
    lines[RECORDS / 2] = "nope\n".into();
    let (half, rest) = lines.split_at(RECORDS / 3);
    let (first, second) = (folder.file("a.jsonl", half.concat()), folder.file("b.jsonl", rest.concat()));
    for (form, place) in [
        ("records", "/Id"),
        ("ecs", "/event/id"),
        ("ocsf", "/metadata/uid"),
        ("sentinel", "/OfficeId"),
        ("graph", "/id"),
    ] {
        let run = run(&["convert", "--to", form, &first, &second]);
        assert_eq!(run.code, 2, "{}", run.err);
        assert_in_order(&run.err, &["b.jsonl:3335: ", "19,999 records written, 1 unreadable piece"]);
        let ids = run.out.lines().map(|line| {
            let document: Value = serde_json::from_str(line).unwrap();
            document.pointer(place).unwrap().as_str().unwrap().parse::<usize>().unwrap()
        });
        assert!(ids.eq((0..RECORDS).filter(|id| *id != RECORDS / 2)), "{form}");
    }
}

#[test]
fn what_no_rule_knows_is_counted() {
    let records = "{\"RecordType\":261,\"Operation\":\"CopilotInteraction\"}\n{\"RecordType\":999,\"Operation\":\"New\\u001b\"}\n";
    let run = run_fed(&["convert", "--to", "ecs", "--strict", "-"], records);
    assert_eq!(run.code, 0);
    let words =
        "note: 2 records of a kind that no rule of the shape knows: CopilotInteraction 1, New\\u{1b} 1";
    assert_in_order(&run.err, &[words, "2 records written"]);
    let run = run_fed(&["convert", "--to", "ocsf", "--original", "-"], records);
    assert_in_order(&run.err, &["note: 1 record of a kind", "New\\u{1b} 1"]);
    assert!(run.out.contains(r#""raw_data":"{\"RecordType\":261"#), "{}", run.out);
}

#[test]
fn what_has_no_place_is_left_out_and_counted() {
    let records = "{\"RecordType\":1,\"Operation\":\"Set-Mailbox\"}\n{\"RecordType\":15,\"Operation\":\"UserLoggedIn\"}\n";
    let run = run_fed(&["convert", "--to", "asim-audit", "-"], records);
    assert_eq!((run.code, run.out.lines().count()), (0, 1), "{}", run.err);
    let words = "note: 1 record that the shape has no place for, left out: UserLoggedIn 1";
    assert_in_order(&run.err, &[words, "1 record written"]);
}

#[test]
fn purview_is_a_table_with_one_header() {
    let records = "{\"Id\":\"1\",\"Operation\":\"Send\"}\n{\"Id\":\"2\",\"Operation\":\"Send\"}\n";
    let run = run_fed(&["convert", "--to", "purview", "-"], records);
    let expect = [
        "RecordId,CreationDate,RecordType,Operation,UserId,AuditData,AssociatedAdminUnits,AssociatedAdminUnitsNames",
        "1,,,Send,,\"{\"\"Id\"\":\"\"1\"\",\"\"Operation\"\":\"\"Send\"\"}\",,",
        "2,,,Send,,\"{\"\"Id\"\":\"\"2\"\",\"\"Operation\"\":\"\"Send\"\"}\",,",
        "",
    ];
    assert_eq!(run.out.split("\r\n").collect::<Vec<_>>(), expect);
}
