//! What an import says of its units: each thing once, with the number of units and the sum.

use super::{Folder, Lake};
use crate::program::{assert_in_order, run};

/// A page of a search that found more records than it has.
fn page(number: usize) -> String {
    let cell = |id: usize| {
        format!(
            "\"{{\"\"CreationTime\"\":\"\"2026-03-02T08:00:00\"\",\"\"Id\"\":\"\"{number}-{id}\"\",\"\"RecordType\"\":1,\"\"Operation\"\":\"\"Set-Mailbox\"\"}}\""
        )
    };
    format!("AuditData,ResultIndex,ResultCount\n{},1,10\n{},2,10\n", cell(1), cell(2))
}

#[test]
fn twenty_files_with_one_notice_are_one_line() {
    let folder = Folder::new();
    let files: Vec<_> = (0..20).map(|n| folder.file(&format!("page{n:02}.csv"), page(n))).collect();
    let lake = folder.path("lake");
    let args: Vec<_> =
        ["import", "--lake", &lake].into_iter().chain(files.iter().map(String::as_str)).collect();
    let done = run(&args);
    assert_in_order(
        &done.out,
        &["To know", "20 units, the first ", "page00.csv: at least 160 records are missing: by"],
    );
    assert_eq!(done.out.matches("are missing").count(), 1, "{}", done.out);
    let each = run(&["query", "--lake", &lake, "--format", "csv", "select notices from ledger"]);
    assert_eq!(each.out.matches("at least 8 records are missing").count(), 20, "{}", each.out);

    let args: Vec<_> = ["validate"].into_iter().chain(files.iter().map(String::as_str)).collect();
    let done = run(&args);
    assert_eq!(done.err.matches("are missing").count(), 2, "{}", done.err);
    assert_in_order(
        &done.err,
        &["page00.csv: at least 8 records are missing", "note: 20 files, the first ", "at least 160 records"],
    );
    let args: Vec<_> =
        ["validate", "--format", "json"].into_iter().chain(files.iter().map(String::as_str)).collect();
    assert_eq!(run(&args).out.matches("at least 8 records are missing").count(), 20);
}

#[test]
fn records_without_a_time_or_a_type_are_told() {
    let folder = Folder::new();
    let lines = "{\"CreationTime\":\"2026-03-02T08:00:00\",\"Id\":\"a\",\"RecordType\":1,\"Operation\":\"Set-Mailbox\"}\n\
         {\"CreationTime\":\"2026-03-02T08:00:00\",\"Id\":\"b\",\"Operation\":\"Set-Mailbox\"}\n\
         {\"CreationTime\":\"03/02/20\",\"Id\":\"c\",\"RecordType\":1,\"Operation\":\"Set-Mailbox\"}\n";
    let file = folder.file("odd.jsonl", lines);
    let lake = folder.path("lake");
    let done = run(&["import", "--lake", &lake, &file]);
    assert_in_order(
        &done.out,
        &[
            "To know",
            "odd.jsonl: 2 of 3 records have a time; 1 has none: ",
            "odd.jsonl: 2 of 3 records have a record type; 1 has none: ",
        ],
    );
}

#[test]
fn a_view_lists_the_operations_of_its_records() {
    let lake = Lake::of_sample();
    let text = lake.printed(&["tables", "exchange_admin"]);
    assert_in_order(&text, &["Operations\n", "New-InboxRule", "Known besides: "]);
    let answer: serde_json::Value =
        serde_json::from_str(&lake.printed(&["tables", "exchange_admin", "--format", "json"])).unwrap();
    let recorded = answer["operations"]["recorded"].as_array().unwrap();
    assert!(recorded.iter().any(|row| row["operation"] == "New-InboxRule" && row["meaning"].is_string()));
    assert!(lake.printed(&["tables", "ledger", "--format", "json"]).contains("\"operations\": null"));
}
