//! The log of a table: checkpoints, what is cleaned up, and versions by their times.

use std::fs;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use chrono::{DateTime, TimeZone, Utc};
use serde_json::Value;
use trail365_lake::{At, Content, ErrorKind, ImportOptions, Importer, Lake};

use crate::Place;
use crate::place::lines;

/// Makes commits.
fn commit(place: &Place, count: usize) {
    let mut importer = Importer::begin(place.lake(), &ImportOptions::default()).unwrap();
    for _ in 0..count {
        let content = Content {
            tenant_id: "t".into(),
            content_type: "Audit.General".into(),
            content_id: None,
            created: Utc::now(),
            until: None,
        };
        importer.note_loss(content, "expired").unwrap();
        importer.commit_marks(&[]).unwrap();
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
    (0..300).filter(|version| entry(place, *version).exists()).collect()
}

/// Makes a file as old as entries that are cleaned up.
fn age(path: PathBuf) {
    let old = SystemTime::now() - Duration::from_hours(8 * 24);
    fs::File::options().write(true).open(path).unwrap().set_modified(old).unwrap();
}

/// Gives a version another time.
fn set_time(place: &Place, version: u64, time: DateTime<Utc>) {
    let text = fs::read_to_string(entry(place, version)).unwrap();
    let changed = text.lines().map(|line| {
        let mut action: Value = serde_json::from_str(line).unwrap();
        if let Some(info) = action.get_mut("commitInfo") {
            info["timestamp"] = time.timestamp_millis().into();
        }
        action.to_string()
    });
    let changed = changed.collect::<Vec<_>>().join("\n");
    assert_ne!(changed, text);
    fs::write(entry(place, version), changed).unwrap();
}

fn hour(hour: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 5, 1, hour, 0, 0).unwrap()
}

fn refusal(place: &Place, at: At) -> String {
    let error = place.runtime.block_on(Lake::open(&place.location(), Some(at))).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported, "{error}");
    error.to_string()
}

#[test]
fn a_commit_stands_though_its_checkpoint_fails() {
    let place = Place::new();
    commit(&place, 98);
    // Nothing can be written under this name.
    fs::create_dir(log(&place, "00000000000000000099.checkpoint.parquet")).unwrap();
    commit(&place, 2);
    assert_eq!(place.lake().version(), 100);
    assert_eq!(place.query("select count(*), max(version) from ledger"), "100|100");
    assert!(!log(&place, "_last_checkpoint").exists());
}

#[test]
fn the_log_is_cleaned_up_when_a_checkpoint_is_made() {
    let place = Place::new();
    commit(&place, 99);
    assert!(log(&place, "00000000000000000099.checkpoint.parquet").exists());
    (0..100).for_each(|version| age(entry(&place, version)));
    commit(&place, 99);
    assert_eq!(entries(&place), (0..199).collect::<Vec<_>>());
    commit(&place, 1);
    assert_eq!(entries(&place), (99..200).collect::<Vec<_>>());
    assert_eq!(place.query("select count(*), max(version) from ledger"), "199|199");
}

#[test]
fn a_checkpoint_follows_an_entry_that_names_many_files() {
    let place = Place::new();
    (1..=64).for_each(|number| drop(place.import(&format!("unit {number}"), lines([number]))));
    place.compact().unwrap();
    let lake = place.lake();
    let checkpoint = |version| log(&place, &format!("{version:020}.checkpoint.parquet")).exists();
    assert_eq!([lake.version() - 1, lake.version()].map(checkpoint), [false, true]);
    // Entries before it are not needed for the newest version, and still there for older ones.
    assert_eq!(place.at(At::Version(lake.version() - 1)).version(), lake.version() - 1);
    (0..lake.version()).for_each(|version| fs::remove_file(entry(&place, version)).unwrap());
    assert_eq!(place.query("select count(*) from activity"), "64");
}

#[test]
fn versions_whose_log_is_gone_are_told_from_those_that_never_were() {
    let place = Place::new();
    commit(&place, 100);
    (0..99).for_each(|version| fs::remove_file(entry(&place, version)).unwrap());
    set_time(&place, 99, hour(9));
    let starts =
        "the lake's log starts at version 99 of 2026-05-01T09:00:00Z; older versions were cleaned up";
    assert_eq!(refusal(&place, At::Version(3)), format!("there is no version 3 of the lake: {starts}"));
    assert_eq!(
        refusal(&place, At::Time(hour(8))),
        format!("there is no version of 2026-05-01T08:00:00Z of the lake: {starts}")
    );
    assert_eq!(place.at(At::Version(99)).version(), 99);
    assert_eq!(place.at(At::Time(hour(9))).version(), 99);
}

#[test]
fn a_time_is_found_after_a_clock_that_was_ahead() {
    let place = Place::new();
    for number in 1..=4 {
        place.import(&format!("unit {number}"), lines([number]));
    }
    for (version, of) in [9, 10, 15, 11, 12].into_iter().enumerate() {
        set_time(&place, version as u64, hour(of));
    }
    let version = |at| place.at(At::Time(hour(at))).version();
    assert_eq!([9, 10, 11, 12, 13, 14, 15, 16].map(version), [0, 1, 3, 4, 4, 4, 4, 4]);
    assert!(refusal(&place, At::Time(hour(8))).ends_with("it starts at 2026-05-01T09:00:00Z"));
}
