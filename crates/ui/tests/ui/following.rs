//! Pages follow the lake, and the links of one show one version.

use std::time::Duration;

use serde_json::Value;

use crate::world::{World, morning};

#[tokio::test]
async fn links_are_pinned_while_the_lake_grows() {
    let records = morning();
    let world = World::of(&records[..3]).await;
    let before = world.json("/search?since=").await;
    let version = before["version"].as_u64().unwrap();
    assert!(world.get("/search?since=").await.text.contains(&format!("v={version}")));

    world.import("more.jsonl", &records[3..]).await;
    // The log is read again after some seconds.
    tokio::time::sleep(Duration::from_millis(3200)).await;
    let pinned = world.json(&format!("/search/histogram?since=&v={version}")).await;
    assert_eq!((&pinned["total"], pinned["version"].as_u64()), (&3.into(), Some(version)));
    assert!(pinned["newest_version"].as_u64() > Some(version));
    let page = world.get(&format!("/search?since=&v={version}")).await.text;
    assert!(page.contains("Show the newest"), "{page}");
    let newest = world.json("/search?since=").await;
    assert_eq!(newest["rows"].as_array().unwrap().len(), 5);
}

#[tokio::test]
async fn what_was_counted_is_kept_for_its_version() {
    let world = World::of(&morning()).await;
    let total = async |query: &str| -> Value {
        let answered = world.get(&format!("/api/v1/search/{query}")).await;
        serde_json::from_str::<Value>(&answered.text).unwrap()["total"].clone()
    };
    for part in ["facets", "histogram"] {
        assert_eq!(total(&format!("{part}?since=")).await, 5);
    }
    // Without its files the lake can be asked nothing new.
    for file in std::fs::read_dir(world.folder().join("lake/activity")).unwrap() {
        let file = file.unwrap().path();
        if file.extension().is_some_and(|end| end == "parquet") {
            std::fs::remove_file(file).unwrap();
        }
    }
    for part in ["facets", "histogram"] {
        assert_eq!(total(&format!("{part}?since=")).await, 5);
        assert_eq!(total(&format!("{part}?since=&user=lena.berg")).await, Value::Null);
    }
}
