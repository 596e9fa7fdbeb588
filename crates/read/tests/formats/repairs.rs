//! Records that another program has changed, cut off or lost.

use trail365_read::Format::{Csv, JsonLines};
use trail365_read::{Completeness, ItemKind, Reader, Reason};

use crate::check;

const RECORD: &str = r#"{"CreationTime":"2026-02-14T09:00:00","Operation":"FileAccessed","n":"a"}"#;

/// The completeness of each record, and the notices.
fn told(input: &str) -> (Vec<Completeness>, Vec<String>) {
    let mut reader = Reader::new(input.as_bytes()).unwrap();
    let mut found = Vec::new();
    while let Some(item) = reader.next().unwrap() {
        if let ItemKind::Record(_) = item.kind {
            found.push(item.completeness);
        }
    }
    (found, reader.notices().iter().map(ToString::to_string).collect())
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

#[test]
fn changed_quotes_are_changed_back_and_told() {
    for cell in [
        RECORD.replace('"', "\"\""),
        RECORD.replace('"', "\\\""),
        RECORD.replace('"', "\u{201D}\u{201D}"),
        RECORD.replace('"', "&quot;"),
        format!(" {}", RECORD.replace('"', "\u{201D}")),
    ] {
        let input = format!("Id,AuditData,x\n1,{},y\n2,{},z\n", quoted(&cell), quoted(RECORD));
        let expected = [format!("2 record {RECORD}"), format!("3 record {RECORD}")];
        check(&input, Csv, &expected.each_ref().map(String::as_str));
        let notices = told(&input).1;
        assert_eq!(
            notices,
            ["another program changed the quotes of the record in 1 row: they were changed back"]
        );
    }
}

#[test]
fn a_list_of_one_record_is_that_record() {
    let list = quoted(&format!("[{RECORD}]"));
    check(format!("AuditData\n{list}\n"), Csv, &[&format!("2 record {RECORD}")]);
    check(format!("AuditData\n{}\n", quoted("[1]")), Csv, &[&format!("2 NotAnObject {}", quoted("[1]"))]);
}

#[test]
fn a_list_of_records_in_a_cell_is_those_records() {
    let other = RECORD.replace("\"a\"", "[\"b\"]");
    let lists = quoted(&format!(" [{RECORD},\n{other}] "));
    let input = format!("Id,AuditData\n1,{lists}\n2,{}\n", quoted(RECORD));
    check(
        &input,
        Csv,
        &[&format!("2 record {RECORD}"), &format!("2 record {other}"), &format!("4 record {RECORD}")],
    );
    let mut reader = Reader::new(input.as_bytes()).unwrap();
    for _ in 0..2 {
        assert_eq!(reader.next().unwrap().unwrap().carrier, format!("1,{lists}").as_bytes());
    }
    // The same list as the text of a member.
    let object = serde_json::json!({"Id": "1", "AuditData": format!("[{RECORD},{other}]")}).to_string();
    check(&object, JsonLines, &[&format!("1 record {RECORD}"), &format!("1 record {other}")]);
}

#[test]
fn quotes_in_the_text_of_a_wrapper_are_changed_back() {
    for cell in [
        RECORD.replace('"', "\"\""),
        RECORD.replace('"', "\\\""),
        RECORD.replace('"', "\u{201D}"),
        RECORD.replace('"', "&quot;"),
    ] {
        let object = serde_json::json!({"x": 1, "AuditData": cell});
        let graph =
            serde_json::json!({"@odata.context": "c", "value": [object, {"id": "2", "auditData": cell}]});
        for (input, records) in [(object.to_string(), 1), (graph.to_string(), 2)] {
            let mut reader = Reader::new(input.as_bytes()).unwrap();
            while let Some(item) = reader.next().unwrap() {
                let ItemKind::Record(record) = item.kind else { panic!("{item:?}") };
                assert!(record.starts_with(RECORD.strip_suffix("}").unwrap().as_bytes()), "{item:?}");
            }
            let (found, notices) = told(&input);
            assert_eq!(found.len(), records, "{input}");
            assert!(notices[0].contains("changed the quotes of the record in"), "{notices:?}");
        }
    }
}

#[test]
fn what_the_cut_text_of_a_wrapper_says_is_marked() {
    let cut = RECORD.strip_suffix("a\"}").unwrap();
    let salvaged = r#"{"CreationTime":"2026-02-14T09:00:00","Operation":"FileAccessed""#;
    let object = serde_json::json!({"RecordId": "7", "AuditData": cut}).to_string();
    let page = format!("{{\"@odata.context\":\"c\",\"value\":[{object}]}}");
    // The end of the input may be in the text, too, and in an escape of it.
    let text = serde_json::to_string(cut).unwrap();
    let open = format!("{{\"RecordId\":\"7\",\"AuditData\":{}\\", text.strip_suffix('"').unwrap());
    let behind = format!("{{\"AuditData\":{text},\"RecordId\":\"7");
    let bare = format!("{{\"id\":\"7\",\"auditData\":{cut}");
    for (input, is_open) in [(&object, false), (&page, false), (&open, true), (&behind, true), (&bare, true)]
    {
        let mut reader = Reader::new(input.as_bytes()).unwrap();
        let item = reader.next().unwrap().unwrap();
        let ItemKind::Record(record) = item.kind else { panic!("{item:?}") };
        assert!(record.starts_with(salvaged.as_bytes()), "{item:?}");
        assert_eq!(item.completeness, Completeness::Truncated);
        assert!(is_open || record.ends_with(b"\"Id\":\"7\"}"), "{item:?}");
        let rejected = reader.next().unwrap().unwrap();
        assert!(matches!(rejected.kind, ItemKind::Rejected { .. }), "{rejected:?}");
        assert_eq!(reader.next().unwrap(), None);
        assert!(
            told(input).1.iter().any(|notice| notice.contains("1 record is cut off, and only")),
            "{input}"
        );
    }
}

#[test]
fn what_a_cut_record_says_is_marked() {
    let cut = RECORD.strip_suffix("a\"}").unwrap();
    let salvaged = r#"{"CreationTime":"2026-02-14T09:00:00","Operation":"FileAccessed"}"#;
    let row = format!("AuditData\n{},\n\"{}", quoted(RECORD), cut.replace('"', "\"\""));
    for input in [format!("{RECORD}\n{cut}"), format!("[{RECORD},\n{cut}"), row] {
        let mut reader = Reader::new(input.as_bytes()).unwrap();
        let whole = reader.next().unwrap().unwrap();
        assert_eq!(
            (whole.kind, whole.completeness),
            (ItemKind::Record(RECORD.as_bytes()), Completeness::Whole)
        );
        let item = reader.next().unwrap().unwrap();
        assert_eq!(item.kind, ItemKind::Record(salvaged.as_bytes()), "{input}");
        assert_eq!(item.completeness, Completeness::Truncated);
        assert!(item.carrier.ends_with(&input.as_bytes()[input.len() - 10..]), "{:?}", item.carrier);
        let rejected = reader.next().unwrap().unwrap();
        assert!(matches!(rejected.kind, ItemKind::Rejected { reason: Reason::CutOff, .. }), "{rejected:?}");
        assert!(
            told(&input).1.iter().any(|notice| notice.contains("1 record is cut off, and only")),
            "{input}"
        );
    }
}

#[test]
fn a_front_that_says_too_little_is_rejected_as_before() {
    let (found, notices) = told("{\"Operation\":1}\n{\"Operation\":\"x\",\"a\":\"b");
    assert_eq!(found, [Completeness::Whole, Completeness::Whole]);
    assert_eq!(notices, ["line 2: the last record is cut off: everything after it is missing"]);
}

#[test]
fn values_as_long_as_the_longest_are_told() {
    for (len, is_told) in [(32_765, false), (32_766, true), (32_767, true), (32_768, false)] {
        let input = format!("CreationTime,Operation,ObjectId\nt,x,{}\n", "ä".repeat(len));
        let expected = "line 2: 1 value has exactly 32,766 or 32,767 characters, the most that Log Analytics and Excel keep: \
                        most likely cut off";
        let notices = told(&input).1;
        assert_eq!(notices.iter().any(|notice| notice == expected), is_told, "{len}: {notices:?}");
    }
}

#[test]
fn long_values_in_json_are_told_wherever_they_stand() {
    for (len, is_told) in [(32_765, false), (32_766, true), (32_767, true), (32_768, false)] {
        let record = RECORD.replace("\"a\"", &format!("[{{\"Value\":\"{}\\n\"}}]", "ä".repeat(len - 1)));
        for input in [record.clone(), format!("[{record}]"), format!("AuditData\n{}\n", quoted(&record))] {
            let notices = told(&input).1;
            let is_found = notices.iter().any(|notice| notice.contains("1 value has exactly 32,766"));
            assert_eq!(is_found, is_told, "{len}: {notices:?}");
        }
    }
}

#[test]
fn records_that_export_csv_has_lost_are_told() {
    let input = "Id,AuditData\n1,Microsoft.Graph.PowerShell.Models.MicrosoftGraphSecurityAuditData\n";
    let expected = "1 row has the name of a type in place of the record, which Export-Csv has lost: export again with \
                    ConvertTo-Json -Depth 10";
    assert_eq!(told(input), (vec![], vec![expected.to_string()]));
}
