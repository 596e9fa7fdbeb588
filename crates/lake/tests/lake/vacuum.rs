//! What a vacuum deletes, and what it leaves.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use chrono::{Duration, TimeZone, Utc};
use serde_json::Value;
use trail365_lake::{At, ErrorKind, ImportOptions, Importer};

use crate::Place;
use crate::place::lines;

fn age(path: &Path, by: Duration) {
    let old = SystemTime::now() - by.to_std().unwrap();
    fs::File::options().write(true).open(path).unwrap().set_modified(old).unwrap();
}

#[test]
fn files_that_a_killed_import_had_under_way_are_deleted() {
    let place = Place::new();
    place.import("a", lines([1]));
    let make = |name: &str| -> PathBuf {
        let path = place.path().join("lake").join(name);
        fs::write(&path, "half").unwrap();
        path
    };
    let left = [
        "activity/.5e2c0f6e-4a53-4d0e-9d52-0f4d2f0f7b11.tmp",
        "activity/_delta_log/.5e2c0f6e-4a53-4d0e-9d52-0f4d2f0f7b12.tmp",
        "activity/ordered-5e2c0f6e-4a53-4d0e-9d52-0f4d2f0f7b13.parquet#12",
        "activity/part-5e2c0f6e-4a53-4d0e-9d52-0f4d2f0f7b14.parquet#1",
        "ledger/.5e2c0f6e-4a53-4d0e-9d52-0f4d2f0f7b15.tmp",
    ];
    let left_paths = left.map(make);
    let others = ["activity/.notes.tmp", "activity/thesis.parquet#1", "activity/part-a.parquet#b"].map(make);
    let vacuum = |dry_run| {
        let mut files =
            place.runtime.block_on(place.lake().vacuum(Duration::hours(1), dry_run)).unwrap().files;
        files.sort();
        files
    };
    assert_eq!(vacuum(false), [""; 0]);
    left_paths.iter().chain(&others).for_each(|path| age(path, Duration::hours(2)));
    assert_eq!(vacuum(true), left);
    assert!(left_paths.iter().all(|path| path.exists()));
    assert_eq!(vacuum(false), left);
    assert!(!left_paths.iter().any(|path| path.exists()));
    assert!(others.iter().all(|path| path.exists()));
}

/// Changes a version as if it had been committed so long ago.
fn commit_earlier(place: &Place, version: u64, by: Duration) {
    let path = place.path().join(format!("lake/activity/_delta_log/{version:020}.json"));
    let time = (Utc::now() - by).timestamp_millis();
    let text = fs::read_to_string(&path).unwrap();
    let changed = text.lines().map(|line| {
        let mut action: Value = serde_json::from_str(line).unwrap();
        if let Some(removed) = action.get_mut("remove") {
            removed["deletionTimestamp"] = time.into();
        }
        action.to_string()
    });
    fs::write(&path, changed.collect::<Vec<_>>().join("\n")).unwrap();
}

#[test]
fn files_of_versions_that_are_kept_stay_when_checkpoints_were_made() {
    let place = Place::new();
    place.import("a", lines(0..10));
    let old = place.files("activity").remove(0);
    place.import("b", lines(10..20));
    place.compact().unwrap();
    // It was replaced eight days ago.
    age(&old, Duration::days(25));
    commit_earlier(&place, 3, Duration::days(8));
    let mut importer = Importer::begin(place.lake(), &ImportOptions::default()).unwrap();
    for number in 4..=99 {
        importer.import_unit(&format!("unit {number}"), lines([number]).as_bytes(), &mut |_| ()).unwrap();
        importer.commit_marks(&[]).unwrap();
    }
    assert!(place.path().join("lake/activity/_delta_log/00000000000000000099.checkpoint.parquet").exists());
    place.runtime.block_on(place.lake().vacuum(Duration::days(20), false)).unwrap();
    assert!(old.exists());
    assert_eq!(place.query_of(&place.at(At::Version(1)), "select count(*) from activity"), "10");
    place.runtime.block_on(place.lake().vacuum(Duration::days(7), false)).unwrap();
    assert!(!old.exists());
}

#[test]
fn versions_cannot_be_kept_for_longer_than_the_log_tells_of_them() {
    let place = Place::new();
    place.import("a", lines([1]));
    let vacuum = |keep| place.runtime.block_on(place.lake().vacuum(keep, true));
    assert_eq!(vacuum(Duration::hours(720)).unwrap().files, [""; 0]);
    let error = vacuum(Duration::hours(721)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    assert_eq!(
        error.to_string(),
        "cannot keep the versions of 721 hours: the log of `activity` remembers for 720 hours which files they need; \
         keep at most that"
    );
}

#[test]
fn footers_of_files_that_are_gone_are_forgotten() {
    let place = Place::new();
    let day = |day| Utc.with_ymd_and_hms(2026, 3, day, 0, 0, 0).unwrap();
    for number in 1..=20 {
        let user = format!("user-{number}@contoso.com");
        let time = day(number).to_rfc3339();
        let record =
            format!(r#"{{"Id":"{number}","RecordType":1,"CreationTime":"{time}","UserId":"{user}"}}"#);
        place.import(&user, record);
    }
    place.runtime.block_on(place.lake().compact_since(Some(day(20)))).unwrap();
    let copies = place.path().join("lake/activity/_footers");
    let holds = |number| {
        let copies = zstd::bulk::decompress(&fs::read(&copies).unwrap(), 1 << 24).unwrap();
        let user = format!("user-{number}@");
        copies.windows(user.len()).any(|bytes| bytes == user.as_bytes())
    };
    let vacuum = || place.runtime.block_on(place.lake().vacuum(Duration::zero(), false)).unwrap();
    assert!(holds(4) && holds(5));
    place.retain(day(5)).unwrap();
    vacuum();
    assert!(!holds(4) && holds(5));
    // So few files have no copies.
    place.retain(day(10)).unwrap();
    vacuum();
    assert!(!copies.exists());
}
