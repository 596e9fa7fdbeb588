//! What other programs may do to a Delta table: what is not understood is refused by name, never read wrongly.

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};
use trail365_lake::{ErrorKind, ImportOptions, Importer, Lake};

use crate::Place;
use crate::place::lines;

fn log(place: &Place, version: usize) -> PathBuf {
    place.path().join(format!("lake/activity/_delta_log/{version:020}.json"))
}

/// An action of an entry of the log.
fn action(place: &Place, version: usize, kind: &str) -> Value {
    let text = fs::read_to_string(log(place, version)).unwrap();
    let mut actions = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    actions.find(|action| action.get(kind).is_some()).unwrap()
}

/// Commits actions as another program does.
fn commit(place: &Place, actions: &[Value]) {
    let version = (0..100).find(|version| !log(place, *version).exists()).unwrap();
    let info = json!({"commitInfo": {"timestamp": 1_800_000_000_000_i64, "operation": "SET TBLPROPERTIES",
        "operationParameters": {}, "engineInfo": "Apache-Spark/4.0.0 Delta-Lake/4.0.0"}});
    let lines = std::iter::once(&info).chain(actions).map(ToString::to_string);
    fs::write(log(place, version), lines.collect::<Vec<_>>().join("\n")).unwrap();
}

fn protocol(reader: &[&str], writer: &[&str]) -> Value {
    json!({"protocol": {"minReaderVersion": 3, "minWriterVersion": 7, "readerFeatures": reader,
        "writerFeatures": writer}})
}

/// A lake with a few records, to which another program then commits.
fn lake_with(actions: impl FnOnce(&Place) -> Vec<Value>) -> Place {
    let place = Place::new();
    place.import("a", lines(0..10));
    let actions = actions(&place);
    commit(&place, &actions);
    place
}

/// The refusal to open it.
fn refusal(place: &Place) -> String {
    match place.runtime.block_on(Lake::open(&place.location(), None)) {
        Ok(lake) => panic!("version {} was opened", lake.version()),
        Err(error) => {
            assert_eq!(error.kind(), ErrorKind::Unsupported, "{error}");
            error.to_string()
        }
    }
}

/// The refusal to begin an import, while reading is fine.
fn refusal_to_write(place: &Place) -> String {
    assert_eq!(place.count(), 10);
    let begun = Importer::begin(place.lake(), &ImportOptions::default());
    let error = begun.err().unwrap();
    assert_eq!(error.kind(), ErrorKind::Unsupported, "{error}");
    let compacted = place.compact().unwrap_err();
    assert_eq!(compacted.to_string(), error.to_string());
    error.to_string()
}

#[track_caller]
fn assert_names(refusal: &str, what: &str) {
    assert!(refusal.contains("the table `activity`"), "{refusal}");
    assert!(refusal.contains(what), "{refusal}");
}

#[test]
fn deletion_vectors_are_refused() {
    let place = lake_with(|place| {
        let mut add = action(place, 1, "add");
        add["add"]["deletionVector"] = json!({"storageType": "i", "sizeInBytes": 40, "cardinality": 1,
            "pathOrInlineDv": "^Bg9^0rr910000000000iXQKl0rr91000f55c8Xg0@@D72lkbi5=-{L"});
        vec![protocol(&["deletionVectors"], &["deletionVectors"]), add]
    });
    assert_names(&refusal(&place), "deletion vectors");
}

/// Gives the fields of a type numbers and names of their own in the files, those of inner types too.
fn map_columns(of: &mut Value, next: &mut u32) {
    match of {
        Value::Array(values) => values.iter_mut().for_each(|value| map_columns(value, next)),
        Value::Object(members) => {
            if members.contains_key("nullable") {
                *next += 1;
                let name = members["name"].clone();
                members["metadata"] =
                    json!({"delta.columnMapping.id": *next, "delta.columnMapping.physicalName": name});
            }
            let inner = members.iter_mut().filter(|(key, _)| *key != "metadata");
            inner.for_each(|(_, value)| map_columns(value, next));
        }
        _ => (),
    }
}

