//! What each page says.

use axum::http::StatusCode;
use serde_json::Value;

use crate::world::{World, morning};

#[tokio::test]
async fn a_place_without_a_lake_says_how_to_begin() {
    let world = World::without_lake();
    for path in ["/", "/search", "/health"] {
        let shown = world.get(path).await;
        assert_eq!(shown.status, StatusCode::NOT_FOUND, "{path}");
        for command in ["trail365 import --lake", "trail365 collect", "trail365 demo"] {
            assert!(shown.text.contains(command), "{path}: {}", shown.text);
        }
    }
    // Reading made none, and the site finds it once it is there.
    world.import("late.jsonl", &morning()).await;
    assert_eq!(world.get("/").await.status, StatusCode::OK);
}

#[tokio::test]
async fn an_empty_lake_says_how_to_begin() {
    let world = World::of(&[]).await;
    for path in ["/", "/search", "/search/histogram", "/search/facets", "/health"] {
        assert_eq!(world.get(path).await.status, StatusCode::OK, "{path}");
    }
    assert!(world.get("/").await.text.contains("trail365 import --lake"));
}

#[tokio::test]
async fn home_says_what_the_lake_holds() {
    let world = World::of(&morning()).await;
    let home = world.json("/").await;
    assert_eq!((&home["records"], &home["histogram"]["total"]), (&5.into(), &5.into()));
    assert_eq!(home["workloads"][0]["name"], "AzureActiveDirectory");
    assert_eq!(home["newest_sources"][0]["source"], "export.jsonl");
    let page = world.get("/").await.text;
    assert!(page.contains("AzureActiveDirectory") && page.contains("2026-03-02 08:01:00"), "{page}");
}

