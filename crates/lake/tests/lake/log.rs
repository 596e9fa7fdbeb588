//! The log of a table: checkpoints, and what is cleaned up.

use std::fs;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use chrono::Utc;
use trail365_lake::{Content, ImportOptions, Importer};

use crate::Place;

/// Makes commits.
fn commit(place: &Place, count: usize) {
    let mut lake = place.lake();
    let handle = place.runtime.handle().clone();
    let mut importer = Importer::begin(&mut lake, handle, &ImportOptions::default()).unwrap();
    for _ in 0..count {
        let content = Content {
            tenant_id: "t".into(),
            content_type: "Audit.General".into(),
            content_id: None,
            created: Utc::now(),
            until: None,
        };
        importer.lose(content, "expired");
        importer.mark(&[]).unwrap();
    }
}

fn log(place: &Place, file: &str) -> PathBuf {
    place.path().join("lake/activity/_delta_log").join(file)
}

fn entry(place: &Place, version: u64) -> PathBuf {
    log(place, &format!("{version:020}.json"))
}

/// Entries of the log that are there.
fn entries(place: &Place) -> Vec<u64> {
    (0..200).filter(|version| entry(place, *version).exists()).collect()
}

/// Makes a file as old as entries that are cleaned up.
fn age(path: PathBuf) {
    let old = SystemTime::now() - Duration::from_secs(40 * 86_400);
    fs::File::options().write(true).open(path).unwrap().set_modified(old).unwrap();
}

#[test]
fn a_commit_stands_though_its_checkpoint_fails() {
    let place = Place::new();
    commit(&place, 48);
    // Nothing can be written under this name.
    fs::create_dir(log(&place, "00000000000000000049.checkpoint.parquet")).unwrap();
    commit(&place, 2);
    assert_eq!(place.lake().version(), 50);
    assert_eq!(place.query("select count(*), max(version) from ledger"), "50|50");
    assert!(!log(&place, "_last_checkpoint").exists());
}

#[test]
fn the_log_is_cleaned_up_when_a_checkpoint_is_made() {
    let place = Place::new();
    commit(&place, 49);
    assert!(log(&place, "00000000000000000049.checkpoint.parquet").exists());
    (0..50).for_each(|version| age(entry(&place, version)));
    commit(&place, 49);
    assert_eq!(entries(&place), (0..99).collect::<Vec<_>>());
    commit(&place, 1);
    assert_eq!(entries(&place), (49..100).collect::<Vec<_>>());
    assert_eq!(place.query("select count(*), max(version) from ledger"), "99|99");
}
