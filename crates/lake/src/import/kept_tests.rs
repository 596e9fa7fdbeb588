//! Imports with kept keys beside imports that read all records.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use chrono::{TimeZone, Utc};

use super::importer::{Imported, Importer};
use super::index::{Index, Keeper, KeptRun, Key, Verdict};
use super::kept::{LIST, List, Place, RunWriter, find, vacuum_keys};
use super::options::ImportOptions;
use crate::blocking::{Waiter, wait};
use crate::lake::Lake;
use crate::storage::Location;

fn open(folder: &Path) -> Lake {
    wait(Lake::open_or_create(&Location::parse(&folder.to_string_lossy()).unwrap())).unwrap()
}

/// Records by number, one a day.
fn records(numbers: impl Iterator<Item = u32>) -> String {
    let record = |n: u32| {
        let day = Utc.timestamp_opt(1_700_000_000 + i64::from(n % 300) * 86_400, 0).unwrap();
        let time = day.format("%Y-%m-%dT%H:%M:%S");
        format!(
            "{{\"Id\":\"00000000-0000-4000-8000-{n:012}\",\"CreationTime\":\"{time}\",\"Operation\":\"Send\",\"UserId\":\"u{n}\"}}\n"
        )
    };
    numbers.map(record).collect()
}

/// Imports records, and keeps their keys if there are so many.
fn import(folder: &Path, text: &str, least: usize) -> Imported {
    let options = ImportOptions { threads: 1, ..ImportOptions::default() };
    let mut importer = Importer::begin_keeping(open(folder), &options, least).unwrap();
    importer.import_unit("export.jsonl", text.as_bytes(), &mut |_| ()).unwrap();
    importer.finish().unwrap()
}

fn counts(imported: &Imported) -> (u64, u64) {
    (imported.units[0].rows_added, imported.units[0].duplicates)
}

/// Returns how many files an import would read, or `None` for all.
fn unread(folder: &Path) -> Option<usize> {
    let (lake, waiter) = (open(folder), Waiter::new().unwrap());
    let found = find(&Place::beside(&lake).unwrap(), &lake, &waiter).unwrap();
    found.map(|(_, _, unread)| unread.len())
}

fn list_of(folder: &Path) -> List {
    serde_json::from_slice(&fs::read(folder.join("keys").join(LIST)).unwrap()).unwrap()
}

fn remove_all_before(folder: &Path, day: i64) -> u64 {
    let since = Utc.timestamp_opt(1_700_000_000 + day * 86_400 - 1, 0).unwrap();
    wait(open(folder).retain(since)).unwrap().removed
}

#[test]
fn an_import_reads_only_what_is_newer() {
    let folder = tempfile::tempdir().unwrap();
    let lake = &folder.path().join("lake");
    assert_eq!(counts(&import(lake, &records(0..500), 100)), (500, 0));
    assert_eq!(unread(lake), Some(0));
    assert_eq!(counts(&import(lake, &records(400..700), usize::MAX)), (200, 100));
    assert_eq!(unread(lake), Some(1));
    assert_eq!(counts(&import(lake, &records(0..710), 100)), (10, 700));
    assert_eq!(unread(lake), Some(0));
    // The small run and the large one became one; nothing else is left.
    assert_eq!(fs::read_dir(lake.join("keys")).unwrap().count(), list_of(lake).runs.len() + 1);
    assert_eq!(list_of(lake).runs.iter().map(|run| run.keys).sum::<u64>(), 710);
}

#[test]
fn few_keys_are_not_kept() {
    let folder = tempfile::tempdir().unwrap();
    let lake = &folder.path().join("lake");
    import(lake, &records(0..99), 100);
    assert!(!lake.join("keys").exists());
}

#[test]
fn a_compaction_brings_nothing_new() {
    let folder = tempfile::tempdir().unwrap();
    let lake = &folder.path().join("lake");
    for part in [0..100, 100..200, 200..300] {
        import(lake, &records(part), 100);
    }
    wait(open(lake).compact()).unwrap();
    assert_eq!(unread(lake), Some(0));
    // Files that were not read yet and then moved are read where they are now.
    import(lake, &records(300..320), usize::MAX);
    wait(open(lake).compact()).unwrap();
    assert!(unread(lake).is_some_and(|files| files > 0));
    assert_eq!(counts(&import(lake, &records(0..330), 100)), (10, 320));
}

