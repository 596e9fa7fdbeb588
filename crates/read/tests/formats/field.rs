//! Inputs rebuilt from what people report, which are not part of the repository.

use std::path::{Path, PathBuf};

use trail365_read::{ItemKind, Limits, Reader, sources};

fn file(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/field").join(name);
    if path.exists() {
        return Some(path);
    }
    eprintln!("SKIPPED: {} is missing, its shape is not tested", path.display());
    None
}

/// The records of a file, how many pieces are rejected, and its notices.
fn read(path: &Path) -> (Vec<serde_json::Value>, usize, Vec<String>) {
    let (mut records, mut rejected, mut notices) = (Vec::new(), 0, Vec::new());
    for source in sources([path]) {
        let mut reader = Reader::with_limits(source.unwrap().open().unwrap(), Limits::default()).unwrap();
        while let Some(item) = reader.next().unwrap() {
            match item.kind {
                ItemKind::Record(bytes) => records.push(serde_json::from_slice(bytes).unwrap()),
                ItemKind::Rejected { .. } => rejected += 1,
            }
        }
        notices.extend(reader.notices().iter().map(ToString::to_string));
    }
    (records, rejected, notices)
}

#[test]
fn shapes_of_the_field_are_read() {
    for (name, expected) in [
        ("01b-portal-typographic-quotes.csv", (2, 0)),
        ("03-extractor-utf16le-no-bom.json", (1, 0)),
        ("19b-log-analytics-cut.csv", (1, 0)),
        ("23b-cli-m365.csv", (2, 0)),
        ("28-syslog-prefix.log", (3, 0)),
        ("30-splunk-export.csv", (2, 0)),
        ("38-cp1252.csv", (2, 0)),
        ("38d-cp1252.jsonl", (2, 0)),
        ("67c-kibana-discover.csv", (1, 0)),
        ("67d-kibana-discover-original.csv", (1, 0)),
        ("81-empty-auditdata.csv", (1, 2)),
        ("91c-auditdata-array.csv", (1, 0)),
        ("91e-evidence.tar", (2, 0)),
        ("97-wazuh-archives-log.log", (2, 0)),
    ] {
        let Some(path) = file(name) else { continue };
        let (records, rejected, _) = read(&path);
        assert_eq!((records.len(), rejected), expected, "{name}");
        let is_record = |record: &serde_json::Value| record.get("Operation").is_some();
        assert!(records.iter().all(is_record), "{name}: {records:#?}");
    }
}

#[test]
fn what_its_users_look_for_is_there() {
    let Some(path) = file("23b-cli-m365.csv") else { return };
    assert!(read(&path).0[0]["AppAccessContext"]["AADSessionId"].is_string());
    let Some(path) = file("38-cp1252.csv") else { return };
    let (records, _, notices) = read(&path);
    assert!(records.iter().any(|record| record.to_string().contains("björn.müller")), "{records:#?}");
    assert!(notices[0].contains("windows-1252"), "{notices:?}");
    let Some(path) = file("19b-log-analytics-cut.csv") else { return };
    assert!(read(&path).2.iter().any(|notice| notice.contains("most likely cut off")));
    let Some(path) = file("97-wazuh-archives-log.log") else { return };
    assert!(read(&path).0.iter().all(|record| record["RecordType"] == 15));
}