#[tokio::test]
async fn a_record_has_meaning_origin_and_ways_on() {
    let world = World::of(&morning()).await;
    let page = world.get("/record?id=a4").await.text;
    for part in [
        "<ins>Global Administrator</ins>",
        "/user?name=anna.lind@example.com",
        "/object?name=lena.berg@example.com",
        "export.jsonl",
        "Someone was given an admin role.",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    let record = world.json("/record?id=a1").await;
    let member = |name: &str| -> &Value {
        record["typed"]["members"].as_array().unwrap().iter().find(|member| member["name"] == name).unwrap()
    };
    assert_eq!(member("ErrorNumber")["words"], "Wrong user name or password.");
    assert_eq!(record["provenance"]["line"], 1);
    assert_eq!(record["row"]["outcome"], "failed");
    assert_eq!(world.get("/record?id=none").await.status, StatusCode::NOT_FOUND);
    assert_eq!(world.get("/record").await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn records_of_one_id_are_told_apart() {
    let mut records = morning();
    let mut other = records[4].clone();
    other["ObjectId"] = "https://example.com/b.docx".into();
    records.push(other);
    let world = World::of(&records).await;
    let record = world.json("/record?id=a5").await;
    let hash = record["copies"][0]["hash"].as_str().unwrap().to_owned();
    let copy = world.json(&format!("/record?id=a5&hash={hash}")).await;
    assert_eq!(copy["provenance"]["hash"], hash);
    assert_ne!(copy["row"]["object"], record["row"]["object"]);
}

#[tokio::test]
async fn a_guid_may_be_written_in_either_case() {
    let mut records = morning();
    records[0]["Id"] = "6f9b2c1e-0a3d-4e5f-8a7b-1c2d3e4f5a6b".into();
    let world = World::of(&records).await;
    for id in ["6f9b2c1e-0a3d-4e5f-8a7b-1c2d3e4f5a6b", "6F9B2C1E-0A3D-4E5F-8A7B-1C2D3E4F5A6B"] {
        assert_eq!(world.json(&format!("/record?id={id}")).await["row"]["operation"], "UserLoginFailed");
    }
    // Other Ids are what they are.
    assert_eq!(world.get("/record?id=A1").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn neighbours_stand_before_and_after() {
    let world = World::of(&morning()).await;
    let near = world.json("/record/near?user=lena.berg@example.com&time=2026-03-02T08:02:00Z&id=a2").await;
    assert_eq!((&near["before"][0]["id"], &near["after"][0]["id"]), (&"a1".into(), &"a3".into()));
}

#[tokio::test]
async fn health_says_what_is_missing_and_rejected() {
    let mut records = morning();
    records.push("no record".into());
    let world = World::of(&records).await;
    let health = world.json("/health").await;
    assert_eq!((&health["lake"]["records"], &health["rejected"][0]["pieces"]), (&5.into(), &1.into()));
    assert!(world.get("/health").await.text.contains("export.jsonl"));
}

#[tokio::test]
async fn all_that_was_said_of_an_alert_is_listed() {
    let world = World::of(&morning()).await;
    let key = world.find_alert().await;
    for (status, note) in [("benign", "first <i>"), ("confirmed", "second"), ("open", "")] {
        let said =
            world.post("/alert", &[("key", &key), ("status", status), ("note", note), ("who", "mia")]).await;
        assert_eq!(said.status, StatusCode::SEE_OTHER);
    }
    let page = world.get(&format!("/alert?key={key}")).await.text;
    let places: Vec<_> = ["second", "first &lt;i&gt;"].iter().map(|note| page.find(note)).collect();
    assert!(places[0].is_some() && places[0] < places[1], "{page}");
    let episode = world.json(&format!("/alert?key={key}")).await;
    let notes: Vec<_> =
        episode["notes"].as_array().unwrap().iter().map(|of| of["status"].as_str().unwrap()).collect();
    assert_eq!(notes[..3], ["open", "confirmed", "benign"]);
    // Of an alert that is not there nobody can say anything.
    let missing = world.post("/alert", &[("key", "none"), ("status", "open")]).await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND, "{}", missing.text);
}

#[tokio::test]
async fn alerts_are_narrowed() {
    let world = World::of(&morning()).await;
    world.find_alert().await;
    for (query, count) in [
        ("", 1),
        ("status=open&level=high", 1),
        ("level=low", 0),
        ("user=LENA", 1),
        ("user=lena*example.com", 1),
        ("user=len_", 0),
        ("rule=rule", 1),
        ("rule=inbox%20rule", 1),
        ("rule=rul", 1),
        ("rule=mailbox", 0),
        ("since=2026-03-02&until=2026-03-02", 1),
        ("since=2026-03-03", 0),
        ("until=2026-03-01", 0),
        ("since=1d", 1),
    ] {
        let list = world.json(&format!("/alerts?{query}")).await;
        assert_eq!(
            (&list["total"], list["alerts"].as_array().unwrap().len()),
            (&count.into(), count),
            "{query}"
        );
        assert_eq!(world.get(&format!("/alerts?{query}")).await.status, StatusCode::OK, "{query}");
    }
    for query in ["status=bogus", "level=bogus", "usr=lena", "since=soon"] {
        assert_eq!(world.get(&format!("/alerts?{query}")).await.status, StatusCode::BAD_REQUEST, "{query}");
    }
    let home = world.get("/").await.text;
    assert!(home.contains("href=\"/alerts?status=open&amp;level=high&amp;v="), "{home}");
}

#[tokio::test]
async fn an_unknown_page_is_told() {
    let world = World::of(&[]).await;
    assert_eq!(world.get("/nothing").await.status, StatusCode::NOT_FOUND);
    assert_eq!(world.get("/api/v1/nothing").await.headers["content-type"], "application/json");
}

#[tokio::test]
async fn lanes_have_all_records_of_their_values() {
    let world = World::of(&morning()).await;
    let of = world.json("/timeline?since=&by=user").await;
    let lanes: Vec<_> = of["lanes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|lane| (lane["value"].as_str().unwrap(), lane["count"].as_u64().unwrap()))
        .collect();
    assert_eq!(lanes, [("lena.berg@example.com", 3), ("anna.lind@example.com", 2)]);
    for lane in of["lanes"].as_array().unwrap() {
        let sum: u64 = lane["counts"].as_array().unwrap().iter().map(|n| n.as_u64().unwrap()).sum();
        assert_eq!(Some(sum), lane["count"].as_u64());
    }
    for by in ["operation", "ip", "session", "app", "workload", "outcome"] {
        assert_eq!(world.get(&format!("/timeline?since=&by={by}")).await.status, StatusCode::OK, "{by}");
    }
    assert_eq!(world.get("/timeline?by=object").await.status, StatusCode::BAD_REQUEST);
    assert_eq!(world.get("/timeline?user=nobody").await.status, StatusCode::OK);
}

#[tokio::test]
async fn an_alert_has_its_records_and_what_people_say() {
    let world = World::of(&morning()).await;
    let key = world.find_alert().await;
    let list = world.get("/alerts?status=open").await.text;
    assert!(list.contains(&format!("/alert?key={key}")), "{list}");
    let page = world.get(&format!("/alert?key={key}")).await.text;
    assert!(page.contains("/record?id=a3") && page.contains("T1114.003 Email Forwarding Rule"), "{page}");

    let said = [("key", key.as_str()), ("status", "confirmed"), ("note", "seen <b>"), ("who", "lena")];
    let kept = world.post("/alert", &said).await;
    assert_eq!(
        (kept.status, kept.headers["location"].to_str().unwrap()),
        (StatusCode::SEE_OTHER, format!("/alert?key={key}").as_str())
    );
    let alert = world.json(&format!("/alert?key={key}")).await;
    assert_eq!(
        (&alert["alert"]["status"], &alert["alert"]["note"], &alert["alert"]["who"]),
        (&"confirmed".into(), &"seen <b>".into(), &"lena".into())
    );
    assert!(world.get(&format!("/alert?key={key}")).await.text.contains("seen &lt;b&gt;"));
    assert_eq!(world.json("/alerts?status=open").await["alerts"].as_array().unwrap().len(), 0);
    assert_eq!(
        world.post("/alert", &[("key", &key), ("status", "odd")]).await.status,
        StatusCode::BAD_REQUEST
    );
    // What is too long is refused whole, and what was said before stays.
    for (name, most) in [("note", 4000), ("who", 200)] {
        let status = async |count: usize| {
            let text = "ä".repeat(count);
            world.post("/alert", &[("key", &key), ("status", "open"), (name, &text)]).await
        };
        let refused = status(most + 1).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST);
        assert!(
            refused.text.contains(&format!("{} characters, and {most} at most", most + 1)),
            "{}",
            refused.text
        );
        assert_eq!(world.json(&format!("/alert?key={key}")).await["alert"]["status"], "confirmed");
    }
    let long = "ä".repeat(4000);
    world.post("/alert", &[("key", &key), ("status", "benign"), ("note", &long)]).await;
    assert_eq!(world.json(&format!("/alert?key={key}")).await["alert"]["note"], long);
    assert_eq!(world.get("/alert?key=none").await.status, StatusCode::NOT_FOUND);
}
