//! `trail365 status` and `trail365 gaps`.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;
use trail365_lake::{Content, ImportOptions, Importer, Lake, Location, Mark};

use crate::folder::Folder;
use crate::program::run;

const TENANT: &str = "41463f53-8812-40f4-890f-865bf6e35190";

/// A lake with a blob that came twice, one that counted as lost before it came, a lost blob and a lost span that were told
/// twice, and marks of two content types.
fn lake(folder: &Folder, exchange: DateTime<Utc>, general: DateTime<Utc>) -> String {
    let path = folder.path("lake");
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let lake = runtime.block_on(Lake::open_or_create(&Location::parse(&path).unwrap())).unwrap();
    let mut importer = Importer::begin(lake, &ImportOptions::default()).unwrap();
    let content = |id: Option<&str>| Content {
        tenant_id: TENANT.to_owned(),
        content_type: "Audit.Exchange".to_owned(),
        content_id: id.map(str::to_owned),
        created: "2026-01-12T06:00:00Z".parse().unwrap(),
        until: "2026-01-19T06:00:00Z".parse().ok(),
    };
    let records = |id: &str| {
        let members =
            r#""CreationTime":"2026-01-12T05:00:00","RecordType":2,"Operation":"MailItemsAccessed""#;
        std::io::Cursor::new(format!(r#"[{{"Id":"{id}",{members}}},null]"#))
    };
    importer.import_content(content(Some("blob1")), records("a")).unwrap();
    importer.import_content(content(Some("blob1")), records("a")).unwrap();
    importer.note_loss(content(Some("blob0")), "missing").unwrap();
    importer.import_content(content(Some("blob0")), records("b")).unwrap();
    importer.note_loss(content(Some("blob2")), "expired\u{1b}[2J").unwrap();
    importer.note_loss(content(Some("blob2")), "expired\u{1b}[2J").unwrap();
    importer.note_loss(content(None), "out of reach").unwrap();
    importer.note_loss(content(None), "out of reach").unwrap();
    let mark = |content_type: &str, until| Mark { name: format!("{TENANT}/{content_type}"), until };
    importer.commit_marks(&[mark("Audit.Exchange", exchange), mark("Audit.General", general)]).unwrap();
    importer.finish().unwrap();
    path
}

fn rows(args: &[&str], lake: &str) -> Vec<Value> {
    let done = run(&[args, &["--lake", lake, "--format", "jsonl"]].concat());
    assert_eq!(done.code, 0, "{}", done.err);
    done.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn status_says_how_far_each_stream_is() {
    let folder = Folder::new();
    let now = Utc::now();
    let lake = lake(&folder, now - TimeDelta::hours(2), now - TimeDelta::days(8));
    let rows = rows(&["status"], &lake);
    assert_eq!(rows.len(), 2, "{rows:?}");
    let exchange = &rows[0];
    assert_eq!(
        (&exchange["tenant_id"], &exchange["content_type"]),
        (&TENANT.into(), &"Audit.Exchange".into())
    );
    for time in ["mark", "committed_at", "newest_content"] {
        let text = exchange[time].as_str().unwrap();
        assert!(DateTime::parse_from_rfc3339(text).is_ok(), "{time}: {text}");
    }
    let marks = ["table", "csv"].map(|format| {
        let printed = run(&["status", "--lake", &lake, "--format", format]).out;
        printed.contains(exchange["mark"].as_str().unwrap())
    });
    assert_eq!(marks, [true, true]);
    let count = |name: &str| exchange[name].as_i64().unwrap();
    let names = ["blobs", "records", "rejected", "lost_blobs", "lost_spans"];
    assert_eq!(names.map(count), [2, 2, 3, 1, 1]);
    let lag = exchange["lag_seconds"].as_i64().unwrap();
    assert!((7200..7260).contains(&lag), "{lag}");
    assert_eq!((&rows[1]["content_type"], &rows[1]["blobs"]), (&"Audit.General".into(), &0.into()));
}

#[test]
fn gaps_are_what_is_lost_and_what_is_behind_the_marks() {
    let folder = Folder::new();
    let now = Utc::now();
    let lake = lake(&folder, now - TimeDelta::hours(2), now - TimeDelta::days(8));
    let rows = rows(&["gaps"], &lake);
    let of = |content_type: &str| -> Vec<&str> {
        let rows = rows.iter().filter(|row| row["content_type"] == content_type);
        rows.map(|row| row["state"].as_str().unwrap()).collect()
    };
    assert_eq!(of("Audit.Exchange"), ["covered", "lost", "lost", "pending"]);
    assert_eq!(of("Audit.General"), ["covered", "unreachable", "expiring", "pending"]);
    assert_eq!(rows[1]["until"], Value::Null, "it became available at one time");
    assert_eq!((&rows[1]["content_id"], &rows[1]["reason"]), (&"blob2".into(), &"expired\u{1b}[2J".into()));
    let time = |row: &Value, name: &str| row[name].as_str().unwrap().parse::<DateTime<Utc>>().unwrap();
    assert_eq!(time(&rows[0], "from"), "2026-01-12T06:00:00Z".parse::<DateTime<Utc>>().unwrap());
    let general: Vec<_> = rows.iter().filter(|row| row["content_type"] == "Audit.General").collect();
    assert_eq!(time(general[0], "until").timestamp(), (now - TimeDelta::days(8)).timestamp());
    assert!(
        general[1..].windows(2).all(|two| time(two[0], "until") == time(two[1], "from")),
        "no gap between gaps"
    );
    assert!(time(general[3], "until") >= now - TimeDelta::seconds(1));
}

#[test]
fn a_table_is_safe_and_a_lake_without_collection_has_no_rows() {
    let folder = Folder::new();
    let lake = lake(&folder, Utc::now(), Utc::now());
    let table = run(&["gaps", "--lake", &lake]);
    assert!(
        table.code == 0 && table.out.contains("expired") && !table.out.contains('\u{1b}'),
        "{}",
        table.out
    );
    let sample = super::Lake::of_sample();
    assert!(rows(&["status"], &sample.path).is_empty() && rows(&["gaps"], &sample.path).is_empty());
    for command in ["status", "gaps"] {
        let missing = run(&[command, "--lake", &folder.path("nowhere")]);
        assert!(missing.code == 2 && missing.err.contains("`trail365 collect`"), "{}", missing.err);
    }
}
