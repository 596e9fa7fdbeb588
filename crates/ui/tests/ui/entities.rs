//! The pages of users, addresses, sessions, apps and objects.

use std::sync::Arc;

use axum::http::StatusCode;
use serde_json::{Value, json};
use trail365_sql::Geo;
use trail365_ui::{Extras, Options};

use crate::mmdb::{city_file, mmdb_of};
use crate::world::{World, morning};

#[tokio::test]
async fn an_entity_is_all_that_is_known_of_it() {
    let world = World::of(&morning()).await;
    for (path, records) in [
        ("/user?name=lena.berg@example.com", 3),
        ("/address?name=192.0.2.7", 3),
        ("/address?name=192.0.2.0/24", 3),
        ("/session?name=11111111-2222-3333-4444-555555555555", 1),
        ("/object?name=https://example.com/a/invoice.docx", 1),
    ] {
        let entity = world.json(path).await;
        assert_eq!(entity["facets"]["total"], records, "{path}");
        assert_eq!(entity["histogram"]["total"], records, "{path}");
        let heat: u64 = entity["heat"]
            .as_array()
            .unwrap()
            .iter()
            .flat_map(|day| day.as_array().unwrap())
            .map(|n| n.as_u64().unwrap())
            .sum();
        assert_eq!(heat, records, "{path}");
        assert_eq!(entity["rows"].as_array().unwrap().len() as u64, records, "{path}");
        assert_eq!(world.get(path).await.status, StatusCode::OK);
    }
    // 2 March 2026 is a Monday.
    let user = world.json("/user?name=lena.berg@example.com").await;
    assert_eq!(user["heat"][0][8], 3);
    assert_eq!(world.get("/user?name=nobody").await.status, StatusCode::NOT_FOUND);
    assert_eq!(world.get("/address?name=nowhere").await.status, StatusCode::BAD_REQUEST);
}

/// A user at home for two days, then elsewhere with other things; a colleague who has used both before.
fn days() -> Vec<Value> {
    let record = |id: &str, time: &str, user: &str, operation: &str, ip: &str, agent: &str| {
        json!({"Id": id, "CreationTime": time, "RecordType": 6, "Operation": operation, "Workload": "SharePoint", "UserId": user,
            "ClientIP": ip, "UserAgent": agent})
    };
    let mut records = vec![
        record("b1", "2026-03-01T08:00:00", "lena@example.com", "FileAccessed", "192.0.2.7", "Word"),
        record("b2", "2026-03-01T09:00:00", "adam@example.com", "FileDownloaded", "198.51.100.9", "curl"),
        record("b3", "2026-03-02T08:00:00", "lena@example.com", "FileAccessed", "192.0.2.7", "Word"),
        record("b4", "2026-03-03T08:00:00", "LENA@example.com", "FileDownloaded", "198.51.100.9", "curl"),
        record("b5", "2026-03-03T08:01:00", "lena@example.com", "FileDownloaded", "198.51.100.9", "Word"),
    ];
    // Without a time it is neither before nor since.
    records
        .push(json!({"Id": "b6", "RecordType": 6, "Operation": "FileDeleted", "UserId": "lena@example.com"}));
    records
}

