//! Searches that people saved.

use axum::http::StatusCode;

use crate::world::{World, morning};

#[tokio::test]
async fn a_search_is_saved_opened_and_removed() {
    let world = World::of(&morning()).await;
    assert!(world.get("/search/saved").await.text.contains("No search is saved yet"));
    // The page offers the conditions as they were asked, without the version that it is pinned to.
    let page = world.get("/search?user=lena.berg&since=7d&v=1").await.text;
    assert!(page.contains("hx-get=\"/search/saved?user=lena.berg&amp;since=7d\""), "{page}");
    let offered = world.get("/search/saved?user=lena.berg&since=7d").await.text;
    assert!(offered.contains("name=\"query\" value=\"user=lena.berg&amp;since=7d\""), "{offered}");

    let save =
        async |name: &str, query: &str| world.post("/search/save", &[("name", name), ("query", query)]).await;
    let kept = save("Lena's week", "user=lena.berg&since=7d&v=1&token=x&after=y").await;
    assert_eq!(
        (kept.status, kept.headers["location"].to_str().unwrap()),
        (StatusCode::SEE_OTHER, "/search?user=lena.berg&since=7d")
    );
    save("all", "").await;
    // One of the same name takes its place.
    save("all", "since=").await;
    let saved = world.json("/search/saved").await;
    let names: Vec<_> = saved["searches"]
        .as_array()
        .unwrap()
        .iter()
        .map(|search| (search["name"].as_str().unwrap(), search["query"].as_str().unwrap()))
        .collect();
    assert_eq!(names, [("Lena's week", "user=lena.berg&since=7d"), ("all", "since=")]);

    for (name, query) in [("", "since="), ("x", "since=odd"), ("x", "column=odd"), (&"x".repeat(101), "")] {
        assert_eq!(save(name, query).await.status, StatusCode::BAD_REQUEST, "{name} {query}");
    }
    assert_eq!(world.post("/search/forget", &[("name", "all")]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(world.post("/search/forget", &[("name", "all")]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(world.json("/search/saved").await["searches"].as_array().unwrap().len(), 1);
    // The evidence is as it was.
    assert_eq!(world.json("/").await["records"], 5);
}

#[tokio::test]
async fn a_hostile_name_is_inert() {
    let world = World::of(&morning()).await;
    let name = "\"><script>alert(1)</script>";
    world.post("/search/save", &[("name", name), ("query", "text=\"><img src=x>")]).await;
    let shown = world.get("/search/saved").await.text;
    assert!(
        shown.contains("&lt;script&gt;") && !shown.contains("<script>alert") && !shown.contains("<img"),
        "{shown}"
    );
}
