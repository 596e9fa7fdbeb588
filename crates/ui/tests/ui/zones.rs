//! Local time beside UTC.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::world::{Answered, World, morning, request};

/// A page as a browser that keeps a zone asks for it.
async fn get_in(world: &World, zone: &str, path: &str) -> Answered {
    let mut asked = request(Method::GET, path);
    asked.headers_mut().insert("cookie", format!("trail365-zone={zone}").parse().unwrap());
    world.send(asked).await
}

#[tokio::test]
async fn a_zone_is_chosen_and_kept() {
    let world = World::of(&morning()).await;
    let form = world.get("/zone?back=/user?name=x").await.text;
    assert!(
        form.contains("<option value=\"Europe/Berlin\">") && form.contains("value=\"/user?name=x\""),
        "{form}"
    );
    for (zone, kept) in [("Europe/Berlin", "trail365-zone=Europe/Berlin;"), ("", "trail365-zone=;")] {
        let chosen = world.post("/zone", &[("zone", zone), ("back", "/search")]).await;
        assert_eq!(
            (chosen.status, &chosen.headers["location"]),
            (StatusCode::SEE_OTHER, &"/search".parse().unwrap())
        );
        assert!(chosen.headers["set-cookie"].to_str().unwrap().starts_with(kept));
    }
    let wrong = world.post("/zone", &[("zone", "Europe/Berlim; x=1\r\n")]).await;
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
    assert!(
        !wrong.headers.contains_key("set-cookie") && wrong.text.contains("no zone of the time zone database")
    );
    let near = world.post("/zone", &[("zone", "Europe/Berlim")]).await.text;
    assert!(near.contains("did you mean Europe/Berlin?"), "{near}");
}

#[tokio::test]
async fn local_time_stands_beside_utc() {
    let world = World::of(&morning()).await;
    let page = get_in(&world, "Europe/Berlin", "/search?since=").await.text;
    assert!(
        page.contains("2026-03-02 08:05:00</a> <small class=\"local\">09:05:00 +01:00</small>"),
        "{page}"
    );
    assert!(page.contains("<small class=\"local\">Europe/Berlin</small>"), "{page}");
    for path in ["/", "/record?id=a1", "/user?name=lena.berg", "/health", "/rules"] {
        let page = get_in(&world, "Europe/Berlin", path).await.text;
        assert!(page.contains("Times are UTC, beside them Europe/Berlin."), "{path}: {page}");
        assert_eq!(
            page.matches("<time ").count(),
            page.matches("Europe/Berlin</small>").count() - page.matches("scope=\"col\">Time (UTC)").count(),
            "{path}: {page}"
        );
    }
    // What is no zone is none.
    for zone in ["Mars/Base", "\"><script>", ""] {
        let page = get_in(&world, zone, "/search?since=").await.text;
        assert!(page.contains("All times are UTC.") && !page.contains("class=\"local\""), "{page}");
    }
}

#[tokio::test]
async fn hours_are_those_of_the_zone() {
    let at = |id: &str, time: &str| json!({"Id": id, "CreationTime": time, "RecordType": 15, "Operation": "UserLoggedIn", "UserId": "a@example.com"});
    // A Monday in winter; a Sunday in summer, which is Monday in Berlin.
    let world = World::of(&[at("1", "2026-03-02T08:30:00"), at("2", "2026-07-05T22:30:00")]).await;
    let heat = async |zone: &str| -> Value {
        let answered = get_in(&world, zone, "/api/v1/user?name=a@example.com").await;
        serde_json::from_str(&answered.text).unwrap()
    };
    let utc = heat("").await;
    assert_eq!(
        (&utc["heat_zone"], &utc["heat"][0][8], &utc["heat"][6][22]),
        (&"UTC".into(), &1.into(), &1.into())
    );
    let berlin = heat("Europe/Berlin").await;
    assert_eq!(
        (&berlin["heat_zone"], &berlin["heat"][0][9], &berlin["heat"][0][0]),
        (&"Europe/Berlin".into(), &1.into(), &1.into())
    );
}
