//! A lake that is another than before, and versions of it that are gone.

use std::time::Duration;

use axum::http::StatusCode;
use trail365_lake::Lake;

use crate::world::{World, morning};

/// Longer than the time for which a log that was read counts as fresh.
const LATER: Duration = Duration::from_millis(3200);

async fn shown_ids(world: &World) -> usize {
    world.json("/search?since=").await["rows"].as_array().unwrap().len()
}

#[tokio::test]
async fn a_lake_that_was_made_anew_is_read_anew() {
    let world = World::of(&morning()).await;
    world.import("more.jsonl", &[serde_json::json!({"Id": "m", "Operation": "Send"})]).await;
    assert_eq!(shown_ids(&world).await, 6);
    let covered = world.json("/rules/coverage").await;
    std::fs::remove_dir_all(world.folder().join("lake")).unwrap();
    tokio::time::sleep(LATER).await;
    assert_eq!(world.get("/").await.status, StatusCode::NOT_FOUND);
    world.import("anew.jsonl", &morning()[..1]).await;
    tokio::time::sleep(LATER).await;
    assert_eq!(shown_ids(&world).await, 1);
    assert!(world.get("/").await.text.contains("another lake than before"));
    assert_ne!(world.json("/rules/coverage").await["rules"], covered["rules"]);
    // Then it is followed as any other.
    world.import("more.jsonl", &morning()[1..2]).await;
    tokio::time::sleep(LATER).await;
    assert_eq!(shown_ids(&world).await, 2);
}

#[tokio::test]
async fn a_lake_that_took_the_place_of_another_is_read() {
    let (world, other) = (World::of(&morning()).await, World::of(&morning()[..2]).await);
    assert_eq!(shown_ids(&world).await, 5);
    assert!(!world.get("/").await.text.contains("another lake than before"));
    let lake = world.folder().join("lake");
    std::fs::rename(&lake, world.folder().join("old")).unwrap();
    std::fs::rename(other.folder().join("lake"), &lake).unwrap();
    tokio::time::sleep(LATER).await;
    for path in ["/", "/search?since=", "/search/facets?since=", "/health", "/alerts"] {
        assert_eq!(world.get(path).await.status, StatusCode::OK, "{path}");
    }
    assert_eq!(shown_ids(&world).await, 2);
    assert_eq!(world.json("/search/facets?since=").await["total"], 2);
}

#[tokio::test]
async fn a_version_whose_files_are_gone_leads_to_the_newest() {
    let world = World::of(&morning()).await;
    let old = world.json("/").await["version"].as_u64().unwrap();
    for number in 0..3 {
        let record = serde_json::json!({"Id": format!("n{number}"), "CreationTime": "2026-03-02T08:09:00", "Operation": "Send"});
        world.import(&format!("{number}.jsonl"), &[record]).await;
    }
    let mut lake = Lake::open(&world.location(), None).await.unwrap();
    lake.compact().await.unwrap();
    lake.vacuum(chrono::TimeDelta::zero(), false).await.unwrap();
    let world = world.again(&trail365_ui::Options { token: false, ..trail365_ui::Options::default() });
    for path in ["/search?since=&", "/record?id=a3&", "/user?name=lena.berg@example.com&", "/search/facets?"]
    {
        let gone = world.get(&format!("{path}v={old}")).await;
        assert_eq!(gone.status, StatusCode::GONE, "{path}: {}", gone.text);
        assert!(gone.text.contains(&format!("version {old} of the lake is no longer there")), "{path}");
        let link = path.trim_end_matches(['&', '?']).replace('&', "&amp;");
        assert!(
            gone.text.contains(&format!("<a href=\"{link}\">Show the newest version")),
            "{path}: {}",
            gone.text
        );
    }
    // A failure of another kind stays what it is.
    assert_eq!(world.get("/record?id=none").await.status, StatusCode::NOT_FOUND);
    assert_eq!(shown_ids(&world).await, 8);
}
