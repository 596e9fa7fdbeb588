//! What a vacuum deletes, and what it leaves.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use chrono::Duration;

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
