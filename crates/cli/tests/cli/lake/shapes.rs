//! Shapes of other tools over a lake.

use arrow::array::AsArray;
use arrow::compute::cast;
use arrow::datatypes::DataType;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde_json::Value;

use super::{Lake, SAMPLE};
use crate::program::{refused, run, run_fed};

/// What a shape carries comes back as a copy of the record that it was made of.
#[test]
fn records_come_back_from_the_shapes_that_import_reads() {
    let lake = Lake::of_sample();
    let records = run(&["convert", "--to", "records", SAMPLE]).out.lines().count() as u64;
    for (form, file, duplicates) in [
        ("purview", "copies.csv", records),
        ("graph", "copies.graph.jsonl", records),
        ("sentinel", "copies.office.jsonl", 0),
    ] {
        let file = lake.folder.path(file);
        assert_eq!(run(&["convert", "--to", form, SAMPLE, "--output", &file]).code, 0);
        lake.import(&file);
        let ledger = lake.printed(&["ledger", "--all", "--format", "jsonl"]);
        let last: Vec<Value> = ledger.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let entry = last.iter().max_by_key(|entry| entry["version"].as_u64()).unwrap();
        let count = |name: &str| entry[name].as_u64().unwrap();
        assert_eq!(count("rows_read"), records, "{form}: {entry}");
        assert_eq!(count("duplicates"), duplicates, "{form}: {entry}");
        assert_eq!(count("duplicates") + count("partial_copies"), records, "{form}: {entry}");
    }
}

/// Where a lake has only the shape's row of a record, the fields that the shape can carry are those of the record.
#[test]
fn fields_of_office_activity_come_back_as_they_were() {
    let folder = crate::folder::Folder::new();
    let file = folder.path("copies.office.jsonl");
    assert_eq!(run(&["convert", "--to", "sentinel", SAMPLE, "--output", &file]).code, 0);
    let (whole, copies) = (Lake::of_sample(), Lake::of(&file));
    let query = "select id, creation_time, record_type, operation, user_id, user_type, workload, organization_id, object_id, client_ip, result_status, \
                 site_url, source_file_name, external_access, logon_type, parameters, item, folders from events order by id";
    let rows = |lake: &Lake| lake.printed(&["query", query, "--format", "csv"]);
    let (rows, expect) = (rows(&copies), rows(&whole));
    for (row, expect) in rows.lines().zip(expect.lines()) {
        assert_eq!(row, expect);
    }
    assert_eq!(rows.lines().count(), expect.lines().count());
}

#[test]
fn parquet_has_a_row_for_each_record_in_their_order() {
    let folder = crate::folder::Folder::new();
    let file = folder.path("all.parquet");
    let done = run(&["convert", "--to", "parquet", SAMPLE, "--output", &file]);
    assert_eq!(done.code, 0, "{}", done.err);
    let reader = ParquetRecordBatchReaderBuilder::try_new(std::fs::File::open(&file).unwrap()).unwrap();
    let batches: Vec<_> = reader.build().unwrap().map(Result::unwrap).collect();
    let column = |name: &str| -> Vec<String> {
        let texts =
            batches.iter().map(|batch| cast(batch.column_by_name(name).unwrap(), &DataType::Utf8).unwrap());
        texts
            .flat_map(|texts| {
                texts.as_string::<i32>().iter().map(|text| text.unwrap().to_owned()).collect::<Vec<_>>()
            })
            .collect()
    };
    let records = run(&["convert", "--to", "records", SAMPLE]).out;
    let records: Vec<Value> = records.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for (name, key) in [("id", "Id"), ("operation", "Operation")] {
        assert_eq!(
            column(name),
            records.iter().map(|record| record[key].as_str().unwrap()).collect::<Vec<_>>()
        );
    }
    let refused = run(&["convert", "--to", "parquet", SAMPLE]);
    assert!(refused.code != 0 && refused.err.contains("name a file for it with --output"), "{}", refused.err);
}

#[test]
fn a_lake_gives_the_documents_that_convert_makes() {
    let lake = Lake::of_sample();
    let sorted = |text: String| {
        let mut documents: Vec<Value> =
            text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        documents.sort_by_key(Value::to_string);
        documents
    };
    for (form, more) in [("ecs", &["--strict"][..]), ("ocsf", &[]), ("asim-file", &[])] {
        let expect = sorted(run(&[&["convert", "--to", form, SAMPLE], more].concat()).out);
        let queried = [&["query", "--shape", form, "select id, record from event_records"], more].concat();
        let searched = [&["search", "--limit", "0", "--shape", form], more].concat();
        for args in [queried, searched] {
            let found = sorted(lake.printed(&args));
            assert!(!found.is_empty() && found == expect, "{args:?}");
        }
    }
    let table = lake.printed(&["search", "--operation", "Send", "--shape", "purview"]);
    assert!(table.starts_with("RecordId,CreationDate,") && table.lines().count() > 1, "{table}");
    let refused = run(&lake.args(&["query", "--shape", "ecs", "select id from events"]));
    assert!(refused.err.contains("SELECT record FROM event_records"), "{}", refused.err);
}

#[test]
fn a_view_of_a_shape_says_where_its_columns_come_from() {
    let lake = Lake::of_sample();
    let table = lake.printed(&["tables", "sentinel.officeactivity"]);
    for text in ["No place: `Version`", "OfficeWorkload", "From `Workload`.", "nothing: always empty"] {
        assert!(table.contains(text), "{text} is not in {table}");
    }
    assert!(lake.printed(&["tables"]).contains("sentinel.OfficeActivity"));
}

#[test]
fn what_is_no_document_is_counted_from_a_lake_too() {
    let lake = Lake::of_records(
        "{\"RecordType\":1,\"Operation\":\"Set-Mailbox\",\"Id\":\"a\"}\n{\"RecordType\":15,\"Operation\":\"UserLoggedIn\",\"Id\":\"b\"}\n",
    );
    let done = run(&lake.args(&["search", "--shape", "asim-audit", "--limit", "2"]));
    assert_eq!((done.code, done.out.lines().count()), (0, 1), "{}", done.err);
    assert!(done.err.contains("1 row left out: the shape has no place for the record"), "{}", done.err);
    assert!(done.err.contains("that is the limit of 2"), "{}", done.err);
    let done = run(&lake.args(&["query", "--shape", "ecs", "select '{\"x\":1' as record"]));
    assert!(done.out.is_empty() && done.err.contains("1 row left out"), "{}", done.err);
    let error = refused(&lake.args(&["query", "--shape", "graph", "--strict", "select record from records"]));
    assert!(error.contains("--strict mends documents of ecs alone"), "{error}");
    let long = format!("{{\"RecordType\":999,\"Operation\":\"{}\"}}", "x".repeat(70_000));
    let done = run_fed(&["convert", "--to", "ecs", "-"], &long);
    assert!(done.err.len() < 500 && done.err.contains("xxx"), "{} bytes", done.err.len());
    assert!(refused(&["convert", "--to", "sentinel", "--original", SAMPLE]).contains("--original adds"));
}
