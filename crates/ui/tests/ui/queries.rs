//! The SQL page and the limits of queries.

use std::time::{Duration, Instant};

use axum::http::StatusCode;
use trail365_ui::{Limits, Options};

use crate::world::{World, limits, morning};

/// A query that takes minutes.
const ENDLESS: &str = "SELECT count(*) FROM generate_series(1, 10000000) a(x) CROSS JOIN generate_series(1, 10000000) b(y) WHERE x * y = 17";

async fn world(limits: Limits) -> World {
    World::with(&morning(), Options { token: false, limits, ..Options::default() }).await
}

#[tokio::test]
async fn a_query_is_run_and_explained() {
    let world = world(Limits::default()).await;
    let ran = world
        .post("/sql", &[("sql", "SELECT operation FROM events ORDER BY creation_time;"), ("action", "run")])
        .await;
    assert!(ran.status.is_success() && ran.text.contains("<td>UserLoginFailed</td>"), "{}", ran.text);
    let plan = world.post("/sql", &[("sql", "SELECT 1"), ("action", "plan")]).await;
    assert!(plan.text.contains("Projection"), "{}", plan.text);
    let json = world.post("/api/v1/sql", &[("sql", "SELECT 1 AS a, NULL AS b")]).await;
    let json: serde_json::Value = serde_json::from_str(&json.text).unwrap();
    assert_eq!(
        (&json["grid"]["columns"][0]["name"], &json["grid"]["rows"]),
        (&"a".into(), &serde_json::json!([["1", null]]))
    );
}

#[tokio::test]
async fn examples_run_and_names_are_there() {
    let world = world(Limits::default()).await;
    let page = world.get("/sql").await.text;
    let examples = page.split("href=\"/sql?sql=").skip(1).map(|text| text.split('"').next().unwrap());
    let examples: Vec<String> = examples
        .map(|text| form_urlencoded::parse(format!("sql={text}").as_bytes()).next().unwrap().1.into_owned())
        .collect();
    assert_eq!(examples.len(), 5);
    for sql in examples {
        let ran = world.post("/sql", &[("sql", &sql)]).await;
        assert!(ran.status.is_success(), "{sql}: {}", ran.text);
    }
    let names = world.json("/sql/names").await;
    assert!(names["tables"].as_array().unwrap().iter().any(|table| table["name"] == "events"));
    assert!(world.get("/sql/names").await.text.contains("in_network(address, network, ...)"));
}

#[tokio::test]
async fn a_wrong_query_is_kept_and_its_place_marked() {
    let world = world(Limits::default()).await;
    let wrong = world.post("/sql", &[("sql", "SELECT\n  user_di FROM events")]).await;
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
    for part in ["did you mean user_id?", "  user_di FROM events\n  ^", "<textarea"] {
        assert!(wrong.text.contains(part), "{part}: {}", wrong.text);
    }
}

#[tokio::test]
async fn nothing_can_be_changed_or_reached() {
    let world = world(Limits::default()).await;
    for sql in [
        "DROP TABLE activity",
        "INSERT INTO activity VALUES (1)",
        "CREATE EXTERNAL TABLE x STORED AS CSV LOCATION '/etc/passwd'",
        "COPY activity TO '/tmp/x.csv'",
        "SET datafusion.execution.batch_size = 1",
        "SELECT * FROM '/etc/passwd'",
        "SELECT 1; SELECT 2",
    ] {
        let refused = world.post("/sql", &[("sql", sql)]).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{sql}: {}", refused.text);
    }
}

#[tokio::test]
async fn the_limit_that_struck_is_named_with_its_option() {
    let world = world(limits()).await;
    let slow = world.post("/sql", &[("sql", ENDLESS)]).await;
    assert_eq!(slow.status, StatusCode::SERVICE_UNAVAILABLE, "{}", slow.text);
    for part in ["after 1 seconds, the time limit", "--time-limit", "generate_series"] {
        assert!(slow.text.contains(part), "{part}: {}", slow.text);
    }
    let small = Limits { memory_bytes: 2 << 20, time: Duration::from_secs(30), ..Limits::default() };
    let world = self::world(small).await;
    let sql = "SELECT x, count(*) FROM generate_series(1, 5000000) a(x) JOIN generate_series(1, 5000000) b(y) ON x = y GROUP BY x ORDER BY 2";
    let large = world.post("/sql", &[("sql", sql)]).await;
    assert!(large.text.contains("the memory limit") && large.text.contains("--memory"), "{}", large.text);
}

