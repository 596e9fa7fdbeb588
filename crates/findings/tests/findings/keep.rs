//! Alerts in a lake: kept once, merged, with what people say of them.

use trail365_findings::{Alert, Error, Findings, Kept, Member, Status, keep_alerts, note_alert};
use trail365_lake::{Lake, Location};
use trail365_sigma::Level;
use trail365_sql::SessionOptions;

const MINUTE: i64 = 60_000_000;

pub fn alert(key: &str, ids: &[&str], first: i64) -> Alert {
    let member = |(at, id): (i64, &&str)| Member {
        id: Some((*id).into()),
        content_hash: at,
        time: first + at * MINUTE,
        operation: Some("Send".into()),
        source: Some("export.csv".into()),
        line: Some(at + 2),
    };
    Alert {
        key: key.to_owned(),
        rule_id: "rule".to_owned(),
        title: "Mail was sent".to_owned(),
        level: Level::High,
        tags: vec!["attack.collection".to_owned(), "attack.t1114.003".to_owned()],
        tenant: "tenant".to_owned(),
        group: vec![("UserId".to_owned(), "anna.keller@contoso.example.com".to_owned())],
        users: vec!["anna.keller@contoso.example.com".to_owned()],
        addresses: vec!["203.0.113.7".to_owned()],
        apps: vec![],
        sessions: vec![],
        first_time: first,
        last_time: first + MINUTE * (ids.len() as i64 - 1),
        count: ids.len() as u64,
        members: (0..).zip(ids).map(member).collect(),
        reason: "2 × Mail".to_owned(),
        found_at: None,
    }
}

pub async fn lake(folder: &tempfile::TempDir) -> Lake {
    let place = folder.path().join("lake");
    Lake::open_or_create(&Location::parse(&place.to_string_lossy()).unwrap()).await.unwrap()
}

/// Keeps alerts of rules of which nothing is known but these alerts.
async fn keep(lake: &Lake, alerts: &[Alert], now: i64) -> Kept {
    keep_findings(lake, Findings { alerts: alerts.to_vec(), ..Findings::default() }, now).await
}

async fn keep_findings(lake: &Lake, findings: Findings, now: i64) -> Kept {
    let session = trail365_sql::open(lake, &SessionOptions::default()).await.unwrap();
    keep_alerts(lake, &session, &findings, now, None).await.unwrap()
}

/// Asks the lake; the cells of each row, apart by `|`.
async fn ask(lake: &Lake, query: &str) -> Vec<String> {
    let session = trail365_sql::open(lake, &SessionOptions::default()).await.unwrap();
    let batches = trail365_sql::sql(&session, query).await.unwrap().collect().await.unwrap();
    let mut rows = Vec::new();
    for batch in batches {
        for row in 0..batch.num_rows() {
            let cell = |column: &arrow::array::ArrayRef| {
                arrow::util::display::array_value_to_string(column, row).unwrap()
            };
            rows.push(batch.columns().iter().map(cell).collect::<Vec<_>>().join("|"));
        }
    }
    rows
}

#[tokio::test]
async fn twice_adds_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let lake = lake(&folder).await;
    assert_eq!(ask(&lake, "SELECT count(*) FROM alerts").await, ["0"]);
    let alerts = [alert("a", &["1", "2"], 0), alert("b", &["9"], MINUTE)];
    let kept = keep(&lake, &alerts, 77).await;
    assert_eq!((kept.new.len(), kept.changed, kept.same), (2, 0, 0));
    let kept = keep(&lake, &alerts, 99).await;
    assert_eq!((kept.new.len(), kept.changed, kept.same), (0, 0, 2));
    let rows = ask(&lake, "SELECT key, level, status, techniques, found_at FROM alerts ORDER BY key").await;
    assert_eq!(
        rows,
        [
            "a|high|open|[T1114.003]|1970-01-01T00:00:00.000077Z",
            "b|high|open|[T1114.003]|1970-01-01T00:00:00.000077Z"
        ]
    );
    let rows = ask(&lake, "SELECT key, id, source, line FROM alert_records ORDER BY key, line").await;
    assert_eq!(rows, ["a|1|export.csv|2", "a|2|export.csv|3", "b|9|export.csv|2"]);
}

#[tokio::test]
async fn an_episode_that_begins_earlier_takes_the_place_of_those_that_it_joins() {
    let folder = tempfile::tempdir().unwrap();
    let lake = lake(&folder).await;
    keep(&lake, &[alert("a", &["1", "2"], 0), alert("b", &["5"], 9 * MINUTE)], 1).await;
    note_alert(&lake, "b", Status::Confirmed, "the owner says so", "lena", 5).await.unwrap();
    let joined = alert("c", &["0", "1", "2", "5"], -MINUTE);
    let kept = keep(&lake, &[joined], 100).await;
    assert_eq!((kept.new.len(), kept.changed), (0, 1));
    let rows = ask(&lake, "SELECT key, status, note, who, count, found_at FROM alerts").await;
    assert_eq!(rows, ["c|confirmed|the owner says so|lena|4|1970-01-01T00:00:00.000001Z"]);
}

#[tokio::test]
async fn a_part_of_an_episode_takes_nothing_from_it() {
    let folder = tempfile::tempdir().unwrap();
    let lake = lake(&folder).await;
    keep(&lake, &[alert("a", &["1", "2", "3"], 0)], 1).await;
    let kept = keep(&lake, &[alert("b", &["3"], 2 * MINUTE)], 2).await;
    assert_eq!((kept.new.len(), kept.changed, kept.same), (0, 0, 1));
    keep(&lake, &[alert("c", &["3", "4"], 2 * MINUTE)], 3).await;
    let rows = ask(&lake, "SELECT key, count, first_time, last_time FROM alerts").await;
    assert_eq!(rows, ["a|4|1970-01-01T00:00:00Z|1970-01-01T00:03:00Z"]);
    assert_eq!(ask(&lake, "SELECT id FROM alert_records ORDER BY time").await, ["1", "2", "3", "4"]);
}

#[tokio::test]
async fn the_last_note_counts() {
    let folder = tempfile::tempdir().unwrap();
    let lake = lake(&folder).await;
    keep(&lake, &[alert("a", &["1"], 0)], 1).await;
    note_alert(&lake, "a", Status::Confirmed, "", "lena", 10).await.unwrap();
    note_alert(&lake, "a", Status::Benign, "a test", "lena", 20).await.unwrap();
    assert_eq!(ask(&lake, "SELECT status, note FROM alerts").await, ["benign|a test"]);
    let error = note_alert(&lake, "b", Status::Benign, "", "lena", 30).await.unwrap_err();
    assert!(matches!(error, Error::NoAlert(key) if key == "b"));
}

#[tokio::test]
async fn alerts_outlive_their_records_and_vacuum() {
    let folder = tempfile::tempdir().unwrap();
    let mut lake = lake(&folder).await;
    for round in 0..3 {
        keep(&lake, &[alert("a", &["1", "2"][..=round.min(1)], 0)], 1).await;
    }
    lake.vacuum(chrono::Duration::zero(), false).await.unwrap();
    assert_eq!(ask(&lake, "SELECT key, count FROM alerts").await, ["a|2"]);
}
