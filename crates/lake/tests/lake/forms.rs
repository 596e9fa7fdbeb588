//! The same records in the forms in which tools and services hand them out: one row each, whatever comes first.

use std::path::Path;

use serde_json::{Map, Value, json};

use crate::Place;
use crate::place::counts;
use crate::real::{EXPORT, audit_data};

/// A form: its name, and how it carries records.
type Form = (&'static str, fn(&[String]) -> String);

const FORMS: [Form; 13] = [
    ("blob.json", |records| format!("[{}]", records.join(","))),
    ("lines.jsonl", |records| records.join("\n")),
    ("portal.csv", portal_table),
    ("cmdlet.csv", cmdlet_table),
    ("cmdlet.json", cmdlet_objects),
    ("graph.json", |records| graph_page(records, Value::clone)),
    ("graph-bag.json", |records| graph_page(records, in_bag)),
    ("hunting.json", |records| hunting_answer(records, parsed)),
    ("hunting-text.json", |records| hunting_answer(records, |record| json!(record))),
    ("wazuh.jsonl", wazuh_alerts),
    ("elastic.jsonl", |records| {
        each_line(
            records,
            |record| json!({"@timestamp": "2026-02-14T09:00:00Z", "event": {"original": record}}),
        )
    }),
    ("elastic-source.jsonl", |records| {
        each_line(records, |record| json!({"_index": "logs", "_source": {"event": {"original": record}}}))
    }),
    ("splunk.jsonl", |records| {
        each_line(records, |record| json!({"preview": false, "result": {"_raw": record, "source": "x"}}))
    }),
];

fn parsed(record: &str) -> Value {
    serde_json::from_str(record).unwrap()
}

fn text<'a>(record: &'a Value, key: &str) -> &'a str {
    record[key].as_str().unwrap_or_default()
}

fn quoted(cell: &str) -> String {
    format!("\"{}\"", cell.replace('"', "\"\""))
}

fn table(head: &str, records: &[String], row: impl Fn(&Value, &str) -> Vec<String>) -> String {
    let rows = records.iter().map(|record| {
        let cells: Vec<_> = row(&parsed(record), record).iter().map(|cell| quoted(cell)).collect();
        cells.join(",") + "\r\n"
    });
    format!("{head}\r\n{}", rows.collect::<String>())
}

fn portal_table(records: &[String]) -> String {
    let head = "RecordId,CreationDate,RecordType,Operation,UserId,AuditData,AssociatedAdminUnits,AssociatedAdminUnitsNames";
    table(head, records, |record, whole| {
        let cells = [
            text(record, "Id").to_owned(),
            format!("{}.0000000Z", text(record, "CreationTime")),
            record["RecordType"].to_string(),
            text(record, "Operation").to_owned(),
            text(record, "UserId").to_owned(),
            whole.to_owned(),
        ];
        cells.into_iter().chain([String::new(), String::new()]).collect()
    })
}

fn cmdlet_table(records: &[String]) -> String {
    let head = "RecordType,CreationDate,UserIds,Operations,AuditData,ResultIndex,ResultCount,Identity,IsValid,ObjectState";
    table(head, records, |record, whole| {
        let (user, operation) = (text(record, "UserId"), text(record, "Operation"));
        let end = ["1", "5000", text(record, "Id"), "True", "Unchanged"];
        let start = ["ExchangeAdmin", "5/18/2021 9:13:35 PM", user, operation, whole];
        start.into_iter().chain(end).map(str::to_owned).collect()
    })
}

fn cmdlet_objects(records: &[String]) -> String {
    let object = |record: &String| {
        json!({"RecordType": "ExchangeAdmin", "CreationDate": "/Date(1621372415000)/", "UserIds": "u",
               "Operations": "o", "AuditData": record, "ResultIndex": 1, "ResultCount": 5000,
               "Identity": text(&parsed(record), "Id"), "IsValid": true, "ObjectState": 0})
    };
    json!(records.iter().map(object).collect::<Vec<_>>()).to_string()
}

/// Writes an object as Graph does: with the type beside each number and list, and times with a zone.
fn annotated(value: Value) -> Value {
    let Value::Object(members) = value else { return value };
    let mut all = Map::new();
    for (key, value) in members {
        let value = match value {
            Value::Number(number) => {
                all.insert(format!("{key}@odata.type"), json!("#Int64"));
                Value::Number(number)
            }
            Value::Array(items) => {
                all.insert(
                    format!("{key}@odata.type"),
                    json!("#Collection(microsoft.graph.security.defaultAuditData)"),
                );
                Value::Array(items.into_iter().map(annotated).collect())
            }
            Value::String(time) if key == "CreationTime" => json!(format!("{time}Z")),
            value => annotated(value),
        };
        all.insert(key, value);
    }
    Value::Object(all)
}

fn in_bag(record: &Value) -> Value {
    let mut record = record.clone();
    record["@odata.type"] = json!("#microsoft.graph.security.auditRecordTypeDictionary");
    json!({"dynamicProperties": record})
}

fn graph_page(records: &[String], carry: fn(&Value) -> Value) -> String {
    let element = |record: &String| {
        let record = parsed(record);
        let mut data = carry(&annotated(record.clone()));
        data["@odata.type"] = json!("#microsoft.graph.security.defaultAuditData");
        json!({"@odata.type": "#microsoft.graph.security.auditLogRecord", "id": text(&record, "Id"),
               "createdDateTime": format!("{}Z", text(&record, "CreationTime")),
               "auditLogRecordType": "ExchangeAdmin", "operation": text(&record, "Operation"),
               "organizationId": text(&record, "OrganizationId"), "userType": "Regular",
               "userId": text(&record, "UserKey"), "service": text(&record, "Workload"),
               "userPrincipalName": text(&record, "UserId"), "clientIp": null, "administrativeUnits": [""],
               "auditData": data})
    };
    let value: Vec<_> = records.iter().map(element).collect();
    json!({"@odata.context": "https://graph.microsoft.com/beta/$metadata", "value": value}).to_string()
}

