//! The SQL behind the tables runs as it stands, and gives the rows of those that list them.

use std::collections::{BTreeMap, BTreeSet};

use trail365_investigate::model::{Report, Table};
use trail365_investigate::tables::{FileTable, table_files, write_queries};
use trail365_lake::Lake;
use trail365_sandbox::{Entry, Plan, attacks};
use trail365_sql::SessionOptions;

use crate::truth::{lake_of, report_on};

/// Runs each query of the file, and returns its numbers of rows by the file of the table.
fn run_all(lake: &Lake, text: &str) -> BTreeMap<String, usize> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let session = trail365_sql::open(lake, &SessionOptions::default()).await.unwrap();
        let mut rows = BTreeMap::new();
        for block in text.split("\n\n-- ").skip(1) {
            let path = block.split(": ").next().unwrap().to_owned();
            for statement in format!("-- {block}").split(";\n").filter(|one| one.contains("SELECT")) {
                let frame = trail365_sql::sql(&session, statement).await;
                let batches = frame.unwrap_or_else(|e| panic!("{statement}: {e}")).collect().await.unwrap();
                let count: &mut usize = rows.entry(path.clone()).or_default();
                for batch in &batches {
                    *count += batch.num_rows();
                }
            }
        }
        rows
    })
}

fn table<'r>(report: &'r Report, key: &str) -> &'r Table {
    let sections = report.accounts.iter().flat_map(|account| &account.sections);
    let all = sections.chain(&report.common).chain([&report.coverage]).flat_map(|section| &section.tables);
    all.into_iter().find(|table| table.key == key).unwrap_or_else(|| panic!("{key}"))
}

/// Returns how many rows a section says were recorded in all.
fn recorded(report: &Report, key: &str) -> usize {
    let section = report.accounts[0].sections.iter().find(|section| section.key == key).unwrap();
    let text = &section.statements[0].text;
    let number = text.split_once(", of ").and_then(|(_, behind)| behind.split(' ').next()?.parse().ok());
    number.unwrap_or_else(|| panic!("{text}"))
}

#[test]
fn queries_give_the_rows_of_the_tables() {
    let plan = Plan::of_attack(1, Some(Entry::Aitm));
    let victim = attacks(&plan).unwrap().remove(0).victim;
    let folder = tempfile::tempdir().unwrap();
    let lake = lake_of(&plan, &folder);
    let report = report_on(&lake, &[victim]);
    let files = table_files(&report);
    let mut text = Vec::new();
    write_queries(&report, &files.files, &mut text).unwrap();
    let rows = run_all(&lake, std::str::from_utf8(&text).unwrap());

    // What rules find is the only table that no query makes.
    let without: Vec<_> =
        files.files.iter().map(FileTable::path).filter(|path| !rows.contains_key(path)).collect();
    assert_eq!(without, ["tables/techniques.csv"]);
    let account = &report.accounts[0];
    assert_eq!(rows["tables/sessions.csv"], account.sessions.len());
    assert_eq!(rows["tables/addresses.csv"], account.addresses.len());
    for key in ["workloads", "sources", "other_accounts"] {
        assert_eq!(rows[&format!("tables/{key}.csv")], table(&report, key).rows.len(), "{key}");
    }
    assert!(!table(&report, "other_accounts").rows.is_empty());
    for key in ["mail_sent", "inbox_rules", "forwarding", "identity", "apps", "files", "deletions"] {
        assert_eq!(rows[&format!("tables/{key}.csv")], recorded(&report, key), "{key}");
        assert!(recorded(&report, key) > 0, "{key}");
    }
    // A message that two classes of sessions accessed has two rows in the table.
    let rows_of = &table(&report, "messages").rows;
    let messages: BTreeSet<String> = rows_of.iter().map(|row| format!("{:?}", &row[..3])).collect();
    assert_eq!(rows["messages.csv"], messages.len());
    assert_eq!(rows["tables/evidence.csv"], report.evidence.len());
}
