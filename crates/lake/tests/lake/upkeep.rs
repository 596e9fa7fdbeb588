//! What keeps a lake fast, small and sound changes no record.

use chrono::{DateTime, Duration};
use trail365_lake::{At, ImportOptions, Importer, Lake};

use crate::Place;
use crate::place::{lines, record};

const ALL: &str = "select id, source, source_line, content_hash, raw from activity order by id";

#[test]
fn compaction_puts_rows_in_order_and_keeps_them_all() {
    let place = Place::new();
    for part in 0..5 {
        place.import(&format!("part-{part}"), lines((0..2000).filter(|n| n % 5 == part)));
    }
    let before = place.query(ALL);
    let done = place.compact().unwrap();
    assert_eq!((done.files_after, done.rows), (1, 2000));
    assert_eq!(place.query(ALL), before);
    let days = "select to_char(creation_time, '%d'), user_id from activity";
    let rows = place.query(days);
    assert!(rows.lines().is_sorted(), "{rows}");
    assert_eq!(place.findings(), [""; 0]);
    assert_eq!(place.compact().unwrap().files_before, 0);
    assert_eq!(place.import("again", lines(0..2000)).duplicates, 2000);
}

#[test]
fn more_rows_than_fit_are_put_in_order_in_parts() {
    let place = Place::new();
    let filler = format!(r#"{{"Filler":"{}","#, "x".repeat(2000));
    place.import("a", lines(0..40_000).replace('{', &filler));
    place.compact().unwrap();
    let keys = "select to_char(creation_time, '%d'), user_id, to_char(creation_time, '%H') from activity";
    assert!(place.query(keys).lines().is_sorted());
    assert_eq!(place.count(), 40_000);
    assert_eq!(place.query("select count(distinct id) from activity"), "40000");
    assert_eq!(place.findings(), [""; 0]);
}

#[test]
fn old_versions_can_be_read_until_a_vacuum() {
    let place = Place::new();
    place.import("a", lines(0..10));
    place.import("b", lines(10..30));
    place.compact().unwrap();
    let count = |at| place.query_of(&place.at(At::Version(at)), "select count(*) from activity");
    assert_eq!((count(1), count(2), count(3)), ("10".into(), "30".into(), "30".into()));
    assert_eq!(place.files("activity").len(), 3);
    let mut lake = place.lake();
    // Two files of `activity`, and two of `ledger`.
    let would = place.runtime.block_on(lake.vacuum(Duration::zero(), true)).unwrap();
    assert_eq!((would.files.len(), place.files("activity").len()), (4, 3));
    place.runtime.block_on(lake.vacuum(Duration::zero(), false)).unwrap();
    assert_eq!(place.files("activity").len(), 1);
    assert_eq!(place.runtime.block_on(lake.vacuum(Duration::zero(), false)).unwrap().files.len(), 0);
    assert_eq!(place.findings(), [""; 0]);
    assert_eq!(place.count(), 30);
}

#[test]
fn retention_takes_out_old_records_and_says_so() {
    let place = Place::new();
    place.import("a", lines(0..28));
    place.import("b", "{\"Id\":\"no time\",\"Operation\":\"FileAccessed\"}");
    let since = DateTime::parse_from_rfc3339("2024-03-11T00:00:00Z").unwrap().to_utc();
    let done = place.retain(since).unwrap();
    assert_eq!((done.removed, done.files), (10, 1));
    assert_eq!(place.count(), 19);
    assert_eq!(place.query("select source, removed, format from ledger where removed > 0"), "a|10|retention");
    assert_eq!(place.findings(), [""; 0]);
    assert_eq!(place.retain(since).unwrap().removed, 0);
}

#[test]
fn verify_finds_what_was_changed_behind_its_back() {
    let place = Place::new();
    place.import("a", lines(0..100));
    let file = place.files("activity").remove(0);
    let bytes = std::fs::read(&file).unwrap();

    let mut damaged = bytes.clone();
    damaged[bytes.len() / 3] ^= 0xff;
    std::fs::write(&file, damaged).unwrap();
    assert!(!place.findings().is_empty());

    std::fs::write(&file, &bytes[..bytes.len() - 1]).unwrap();
    assert!(place.findings()[0].contains("by the log"), "{:?}", place.findings());

    std::fs::remove_file(&file).unwrap();
    let findings = place.findings();
    assert!(findings.iter().any(|f| f == "a: 0 rows, but 100 by the ledger"), "{findings:?}");

    std::fs::write(&file, bytes).unwrap();
    assert_eq!(place.findings(), [""; 0]);
}

#[test]
fn info_tells_what_is_there() {
    let place = Place::new();
    place.import("a", format!("{}nonsense\n", lines(0..28)));
    let info = place.runtime.block_on(place.lake().info()).unwrap();
    assert_eq!((info.version, info.rows, info.units, info.rejected), (1, 28, 1, 1));
    assert_eq!(info.first_time.unwrap().to_rfc3339(), "2024-03-01T00:00:00+00:00");
    assert_eq!(info.last_time.unwrap().to_rfc3339(), "2024-03-28T03:00:00+00:00");
}

#[test]
fn a_vacuum_deletes_nothing_that_is_still_to_follow_and_nothing_of_others() {
    let place = Place::new();
    place.import("a", lines([1]) + "no record\n");
    for table in ["ledger", "rejected"] {
        place.forget_last_commit(table);
    }
    let foreign = place.path().join("lake/activity/thesis.doc");
    std::fs::write(&foreign, "x").unwrap();
    assert_eq!(place.query("select source, source_line from rejected"), "a|2");
    place.runtime.block_on(place.lake().vacuum(Duration::zero(), false)).unwrap();
    assert_eq!(place.query("select source, source_line from rejected"), "a|2");
    assert!(foreign.exists());
    assert_eq!(place.findings(), [""; 0]);
}

#[test]
fn verify_looks_at_the_files_of_all_tables() {
    let place = Place::new();
    place.import("a", lines([1]) + "no record\n");
    std::fs::remove_file(place.files("rejected").remove(0)).unwrap();
    assert!(place.findings()[0].starts_with("rejected/part-"), "{:?}", place.findings());
}

#[test]
fn an_older_version_has_its_own_ledger_and_rejected_input() {
    let place = Place::new();
    place.import("a", lines(0..10) + "first\n");
    place.import("b", lines(10..30) + "second\n");
    let all = "select 'ledger ' || source from ledger union all select 'rejected ' || source from rejected order by 1";
    let check = |place: &Place| {
        assert_eq!(place.query_of(&place.at(At::Version(0)), all), "");
        assert_eq!(place.query_of(&place.at(At::Version(1)), all), "ledger a\nrejected a");
        assert_eq!(
            place.query_of(&place.at(At::Version(2)), all),
            "ledger a\nledger b\nrejected a\nrejected b"
        );
        let info = place.runtime.block_on(place.at(At::Version(1)).info()).unwrap();
        assert_eq!((info.rows, info.units, info.rejected), (10, 1, 1));
        let verified = place.runtime.block_on(place.at(At::Version(1)).verify()).unwrap();
        assert_eq!(verified.findings, []);
    };
    check(&place);
    // The tables may have followed several versions at once, or none yet.
    for _ in 0..2 {
        for table in ["ledger", "rejected"] {
            place.forget_last_commit(table);
        }
        check(&place);
    }
    let mut lake = place.lake();
    place.runtime.block_on(lake.vacuum(Duration::hours(1), true)).unwrap();
    check(&place);
}

#[test]
fn compaction_merges_the_files_of_the_ledger_and_keeps_what_versions_need() {
    let place = Place::new();
    for part in 0..6 {
        place.import(&format!("part-{part}"), lines(part * 10..part * 10 + 10) + "no record\n");
    }
    let ledger = "select source, sha256, rows_added, rejected, reasons, notices, first_time, imported_at, version, \
        content_created from ledger order by version";
    let before = place.query(ledger);
    let behind = place.lake();
    let done = place.compact().unwrap();
    assert_eq!((done.ledger_files_before, done.ledger_files_after), (6, 1));
    assert_eq!(place.query(ledger), before);
    assert_eq!(
        place.query_of(&place.at(At::Version(2)), "select source from ledger order by 1"),
        "part-0\npart-1"
    );
    assert_eq!(place.runtime.block_on(place.at(At::Version(2)).info()).unwrap().units, 2);
    assert_eq!(place.query_of(&behind, ledger), before);
    // Someone who has not seen the merging goes on, and no row comes twice.
    let mut importer = Importer::begin(behind, &ImportOptions::default()).unwrap();
    importer.import_unit("late", lines(60..70).as_bytes(), &mut |_| ()).unwrap();
    importer.finish().unwrap();
    place.runtime.block_on(place.lake().vacuum(Duration::zero(), false)).unwrap();
    assert_eq!(place.files("ledger").len(), 2);
    assert_eq!(place.query("select count(*), count(distinct source) from ledger"), "7|7");
    assert_eq!(place.findings(), [""; 0]);
    let again = place.compact().unwrap();
    assert_eq!((again.ledger_files_before, again.ledger_files_after), (2, 1));
    let again = place.compact().unwrap();
    assert_eq!((again.ledger_files_before, again.ledger_files_after), (0, 0));
}

#[test]
fn a_merged_ledger_that_is_behind_is_brought_up_to_date() {
    let place = Place::new();
    for part in 0..3 {
        place.import(&format!("part-{part}"), lines(part * 10..part * 10 + 10));
    }
    // Its writer was killed between its commits; `compact` has it follow before it merges.
    place.forget_last_commit("ledger");
    let done = place.compact().unwrap();
    assert_eq!((done.ledger_files_before, done.ledger_files_after), (3, 1));
    assert_eq!(place.query("select source, version from ledger order by 1"), "part-0|1\npart-1|2\npart-2|3");
    assert_eq!(place.findings(), [""; 0]);
}

#[test]
fn what_never_was_cannot_be_opened() {
    let place = Place::new();
    place.import("a", lines(0..10));
    let refusal =
        |at| place.runtime.block_on(Lake::open(place.lake().location(), Some(at))).unwrap_err().to_string();
    assert_eq!(refusal(At::Version(99)), "there is no version 99 of the lake yet: the last is 1");
    let before = DateTime::parse_from_rfc3339("2024-03-11T00:00:00Z").unwrap().to_utc();
    let message = refusal(At::Time(before));
    assert!(message.starts_with("there was no lake at 2024-03-11T00:00:00Z: it starts at 20"), "{message}");
    assert_eq!(place.at(At::Time(chrono::Utc::now())).version(), 1);
}

#[test]
fn the_last_microsecond_of_the_calendar_is_found() {
    let place = Place::new();
    let record = record(1, "FileAccessed").replace("2024-03-02T01:00:00", "9999-12-31T23:59:59.999999");
    place.import("a", record);
    let found = "select count(*) from activity where creation_time >= arrow_cast(253402300799999999, 'Timestamp(Microsecond, Some(\"UTC\"))')";
    assert_eq!(place.query(found), "1");
    let info = place.runtime.block_on(place.lake().info()).unwrap();
    assert_eq!(info.last_time.unwrap().to_rfc3339(), "9999-12-31T23:59:59.999+00:00");
}