fn hunting_answer(records: &[String], carry: fn(&str) -> Value) -> String {
    let row = |record: &String| {
        json!({"Timestamp": "2026-02-14T09:00:00Z", "ActionType": "x", "Application": "y",
               "RawEventData": carry(record)})
    };
    let schema = [("Timestamp", "DateTime"), ("RawEventData", "Object")];
    let schema: Vec<_> = schema.into_iter().map(|(name, of)| json!({"name": name, "type": of})).collect();
    json!({"schema": schema, "results": records.iter().map(row).collect::<Vec<_>>()}).to_string()
}

fn each_line(records: &[String], carry: impl Fn(&str) -> Value) -> String {
    records.iter().map(|record| carry(record).to_string() + "\n").collect()
}

/// Alerts of Wazuh, whose decoder makes texts of the record's own numbers.
fn wazuh_alerts(records: &[String]) -> String {
    each_line(records, |record| {
        let mut record = parsed(record);
        for value in record.as_object_mut().unwrap().values_mut() {
            if value.is_number() || value.is_boolean() {
                *value = json!(value.to_string());
            }
        }
        json!({"timestamp": "2026-02-14T09:00:01.000+0000", "rule": {"level": 3, "id": "91545"},
               "agent": {"id": "000", "name": "manager"}, "manager": {"name": "manager"}, "id": "1771059601.1",
               "decoder": {"name": "json"}, "location": "office365",
               "data": {"integration": "office365", "office365": record}})
    })
}

/// Rows of `OfficeActivity`, which has few of the fields.
fn office_activity(records: &[String]) -> String {
    each_line(records, |record| {
        let record = parsed(record);
        json!({"TenantId": "w", "TimeGenerated": format!("{}Z", text(&record, "CreationTime")),
               "OfficeId": text(&record, "Id"), "RecordType": "ExchangeAdmin",
               "Operation": text(&record, "Operation"), "OfficeWorkload": text(&record, "Workload"),
               "UserId": text(&record, "UserId"), "UserType": "Regular", "Type": "OfficeActivity"})
    })
}

/// Imports all forms into one lake in an order, and those that lose fields among them.
#[track_caller]
fn assert_one_row_each(records: &[String], once: u64, seed: u64) {
    let place = Place::new();
    let mut forms = FORMS.to_vec();
    forms.push(("office.jsonl", office_activity));
    let mut random = seed;
    for last in (1..forms.len()).rev() {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        forms.swap(last, (random >> 33) as usize % (last + 1));
    }
    let mut seen_whole = false;
    let mut first_office = false;
    for (name, write) in &forms {
        let entry = place.import(name, write(records));
        let all = records.len() as u64;
        assert_eq!((entry.conflicts, entry.rejected, entry.rows_read), (0, 0, all), "{name}: {entry:?}");
        if *name == "office.jsonl" {
            first_office = !seen_whole;
            let expect = if seen_whole { (0, once) } else { (once, 0) };
            assert_eq!((entry.rows_added, entry.partial_copies), expect, "{name}: {entry:?}");
        } else {
            assert_eq!(entry.rows_added, if seen_whole { 0 } else { once }, "{name} after {forms:?}");
            seen_whole = true;
        }
    }
    let count = |table: &str| place.query(&format!("select count(*), count(distinct id) from {table}"));
    assert_eq!(count("events"), format!("{once}|{once}"), "seed {seed}");
    assert_eq!(count("activity"), format!("{}|{once}", 2 * once));
    assert_eq!(place.query("select count(*) from events where incomplete is not null"), "0");
    let relation = if first_office { "whole" } else { "partial" };
    let relations = "select same_id, count(*) from activity where same_id is not null group by 1";
    assert_eq!(place.query(relations), format!("{relation}|{once}"));
    assert_eq!(place.findings(), [""; 0]);
}

#[test]
fn a_record_is_one_row_whatever_carries_it_and_whatever_comes_first() {
    let table = concat!(env!("CARGO_MANIFEST_DIR"), "/../../sample/AuditLog_sample.csv");
    let records = audit_data(&std::fs::read_to_string(table).unwrap());
    let once = records.len() as u64;
    for seed in [1, 7, 23] {
        assert_one_row_each(&records, once, seed);
    }
}

#[test]
fn a_record_of_a_real_export_is_one_row_whatever_carries_it() {
    if !Path::new(EXPORT).exists() {
        eprintln!("SKIPPED: no real export at {EXPORT}");
        return;
    }
    let records = audit_data(&std::fs::read_to_string(EXPORT).unwrap());
    for seed in [5, 11] {
        assert_one_row_each(&records, 2534, seed);
    }
}

#[test]
fn the_counts_of_a_form_add_up() {
    let place = Place::new();
    let records = [crate::place::record(1, "Send"), crate::place::record(2, "Send")];
    assert_eq!(counts(&place.import("portal", portal_table(&records))), [2, 2, 0, 0, 0]);
    let entry = place.import("office", office_activity(&records[..1]));
    assert_eq!((entry.rows_read, entry.rows_added, entry.partial_copies), (1, 0, 1));
    assert_eq!(entry.notices.iter().filter(|notice| notice.contains("fields missing")).count(), 1);
    let sums = "select sum(rows_read), sum(rows_added + duplicates + conflicts + partial_copies + rejected) from ledger";
    assert_eq!(place.query(sums), "3|3");
}
