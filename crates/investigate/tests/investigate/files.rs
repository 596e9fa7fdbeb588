//! Tables as files: CSV, workbooks, STIX.

use std::io::{Cursor, Read};

use trail365_investigate::model::{Cell, Column, Report, Section, Table};
use trail365_investigate::tables::{
    FileTable, indicators_bundle, table_files, write_csv, write_records, write_workbook,
};

use super::made_up::{HOSTILE, LARGE, SMALL, Size, report};

fn csv_of(report: &Report, path: &str) -> String {
    let files = table_files(report);
    let table = files.files.iter().find(|table| table.path() == path).unwrap_or_else(|| panic!("{path}"));
    let mut out = Vec::new();
    write_csv(table, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// Reads cells by RFC 4180.
fn read_csv(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell, mut is_quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut chars = text.strip_prefix('\u{feff}').expect("a mark").chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if is_quoted && chars.peek() == Some(&'"') => cell.extend(chars.next()),
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => row.push(std::mem::take(&mut cell)),
            '\r' if !is_quoted && chars.next_if_eq(&'\n').is_some() => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            c => cell.push(c),
        }
    }
    assert!(!is_quoted && row.is_empty());
    rows
}

#[test]
fn the_files_have_the_names_that_others_ask_for() {
    let report = report(SMALL);
    let files = table_files(&report);
    let paths: Vec<_> = files.files.iter().map(FileTable::path).collect();
    assert_eq!(
        paths,
        [
            "timeline.csv",
            "tables/sessions.csv",
            "tables/networks.csv",
            "tables/addresses.csv",
            "messages.csv",
            "tables/mail_sent.csv",
            "tables/inbox_rules.csv",
            "tables/files.csv",
            "tables/workloads.csv",
            "tables/spread.csv",
            "indicators.csv",
            "tables/techniques.csv",
            "tables/evidence.csv",
            "tables/sources.csv",
        ]
    );
}

#[test]
fn a_table_of_several_accounts_is_one_file() {
    let rows = read_csv(&csv_of(&report(Size { accounts: 3, ..SMALL }), "messages.csv"));
    assert_eq!(&rows[0][..3], ["account", "mailbox", "internet_message_id"]);
    assert_eq!(rows.len(), 1 + 3 * SMALL.messages);
    assert_eq!((rows[1][0].as_str(), rows[72][0].as_str()), ("alice@example.com", "user2@example.com"));
    assert!(rows.iter().all(|row| row.len() == rows[0].len()));
}

#[test]
fn columns_of_one_table_may_differ_between_accounts() {
    let mut report = report(Size { accounts: 2, ..SMALL });
    let table = &mut report.accounts[1].sections[0].tables[0];
    table.columns.remove(0);
    table.columns[1] = Column { key: "added".to_owned(), title: "Added".to_owned() };
    table.rows.iter_mut().for_each(|row| drop(row.remove(0)));
    let rows = read_csv(&csv_of(&report, "messages.csv"));
    assert_eq!(rows[0].last().unwrap(), "added");
    let second = &rows[1 + SMALL.messages];
    assert_eq!(
        (second[1].as_str(), second[2].starts_with('<'), second[9].as_str()),
        ("", true, "\\Inbox\\Invoices")
    );
}

#[test]
fn tables_that_share_a_name_have_files_of_their_own() {
    let table = |key: &str| Table { key: key.to_owned(), ..Table::default() };
    let section = |key: &str| Section {
        key: key.to_owned(),
        tables: vec![table("x"), table("../x")],
        ..Section::default()
    };
    let report = Report { common: vec![section("a"), section("b/..")], ..Report::default() };
    let files = table_files(&report);
    let paths: Vec<_> = files.files.iter().map(FileTable::path).take(4).collect();
    assert_eq!(paths, ["tables/x.csv", "tables/___x.csv", "tables/b____x.csv", "tables/b_______x.csv"]);
}

#[test]
fn csv_has_every_text_and_nothing_that_acts() {
    let rows = read_csv(&csv_of(&report(SMALL), "messages.csv"));
    for (row, text) in rows[1..].iter().zip(HOSTILE) {
        let is_formula = text.starts_with(['=', '@']);
        let text = trail365_text::terminal::escape(text);
        assert_eq!(row[4], if is_formula { format!("'{text}") } else { text.into_owned() });
    }
    assert_eq!(rows[1][5], "2026-03-04T00:00:00Z");
    let rows = read_csv(&csv_of(&report(SMALL), "tables/mail_sent.csv"));
    assert_eq!(&rows[1][4..6], ["-1000", "true"]);
    assert_eq!(rows[2][3], "customer0@example.org; customer1@example.org");
}

