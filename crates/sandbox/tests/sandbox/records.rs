//! The records: as the schema has them, the same every time, and with a story to find.

use std::collections::{BTreeMap, BTreeSet};

use aws_lc_rs::digest::{SHA256, digest};
use serde_json::Value;
use trail365_records::{DeviationKind, Parser};
use trail365_sandbox::{ContentType, Moment, Sandbox, record_of_type};
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

/// Returns the deviations of a record that real ones do not have.
fn odd_deviations(parser: &mut Parser, json: &str) -> Vec<(DeviationKind, String)> {
    let record: Value = serde_json::from_str(json).unwrap();
    // What the service does by itself, and clicks on links, lack fields that the documentation calls mandatory; real
    // records do too.
    let by_service = record["UserType"] == 3 || record["UserType"] == 4 || record["RecordType"] == 41;
    let number = record["RecordType"].as_i64().and_then(|number| i32::try_from(number).ok()).unwrap();
    let has_schema = trail365_schema::record_type(number).is_some_and(|of| of.schema.is_some());
    let mut all = deviations(parser, json);
    all.retain(|(kind, _)| match kind {
        DeviationKind::UndocumentedField => false,
        DeviationKind::UnknownField => has_schema,
        DeviationKind::Missing => !by_service,
        _ => true,
    });
    all
}

/// Asserts that a record has what is documented, and what real ones carry besides.
pub fn assert_as_documented(json: &str) {
    let odd = odd_deviations(&mut Parser::new(), json);
    assert!(odd.is_empty(), "{odd:?}: {json}");
    assert_explained(&serde_json::from_str(json).unwrap());
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
        found.extend(odd_deviations(&mut parser, &json));
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

/// Makes a tenant whose victim's account is broken into half an hour after the start, and returns all records of 26 hours,
/// and of the day before.
async fn records_of_a_compromise() -> Vec<Value> {
    let mut plan = plan();
    plan.tenants[0].compromise_minutes = Some(30);
    let caller = Caller::new(plan).await;
    caller.sandbox.clock().advance(26 * 3600 * 1000).unwrap();
    let mut parser = Parser::new();
    let read = |json: &String| -> Value {
        let odd = odd_deviations(&mut parser, json);
        assert!(odd.is_empty(), "{odd:?}: {json}");
        serde_json::from_str(json).unwrap()
    };
    let records: Vec<Value> = caller.fetch_everything().await.iter().map(read).collect();
    records.iter().for_each(assert_explained);
    records
}

/// Returns the value of a `{Name, Value}` pair in a list of a record.
fn pair<'a>(record: &'a Value, list: &str, name: &str) -> Option<&'a str> {
    let pairs = record[list].as_array()?;
    pairs.iter().find(|pair| pair["Name"] == name)?["Value"].as_str()
}

