//! Copies of a lake, some of them taken while it was in use.

use std::fs;
use std::path::Path;

use chrono::{DateTime, TimeDelta, Utc};
use trail365_lake::{At, Content, ContentSince, ErrorKind, ImportOptions, Importer, Lake};

use crate::Place;
use crate::place::lines;

fn time() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::days(20_000)
}

fn import_blob(place: &Place, id: &str) {
    let content = Content {
        tenant_id: "t".into(),
        content_type: "Audit.General".into(),
        content_id: Some(id.into()),
        created: time(),
        until: None,
    };
    let mut importer = Importer::begin(place.lake(), &ImportOptions::default()).unwrap();
    importer.import_content(content, format!(r#"[{{"Id":"{id}"}}, 5]"#).as_bytes()).unwrap();
    importer.commit_marks(&[]).unwrap();
}

fn blobs(place: &Place, lake: &Lake) -> trail365_lake::Result<Vec<String>> {
    let wanted =
        [ContentSince { tenant_id: "t".into(), content_type: "Audit.General".into(), since: time() }];
    let mut found = Vec::new();
    place.runtime.block_on(lake.find_contents(&wanted, |blob| found.push(blob.content_id.to_owned())))?;
    found.sort();
    Ok(found)
}

/// Copies a folder, but for what is there already.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        match entry.file_type().unwrap().is_dir() {
            true if to.ends_with("_delta_log") && to.exists() => (),
            true => copy(&entry.path(), &to),
            false => drop(fs::copy(entry.path(), to).unwrap()),
        }
    }
}

#[test]
fn a_copy_whose_ledger_is_ahead_is_not_written_to() {
    for ahead in [["ledger", "rejected"].as_slice(), &["ledger"], &["rejected"]] {
        let place = Place::new();
        import_blob(&place, "one");
        import_blob(&place, "two");
        // What a copy has that took `activity` first.
        place.forget_last_commit("activity");
        for behind in ["ledger", "rejected"].into_iter().filter(|table| !ahead.contains(table)) {
            place.forget_last_commit(behind);
        }
        let error = Importer::begin(place.lake(), &ImportOptions::default()).err().unwrap();
        assert_eq!(error.kind(), ErrorKind::Damaged);
        let says = format!("`{}` belongs to version 2 of `activity`, whose last version is 1", ahead[0]);
        assert!(error.to_string().starts_with(&says), "{error}");
        assert!(error.to_string().contains("copy it again"), "{error}");
        assert_eq!(blobs(&place, &place.lake()).unwrap_err().kind(), ErrorKind::Damaged);
        let findings = place.findings();
        assert!(findings.iter().any(|finding| finding.contains(&says)), "{findings:?}");
    }
}

#[test]
fn a_lake_that_others_have_written_to_meanwhile_is_no_copy() {
    let place = Place::new();
    import_blob(&place, "one");
    let behind = place.at(At::Version(1));
    import_blob(&place, "two");
    // The tables that follow were opened before or after it.
    for lake in [&behind, &place.at(At::Version(1))] {
        assert_eq!(blobs(&place, lake).unwrap(), ["one"]);
    }
    assert_eq!(blobs(&place, &place.lake()).unwrap(), ["one", "two"]);
    let mut importer = Importer::begin(behind, &ImportOptions::default()).unwrap();
    importer.import_unit("late", lines(0..5).as_bytes(), &mut |_| ()).unwrap();
    importer.finish().unwrap();
    assert_eq!(place.findings(), [""; 0]);
    assert_eq!(place.query("select count(*) from ledger"), "3");
}

#[test]
fn a_copy_in_the_order_of_the_documentation_is_whole() {
    let (place, other) = (Place::new(), Place::new());
    let (from, to) = (place.path().join("lake"), other.path().join("lake"));
    for (number, table) in ["ledger", "rejected", "activity"].into_iter().enumerate() {
        import_blob(&place, &format!("blob {number}"));
        copy(&from.join(table).join("_delta_log"), &to.join(table).join("_delta_log"));
    }
    import_blob(&place, "not copied");
    copy(&from, &to);
    let all = ["blob 0", "blob 1", "blob 2"];
    assert_eq!(blobs(&other, &other.lake()).unwrap(), all);
    assert_eq!(other.query("select count(*) from rejected"), "3");
    assert_eq!(other.findings(), [""; 0]);
    import_blob(&other, "not copied");
    assert_eq!((other.count(), other.query("select count(*) from rejected")), (4, "4".into()));
    assert_eq!(other.findings(), [""; 0]);
}