#[test]
fn records_that_were_taken_out_can_come_back() {
    let folder = tempfile::tempdir().unwrap();
    let lake = &folder.path().join("lake");
    import(lake, &records(0..300), 100);
    assert_eq!(remove_all_before(lake, 50), 50);
    assert_eq!(unread(lake), None);
    assert_eq!(counts(&import(lake, &records(0..300), 100)), (50, 250));
    assert_eq!(unread(lake), Some(0));
}

#[test]
fn broken_keys_are_made_anew() {
    type Breaks = fn(&Path, &List);
    let breaks: [(&str, Breaks); 6] = [
        ("a run is gone", |keys, list| fs::remove_file(keys.join(&list.runs[0].name)).unwrap()),
        ("a run was cut", |keys, list| {
            let run = fs::read(keys.join(&list.runs[0].name)).unwrap();
            fs::write(keys.join(&list.runs[0].name), &run[..run.len() - 1]).unwrap();
        }),
        ("a filter was changed", |keys, list| {
            let mut run = fs::read(keys.join(&list.runs[0].name)).unwrap();
            let at = run.len() - 70;
            run[at] ^= 1;
            fs::write(keys.join(&list.runs[0].name), run).unwrap();
        }),
        ("the list is no JSON", |keys, _| fs::write(keys.join(LIST), "{").unwrap()),
        ("the list is of another lake", |keys, list| {
            let mut other = list.clone();
            other.table = "other".to_owned();
            fs::write(keys.join(LIST), serde_json::to_vec(&other).unwrap()).unwrap();
        }),
        ("the list leads elsewhere", |keys, list| {
            let run = KeptRun { name: "../activity/x.keys".to_owned(), keys: 1 };
            let mut other = list.clone();
            other.runs = vec![run];
            fs::write(keys.join(LIST), serde_json::to_vec(&other).unwrap()).unwrap();
        }),
    ];
    for (what, breaks) in breaks {
        let folder = tempfile::tempdir().unwrap();
        let lake = &folder.path().join("lake");
        import(lake, &records(0..200), 100);
        breaks(&lake.join("keys"), &list_of(lake));
        assert_eq!(unread(lake), None, "{what}");
        assert_eq!(counts(&import(lake, &records(0..201), 100)), (1, 200), "{what}");
        assert_eq!(unread(lake), Some(0), "{what}");
    }
}

