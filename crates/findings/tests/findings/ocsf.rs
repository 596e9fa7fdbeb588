//! Alerts as OCSF: what the schema requires, and nothing that it does not know.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde_json::{Value, json};
use trail365_findings::{
    Alert, Member, Review, Status, list_entries, load_rules, ocsf_finding, reviewed_alerts_of_batch,
};
use trail365_sigma::Level;

/// The part of the schema that alerts need; the file names its source.
static SCHEMA: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("ocsf-2004.json")).unwrap());

/// Numbers with the member that has the caption of each.
const CAPTIONS: [(&str, &str, &str); 8] = [
    ("/activity_id", "/activity_name", "activity_id"),
    ("/severity_id", "/severity", "severity_id"),
    ("/status_id", "/status", "status_id"),
    ("/type_uid", "/type_name", "type_uid"),
    ("/class_uid", "/class_name", "class_uid"),
    ("/category_uid", "/category_name", "category_uid"),
    ("/finding_info/analytic/type_id", "/finding_info/analytic/type", "analytic.type_id"),
    ("/observables/0/type_id", "/observables/0/type", "observable.type_id"),
];

fn assert_valid(finding: &Value) {
    let mut wrong = Vec::new();
    check_object("detection_finding", finding, "", &mut wrong);
    for (number, caption, name) in CAPTIONS {
        if let Some(number) = finding.pointer(number) {
            let expected = &SCHEMA["captions"][name][number.to_string()];
            if finding.pointer(caption) != Some(expected) {
                wrong.push(format!("{caption} is not {expected}"));
            }
        }
    }
    let evidences = finding["evidences"].as_array().into_iter().flatten();
    for ip in evidences.filter_map(|evidence| evidence["src_endpoint"]["ip"].as_str()) {
        if ip.parse::<std::net::IpAddr>().is_err() {
            wrong.push(format!("{ip} is no IP"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:?} in {finding:#}");
}

/// Checks a value against an object of the schema.
fn check_object(kind: &str, value: &Value, path: &str, wrong: &mut Vec<String>) {
    let about = &SCHEMA["objects"][kind];
    let Some(members) = value.as_object() else { return wrong.push(format!("{path} is no {kind}")) };
    let names = |key: &str| -> Vec<&str> {
        about[key].as_array().into_iter().flatten().filter_map(Value::as_str).collect()
    };
    let has = |name: &&str| members.contains_key(*name);
    wrong.extend(names("required").iter().filter(|name| !has(name)).map(|name| format!("no {path}/{name}")));
    let one_of = names("any_of");
    if !one_of.is_empty() && !one_of.iter().any(has) {
        wrong.push(format!("{path} has none of {one_of:?}"));
    }
    if members.is_empty() {
        wrong.push(format!("{path} is empty"));
    }
    // What stands in `unmapped` is our own.
    for (name, value) in members.iter().filter(|_| kind != "object") {
        check_attribute(&about["attributes"][name], value, &format!("{path}/{name}"), wrong);
    }
}

fn check_attribute(about: &Value, value: &Value, path: &str, wrong: &mut Vec<String>) {
    let fits = match about["type"].as_str() {
        None => return wrong.push(format!("{path} is not known")),
        Some("integer") => value.is_i64() || value.is_u64(),
        Some("string") => value.is_string(),
        Some("boolean") => value.is_boolean(),
        Some("list") => {
            let item = json!({"type": about["item"]});
            for (place, value) in value.as_array().into_iter().flatten().enumerate() {
                check_attribute(&item, value, &format!("{path}/{place}"), wrong);
            }
            value.as_array().is_some_and(|items| !items.is_empty())
        }
        Some(object) => {
            check_object(object, value, path, wrong);
            true
        }
    };
    let is_allowed = about["values"].as_array().is_none_or(|values| values.contains(value));
    if !fits || !is_allowed {
        wrong.push(format!("{path} is {value}"));
    }
}

fn texts(of: &[&str]) -> Vec<String> {
    of.iter().map(|text| (*text).to_owned()).collect()
}

/// An alert that has everything.
fn full() -> Alert {
    let member = |line: i64| Member {
        id: Some(format!("id-{line}").into()),
        content_hash: line,
        time: 1_772_532_000_123_456 + line,
        operation: Some("New-InboxRule".into()),
        source: Some("export.csv".into()),
        line: Some(line),
    };
    Alert {
        key: "3f2a".to_owned(),
        rule_id: "6f0c2b7e-0000-4000-8000-000000000001".to_owned(),
        title: "Inbox rule made".to_owned(),
        level: Level::High,
        tags: texts(&[
            "attack.collection",
            "attack.defense-impairment",
            "attack.t1114.003",
            "attack.t1657",
            "attack.t9999.001",
        ]),
        tenant: "db5b5fab-8f4d-4e27-9da1-494c73cf256d".to_owned(),
        group: vec![("UserId".to_owned(), "mia@contoso.example.com".to_owned())],
        users: texts(&["mia@contoso.example.com", "NT AUTHORITY\\SYSTEM"]),
        addresses: texts(&["198.51.100.7:4711", "[2001:db8::1]:443", "fe80::1", "Exchange"]),
        apps: texts(&["00000002-0000-0ff1-ce00-000000000000"]),
        sessions: texts(&["e9cb5dcc-c253-49da-8454-1a7c1b4adfbb"]),
        first_time: 1_772_532_000_123_457,
        last_time: 1_772_532_000_999_999,
        count: 2,
        members: vec![member(1), member(2)],
        reason: "Operation is New-InboxRule".to_owned(),
        found_at: Some(1_772_540_000_000_000),
    }
}

#[test]
fn an_alert_with_every_field() {
    let finding = ocsf_finding(&full(), None);
    assert_valid(&finding);
    assert_eq!((&finding["type_uid"], &finding["severity_id"]), (&json!(200_401), &json!(4)));
    assert_eq!(
        (&finding["time"], &finding["start_time"]),
        (&json!(1_772_532_000_999_i64), &json!(1_772_532_000_123_i64))
    );
    assert_eq!((&finding["count"], &finding["message"]), (&json!(2), &json!("Inbox rule made")));
    assert_eq!(finding["metadata"]["product"]["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(finding["metadata"]["version"], "1.8.0");
    assert_eq!(finding["metadata"]["tenant_uid"], "db5b5fab-8f4d-4e27-9da1-494c73cf256d");
    let info = &finding["finding_info"];
    assert_eq!((&info["uid"], &info["desc"]), (&json!("3f2a"), &json!("Operation is New-InboxRule")));
    assert_eq!(info["created_time"], 1_772_540_000_000_i64);
    assert_eq!(info["analytic"]["uid"], "6f0c2b7e-0000-4000-8000-000000000001");
    let email = json!({"uid": "T1114", "name": "Email Collection"});
    let forwarding = json!({"uid": "T1114.003", "name": "Email Forwarding Rule"});
    assert_eq!(
        info["attacks"],
        json!([
            {"technique": email, "sub_technique": forwarding},
            {"technique": {"uid": "T1657", "name": "Financial Theft"}},
            {"technique": {"uid": "T9999"}, "sub_technique": {"uid": "T9999.001"}},
            {"tactic": {"uid": "TA0009", "name": "Collection"}},
            {"tactic": {"uid": "TA0112", "name": "Defense Impairment"}},
        ])
    );
    assert_eq!(
        finding["evidences"],
        json!([
            {"actor": {"user": {"name": "mia@contoso.example.com", "email_addr": "mia@contoso.example.com"}}},
            {"actor": {"user": {"name": "NT AUTHORITY\\SYSTEM"}}},
            {"src_endpoint": {"ip": "198.51.100.7"}},
            {"src_endpoint": {"ip": "2001:db8::1"}},
            {"src_endpoint": {"ip": "fe80::1"}},
            {"src_endpoint": {"name": "Exchange"}},
            {"actor": {"app_uid": "00000002-0000-0ff1-ce00-000000000000"}},
            {"actor": {"session": {"uid": "e9cb5dcc-c253-49da-8454-1a7c1b4adfbb"}}},
        ])
    );
    let unmapped = &finding["unmapped"];
    assert_eq!(unmapped["group"], json!([{"name": "UserId", "value": "mia@contoso.example.com"}]));
    assert_eq!(
        unmapped["members"][1],
        json!({"id": "id-2", "source": "export.csv", "line": 2, "time": 1_772_532_000_123_i64, "operation": "New-InboxRule"})
    );
    assert_eq!(ocsf_finding(&full(), None), finding);
}

#[test]
fn what_people_say_is_status_and_activity() {
    for (status, activity, number) in
        [(Status::Open, 1, 1), (Status::Confirmed, 2, 2), (Status::Benign, 3, 3)]
    {
        let review = Review { status, note: "seen".to_owned(), who: "lena".to_owned() };
        let finding = ocsf_finding(&full(), Some(&review));
        assert_valid(&finding);
        assert_eq!((&finding["activity_id"], &finding["status_id"]), (&json!(activity), &json!(number)));
        assert_eq!((&finding["status_code"], &finding["comment"]), (&json!(status.as_str()), &json!("seen")));
        assert_eq!(finding["unmapped"]["reviewed_by"], "lena");
        assert_eq!(finding["is_alert"], status != Status::Benign);
    }
    assert_eq!(ocsf_finding(&full(), None)["status_id"], 0);
}

#[test]
fn absent_fields_are_left_out() {
    let bare = Alert {
        tags: vec![],
        tenant: String::new(),
        group: vec![],
        users: vec![],
        addresses: vec![],
        apps: vec![],
        sessions: vec![],
        members: vec![],
        reason: String::new(),
        found_at: None,
        first_time: -1,
        last_time: -1,
        ..full()
    };
    for level in [Level::Informational, Level::Low, Level::Medium, Level::High, Level::Critical] {
        let finding = ocsf_finding(&Alert { level, ..bare.clone() }, None);
        assert_valid(&finding);
        assert_eq!(finding["time"], -1, "a time before 1970 is rounded down");
        for absent in ["evidences", "observables", "unmapped", "comment"] {
            assert_eq!(finding.get(absent), None, "{absent}");
        }
        assert_eq!(finding["finding_info"].get("attacks"), None);
        assert_eq!(finding["cloud"], json!({"provider": "Microsoft 365"}));
    }
    let nameless = Member { id: None, content_hash: 1, time: 0, operation: None, source: None, line: None };
    let finding = ocsf_finding(&Alert { members: vec![nameless], ..bare }, None);
    assert_eq!(finding["unmapped"], json!({"members": [{"time": 0}]}));
}

#[test]
fn hostile_text_stays_text() {
    let hostile = "\u{1b}]0;owned\u{7}\n\"}\u{202e}@contoso.example.com";
    let alert = Alert {
        title: hostile.to_owned(),
        reason: hostile.to_owned(),
        tenant: hostile.to_owned(),
        group: vec![(hostile.to_owned(), hostile.to_owned())],
        users: texts(&[
            hostile,
            "a@b",
            "mia#EXT#@contoso.example.com",
            "@x.example",
            "a@.b",
            "a b@x.example",
        ]),
        addresses: texts(&[hostile, "198.51.100.7%eth0", "::ffff:198.51.100.7"]),
        apps: texts(&[hostile]),
        sessions: texts(&[hostile]),
        ..full()
    };
    let finding = ocsf_finding(&alert, None);
    assert_valid(&finding);
    let evidences = finding["evidences"].as_array().unwrap();
    assert!(
        evidences.iter().all(|evidence| evidence.pointer("/actor/user/email_addr").is_none()),
        "{evidences:?}"
    );
    assert_eq!(evidences[6], json!({"src_endpoint": {"name": hostile}}));
    assert_eq!(evidences[8], json!({"src_endpoint": {"ip": "198.51.100.7"}}));
    let text = finding.to_string();
    assert!(!text.contains('\n'), "{text}");
    assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), finding);
}

#[test]
fn tags_of_the_rules_that_ship_have_names() {
    let loaded = load_rules(&[], &BTreeMap::default());
    let entries = list_entries(&loaded.set, &loaded.sql_rules);
    let mut tags: Vec<String> = entries.iter().flat_map(|entry| entry.metadata.tags.clone()).collect();
    tags.sort();
    tags.dedup();
    let finding = ocsf_finding(&Alert { tags, ..full() }, None);
    assert_valid(&finding);
    let attacks = finding["finding_info"]["attacks"].as_array().unwrap();
    assert!(attacks.len() > 60, "{}", attacks.len());
    for of in attacks.iter().flat_map(|attack| attack.as_object().unwrap().values()) {
        assert!(of["uid"].is_string() && of["name"].is_string(), "{of}");
    }
}

#[test]
fn rows_of_another_table_are_refused() {
    let batch = arrow::array::RecordBatch::new_empty(trail365_columns::schema().clone());
    assert_eq!(reviewed_alerts_of_batch(&batch).unwrap(), []);
    let batch = trail365_findings::alerts_to_batch(&[full()]).unwrap();
    let error = reviewed_alerts_of_batch(&batch).unwrap_err().to_string();
    assert!(error.contains("there is no column `status`"), "{error}");
}
