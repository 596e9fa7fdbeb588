//! The export of a real tenant, a lab that was attacked: messages as an independent walk finds them, cited lines that can be opened again,
//! and the same report twice.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;
use trail365_investigate::folder::{RunFacts, write_report};
use trail365_investigate::model::{Cell, Report};
use trail365_lake::{ImportOptions, Importer, Lake, Location};

use crate::truth::report_on;

const EXPORT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/tenant-search-export.csv");

/// The accounts with the most accesses to mail.
const USERS: [&str; 3] = [
    "joey@dutchmasterz.onmicrosoft.com",
    "gradya@dutchmasterz.onmicrosoft.com",
    "alexw@dutchmasterz.onmicrosoft.com",
];

fn lake_of_export(folder: &Path) -> Lake {
    let place = Location::parse(&folder.join("lake").to_string_lossy()).unwrap();
    let lake = trail365_lake::blocking::wait(Lake::open_or_create(&place)).unwrap();
    let mut importer = Importer::begin(lake, &ImportOptions::default()).unwrap();
    importer.import_unit("export.csv", std::fs::File::open(EXPORT).unwrap(), &mut |_| ()).unwrap();
    importer.finish().unwrap();
    trail365_lake::blocking::wait(Lake::open_or_create(&place)).unwrap()
}

/// Returns the values of AuditData by the lines that their rows stand on.
fn audit_data() -> Vec<(u64, Value)> {
    let text = std::fs::read_to_string(EXPORT).unwrap();
    let cells = |line: &str| {
        let mut row = csv::ReaderBuilder::new().has_headers(false).from_reader(line.as_bytes());
        row.records().next().unwrap().unwrap()
    };
    let mut lines = text.trim_start_matches('\u{feff}').lines();
    let column = cells(lines.next().unwrap()).iter().position(|name| name == "AuditData").unwrap();
    (2..).zip(lines).map(|(at, line)| (at, serde_json::from_str(&cells(line)[column]).unwrap())).collect()
}

/// Returns the ids of messages that a user's accesses name, and those to the user's mailbox.
fn walk(records: &[(u64, Value)], user: &str) -> BTreeSet<String> {
    let is_users = |record: &Value| {
        let names = ["UserId", "MailboxOwnerUPN"]
            .map(|name| record[name].as_str().unwrap_or_default().to_lowercase());
        record["Operation"] == "MailItemsAccessed" && names.iter().any(|name| name == user)
    };
    let mut found = BTreeSet::new();
    for (_, record) in records.iter().filter(|(_, record)| is_users(record)) {
        let folders = record["Folders"].as_array().into_iter().flatten();
        let items = folders.flat_map(|folder| folder["FolderItems"].as_array().into_iter().flatten());
        found.extend(items.filter_map(|item| item["InternetMessageId"].as_str()).map(str::to_owned));
    }
    found
}

/// Returns the ids of messages that a report's tables list for the account at a place.
fn listed(report: &Report, account: usize) -> BTreeSet<String> {
    let tables = report.accounts[account].sections.iter().flat_map(|section| &section.tables);
    let table = tables.into_iter().find(|table| table.key == "messages").unwrap();
    let text = |row: &Vec<Cell>| match &row[1] {
        Cell::Text(text) => text.clone(),
        other => format!("{other:?}"),
    };
    table.rows.iter().map(text).collect()
}

#[test]
fn a_report_on_a_real_export_holds() {
    if !Path::new(EXPORT).exists() {
        eprintln!("SKIPPED: the export of a real tenant is not here");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let lake = lake_of_export(folder.path());
    let users = USERS.map(str::to_owned);
    let report = report_on(&lake, &users);
    let records = audit_data();

    for (account, user) in USERS.iter().enumerate() {
        assert_eq!(listed(&report, account), walk(&records, user), "{user}");
    }
    assert!(listed(&report, 0).len() + listed(&report, 1).len() > 10);

    assert!(report.evidence.len() > 50);
    for cited in &report.evidence {
        let line = u64::try_from(cited.line.unwrap()).unwrap();
        let (_, there) =
            records.iter().find(|(at, _)| *at == line).unwrap_or_else(|| panic!("no row on line {line}"));
        assert_eq!(serde_json::from_str::<Value>(&cited.json).unwrap(), *there, "{cited:?}");
    }

    let (one, two) = (folder.path().join("one"), folder.path().join("two"));
    write_report(&report, &RunFacts::default(), &one, false).unwrap();
    write_report(&report_on(&lake, &users), &RunFacts::default(), &two, false).unwrap();
    assert_same(&one, &two);
}

/// Compares two folders file by file.
fn assert_same(one: &Path, two: &Path) {
    let mut files = 0;
    for entry in std::fs::read_dir(one).unwrap().map(|entry| entry.unwrap()) {
        let other = two.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            assert_same(&entry.path(), &other);
        } else {
            assert!(
                std::fs::read(entry.path()).unwrap() == std::fs::read(&other).unwrap(),
                "{}",
                other.display()
            );
            files += 1;
        }
    }
    assert!(files > 0, "{}", one.display());
}
