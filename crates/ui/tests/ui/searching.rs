//! The search: it finds what `trail365 search` finds.

use axum::http::StatusCode;
use serde_json::{Value, json};
use trail365_sql::search::Search;
use trail365_ui::{Limits, Options};

use crate::world::{World, morning};

fn ids(found: &Value) -> Vec<&str> {
    found["rows"].as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn conditions_narrow() {
    let world = World::of(&morning()).await;
    for (query, expected) in [
        ("", &["a5", "a4", "a3", "a2", "a1"][..]),
        ("&user=lena.berg", &["a3", "a2", "a1"]),
        ("&ip=192.0.2.0/24&operation=*InboxRule", &["a3"]),
        ("&type=15&order=oldest", &["a1", "a2"]),
        ("&workload=sharepoint", &["a5"]),
        ("&outcome=failed", &["a1"]),
        ("&session=11111111-2222-3333-4444-555555555555", &["a2"]),
        ("&object=*invoice*", &["a5"]),
        ("&text=evil.example", &["a3"]),
        ("&q=evil.example+user:lena.berg", &["a3"]),
        ("&q=198.51.100.9", &["a5"]),
        ("&since=2026-03-02T08:02:00Z&until=2026-03-02T08:03:00Z", &["a3", "a2"]),
        ("&since=1m", &["a5", "a4"]),
        ("&user=nobody", &[]),
    ] {
        // The last value of a name counts.
        let found = world.json(&format!("/search?since={query}")).await;
        assert_eq!(ids(&found), expected, "{query}");
    }
}

/// Records as long as real ones: sign-ins with ids of apps, and files with their addresses.
fn full_page() -> Vec<Value> {
    let record = |n: usize| {
        let (operation, object) = match n % 2 {
            0 => ("UserLoggedIn", "00000003-0000-0ff1-ce00-000000000000".to_owned()),
            _ => (
                "FileAccessed",
                format!("https://contoso.sharepoint.com/sites/finance/documents/plan-{n}.xlsx"),
            ),
        };
        json!({"Id": format!("71d151b0-6abc-43c9-b051-59d953{n:06}"), "CreationTime": format!("2026-03-02T{:02}:{:02}:00", n / 60, n % 60),
            "RecordType": 6, "Operation": operation, "Workload": "SharePoint", "UserId": "vanessa.rosenberg@contoso.com",
            "ClientIP": "2001:db8:10:8::2", "ResultStatus": "Succeeded", "AppId": "00000003-0000-0ff1-ce00-000000000000", "ObjectId": object})
    };
    (0..250).map(record).collect()
}

#[tokio::test]
async fn a_full_page_is_not_heavy() {
    let world = World::of(&full_page()).await;
    let page = world.get("/search?since=").await.text;
    assert_eq!(page.matches("/record?").count(), 200);
    assert!(page.len() < 150_000, "{} bytes", page.len());
}

#[tokio::test]
async fn the_head_of_the_times_turns_the_order() {
    let world = World::of(&morning()).await;
    let newest = world.get("/search?since=&user=lena.berg&column=id").await.text;
    assert!(newest.contains("aria-sort=\"descending\"><a href=\"/search?user=lena.berg&amp;since=&amp;order=oldest&amp;column=id&amp;v="), "{newest}");
    let oldest = world.get("/search?since=&order=oldest").await.text;
    assert!(oldest.contains("aria-sort=\"ascending\"><a href=\"/search?since=&amp;v="), "{oldest}");
}

#[tokio::test]
async fn the_shown_query_is_that_of_the_command() {
    let world = World::of(&morning()).await;
    let found = world.json("/search?since=&user=lena.berg&operation=*Rule").await;
    let search = Search {
        users: vec!["lena.berg".into()],
        operations: vec!["*Rule".into()],
        limit: Some(200),
        ..Search::default()
    };
    assert_eq!(found["sql"], search.sql());
    let page = world.get("/search?since=&user=lena.berg&operation=*Rule").await.text;
    assert!(
        page.contains("--user lena.berg --operation '*Rule'")
            || page.contains("--user lena.berg --operation &#39;*Rule&#39;"),
        "{page}"
    );
}

#[tokio::test]
async fn counts_agree_with_rows() {
    let world = World::of(&morning()).await;
    for query in ["since=", "since=&user=lena.berg", "since=&outcome=failed", "since=2026-03-02T08:02:00Z"] {
        let rows = ids(&world.json(&format!("/search?{query}")).await).len();
        let histogram = world.json(&format!("/search/histogram?{query}")).await;
        let bars: u64 =
            histogram["bars"].as_array().unwrap().iter().map(|bar| bar["count"].as_u64().unwrap()).sum();
        let facets = world.json(&format!("/search/facets?{query}")).await;
        assert_eq!(
            (histogram["total"].as_u64(), bars, facets["total"].as_u64()),
            (Some(rows as u64), rows as u64, Some(rows as u64)),
            "{query}"
        );
        for facet in facets["facets"].as_array().unwrap() {
            let sum: u64 = facet["values"]
                .as_array()
                .unwrap()
                .iter()
                .map(|value| value["count"].as_u64().unwrap())
                .sum();
            assert_eq!(sum, rows as u64, "{query} {}", facet["field"]);
        }
    }
}

#[tokio::test]
async fn pages_follow_each_other_without_gap_or_copy() {
    // Several records share each second, some have no time, and the Ids need quotes.
    let record = |number: usize| {
        let mut record = json!({"Id": format!("r'{number:03}"), "Operation": "Send", "RecordType": 2, "UserId": "a@example.com"});
        if number < 430 {
            record["CreationTime"] = format!("2026-03-02T08:{:02}:{:02}", number / 100, number % 7).into();
        }
        record
    };
    let all: Vec<_> = (0..450).map(record).collect();
    let world = World::of(&all).await;
    for order in ["", "&order=oldest"] {
        let (mut seen, mut after) = (Vec::new(), String::new());
        loop {
            let found = world.json(&format!("/search?since={order}{after}")).await;
            seen.extend(ids(&found).into_iter().map(str::to_owned));
            let Some(next) = found["next"].as_str() else { break };
            after =
                format!("&after={}", form_urlencoded::byte_serialize(next.as_bytes()).collect::<String>());
        }
        assert_eq!(seen.len(), 450, "{order}");
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), 450, "{order}");
    }
    let histogram = world.json("/search/histogram?since=").await;
    assert_eq!((&histogram["total"], &histogram["undated"]), (&450.into(), &20.into()));
}