#[tokio::test]
async fn a_mailbox_is_broken_into_and_it_can_be_found() {
    let records = records_of_a_compromise().await;
    let foreign = |r: &&Value| r["ClientIP"].as_str().is_some_and(|ip| ip.starts_with("203.0.113."));
    let ours: Vec<_> = records.iter().filter(foreign).collect();
    let count = |operation: &str| ours.iter().filter(|r| r["Operation"] == operation).count();
    assert!(count("UserLoginFailed") >= 10 && count("MailItemsAccessed") >= 8, "{}", ours.len());
    assert!(count("FileDownloaded") >= 110 && count("Send") >= 30, "{}", ours.len());
    for once in [
        "User registered security info",
        "New-InboxRule",
        "Consent to application.",
        "UpdateInboxRules",
        "Set-Mailbox",
        "Add member to role.",
        "New-TransportRule",
        "HardDelete",
    ] {
        assert_eq!(count(once), 1, "{once}");
    }
    let ids: BTreeSet<_> = ours.iter().map(|r| r["Id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), ours.len());
}

#[tokio::test]
async fn the_kits_session_goes_on_in_another_network_and_tells_the_intruder_apart() {
    let records = records_of_a_compromise().await;
    let kit =
        |r: &&Value| pair(r, "ExtendedProperties", "UserAgent").is_some_and(|a| a.starts_with("axios/"));
    let kit = records.iter().rfind(kit).unwrap();
    let session = pair(kit, "DeviceProperties", "SessionId").unwrap();
    let of_session =
        |r: &&Value| r["SessionId"] == session || pair(r, "DeviceProperties", "SessionId") == Some(session);
    let mut stolen: Vec<_> = records.iter().filter(of_session).collect();
    stolen.sort_by_key(|r| r["CreationTime"].as_str());
    let networks: BTreeSet<_> =
        stolen.iter().filter_map(|r| r["ClientIP"].as_str()).map(|ip| &ip[..6]).collect();
    assert_eq!(networks.len(), 2, "{networks:?}");
    assert!(stolen.iter().all(|r| r["UserId"] == kit["UserId"]));
    let steps: Vec<_> = stolen.iter().map(|r| r["Operation"].as_str().unwrap()).collect();
    let first = |operation: &str| steps.iter().position(|step| *step == operation).unwrap();
    assert!(first("UserLoggedIn") < first("MailItemsAccessed"));
    assert!(first("MailItemsAccessed") < first("New-InboxRule"));
    assert!(first("New-InboxRule") < first("Set-Mailbox") && first("Set-Mailbox") < first("Send"));
    assert!(first("Send") < first("SoftDelete") && first("SoftDelete") < first("HardDelete"));
}

#[tokio::test]
async fn ordinary_events_look_like_steps_of_an_attack() {
    let mut plan = plan();
    plan.clock.start = Moment::parse("2026-03-02");
    plan.tenants[0].compromise_minutes = None;
    let sandbox = Sandbox::start(plan).await.unwrap();
    sandbox.clock().advance(7 * 24 * 3600 * 1000 - 60_000).unwrap();
    let records: Vec<Value> = sandbox.records().map(|json| serde_json::from_str(&json).unwrap()).collect();
    records.iter().for_each(assert_explained);
    let count = |operation: &str| records.iter().filter(|r| r["Operation"] == operation).count();
    for operation in [
        "Admin deleted security info",
        "User registered security info",
        "Reset user password.",
        "Add registered owner to device.",
        "New-InboxRule",
        "Add-RecipientPermission",
        "SendAs",
        "Consent to application.",
        "Set-TransportRule",
        "Set-AdminAuditLogConfig",
    ] {
        assert!(count(operation) > 0, "{operation}");
    }
    assert!(count("UpdateInboxRules") > 40 && count("FileSyncDownloadedFull") > 200);
    // The same laptop with its session: at the desk, in the hotel, and at the desk again.
    let mut journeys: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for record in &records {
        if let Some(session) = pair(record, "DeviceProperties", "SessionId") {
            journeys.entry(session).or_default().push(record);
        }
    }
    let distinct = |of: &[&Value], value: fn(&Value) -> Option<&str>| {
        of.iter().map(|record| value(record).unwrap().to_owned()).collect::<BTreeSet<_>>().len()
    };
    let mut moved = journeys.values().filter(|of| distinct(of, |r| r["ClientIP"].as_str()) > 1);
    let journey = moved.next().unwrap();
    assert_eq!(distinct(journey, |r| pair(r, "ExtendedProperties", "UserAgent")), 1, "{journey:?}");
    assert!(moved.next().is_none());
}

#[tokio::test]
async fn a_tenant_that_makes_no_records_has_no_ordinary_events_either() {
    let mut plan = plan();
    plan.tenants[0].records_per_user = 0.0;
    plan.tenants[0].compromise_minutes = None;
    assert_eq!(Sandbox::start(plan).await.unwrap().records().count(), 0);
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
    assert_eq!(all, "4fc208cf9f9d4544e6909e44364458dabc568d624248f00e16d7544d96837935");
}
