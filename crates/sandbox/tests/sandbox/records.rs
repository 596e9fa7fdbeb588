//! The records: as the schema has them, the same every time, and with a story to find.

use std::collections::{BTreeMap, BTreeSet};

use aws_lc_rs::digest::{SHA256, digest};
use serde_json::Value;
use trail365_records::{DeviationKind, Parser};
use trail365_sandbox::{ContentType, record_of_type};
use trail365_schema::describe::find_subjects;

use crate::caller::{Caller, plan};

/// Deviations of a record from the schema, in words.
fn deviations(parser: &mut Parser, json: &str) -> Vec<(DeviationKind, String)> {
    let record = parser.parse(json.as_bytes()).unwrap_or_else(|e| panic!("{e}: {json}"));
    record.deviations().map(|deviation| (deviation.kind, deviation.to_string())).collect()
}

#[test]
fn a_record_of_every_type_is_as_the_schema_has_it() {
    let mut parser = Parser::new();
    let mut found = BTreeMap::new();
    for record_type in &trail365_schema::RECORD_TYPES {
        for seed in 0..20 {
            let json = record_of_type(record_type.value, seed).unwrap();
            for (_, deviation) in deviations(&mut parser, &json) {
                found.entry(deviation).or_insert(record_type.name);
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
    assert_eq!(record_of_type(-5, 1), None);
    let less = record_of_type(15, 1).unwrap().replace("\"LogonError\"", "\"Logon\"");
    assert_eq!(deviations(&mut parser, &less)[0].0, DeviationKind::UnknownField);
}

#[test]
fn every_operation_is_explained() {
    for record_type in &trail365_schema::RECORD_TYPES {
        for seed in 0..50 {
            let json = record_of_type(record_type.value, seed).unwrap();
            assert_explained(&serde_json::from_str(&json).unwrap());
        }
    }
}

/// Asserts that `describe` explains the operation of a record.
fn assert_explained(record: &Value) {
    let operation = record["Operation"].as_str().unwrap_or_else(|| panic!("no operation: {record}"));
    assert!(!find_subjects(operation).is_empty(), "{operation}: {record}");
}

#[tokio::test]
async fn everyday_records_have_what_is_documented_and_what_real_ones_carry_besides() {
    let mut plan = plan();
    plan.tenants[0].records_per_user = 1000.0;
    plan.tenants[0].rare_percent = 30;
    let caller = Caller::new(plan).await;
    let mut parser = Parser::new();
    let (mut count, mut types, mut found) = (0, BTreeSet::new(), BTreeSet::new());
    for json in caller.fetch_everything().await {
        count += 1;
        let record: Value = serde_json::from_str(&json).unwrap();
        assert_explained(&record);
        types.insert(record["RecordType"].as_i64().unwrap());
        let all = deviations(&mut parser, &json);
        found.extend(all.into_iter().filter(|(kind, _)| *kind != DeviationKind::UndocumentedField));
    }
    assert!(count > 9_000 && types.len() > 200, "{count} records of {} types", types.len());
    assert!(found.is_empty(), "{found:#?}");
}

#[tokio::test]
async fn the_same_seed_makes_the_same_bytes_in_any_order() {
    let (one, two) = (Caller::new(plan()).await, Caller::new(plan()).await);
    let (first, mut second) =
        (one.list_all(ContentType::Exchange).await, two.list_all(ContentType::Exchange).await);
    assert!(first.len() > 50);
    second.reverse();
    let mut bodies = BTreeMap::new();
    for item in &first {
        bodies.insert(item.id.clone(), one.text(&item.uri).await);
    }
    for item in &second {
        assert_eq!(bodies[&item.id], two.text(&item.uri).await);
    }
    let mut other = plan();
    other.seed += 1;
    let other = Caller::new(other).await;
    assert_ne!(other.tenant, one.tenant);
    let other = other.list_all(ContentType::Exchange).await;
    assert!(other.iter().all(|item| !bodies.contains_key(&item.id)));
}

#[tokio::test]
async fn a_mailbox_is_broken_into_and_it_can_be_found() {
    let mut plan = plan();
    plan.tenants[0].compromise_minutes = Some(30);
    let caller = Caller::new(plan).await;
    caller.sandbox.clock().advance(26 * 3600 * 1000).unwrap();
    let records: Vec<Value> =
        caller.fetch_everything().await.iter().map(|json| serde_json::from_str(json).unwrap()).collect();
    let foreign = |r: &&Value| r["ClientIP"].as_str().is_some_and(|ip| ip.starts_with("203.0.113."));
    let ours: Vec<_> = records.iter().filter(foreign).collect();
    let count = |operation: &str| ours.iter().filter(|r| r["Operation"] == operation).count();
    assert_eq!(count("UserLoggedIn"), 1);
    assert!(
        count("UserLoginFailed") >= 10 && count("MailItemsAccessed") >= 8 && count("FileDownloaded") >= 60
    );
    for once in ["New-InboxRule", "Consent to application.", "Add member to role.", "HardDelete"] {
        assert_eq!(count(once), 1, "{once}");
    }
    let ids: BTreeSet<_> = ours.iter().map(|r| r["Id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), ours.len());
}

/// SHA-256 of all records of a tenant, in hexadecimal digits.
async fn hash_everything(rare_percent: u32) -> String {
    let mut plan = plan();
    plan.tenants[0].compromise_minutes = Some(30);
    plan.tenants[0].rare_percent = rare_percent;
    let caller = Caller::new(plan).await;
    caller.sandbox.clock().advance(26 * 3600 * 1000).unwrap();
    let all = caller.fetch_everything().await.join("\n");
    let hash = digest(&SHA256, all.as_bytes());
    hash.as_ref().iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
}

#[tokio::test]
async fn a_seed_makes_the_same_records_in_every_version() {
    // Records of rare types follow from the schema as well, which grows; they stay out of this.
    let all = hash_everything(0).await;
    assert_eq!(all, "617183355fa11e2b4d58bb77e99ebcda598758ee5942cd3d80f0d3f5f397b5b4");
}
