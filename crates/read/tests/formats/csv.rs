use std::collections::HashSet;

use trail365_read::Format::Csv;

use trail365_read::{ItemKind, Limits, NoticeKind, Reader};

use crate::{check, items_in_pieces};

#[test]
fn the_cell_is_the_record() {
    check("Id,AuditData\n1,\"{\"\"a\"\":1}\"\n2,{}\n", Csv, &["2 record {\"a\":1}", "3 record {}"]);
    check("AuditData\r\n{}\r\n{}", Csv, &["2 record {}", "3 record {}"]);
    check("Id,AuditData,Z\n1,\" {} \",\n", Csv, &["2 record {}"]);
    check("Id,AuditData", Csv, &[]);
}

#[test]
fn headers_come_in_many_dresses() {
    for header in [
        "Id,AuditData,Z",
        "\u{feff}\"Id\",\"AuditData\",\"Z\"",
        "id, \"auditdata\" ,z",
        "#TYPE Selected.System.Object\r\nId,AuditData,Z\r",
        "#type x\n\nsep=,\nId,AUDITDATA,Z",
        ",AuditData,",
    ] {
        let row = header.matches('\n').count() + 2;
        check(format!("{header}\n1,{{}},\n"), Csv, &[&format!("{row} record {{}}")]);
    }
}

#[test]
fn columns_are_separated_as_the_header_says() {
    check("Id;AuditData\n1,2;\"{\"\"a\"\":\"\";\"\"}\"\n", Csv, &["2 record {\"a\":\";\"}"]);
    check("\tAuditData\n1,2\t{\"a\":1,\"b\":2}\n", Csv, &["2 record {\"a\":1,\"b\":2}"]);
    check("sep=|\nId|AuditData\n1|{\"a\":1,\"b\":2}\n", Csv, &["3 record {\"a\":1,\"b\":2}"]);
}

#[test]
fn cells_may_hold_line_feeds() {
    check("Id,AuditData\n\"a\r\nb\",\"{\n}\"\n\n\n\"c\nd\",{}\n", Csv, &["2 record {\n}", "7 record {}"]);
}

#[test]
fn a_row_without_a_record_is_rejected_with_its_text() {
    check(
        "Id,AuditData,Z\n1,,z\n2,\"  \",z\n3\n4,none,z\n5,{},z\n,,",
        Csv,
        &[
            "2 EmptyAuditData 1,,z",
            "3 EmptyAuditData 2,\"  \",z",
            "4 NoAuditData 3",
            "5 NotAnObject 4,none,z",
            "6 record {}",
            "7 EmptyAuditData ,,",
        ],
    );
}

#[test]
fn the_header_of_a_merged_export_is_followed() {
    check(
        "Id,AuditData\n1,{}\nId,AuditData\n2,{}\n\u{feff}\"AuditData\",Id\n{},3\n",
        Csv,
        &["2 record {}", "4 record {}", "6 record {}"],
    );
}

#[test]
fn a_cell_that_says_audit_data_makes_no_header() {
    check(
        "Id,AuditData\nAuditData,{}\nAuditData,\n1,{}\n",
        Csv,
        &["2 record {}", "3 EmptyAuditData AuditData,", "4 record {}"],
    );
}

#[test]
fn a_quote_that_is_not_closed_does_not_hide_its_row() {
    check(
        "Id,AuditData\n1,{}\n\"2,{}\n\"3\",\"{}\"\n4,{}\n",
        Csv,
        &["2 record {}", "3 record {}", "5 record {}"],
    );
}

/// The items of a table of three rows whose second is cut off before its byte `at`. What is rejected stands in it.
fn with_a_cut(rows: &[String], at: usize) -> Vec<String> {
    let table = format!("Id,AuditData,Z\n{}\n{}\n{}\n", rows[0], &rows[1][..at], rows[2]);
    let (_, items) = items_in_pieces(table.as_bytes(), Limits::default()).unwrap();
    for item in items.iter().filter(|item| !item.contains(" record ")) {
        let text = item.splitn(3, ' ').nth(2).unwrap();
        assert!(table.contains(text), "{item} is not in {table}");
    }
    items
}

#[test]
fn a_row_that_is_cut_off_costs_only_itself() {
    for (quote, space) in [("", ""), ("\"", ""), ("", "\n  "), ("\"", "\n  ")] {
        let rows = [1, 2, 3].map(|id| {
            let record = format!("{{{space}\"a\":\"{id}, \\\"\",{space}\"b\":[{{}}]{space}}}");
            format!("{quote}{id}{quote},\"{}\",{quote}z{quote}", record.replace('"', "\"\""))
        });
        let bracket = rows[1].rfind('}').unwrap();
        for at in 0..rows[1].len() {
            let items = with_a_cut(&rows, at);
            let is_record =
                |item: &String, id| item.contains(" record ") && item.contains(&format!("\"{id}, "));
            let ids: Vec<_> = (1..=3).filter(|id| items.iter().any(|item| is_record(item, *id))).collect();
            let expected = if at > bracket { vec![1, 2, 3] } else { vec![1, 3] };
            assert_eq!(ids, expected, "{items:?} of {rows:?} cut at {at}");
        }
    }
}

