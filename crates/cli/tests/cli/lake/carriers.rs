//! Records in carriers and in objects of no known kind: `import`, `validate` and `convert` agree on them.

use std::path::{Path, PathBuf};

use crate::folder::Folder;
use crate::program::run;

/// Inputs of the field: the file, and how many of its pieces are records and how many are rejected.
const FIELD: [(&str, u64, u64); 16] = [
    ("01b-portal-typographic-quotes.csv", 2, 0),
    ("07-cut-time.jsonl", 5, 0),
    ("13-wazuh-via-filebeat.jsonl", 1, 0),
    ("24-powerbi-activity-events.json", 2, 0),
    ("25-event-hub-records.jsonl", 3, 0),
    ("25b-storage-account-lines.jsonl", 2, 0),
    ("29-vector.jsonl", 2, 0),
    ("31-time-only-in-envelope.csv", 1, 0),
    ("50-entra-signins.json", 0, 2),
    ("51-admin-audit-log.json", 0, 1),
    ("81-empty-auditdata.csv", 1, 2),
    ("86-no-records-found.json", 0, 1),
    ("90-graph.json", 3, 0),
    ("92b-snare-docs-sample-bad-escape.json", 0, 1),
    ("93c-appfabric-ocsf.jsonl", 1, 0),
    ("93n-rawauditdata-tenantadmin.json", 1, 0),
];

/// Expects so many records and rejected pieces of `path`, whatever reads it.
fn check(path: &str, records: u64, rejected: u64) {
    let folder = Folder::new();
    let done = run(&["import", "--lake", &folder.path("lake"), path]);
    let told = format!("{records} added, 0 duplicates, 0 conflicts, {rejected} rejected");
    assert!(done.out.contains(&told), "{path}: {}{}", done.out, done.err);
    let validated = run(&["validate", "--format", "json", path]);
    let report: serde_json::Value = serde_json::from_str(&validated.out).unwrap();
    assert_eq!(report["total"]["records"], records, "{path}: {}", validated.out);
    let converted = run(&["convert", "--to", "records", path]);
    assert_eq!(converted.out.lines().count() as u64, records, "{path}: {}", converted.err);
}

#[test]
fn inputs_of_the_field_are_read_as_their_users_expect() {
    let field = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/field");
    if !field.exists() {
        eprintln!("SKIPPED: {} is missing, inputs of the field are not tested", field.display());
        return;
    }
    for (file, records, rejected) in FIELD {
        let path: PathBuf = field.join(file);
        check(path.to_str().unwrap(), records, rejected);
    }
}

#[test]
fn all_commands_find_the_same_records() {
    let folder = Folder::new();
    let record =
        r#"{"CreationTime":"2026-02-14T09:00:00","Id":"a","Operation":"x","RecordType":6,"UserId":"u"}"#;
    let text = serde_json::Value::from(record);
    for (name, content, records, rejected) in [
        ("message.jsonl", format!("{{\"host\":\"h\",\"message\":{text}}}\n"), 1, 0),
        ("records.json", format!("{{\"records\":[{{\"properties\":{{\"RawEventData\":{record}}}}}]}}"), 1, 0),
        ("error.json", "{\"error\":{\"code\":\"x\"}}".to_owned(), 0, 1),
        ("envelope.csv", "RecordId,CreationDate,Operation,AuditData\na,2026-02-14,x,{}\n".to_owned(), 1, 0),
    ] {
        check(&folder.file(name, &content), records, rejected);
    }
}
