//! Detection that goes along with a lake finds what is found in the finished lake.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};

use trail365_findings::{Alert, Detector, Follower, Loaded, Status, load_rules, note_alert};
use trail365_lake::{ImportOptions, Importer, Lake, Location};
use trail365_sql::rules::{Range, Tenant};
use trail365_sql::{Session, SessionOptions};

use crate::records::all_records;

const DOMAINS: [&str; 2] = ["contoso.example.com", "contoso.onmicrosoft.com"];

/// 2026-06-01.
const NOW: i64 = 1_780_272_000_000_000;

fn domains() -> Vec<String> {
    DOMAINS.map(str::to_owned).into()
}

async fn create(folder: &tempfile::TempDir) -> Lake {
    let place = folder.path().join("lake");
    Lake::open_or_create(&Location::parse(&place.to_string_lossy()).unwrap()).await.unwrap()
}

/// Adds records to a lake.
async fn import(lake: Lake, name: &str, records: Vec<String>) -> Lake {
    let name = name.to_owned();
    let import = move || {
        let mut importer = Importer::begin(lake, &ImportOptions::default()).unwrap();
        importer.import_unit(&name, records.join("\n").as_bytes(), &mut |_| ()).unwrap();
        importer.finish().unwrap();
        importer.into_lake()
    };
    tokio::task::spawn_blocking(import).await.unwrap()
}

async fn open(lake: &Lake) -> Session {
    trail365_sql::open(lake, &SessionOptions::default()).await.unwrap()
}

/// Returns what tells alerts apart, and the Ids of their records.
fn records_of(alerts: &[Alert]) -> BTreeMap<(String, String), BTreeSet<String>> {
    let ids = |alert: &Alert| {
        alert.members.iter().filter_map(|member| Some(member.id.as_deref()?.to_owned())).collect()
    };
    alerts.iter().map(|alert| ((alert.title.clone(), alert.key.clone()), ids(alert))).collect()
}

/// Returns the same of the alerts that are kept in a lake.
async fn kept_in(lake: &Lake) -> BTreeMap<(String, String), BTreeSet<String>> {
    let query = "SELECT a.title, a.key, id FROM alerts a LEFT JOIN alert_records r ON a.key = r.key";
    let session = open(lake).await;
    let mut kept: BTreeMap<_, BTreeSet<String>> = BTreeMap::new();
    for batch in trail365_sql::sql(&session, query).await.unwrap().collect().await.unwrap() {
        for row in 0..batch.num_rows() {
            let cell =
                |column| arrow::util::display::array_value_to_string(batch.column(column), row).unwrap();
            let ids = kept.entry((cell(0), cell(1))).or_default();
            ids.extend(Some(cell(2)).filter(|id| !id.is_empty()));
        }
    }
    kept
}

/// Returns the records in an order that is no order.
fn shuffled() -> Vec<String> {
    let mut records = all_records();
    records.sort_by_cached_key(|record| BuildHasherDefault::<DefaultHasher>::default().hash_one(record));
    records
}

#[tokio::test]
async fn following_finds_what_the_finished_lake_shows() {
    let loaded = load_rules(&[], &BTreeMap::new());
    let folder = tempfile::tempdir().unwrap();
    let mut lake = create(&folder).await;
    let mut follower = Follower::new(loaded.clone(), domains(), SessionOptions::default());
    let mut withdrawn = 0;
    let records = shuffled();
    for (number, chunk) in records.chunks(records.len().div_ceil(3)).enumerate() {
        lake = import(lake, &format!("{number}.jsonl"), chunk.to_vec()).await;
        if number == 1 {
            // A process that was killed and started again.
            follower = Follower::new(loaded.clone(), domains(), SessionOptions::default());
        }
        withdrawn += follower.follow(&lake, NOW).await.unwrap().withdrawn.len();
    }
    assert!(withdrawn > 0, "no late record took an alert back");
    follower.finish(&lake, NOW).await.unwrap();
    let Loaded { set, sql_rules, .. } = loaded;
    let detector = Detector::new(set, sql_rules, Tenant { domains: domains() }).unwrap();
    let expected = detector.detect(&open(&lake).await, Range::default()).await.unwrap();
    let (kept, expected) = (kept_in(&lake).await, records_of(&expected.alerts));
    let differing: Vec<_> = kept.iter().filter(|(key, ids)| expected.get(*key) != Some(*ids)).collect();
    let missing: Vec<_> = expected.keys().filter(|key| !kept.contains_key(*key)).collect();
    assert!(differing.is_empty() && missing.is_empty(), "kept {differing:#?}, missing {missing:#?}");
}