fn book_of(report: &Report) -> zip::ZipArchive<Cursor<Vec<u8>>> {
    let files = table_files(report);
    let scratch = tempfile::tempdir().unwrap();
    let mut out = Cursor::new(Vec::new());
    write_workbook(&files.files.iter().collect::<Vec<_>>(), scratch.path(), &mut out).unwrap();
    assert_eq!(std::fs::read_dir(scratch.path()).unwrap().count(), 0);
    zip::ZipArchive::new(out).unwrap()
}

fn part_of(book: &mut zip::ZipArchive<Cursor<Vec<u8>>>, name: &str) -> String {
    let mut text = String::new();
    book.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

#[test]
fn workbooks_have_text_and_dates_and_no_formula() {
    let mut book = book_of(&report(SMALL));
    let names: Vec<String> = book.file_names().map(|name| name.unwrap().into_owned()).collect();
    for name in names.iter().filter(|name| name.contains("worksheets/")) {
        let sheet = part_of(&mut book, name);
        assert!(!sheet.contains("<f>") && !sheet.contains("<f "), "{name}");
        assert!(!sheet.contains("hyperlink"), "{name}");
        let bad =
            |c: char| (c.is_control() && c != '\n') || matches!(c, '\u{fffe}' | '\u{ffff}' | '\u{202e}');
        assert!(!sheet.chars().any(bad), "{name}");
    }
    // The fifth table; the first sheet lists the sheets.
    let messages = part_of(&mut book, "xl/worksheets/sheet6.xml");
    assert!(messages.contains("=HYPERLINK("), "{messages}");
    assert!(messages.contains("<pane ySplit=\"1\"") && messages.contains("<autoFilter ref=\"A1:I25\"/>"));
    // 4 March 2026, midnight.
    assert!(messages.contains("<v>46085</v>"), "{messages}");
    let contents = part_of(&mut book, "xl/workbook.xml");
    for name in ["Contents", "timeline", "sessions", "messages", "indicators", "evidence"] {
        assert!(contents.contains(&format!("name=\"{name}\"")), "{name}");
    }
}

#[test]
fn the_same_report_gives_the_same_workbook() {
    let report = report(SMALL);
    assert_eq!(book_of(&report).into_inner().into_inner(), book_of(&report).into_inner().into_inner());
}

#[test]
fn texts_that_excel_would_decode_stay() {
    let mut report = report(SMALL);
    report.accounts[0].sections[0].tables[0].rows[0][3] = Cell::Text("_x000D_ a".to_owned());
    let messages = part_of(&mut book_of(&report), "xl/worksheets/sheet6.xml");
    assert!(messages.contains("_x005F_x000D_ a"), "{messages}");
}

#[test]
fn indicators_are_a_bundle_with_ids_that_follow() {
    let report = report(SMALL);
    let bundle = indicators_bundle(&report, &table_files(&report).files);
    assert_eq!(bundle, indicators_bundle(&report, &table_files(&report).files));
    let objects = bundle["objects"].as_array().unwrap();
    let patterns: Vec<_> = objects.iter().filter_map(|object| object["pattern"].as_str()).collect();
    assert_eq!(
        patterns,
        [
            "[ipv4-addr:value = '203.0.113.7']",
            "[ipv4-addr:value ISSUBSET '203.0.113.0/24']",
            r"[network-traffic:extensions.'http-request-ext'.request_header.'User-Agent' = 'python-requests/2.31 \'x\\y\'']",
            "[url:value = 'https://login.example.net/<script>']",
            "[email-addr:value = 'customer1@example.org']",
            "[email-message:message_id = '<0001.abc@mail.example.com>']",
        ]
    );
    let ids: std::collections::BTreeSet<_> =
        objects.iter().map(|object| object["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), objects.len());
    let last = objects.last().unwrap();
    assert_eq!(last["object_refs"].as_array().unwrap().len(), patterns.len());
    assert!(last["description"].as_str().unwrap().ends_with("app (1), session (1)."), "{last}");
    assert_eq!(last["published"], "2026-03-11T12:00:11.000Z");
}

#[test]
fn a_record_is_a_line() {
    let mut report = report(SMALL);
    report.evidence.truncate(2);
    report.evidence[0].json = "{\r\n\"Id\": \"a\\nb\"}".to_owned();
    let mut out = Vec::new();
    write_records(&report.evidence, &mut out).unwrap();
    let out = String::from_utf8(out).unwrap();
    assert_eq!(out.lines().count(), 2);
    assert!(out.starts_with("{  \"Id\": \"a\\nb\"}\n{\"Id\":\"00000002-"), "{out}");
}

#[test]
fn large_tables_are_written_whole() {
    assert_eq!(read_csv(&csv_of(&report(LARGE), "timeline.csv")).len(), 1 + 2 * LARGE.events);
}