/// Metadata as Spark writes it when column mapping is switched on.
fn mapped_metadata(place: &Place) -> Value {
    let mut metadata = action(place, 0, "metaData");
    let text = metadata["metaData"]["schemaString"].as_str().unwrap();
    let (mut schema, mut columns) = (serde_json::from_str::<Value>(text).unwrap(), 0);
    map_columns(&mut schema["fields"], &mut columns);
    metadata["metaData"]["schemaString"] = json!(schema.to_string());
    let properties = &mut metadata["metaData"]["configuration"];
    properties["delta.columnMapping.mode"] = json!("name");
    properties["delta.columnMapping.maxColumnId"] = json!(columns.to_string());
    metadata
}

#[test]
fn column_mapping_is_refused() {
    let place =
        lake_with(|place| vec![protocol(&["columnMapping"], &["columnMapping"]), mapped_metadata(place)]);
    assert_names(&refusal(&place), "column mapping");
}

#[test]
fn column_mapping_by_an_older_protocol_is_refused() {
    let place = lake_with(|place| {
        vec![json!({"protocol": {"minReaderVersion": 2, "minWriterVersion": 5}}), mapped_metadata(place)]
    });
    assert_names(&refusal(&place), "column mapping");
}

#[test]
fn features_that_nobody_knows_are_refused() {
    let place = lake_with(|_| vec![protocol(&["timeCrystals"], &["timeCrystals"])]);
    assert_names(&refusal(&place), "timeCrystals");
}

#[test]
fn a_reader_version_to_come_is_refused() {
    let place = lake_with(|_| vec![json!({"protocol": {"minReaderVersion": 4, "minWriterVersion": 8}})]);
    assert_names(&refusal(&place), "reader version 4");
}

#[test]
fn partitions_are_refused() {
    let place = lake_with(|place| {
        let mut metadata = action(place, 0, "metaData");
        metadata["metaData"]["partitionColumns"] = json!(["operation"]);
        vec![metadata]
    });
    assert_names(&refusal(&place), "partition columns");
}

#[test]
fn features_of_writers_are_refused_to_writers_alone() {
    let place = lake_with(|_| {
        vec![json!({"protocol": {"minReaderVersion": 1, "minWriterVersion": 7,
            "writerFeatures": ["appendOnly", "rowTracking", "domainMetadata"]}})]
    });
    assert_names(&refusal_to_write(&place), "rowTracking");
}

#[test]
fn checks_of_values_are_refused_to_writers_alone() {
    let place = lake_with(|place| {
        let mut metadata = action(place, 0, "metaData");
        metadata["metaData"]["configuration"]["delta.constraints.positive"] = json!("record_type > 0");
        vec![json!({"protocol": {"minReaderVersion": 1, "minWriterVersion": 3}}), metadata]
    });
    assert_names(&refusal_to_write(&place), "delta.constraints.positive");
}

#[test]
fn generated_and_identity_columns_are_refused_to_writers_alone() {
    for key in ["delta.generationExpression", "delta.identity.start", "delta.invariants"] {
        let place = lake_with(|place| {
            let mut metadata = action(place, 0, "metaData");
            let text = metadata["metaData"]["schemaString"].as_str().unwrap();
            let mut schema: Value = serde_json::from_str(text).unwrap();
            schema["fields"][0]["metadata"][key] = json!("1");
            metadata["metaData"]["schemaString"] = json!(schema.to_string());
            vec![json!({"protocol": {"minReaderVersion": 1, "minWriterVersion": 6}}), metadata]
        });
        assert_names(&refusal_to_write(&place), key);
    }
}

#[test]
fn a_lake_that_is_changed_while_it_is_open_is_refused_too() {
    let place = Place::new();
    place.import("a", lines(0..10));
    let mut lake = place.lake();
    commit(&place, &[protocol(&["deletionVectors"], &["deletionVectors"])]);
    let refused = place.runtime.block_on(lake.refresh()).unwrap_err();
    assert_names(&refused.to_string(), "deletion vectors");
}

#[test]
fn files_without_statistics_have_an_unknown_number_of_rows() {
    let place = lake_with(|place| {
        let mut add = action(place, 1, "add");
        add["add"].as_object_mut().unwrap().remove("stats");
        vec![add]
    });
    assert_eq!(place.count(), 10);
    assert_eq!(place.query("select count(id), min(operation) from activity"), "10|FileAccessed");
    assert_eq!(place.runtime.block_on(place.lake().info()).unwrap().rows, 10);
    assert_eq!(place.findings(), [""; 0]);
    assert_eq!(place.compact().unwrap().rows, 10);
    assert_eq!(place.count(), 10);
    assert_eq!(place.findings(), [""; 0]);
}