#[tokio::test]
async fn bombs_end_at_a_limit_and_the_site_lives() {
    let limits = Limits { time: Duration::from_secs(3), memory_bytes: 64 << 20, ..Limits::default() };
    let world = self::world(limits).await;
    let nested = format!("SELECT {}1{}", "(".repeat(20_000), ")".repeat(20_000));
    let chain = format!("SELECT {}", vec!["1"; 20_000].join("+"));
    for bomb in [
        // Endless, by recursion and by joins.
        "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT max(n) FROM r",
        "WITH RECURSIVE r(t) AS (SELECT 'x' UNION ALL SELECT t || t FROM r) SELECT max(length(t)) FROM r",
        ENDLESS,
        // Deep.
        &nested,
        &chain,
        // Large: what is gathered, and one value.
        "SELECT array_agg(x) FROM generate_series(1, 1000000000) a(x)",
        "SELECT repeat('x', 2000000000)",
        "SELECT array_length(range(1, 2000000000))",
        "SELECT repeat('x', 60000000) FROM generate_series(1, 10000)",
        "SELECT string_agg(repeat('x', 1000), '') OVER (ORDER BY x) FROM generate_series(1, 100000) a(x)",
    ] {
        let begun = Instant::now();
        let ended = world.post("/sql", &[("sql", bomb)]).await;
        let head = bomb.get(..80).unwrap_or(bomb);
        assert!(!ended.status.is_success(), "{head}: {}", ended.text);
        assert!(begun.elapsed() < Duration::from_mins(1), "{head}: {:?}", begun.elapsed());
    }
    // Endless rows end at the limit of rows.
    let rows = world.post("/sql", &[("sql", "SELECT * FROM generate_series(1, 1000000000000)")]).await;
    assert!(rows.text.contains("The first 1,000 rows"), "{}", rows.text);
    let next = world.post("/sql", &[("sql", "SELECT 41 + 1")]).await;
    assert!(next.text.contains("<td class=\"number\">42"), "{}", next.text);
}

#[tokio::test]
async fn a_table_of_all_columns_is_not_heavy() {
    let records: Vec<_> = (0..1000)
        .map(|n| {
            let mut record = morning()[n % 5].clone();
            record["Id"] = format!("r{n}").into();
            for name in [
                "UserAgent",
                "SourceFileName",
                "ItemType",
                "UserKey",
                "OrganizationId",
                "ApplicationId",
                "ListId",
                "WebId",
            ] {
                record[name] = "x".into();
            }
            record
        })
        .collect();
    let world = World::with(&records, Options { token: false, ..Options::default() }).await;
    let page = world.post("/sql", &[("sql", "SELECT * FROM events")]).await.text;
    assert!(page.len() < 3 << 20, "{} bytes", page.len());
    for part in [
        "have no value in these rows and are left out",
        "Name the columns that you need to show fewer",
        "<th scope=\"col\">user_id</th>",
    ] {
        assert!(page.contains(part), "{part}");
    }
    assert!(!page.contains("<th scope=\"col\">site_url</th>"));
    let wide = world
        .post("/sql", &[("sql", "SELECT repeat('x', 8000) AS a FROM generate_series(1, 1000)")])
        .await
        .text;
    assert!(wide.len() < 4 << 20 && wide.contains("The table has the first"), "{} bytes", wide.len());
    // A few columns stand there with and without values.
    let few = world.post("/sql", &[("sql", "SELECT 1 AS a, NULL AS b")]).await.text;
    assert!(few.contains(">b</th>") && !few.contains("left out"), "{few}");
}

#[tokio::test]
async fn an_address_alone_runs_no_query() {
    let world = world(Limits::default()).await;
    let refused = world.get("/api/v1/sql?sql=SELECT+1").await;
    assert_eq!((refused.status, refused.text.contains("by POST")), (StatusCode::BAD_REQUEST, true));
    assert_eq!(refused.headers["content-type"], "application/json");
}

#[tokio::test]
async fn rows_have_a_limit() {
    let world = world(Limits { rows: 10, ..Limits::default() }).await;
    let many = world.post("/sql", &[("sql", "SELECT * FROM generate_series(1, 100000)")]).await;
    assert!(many.text.contains("The first 10 rows") && many.text.contains("--rows"), "{}", many.text);
}

#[tokio::test]
async fn a_browser_that_leaves_frees_the_query() {
    let limits = Limits { queries: 1, time: Duration::from_mins(5), ..Limits::default() };
    let world = world(limits).await;
    let begun = Instant::now();
    let left =
        tokio::time::timeout(Duration::from_millis(500), world.post("/sql", &[("sql", ENDLESS)])).await;
    assert!(left.is_err());
    // The only place is free again: this does not wait for minutes.
    let next = world.post("/sql", &[("sql", "SELECT 1")]).await;
    assert!(next.status.is_success(), "{}", next.text);
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
}
