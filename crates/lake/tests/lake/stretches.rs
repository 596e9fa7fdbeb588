//! Upkeep of a part of a lake, and of one with several tenants.

use std::fs;

use chrono::{DateTime, Duration, Utc};

use crate::Place;
use crate::place::{lines, record};

/// A time of the month that the records are of.
fn day(day: u32) -> DateTime<Utc> {
    format!("2024-03-{day:02}T00:00:00Z").parse().unwrap()
}

/// Records of some days, each of all users.
fn of_days(days: std::ops::Range<u32>) -> String {
    lines(days.flat_map(|day| (0..7).map(move |user| day - 1 + 28 * user)))
}

fn tenant(number: u32, tenant: u32) -> String {
    let id = format!("\"OrganizationId\":\"00000000-0000-4000-9000-{tenant:012}\",\"Operation\"");
    record(number, "FileAccessed").replace("\"Operation\"", &id) + "\n"
}

#[test]
fn rows_of_several_tenants_lie_by_tenant_first() {
    let place = Place::new();
    place.import("a", (0..200).map(|n| tenant(n, n % 3)).collect::<String>());
    place.compact().unwrap();
    let keys = "select organization_id, to_char(creation_time, '%d'), user_id from activity";
    let rows = place.query(keys);
    assert!(rows.lines().is_sorted(), "{rows}");
    assert_eq!(place.findings(), [""; 0]);
    // Another tenant's file is passed over by the bounds in the log.
    place.import("b", (200..300).map(|n| tenant(n, 9)).collect::<String>());
    let log = fs::read_to_string(place.path().join("lake/activity/_delta_log/00000000000000000003.json"));
    assert!(log.unwrap().contains(r#"\"organization_id\":\"00000000-0000-4000-9000-000000000009\""#));
}

#[test]
fn stretches_without_a_common_day_are_put_in_order_one_by_one() {
    let place = Place::new();
    // Twelve files of six stretches, out of order.
    for start in [11, 1, 21, 6, 16, 24] {
        place.import(&format!("a {start}"), of_days(start..start + 2));
        place.import(&format!("b {start}"), of_days(start + 1..start + 3).replace("4000-8000", "4000-8001"));
    }
    let done = place.compact().unwrap();
    assert_eq!((done.files_before, done.rows), (12, 12 * 14));
    let rows = place.query("select to_char(creation_time, '%d'), user_id from activity order by source");
    assert_eq!(rows.lines().count(), 12 * 14);
    assert_eq!(place.findings(), [""; 0]);
    assert_eq!(place.compact().unwrap().files_before, 0);
}

#[test]
fn a_part_is_put_in_order_and_verified() {
    let place = Place::new();
    place.import("old", of_days(1..4));
    place.import("new", of_days(20..23));
    let mut lake = place.lake();
    let done = place.runtime.block_on(lake.compact_since(Some(day(10)))).unwrap();
    assert_eq!((done.files_before, done.rows), (1, 21));
    let verified = place.runtime.block_on(place.lake().verify_since(Some(day(10)))).unwrap();
    assert_eq!((verified.files, verified.rows, verified.findings.len()), (1, 21, 0));
    // A fault outside of the part is not seen, one inside is.
    let files = place.files("activity");
    let unsorted: Vec<_> =
        files.iter().filter(|path| path.to_string_lossy().contains("part-")).cloned().collect();
    assert_eq!(unsorted.len(), 2, "{files:?}");
    for path in &unsorted {
        fs::write(path, "broken").unwrap();
    }
    let verify = |since| place.runtime.block_on(place.lake().verify_since(since)).unwrap().findings.len();
    assert_eq!(verify(Some(day(10))), 0);
    assert!(verify(Some(day(2))) > 0 && verify(None) > 0);
}

#[test]
fn retention_of_a_part_leaves_older_files_alone() {
    let place = Place::new();
    place.import("oldest", of_days(1..3));
    place.import("old", of_days(8..12));
    let mut lake = place.lake();
    let done = place.runtime.block_on(lake.retain_from(Some(day(5)), day(10))).unwrap();
    assert_eq!((done.removed, done.files), (14, 1));
    assert_eq!(place.query("select count(*) from activity where source = 'oldest'"), "14");
    assert_eq!(place.findings(), [""; 0]);
    // A file of which nothing stays goes without being read whole, and is counted all the same.
    assert_eq!(place.retain(day(10)).unwrap().removed, 14);
    let removed = "select source, sum(removed) from ledger where removed > 0 group by source order by source";
    assert_eq!(place.query(removed), "old|14\noldest|14");
    assert_eq!(place.findings(), [""; 0]);
}

#[test]
fn a_vacuum_of_what_was_replaced_lists_no_folder() {
    let place = Place::new();
    place.import("a", of_days(1..3));
    place.import("b", of_days(2..4).replace("4000-8000", "4000-8001"));
    place.compact().unwrap();
    // Of a killed import: only a listing of the folder finds it.
    let left = place.path().join("lake/activity/part-5e2c0f6e-4a53-4d0e-9d52-0f4d2f0f7b14.parquet");
    fs::write(&left, "half").unwrap();
    let vacuum = |since, dry_run| {
        let mut lake = place.lake();
        place.runtime.block_on(lake.vacuum_since(Duration::zero(), Some(since), dry_run)).unwrap().files
    };
    assert_eq!(vacuum(Utc::now() + Duration::hours(1), true), [""; 0]);
    let before = Utc::now() - Duration::hours(1);
    let would = vacuum(before, true);
    assert_eq!(would.iter().filter(|file| file.starts_with("activity/")).count(), 2, "{would:?}");
    assert_eq!(vacuum(before, false), would);
    assert_eq!(vacuum(before, false), [""; 0]);
    assert!(left.exists());
    assert_eq!(place.findings(), [""; 0]);
}
