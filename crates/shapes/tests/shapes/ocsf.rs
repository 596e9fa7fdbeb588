//! OCSF documents: what their JSON Schema does not say. That they keep to it, `tests/real/ocsf.py` checks.

use serde_json::{Value, json};
use trail365_shapes::{Options, Shape, Shaper};

use crate::samples::{check_all, document, sample_records};

#[test]
fn numbers_have_their_names_and_nothing_is_empty() {
    check_all(Shape::Ocsf, Options::default(), |record, document| {
        let (class, activity) =
            (document["class_uid"].as_i64().unwrap(), document["activity_id"].as_i64().unwrap());
        assert_eq!(document["type_uid"], class * 100 + activity, "{record}");
        assert_eq!(document["category_uid"], class / 1000, "{record}");
        let caption = document["type_name"].as_str().unwrap();
        let (class_name, activity_name) = caption.split_once(": ").unwrap();
        assert_eq!(document["class_name"], class_name, "{record}");
        if activity != 99 {
            assert_eq!(document["activity_name"], activity_name, "{record}");
        }
        let pairs = [
            (
                "severity_id",
                "severity",
                vec!["Unknown", "Informational", "Low", "Medium", "High", "Critical"],
            ),
            ("action_id", "action", vec!["Unknown", "Allowed", "Denied"]),
            (
                "status_id",
                "status",
                if class / 1000 == 2 {
                    vec!["Unknown", "New", "In Progress", "Suppressed", "Resolved"]
                } else {
                    vec!["Unknown", "Success", "Failure"]
                },
            ),
        ];
        for (id, name, captions) in pairs {
            if let Some(number) = document.get(id).and_then(Value::as_u64).filter(|number| *number != 99) {
                assert_eq!(document[name], captions[number as usize], "{id}: {record}");
            }
        }
        assert_nothing_empty(document, record);
    });
}

fn assert_nothing_empty(value: &Value, record: &str) {
    for (key, value) in value.as_object().unwrap() {
        let is_empty = value.is_null()
            || value.as_object().is_some_and(serde_json::Map::is_empty)
            || value.as_array().is_some_and(Vec::is_empty);
        assert!(!is_empty, "{key} is empty: {record}");
        // What is Microsoft's own may be anything.
        if value.is_object() && !["unmapped", "data"].contains(&key.as_str()) {
            assert_nothing_empty(value, record);
        }
    }
}

#[test]
fn nothing_of_a_record_is_lost() {
    let mut shaper = Shaper::new(Shape::Ocsf, Options::default());
    for record in sample_records() {
        let document = document(&mut shaper, &record);
        let record: Value = serde_json::from_str(&record).unwrap();
        let text = document.to_string();
        for (key, value) in record.as_object().unwrap() {
            let is_kept = document["unmapped"].get(key) == Some(value)
                || value.as_str().is_some_and(|value| {
                    text.contains(&json!(value).to_string().trim_matches('"').to_string())
                })
                || text.contains(&value.to_string())
                || ["RecordType", "UserType", "Parameters", "ItemType", "CreationTime", "ClientIP"]
                    .contains(&key.as_str());
            assert!(is_kept, "{key} {value} is not in {text}");
        }
    }
}

#[test]
fn a_record_without_what_its_class_needs_takes_the_default() {
    let mut shaper = Shaper::new(Shape::Ocsf, Options::default());
    let found = document(
        &mut shaper,
        r#"{"RecordType":6,"Operation":"FileAccessed","CreationTime":"2026-03-02T07:58:12"}"#,
    );
    let expect = json!({
        "activity_id": 99, "activity_name": "FileAccessed", "category_uid": 6, "category_name": "Application Activity",
        "class_uid": 6003, "class_name": "API Activity", "type_uid": 600_399, "type_name": "API Activity: Other",
        "actor": {"app_name": "Unknown"}, "api": {"operation": "FileAccessed"}, "cloud": {"provider": "Microsoft 365"},
        "metadata": {
            "event_code": "SharePointFileOperation", "original_time": "2026-03-02T07:58:12",
            "product": {"name": "Microsoft 365", "vendor_name": "Microsoft"}, "profiles": ["cloud"], "version": "1.8.0",
        },
        "severity": "Informational", "severity_id": 1, "src_endpoint": {"name": "unknown"}, "status": "Unknown", "status_id": 0,
        "time": 1_772_438_292_000_i64,
    });
    assert_eq!(found, expect);
}

/// A mail without people is no mail of OCSF, and Microsoft's words are more than OCSF's: both stay in `unmapped`.
#[test]
fn what_attributes_cannot_say_is_unmapped() {
    let mail = json!({"RecordType": 28, "Operation": "TIMailData", "CreationTime": "2026-03-02T08:00:00", "Id": "x", "UserType": 3,
        "Subject": "Invoice", "SenderIp": "192.0.2.1", "NetworkMessageId": "n", "InternetMessageId": "i", "P1Sender": "good@x.example",
        "DeliveryAction": "JunkedOddly"});
    let mut shaper = Shaper::new(Shape::Ocsf, Options::default());
    let finding = document(&mut shaper, &mail.to_string());
    assert_eq!(finding["evidences"], Value::Null, "{finding}");
    for name in [
        "Subject",
        "SenderIp",
        "NetworkMessageId",
        "InternetMessageId",
        "P1Sender",
        "DeliveryAction",
        "UserType",
    ] {
        assert_eq!(finding["unmapped"][name], mail[name], "{name} of {finding}");
    }
}