#[test]
fn a_record_before_the_header_it_is_joined_with_is_read() {
    check(
        "Id,AuditData\n1,\"{\"\"a\"\":1}\"AuditData,Id\n{},2\n",
        Csv,
        &["2 record {\"a\":1}", "3 record {}"],
    );
    check(
        "Id,AuditData\n1,\"{}\"2,\"{}\"\n3,\"{} and more\",x\n4,{}\n",
        Csv,
        &["2 record {}", "2 record {}", "3 record {}", "3 NotAnObject  and more\",x", "4 record {}"],
    );
}

#[test]
fn objects_without_quotes_are_read_as_they_stand() {
    check(
        "Id,AuditData\n1,{\"a\":1,\"b\":{\"c\":\"x, y\"}}\n2,{\"a\":{\"b\":1},\"c\":2},z\n3,{\"a\":1,\"b\n4,{}\n",
        Csv,
        &[
            "2 record {\"a\":1,\"b\":{\"c\":\"x, y\"}}",
            "3 record {\"a\":{\"b\":1},\"c\":2}",
            "4 NotClosed 3,{\"a\":1,\"b",
            "5 record {}",
        ],
    );
}

#[test]
fn a_record_that_is_not_closed_is_rejected_with_its_row() {
    check(
        "Id,AuditData\n1,\"{\"\"a\"\":1\",x\n2,{}\n3,\"{\"\"a\"\":\n\n",
        Csv,
        &["2 NotClosed 1,\"{\"\"a\"\":1\",x", "3 record {}", "4 CutOff 3,\"{\"\"a\"\":"],
    );
}

/// Each row takes in all that follow, to the end.
#[test]
fn rows_that_take_in_others_are_read_again_only_so_often() {
    let table = format!("Id,AuditData\n{}", "x,\"{\",\"\n".repeat(400_000));
    let mut reader = Reader::new(table.as_bytes()).unwrap();
    let mut bytes = 0;
    while let Some(item) = reader.next().unwrap() {
        let ItemKind::Rejected { bytes: rejected, .. } = item.kind else { panic!("{item:?}") };
        bytes += rejected.len();
    }
    assert!(bytes + 400_000 > table.len(), "{bytes} bytes rejected of {}", table.len());
}

#[test]
fn what_is_not_kept_of_a_row_without_a_record_is_told() {
    let table = format!("Id,AuditData\n\"{}\",\n1,{{}}\n", "x".repeat(10_000));
    let mut reader =
        Reader::with_limits(table.as_bytes(), Limits { record_bytes: 50, ..Limits::default() }).unwrap();
    while reader.next().unwrap().is_some() {}
    assert_eq!(reader.notices()[0].kind, NoticeKind::PassedOver { bytes: 10_004 });
}

#[test]
fn a_header_with_records_is_followed_in_a_table_of_fields() {
    check(
        "Id,CreationTime,Operation\n1,2026-01-01,AuditData\nCreationDate,Operations,AuditData\n2026,x,\"{}\"\n2026,y,\n",
        Csv,
        &[
            "2 record {\"Id\":\"1\",\"CreationTime\":\"2026-01-01\",\"Operation\":\"AuditData\"}",
            "4 record {\"CreationTime\":\"2026\",\"Operation\":\"x\"}",
            "5 EmptyAuditData 2026,y,",
        ],
    );
}

#[test]
fn what_is_known_of_a_table_is_told_behind_it() {
    let table = "CreationTime,Operation,Id,X\n1,2,3,@{a=1}\nAuditData\n{}\n";
    let mut reader = Reader::new(table.as_bytes()).unwrap();
    while reader.next().unwrap().is_some() {}
    assert_eq!(reader.notices()[0].kind, NoticeKind::LostValues { column: "X".into(), rows: 1 });
}

/// Logs count rejected pieces by these words, so they must not differ with the numbers of the input.
#[test]
fn rejected_rows_have_the_same_summary_whatever_their_columns() {
    let rows: Vec<_> = (3..50).map(|cells| format!("{}x\n", "x,".repeat(cells))).collect();
    let input = format!("CreationTime,Operation\n{}", rows.concat());
    let mut reader = Reader::new(input.as_bytes()).unwrap();
    let (mut texts, mut summaries) = (HashSet::new(), HashSet::new());
    while let Some(item) = reader.next().unwrap() {
        if let ItemKind::Rejected { reason, .. } = item.kind {
            texts.insert(reason.to_string());
            summaries.insert(reason.summary());
        }
    }
    assert_eq!((texts.len(), summaries.len()), (47, 1));
}
