//! Upkeep of the lake beside a collector.

use chrono::TimeDelta;
use trail365_collect::Upkeep;
use trail365_lake::{ImportOptions, Importer, Lake, Location};

fn import(location: &Location, from: u32) {
    let lake = trail365_lake::blocking::wait(Lake::open_or_create(location)).unwrap();
    let mut importer = Importer::begin(lake, &ImportOptions::default()).unwrap();
    let record = |n: u32| {
        format!("{{\"Id\":\"{n}\",\"Operation\":\"Send\",\"CreationTime\":\"2026-03-02T08:00:00\"}}\n")
    };
    let text: String = (from..from + 10).map(record).collect();
    importer.import_unit("export.jsonl", text.as_bytes(), &mut |_| ()).unwrap();
    importer.finish().unwrap();
}

#[tokio::test]
async fn files_are_merged_once_they_are_old_enough() {
    let folder = tempfile::tempdir().unwrap();
    let location = Location::parse(&folder.path().join("lake").to_string_lossy()).unwrap();
    for from in [0, 10, 20] {
        import(&location, from);
    }
    assert!(!Upkeep::default().look_after(&location).await.unwrap());
    let files = async || Lake::open(&location, None).await.unwrap().info().await.unwrap();
    assert_eq!(files().await.files, 3);

    let at_once = Upkeep { every: TimeDelta::zero(), ..Upkeep::default() };
    assert!(at_once.look_after(&location).await.unwrap());
    let info = files().await;
    assert_eq!((info.files, info.ordered_files, info.rows), (1, 1, 30));
    // Nothing is left to do until records come in again.
    assert!(!at_once.look_after(&location).await.unwrap());
    import(&location, 25);
    assert!(at_once.look_after(&location).await.unwrap());
    assert_eq!(files().await.rows, 35);
}

#[tokio::test]
async fn a_lake_that_is_gone_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let location = Location::parse(&folder.path().join("none").to_string_lossy()).unwrap();
    assert!(Upkeep::default().look_after(&location).await.is_err());
    assert!(!folder.path().join("none").exists());
}