#[test]
fn a_lake_that_was_set_back_and_went_on_otherwise_is_read_anew() {
    let folder = tempfile::tempdir().unwrap();
    let lake = &folder.path().join("lake");
    import(lake, &records(0..200), 100);
    let before = folder.path().join("before");
    copy_folder(lake, &before);
    import(lake, &records(200..300), 100);
    // The tables of before, the keys of after.
    for table in ["activity", "ledger", "rejected"] {
        fs::remove_dir_all(lake.join(table)).unwrap();
        copy_folder(&before.join(table), &lake.join(table));
    }
    assert_eq!(unread(lake), None);
    assert_eq!(counts(&import(lake, &records(250..300), usize::MAX)), (50, 0));
    assert_eq!(unread(lake), None);
    assert_eq!(counts(&import(lake, &records(0..300), 100)), (50, 250));
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[test]
fn whatever_happens_between_imports_the_same_rows_come_in() {
    for seed in 0..6_u64 {
        let folder = tempfile::tempdir().unwrap();
        let [kept, read] = ["kept", "read"].map(|name| folder.path().join(name));
        let mut random = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
        let mut draw = |most: u64| {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (random >> 33) % most
        };
        for step in 0..8 {
            let from = draw(400) as u32;
            let text = records(from..from + 1 + draw(150) as u32);
            let least = if draw(3) == 0 { usize::MAX } else { 1 };
            let (ours, theirs) = (import(&kept, &text, least), import(&read, &text, usize::MAX));
            assert_eq!(counts(&ours), counts(&theirs), "seed {seed}, step {step}");
            match draw(5) {
                0 => {
                    wait(open(&kept).compact()).unwrap();
                }
                1 => {
                    let day = draw(100) as i64;
                    assert_eq!(remove_all_before(&kept, day), remove_all_before(&read, day));
                }
                _ => {}
            }
        }
        let verified = wait(open(&kept).verify()).unwrap();
        assert_eq!(verified.findings, [], "seed {seed}");
    }
}

#[test]
fn a_vacuum_deletes_runs_that_no_list_names() {
    let folder = tempfile::tempdir().unwrap();
    let lake = &folder.path().join("lake");
    import(lake, &records(0..200), 100);
    let keys = lake.join("keys");
    let left = ["1b4e28ba-2fa1-11d2-883f-0016d3cca427.keys", ".AbC123.keys.tmp", "notes.txt"];
    for name in left {
        fs::write(keys.join(name), "x").unwrap();
    }
    let (opened, waiter) = (open(lake), Waiter::new().unwrap());
    let vacuum = |keep, dry_run| vacuum_keys(&opened, keep, dry_run, &waiter).unwrap();
    assert_eq!(vacuum(Duration::from_hours(1), false), [""; 0]);
    assert_eq!(vacuum(Duration::ZERO, true), [left[1], left[0]]);
    assert_eq!(vacuum(Duration::ZERO, false), [left[1], left[0]]);
    assert_eq!(unread(lake), Some(0));
    assert!(keys.join(left[2]).exists());
}

#[test]
fn an_import_that_meets_others_and_a_compaction_adds_nothing_twice() {
    let folder = tempfile::tempdir().unwrap();
    let lake = &folder.path().join("lake");
    import(lake, &records(0..50), 10);
    let mut slow =
        Importer::begin_keeping(open(lake), &ImportOptions { threads: 1, ..ImportOptions::default() }, 10)
            .unwrap();
    slow.import_unit("slow.jsonl", records(100..200).as_bytes(), &mut |_| ()).unwrap();
    import(lake, &records(40..120), usize::MAX);
    wait(open(lake).compact()).unwrap();
    assert_eq!(counts(&slow.finish().unwrap()), (80, 20));
    assert_eq!(unread(lake), Some(0));
    assert_eq!(counts(&import(lake, &records(0..200), 10)), (0, 200));
    assert_eq!(wait(open(lake).verify()).unwrap().findings, []);
}

#[test]
fn a_store_keeps_runs_as_a_disk_does() {
    let (place, waiter) =
        (Place::Store(Arc::new(object_store::memory::InMemory::new())), Waiter::new().unwrap());
    let (index, key) = (Index::new(), |n: u128| Key::of_id(n << 64 | n));
    let add = |index: &Index, numbers: std::ops::Range<u128>| {
        numbers.filter(|n| index.judge_and_add(key(*n)).unwrap() == Verdict::New).count()
    };
    assert_eq!(add(&index, 0..5_000), 5_000);
    let kept = index.keep(&mut RunWriter::new(&place, &waiter)).unwrap();
    assert_eq!(kept.iter().map(|run| run.keys).sum::<u64>(), 5_000);
    // A thousandth is kept as a run of its own.
    assert_eq!(add(&index, 4_000..5_005), 5);
    let kept = index.keep(&mut RunWriter::new(&place, &waiter)).unwrap();
    assert_eq!(kept.iter().map(|run| run.keys).collect::<Vec<_>>(), [5_000, 5]);
    // Nothing new, nothing to write.
    assert_eq!(index.keep(&mut RunWriter::new(&place, &waiter)).unwrap(), kept);

    let files = || kept.iter().map(|run| (place.open_run(&run.name, &waiter).unwrap(), run.name.clone()));
    let again = Index::of_kept(files().collect(), index.seed()).unwrap();
    assert_eq!((again.count(), add(&again, 0..5_010)), (5_005, 5));
    assert!(Index::of_kept(files().collect(), index.seed() ^ 1).is_err());

    place.write(LIST, b"{}".to_vec(), &waiter).unwrap();
    assert_eq!(place.read(LIST, &waiter).unwrap(), b"{}");
    let mut names: Vec<_> = kept.iter().map(|run| run.name.clone()).collect();
    names.sort();
    assert_eq!(place.old_runs(Duration::ZERO, &waiter).unwrap(), names);
    place.delete(&names[0], &waiter).unwrap();
    assert!(place.open_run(&names[0], &waiter).is_err());
}

/// A place that begins files and cannot keep them.
struct FullDisk;

impl Keeper for FullDisk {
    fn begin_file(&mut self) -> std::io::Result<fs::File> {
        tempfile::tempfile()
    }

    fn finish_file(&mut self, _: &fs::File) -> std::io::Result<String> {
        Err(std::io::Error::other("no space is left"))
    }
}

#[test]
fn keys_that_cannot_be_kept_are_there_all_the_same() {
    let (index, key) = (Index::new(), |n: u128| Key::of_id(n << 64 | n));
    let add = |numbers: std::ops::Range<u128>| {
        numbers.filter(|n| index.judge_and_add(key(*n)).unwrap() == Verdict::New).count()
    };
    assert_eq!(add(0..1_000), 1_000);
    assert!(index.keep(&mut FullDisk).is_err());
    assert_eq!(add(500..1_500), 500);
    assert!(index.keep(&mut FullDisk).is_err());
    assert_eq!((index.count(), add(0..1_500)), (1_500, 0));
}