#[tokio::test]
async fn the_last_day_of_the_data_is_searched_first() {
    let mut records = morning();
    records.push(json!({"Id": "old", "CreationTime": "2026-02-01T08:00:00", "Operation": "Send", "RecordType": 2, "UserId": "a@example.com"}));
    let world = World::of(&records).await;
    assert_eq!(ids(&world.json("/search").await).len(), 5);
    assert_eq!(ids(&world.json("/search?since=").await).len(), 6);
}

#[tokio::test]
async fn added_columns_are_shown() {
    let world = World::of(&morning()).await;
    let page = world.get("/search?since=&operation=New-InboxRule&column=parameters").await;
    assert!(page.text.contains("x@evil.example"), "{}", page.text);
    assert_eq!(world.get("/search?column=none").await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn what_cannot_be_understood_is_named() {
    let world = World::of(&morning()).await;
    for (query, says) in [
        ("ip=nowhere", "cannot use ip=`nowhere`"),
        ("since=yesterday", "cannot use since=`yesterday`"),
        ("type=ExchangeAdmn", "did you mean ExchangeAdmin?"),
        ("since=2026-03-02&until=2026-03-01", "since: no time is left"),
        ("since=-0001-01-01", "the years 0001 to 9999 are possible"),
        ("usr=marco", "this page has no parameter usr; did you mean user?"),
        ("q=usr:marco", "no field is called usr; did you mean user?"),
        ("outcome=bogus", "it can be succeeded, failed, partial, unknown"),
        ("order=zz", "it can be oldest or newest"),
        ("v=x", "no number of a version"),
        ("v=99", "version 99 of the lake is no longer there"),
    ] {
        let shown = world.get(&format!("/search?{query}")).await;
        assert!(shown.status.is_client_error() && shown.text.contains(says), "{query}: {}", shown.text);
        assert!(shown.text.contains("What to do"));
    }
}

#[tokio::test]
async fn a_form_that_is_refused_is_as_it_was_sent() {
    let world = World::of(&morning()).await;
    for (path, parts) in [
        (
            "/search?user=lena.berg&since=yesterday&until=2026-03-03&q=a+%3Cb%3E&order=oldest&column=id",
            &[
                "name=\"since\" value=\"yesterday\"",
                "name=\"until\" value=\"2026-03-03\"",
                "name=\"user\" value=\"lena.berg\"",
                "value=\"a &lt;b&gt;\"",
                "value=\"oldest\" selected",
                "name=\"column\" value=\"id\"",
                "<small class=\"wrong\">neither a date",
            ][..],
        ),
        // A condition has no field of its own: it stands among the words.
        ("/search?ip=nowhere&q=x", &["value=\"x ip:&quot;nowhere&quot;\"", "<small class=\"wrong\">"]),
        ("/search?q=usr:marco", &["value=\"usr:marco\"", "did you mean user?"]),
        ("/search?column=usr&user=lena", &["size=\"14\" value=\"usr\"", "name=\"user\" value=\"lena\""]),
        (
            "/timeline?by=user&user=lena&since=x",
            &["name=\"by\" value=\"user\"", "name=\"since\" value=\"x\"", "action=\"/timeline\""],
        ),
        (
            "/user?name=lena.berg@example.com&until=x",
            &["value=\"lena.berg@example.com\"", "name=\"until\" value=\"x\"", "action=\"/user\""],
        ),
        ("/address?name=nowhere", &["name=\"name\" value=\"nowhere\"", "<small class=\"wrong\">"]),
        (
            "/alerts?level=x&user=lena&since=7d",
            &[
                "name=\"user\" value=\"lena\"",
                "name=\"since\" value=\"7d\"",
                "<small class=\"wrong\">it can be critical",
            ],
        ),
    ] {
        let refused = world.get(path).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{path}");
        for part in parts {
            assert!(refused.text.contains(part), "{path}: {part}: {}", refused.text);
        }
    }
    let long = "ä".repeat(4001);
    let refused =
        world.post("/alert", &[("key", "k"), ("status", "benign"), ("note", &long), ("who", "mia")]).await;
    assert!(
        refused.text.contains(&format!("name=\"note\" value=\"{long}\""))
            && refused.text.contains("value=\"mia\"")
    );
}

#[tokio::test]
async fn a_mistyped_name_asks_no_other_question() {
    let world = World::of(&morning()).await;
    for path in [
        "/search?usr=marco",
        "/search/histogram?usr=marco",
        "/search/facets?usr=marco",
        "/search/export?usr=marco",
        "/timeline?usr=marco",
        "/user?name=lena.berg@example.com&sinec=7d",
        "/user/new?name=lena.berg@example.com&sinec=7d",
        "/record?id=a1&hsah=1",
        "/record/near?usr=marco&time=2026-03-02T08:00:00Z",
        "/timeline?order=zz",
    ] {
        let refused = world.get(path).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{path}: {}", refused.text);
    }
    // What is no field can be searched for.
    for path in [
        "/search?q=\"usr:marco\"",
        "/search?q=https://example.com",
        "/search?q=subject:invoice",
        "/search?order=newest",
    ] {
        let path = path.replace('"', "%22");
        assert_eq!(world.get(&path).await.status, StatusCode::OK, "{path}");
    }
    let missing = world.get("/record").await.text;
    assert!(missing.contains("id: it is missing") && !missing.contains("cannot use id"), "{missing}");
    let nobody = world.get("/user?name=nobody@x.y").await.text;
    assert!(nobody.contains("check how it is written"), "{nobody}");
}

#[tokio::test]
async fn large_and_empty_texts_are_told() {
    let long = "x".repeat(1 << 20);
    let record = |id: &str, user: &str, object: &str| {
        json!({"Id": id, "CreationTime": "2026-03-02T08:00:00", "RecordType": 6,
        "Operation": object, "UserId": user, "ObjectId": object, "ResultStatus": ""})
    };
    let user = "y".repeat(20_000);
    let world =
        World::of(&[record("l1", &user, &long), record("l2", "a@example.com", ""), record("l3", "", "o")])
            .await;
    for (path, most) in
        [("/search?since=", 30_000), ("/search/facets?since=", 60_000), ("/user?name=a@example.com", 60_000)]
    {
        let page = world.get(path).await.text;
        assert!(page.len() < most, "{path}: {} bytes", page.len());
        for link in page.split("href=\"").skip(1).map(|text| text.split('"').next().unwrap()) {
            assert!(link.len() < 6000, "{path}: {} bytes", link.len());
        }
    }
    let page = world.get("/search?since=").await.text;
    assert!(page.contains("… (1.0 MiB in all)") && page.contains("<title>Search · trail365"), "{page}");
    // The page of the record has all of it, folded.
    let page = world.get("/record?id=l1").await.text;
    assert!(page.contains(&long) && page.contains("<details><summary>xxx"));
    let facets = world.get("/search/facets?since=").await.text;
    assert!(facets.contains("(empty)"), "{facets}");
    let link = facets
        .split("(empty)")
        .nth(1)
        .unwrap()
        .split("href=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .replace("&amp;", "&");
    assert_eq!(world.json(&link).await["rows"].as_array().unwrap().len(), 1, "{link}");
    assert!(
        world
            .get("/search?user=a@example.com")
            .await
            .text
            .contains("<title>a@example.com · Search · trail365")
    );
}

#[tokio::test]
async fn nothing_found_says_what_to_do() {
    let world = World::of(&morning()).await;
    let page = world.get("/search?user=nobody").await.text;
    assert!(page.contains("Search without user nobody") && page.contains("Search all times"), "{page}");
}

#[tokio::test]
async fn files_that_were_read_are_counted() {
    let world = World::of(&morning()).await;
    for day in 3..6 {
        let record = json!({"Id": format!("d{day}"), "CreationTime": format!("2026-03-{day:02}T08:00:00"), "RecordType": 15,
            "Operation": "UserLoggedIn", "UserId": "lena.berg@example.com"});
        world.import(&format!("day-{day}.jsonl"), &[record]).await;
    }
    for (path, read) in [
        ("/search?since=", 4),
        ("/search?since=2026-03-05", 1),
        ("/search?since=2026-03-04&until=2026-03-05", 2),
        // Bounds of the others rule them out.
        ("/search?since=&type=ExchangeAdmin", 1),
    ] {
        let files = &world.json(path).await["files"];
        assert_eq!((&files["read"], &files["all"]), (&read.into(), &4.into()), "{path}");
        assert!(world.get(path).await.text.contains(&format!("read {read} of 4 files")), "{path}");
    }
    let ran = async |sql: &str| -> Value {
        let answered = world.post("/api/v1/sql", &[("sql", sql)]).await;
        serde_json::from_str(&answered.text).unwrap()
    };
    // A table that stands there twice counts once, and a count needs no file.
    let twice = ran("SELECT a.id FROM activity a JOIN activity b ON a.id = b.id").await;
    assert_eq!(twice["files"], json!({"read": 4, "all": 4}));
    assert_eq!(ran("SELECT count(*) FROM activity").await["files"]["read"], 0);
    assert_eq!(ran("SELECT 1").await["files"], json!({"read": 0, "all": 0}));
    let first = world.again(&Options {
        token: false,
        limits: Limits { rows: 1, ..Limits::default() },
        ..Options::default()
    });
    let page = first.post("/sql", &[("sql", "SELECT id FROM activity")]).await.text;
    assert!(page.contains("The first 1 row") && page.contains(" of 4 files"), "{page}");
}