fn new_of<'n>(new: &'n Value, field: &str) -> Vec<&'n str> {
    let lists = new["properties"].as_array().unwrap().iter().filter(|of| of["field"] == field);
    lists
        .flat_map(|of| of["values"].as_array().unwrap())
        .map(|value| value["value"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn what_is_new_is_compared_with_all_before() {
    let world = World::of(&days()).await;
    let new = world.json("/user/new?name=lena@example.com&since=2026-03-03").await;
    assert_eq!((&new["records"], &new["earlier"]), (&2.into(), &2.into()));
    assert_eq!(new_of(&new, "operation"), ["FileDownloaded"]);
    assert_eq!(new_of(&new, "ip"), ["198.51.100.9"]);
    assert_eq!(new_of(&new, "program"), ["curl"]);
    assert_eq!(new["properties"][0]["values"][0]["first_time"], "2026-03-03T08:00:00Z");
    assert_eq!(new["properties"][0]["values"][0]["records"], 2);
    // Another case makes no new user.
    let new = world.json("/address/new?name=0.0.0.0/0&since=2026-03-03").await;
    assert_eq!(new_of(&new, "user"), Vec::<&str>::new());
    let address = world.json("/address/new?name=198.51.100.9&since=2026-03-03").await;
    assert_eq!(new_of(&address, "user"), ["lena@example.com"]);
    assert!(new_of(&address, "ip").is_empty() && new_of(&address, "operation").is_empty());
    // The range ends, too.
    let ended = world.json("/user/new?name=lena@example.com&since=2026-03-02&until=2026-03-02").await;
    assert_eq!(
        (&ended["records"], &ended["earlier"], &ended["properties"]),
        (&1.into(), &1.into(), &json!([]))
    );
}

#[tokio::test]
async fn without_a_range_the_last_week_is_compared() {
    let mut records = days();
    records.push(json!({"Id": "old", "CreationTime": "2026-01-01T08:00:00", "RecordType": 6, "Operation": "FileAccessed", "UserId": "lena@example.com"}));
    let world = World::of(&records).await;
    let new = world.json("/user/new?name=lena@example.com").await;
    assert_eq!((&new["since"], &new["earlier"]), (&"2026-02-24T08:01:00Z".into(), &1.into()));
    let all = world.get("/user/new?name=lena@example.com&since=2025-01-01").await.text;
    assert!(all.contains("There is nothing to compare with: all of it is new."), "{all}");
    let page = world.get("/user?name=lena@example.com&since=2026-03-03").await.text;
    assert!(page.contains("hx-get=\"/user/new?name=lena@example.com&amp;since=2026-03-03&amp;v="), "{page}");
    assert_eq!(world.get("/address/new?name=nowhere").await.status, StatusCode::BAD_REQUEST);
}

/// A site that knows of places and networks.
async fn placed(records: &[Value]) -> World {
    let folder = tempfile::tempdir().unwrap();
    let (places, owners) = (folder.path().join("city.mmdb"), folder.path().join("asn.mmdb"));
    std::fs::write(
        &places,
        city_file(&[("192.0.2.0/24", "DE", 52.5, 13.4), ("198.51.100.0/24", "PT", 38.7, -9.1)]),
    )
    .unwrap();
    let owner = json!({"autonomous_system_number": 64_496, "autonomous_system_organization": "Example <b>"});
    std::fs::write(&owners, mmdb_of("GeoLite2-ASN", &[("198.51.100.0/24", owner)])).unwrap();
    let geo = Geo::open_files(Some(&places), Some(&owners)).unwrap().map(Arc::new);
    let extras = Extras { geo, ..Extras::default() };
    World::with(records, Options { token: false, extras, ..Options::default() }).await
}

#[tokio::test]
async fn addresses_have_their_places() {
    let world = placed(&days()).await;
    let user = world.json("/user?name=lena@example.com").await;
    let facet = |field: &str| {
        user["facets"]["facets"].as_array().unwrap().iter().find(|facet| facet["field"] == field).unwrap()
    };
    assert_eq!(
        facet("country")["values"],
        json!([{"value": "DE", "count": 2}, {"value": "PT", "count": 2}, {"value": null, "count": 1}])
    );
    assert_eq!(facet("ip")["values"][0]["place"]["country"], "DE");
    let new = world.json("/user/new?name=lena@example.com&since=2026-03-03").await;
    assert_eq!((new_of(&new, "country"), new_of(&new, "network")), (vec!["PT"], vec!["Example <b>"]));
    for path in [
        "/address?name=198.51.100.9",
        "/user?name=lena@example.com",
        "/record?id=b4",
        "/search/facets?since=",
    ] {
        let page = world.get(path).await.text;
        assert!(page.contains("PT · AS64496 Example &lt;b&gt;"), "{path}: {page}");
    }
    // Nobody knows without a file.
    let world = World::of(&days()).await;
    assert_eq!(world.json("/address?name=198.51.100.9").await["place"], Value::Null);
    assert!(!world.get("/user?name=lena@example.com").await.text.contains("Country"));
}

#[tokio::test]
async fn an_entity_is_no_pattern_and_no_prefix() {
    let names =
        ["a*b@x.y", "acb@x.y", "admin", "admin@contoso.com", "admin@evil.com", " lena ", "lena", "=lena"];
    let record = |name: &str| {
        json!({"Id": format!("id-{name}"), "CreationTime": "2026-03-02T08:00:00", "RecordType": 6,
        "Operation": "FileAccessed", "UserId": name, "ObjectId": name})
    };
    let records: Vec<_> = names.iter().map(|name| record(name)).collect();
    let world = World::of(&records).await;
    for name in names {
        let escaped: String = form_urlencoded::byte_serialize(name.as_bytes()).collect();
        for path in ["user", "object"] {
            let entity = world.json(&format!("/{path}?name={escaped}")).await;
            assert_eq!(
                (&entity["facets"]["total"], &entity["histogram"]["total"]),
                (&1.into(), &1.into()),
                "{path} {name}"
            );
            assert_eq!(entity["rows"][0]["id"], format!("id-{name}"), "{path} {name}");
        }
        // What the page links to is of this one, too, and leads back to it.
        let page = world.get(&format!("/user?name={escaped}")).await.text;
        let link = page
            .split("class=\"button\" href=\"")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap()
            .replace("&amp;", "&");
        let found = world.json(&link).await;
        assert_eq!(found["rows"].as_array().unwrap().len(), 1, "{link}");
        let search = world.get(&link).await.text;
        assert!(search.contains("class=\"value\" href=\"/user?name="), "{search}");
        // As is a value of the facets.
        let facets = world.get("/search/facets?since=").await.text;
        for link in
            facets.split("class=\"narrow\" href=\"").skip(1).map(|text| text.split('"').next().unwrap())
        {
            let link = link.replace("&amp;", "&");
            let rows = world.json(&link).await["rows"].as_array().unwrap().len();
            assert!(rows == 1 || !(link.contains("user=") || link.contains("object=")), "{link}: {rows}");
        }
    }
}
