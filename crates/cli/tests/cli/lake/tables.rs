//! What there is to query.

use super::Lake;
use crate::program::{assert_in_order, refused};

#[test]
fn tables_and_views_with_rows_are_listed() {
    let lake = Lake::of_sample();
    let list = lake.printed(&["tables"]);
    assert_in_order(
        &list,
        &["NAME", "\nactivity", " 449  Every record", "\nledger", " 1  ", "\nrejected", " 0  ", "\nViews\n"],
    );
    assert_in_order(&list, &["views without rows are not listed; --all lists them", "trail365 tables NAME"]);
    let all = lake.printed(&["tables", "--all"]);
    assert!(all.lines().count() > list.lines().count() && !all.contains("--all"));
}

#[test]
fn every_view_of_the_list_has_its_number_of_rows() {
    let lake = Lake::of_sample();
    let list: serde_json::Value =
        serde_json::from_str(&lake.printed(&["tables", "--format", "json"])).unwrap();
    let views = list["views"].as_array().unwrap();
    assert!(views.len() >= 9);
    let counts = |view: &serde_json::Value| {
        format!("select '{0}' as name, count(*) as n from {0}", view["name"].as_str().unwrap())
    };
    let sql = views.iter().map(counts).collect::<Vec<_>>().join(" union all ");
    let counted = lake.printed(&["query", &sql, "--format", "jsonl"]);
    for line in counted.lines() {
        let row: serde_json::Value = serde_json::from_str(line).unwrap();
        let listed = views.iter().find(|view| view["name"] == row["name"]).unwrap();
        assert_eq!(listed["rows"], row["n"], "{line}");
    }
}

#[test]
fn columns_have_a_type_and_a_meaning() {
    let lake = Lake::of_sample();
    let ledger = lake.printed(&["tables", "Ledger"]);
    assert_in_order(
        &ledger,
        &["ledger\n======", "COLUMN", "TYPE", "MEANING", "\nsource ", "text", "\nduplicates ", "bigint"],
    );
    let activity: serde_json::Value =
        serde_json::from_str(&lake.printed(&["tables", "activity", "--format", "json"])).unwrap();
    let columns = activity["columns"].as_array().unwrap();
    let column = |name: &str| columns.iter().find(|column| column["name"] == name).unwrap();
    assert_eq!(column("parameters")["type"], "map");
    assert_eq!(column("creation_time")["type"], "timestamp");
    assert!(columns.len() > 600 && columns.iter().all(|column| column["meaning"].is_string()));
}

#[test]
fn a_table_that_is_not_there_is_named() {
    let lake = Lake::of_sample();
    let message = refused(&lake.args(&["tables", "no\u{1b}such"]));
    assert_in_order(&message, &["error: no table or view is called no\\u{1b}such", "trail365 tables --all"]);
}