/// A rule that finds addresses that a user did not have in the thirty days before.
const NEW_ADDRESS: &str = "
title: Sign-in
id: 7c1f7a3e-93f2-4a0d-8d4e-0c5b7a1d2e10
name: sign_in
status: experimental
logsource: {product: m365}
detection:
    selection: {Operation: UserLoggedIn}
    condition: selection
---
title: New address
id: 7c1f7a3e-93f2-4a0d-8d4e-0c5b7a1d2e11
status: experimental
level: high
correlation:
    rules: [sign_in]
    group-by: [UserId]
    trail365: {first_seen: [ClientIP], history: 30d}
";

fn sign_in(day: u32, address: &str) -> String {
    format!(
        r#"{{"Id":"{day}-{address}","RecordType":15,"Operation":"UserLoggedIn","Workload":"AzureActiveDirectory","OrganizationId":"8a6e8b6c-7f1e-4b3c-9a4f-2d5e6f7a8b9c","UserId":"anna@contoso.example.com","CreationTime":"2026-05-{day:02}T08:00:00","ClientIP":"{address}"}}"#
    )
}

async fn follow(follower: &mut Follower, lake: &Lake) -> (usize, usize) {
    let kept = follower.follow(lake, NOW).await.unwrap();
    (kept.new.len(), kept.withdrawn.len())
}

#[tokio::test]
async fn an_older_record_takes_back_what_was_new() {
    let folder = tempfile::tempdir().unwrap();
    let rules = folder.path().join("rules.yml");
    std::fs::write(&rules, NEW_ADDRESS).unwrap();
    let loaded = load_rules(std::slice::from_ref(&rules), &BTreeMap::new());
    assert_eq!(loaded.set.problems, []);
    let mut follower = Follower::new(loaded, domains(), SessionOptions::default());
    let lake = create(&folder).await;
    let first = [sign_in(1, "192.0.2.1"), sign_in(20, "203.0.113.7"), sign_in(21, "203.0.113.8")];
    let lake = import(lake, "a.jsonl", first.into()).await;
    assert_eq!(follow(&mut follower, &lake).await, (2, 0));
    assert_eq!(follow(&mut follower, &lake).await, (0, 0));
    let kept = kept_in(&lake).await;
    let noted =
        kept.iter().find(|(_, ids)| ids.contains("20-203.0.113.7")).map(|(key, _)| key.1.clone()).unwrap();
    note_alert(&lake, &noted, Status::Confirmed, "", "lena", NOW).await.unwrap();

    // Both addresses were known before. Somebody has decided on one of the alerts: it stays.
    let lake = import(lake, "b.jsonl", vec![sign_in(2, "203.0.113.7"), sign_in(2, "203.0.113.8")]).await;
    assert_eq!(follow(&mut follower, &lake).await, (0, 1));
    assert_eq!(keys_in(&lake).await, [noted]);

    // What was found in records that are gone stays.
    let mut lake = import(lake, "c.jsonl", vec![sign_in(25, "198.51.100.9")]).await;
    assert_eq!(follow(&mut follower, &lake).await, (1, 0));
    lake.retain("2026-05-26T00:00:00Z".parse().unwrap()).await.unwrap();
    let lake = import(lake, "d.jsonl", vec![sign_in(27, "198.51.100.9")]).await;
    let mut follower =
        Follower::new(load_rules(&[rules], &BTreeMap::new()), domains(), SessionOptions::default());
    assert_eq!(follow(&mut follower, &lake).await, (0, 0));
    assert_eq!(keys_in(&lake).await.len(), 2);
}

async fn keys_in(lake: &Lake) -> Vec<String> {
    kept_in(lake).await.into_keys().map(|(_, key)| key).collect()
}
