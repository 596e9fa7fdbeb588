//! Shapes that real records have: each parses, is rebuilt equal, and its deviations are named.

use trail365_records::{DeviationKind as K, OwnedRecord, Parser};

use crate::json_tree::Tree;

/// Deviations of a record as `path kind`, missing mandatory fields aside.
fn deviations(json: &str) -> Vec<String> {
    let owned: OwnedRecord = json.parse().unwrap_or_else(|e| panic!("{json}: {e}"));
    let mut rebuilt = Vec::new();
    owned.record().object().write_json(&mut rebuilt);
    let rebuilt = String::from_utf8(rebuilt).unwrap();
    if let Ok(expect) = Tree::parse(json) {
        assert_eq!(Tree::parse(&rebuilt).unwrap(), expect, "{json}");
    } else {
        // Half surrogate pairs, which serde_json's strings cannot hold: compared as they stand.
        assert_eq!(rebuilt, json);
    }
    let found = owned.record().deviations().filter(|d| d.kind != K::Missing);
    let found: Vec<_> = found.map(|d| format!("{} {}", d.path, d.kind)).collect();
    assert_eq!(owned.record().deviates(), owned.record().deviations().next().is_some(), "{json}");
    found
}

fn assert_deviations(json: &str, expect: &[&str]) {
    assert_eq!(deviations(json), expect, "{json}");
}

#[test]
fn numbers_enums_and_booleans_in_other_forms() {
    assert_deviations(r#"{"RecordType":15,"UserType":0}"#, &[]);
    assert_deviations(
        r#"{"RecordType":"15","UserType":"0"}"#,
        &["RecordType other form", "UserType other form"],
    );
    assert_deviations(r#"{"RecordType":"ExchangeItem","UserType":"Regular"}"#, &[]);
    assert_deviations(r#"{"RecordType":"exchangeItem"}"#, &[]);
    assert_deviations(r#"{"RecordType":-1}"#, &["RecordType unknown enum member"]);
    assert_deviations(
        r#"{"RecordType":"Novelty","UserType":99}"#,
        &["RecordType unknown enum member", "UserType unknown enum member"],
    );
    assert_deviations(r#"{"RecordType":15.0}"#, &[]);
    assert_deviations(r#"{"RecordType":15.5}"#, &["RecordType wrong type"]);
    assert_deviations(r#"{"RecordType":2,"ExternalAccess":"True"}"#, &["ExternalAccess other form"]);
    assert_deviations(r#"{"RecordType":2,"ExternalAccess":"FALSE"}"#, &["ExternalAccess other form"]);
    assert_deviations(r#"{"RecordType":2,"ExternalAccess":"maybe"}"#, &["ExternalAccess wrong type"]);
    assert_deviations(r#"{"RecordType":6,"ItemType":"ListItem"}"#, &["ItemType unknown enum member"]);
    assert_deviations(r#"{"RecordType":28,"Policy":"HighConfidencePhish"}"#, &["Policy unknown enum member"]);
}

#[test]
fn same_name_other_type() {
    assert_deviations(r#"{"RecordType":1,"Parameters":[{"Name":"A","Value":"b"}]}"#, &[]);
    assert_deviations(r#"{"RecordType":1,"Parameters":"-Identity x"}"#, &["Parameters wrong type"]);
    assert_deviations(r#"{"RecordType":1,"Parameters":""}"#, &["Parameters wrong type"]);
    assert_deviations(r#"{"RecordType":18,"Parameters":"-Identity x"}"#, &[]);
    assert_deviations(
        r#"{"RecordType":1,"ModifiedProperties":[{"Name":"A","OldValue":"","NewValue":"b"}]}"#,
        &[],
    );
    assert_deviations(r#"{"RecordType":2,"ModifiedProperties":["A","B"]}"#, &[]);
    assert_deviations(
        r#"{"RecordType":2,"ModifiedProperties":[{"Name":"A"}]}"#,
        &["ModifiedProperties[0] wrong type"],
    );
    assert_deviations(r#"{"RecordType":8,"ExtendedProperties":"text"}"#, &["ExtendedProperties wrong type"]);
    assert_deviations(
        r#"{"RecordType":50,"Folders":[{"FolderItems":[{"InternetMessageId":"<a>"}],"Id":"x","Path":"\\Inbox"}]}"#,
        &[],
    );
    assert_deviations(r#"{"RecordType":3,"Folders":[{"Id":"x","Path":"\\Inbox"}]}"#, &[]);
    assert_deviations(r#"{"RecordType":28,"Recipients":"[user@example.com]"}"#, &["Recipients other form"]);
}

#[test]
fn digits_are_kept() {
    for number in
        ["1156492.00", "9007199254740993", "18446744073709551616", "-0", "1e9", "1E+2", "-1.0", "0.1000"]
    {
        assert_deviations(
            &format!(r#"{{"RecordType":6,"FileSizeBytes":{number},"Novel":{{"n":[{number}]}}}}"#),
            &match number {
                "18446744073709551616" | "0.1000" => {
                    vec![
                        "FileSizeBytes undocumented field",
                        "FileSizeBytes wrong type",
                        "Novel unknown field",
                    ]
                }
                _ => vec!["FileSizeBytes undocumented field", "Novel unknown field"],
            },
        );
    }
}

#[test]
fn times() {
    for time in [
        "2024-02-22T09:46:54",
        "2024-02-22T09:46:54Z",
        "2024-02-22 09:46:54Z",
        "2024-02-22T09:46:54.1234567Z",
        "2024-02-22T09:46:54.123456789",
        "2016-12-31T23:59:60",
    ] {
        assert_deviations(&format!(r#"{{"CreationTime":"{time}"}}"#), &[]);
    }
    for time in [
        "2/8/2024 9:49:53 PM",
        "2/8/2024, 9:49:53 PM",
        "\\/Date(1707428993000)\\/",
        "/Date(1707428993000+0100)/",
        "Feb 8, 2024 @ 21:49:53.000",
        "2024-02-08 22:49:53+01:00",
    ] {
        let json = format!(r#"{{"CreationTime":"{time}"}}"#);
        let is_iso = time.starts_with("2024");
        assert_deviations(&json, if is_iso { &[] } else { &["CreationTime other form"] });
        let record: trail365_records::OwnedRecord = json.parse().unwrap();
        let read =
            record.record().view::<trail365_records::schema::Common>().unwrap().creation_time().unwrap();
        assert_eq!(read.to_string(), "2024-02-08T21:49:53Z", "{time}");
    }
    // Which unit a number has, and which number of a day is the month, does not show.
    for time in
        ["1707428993000", "\"1707428993000\"", "\"08.02.2024 21:49\"", "\"2/8/2024 21:49:53\"", "45330.9"]
    {
        assert_deviations(&format!(r#"{{"CreationTime":{time}}}"#), &["CreationTime wrong type"]);
    }
    assert_deviations(r#"{"CreationTime":"soon"}"#, &["CreationTime wrong type"]);
    assert_deviations(
        r#"{"CreationTime":null,"Id":"","OrganizationId":"00000000-0000-0000-0000-000000000000"}"#,
        &["Id wrong type"],
    );
    assert_deviations(r#"{"RecordType":25,"TeamGuid":"19:abc@thread.tacv2"}"#, &["TeamGuid wrong type"]);
}

#[test]
fn keys() {
    assert_deviations(
        r#"{"QueryTime":"a","QueryTime":"b"}"#,
        &["QueryTime unknown field", "QueryTime unknown field"],
    );
    assert_deviations(r#"{"UserId":"a","UserId":"b"}"#, &["UserId doubled key"]);
    assert_deviations(
        r#"{"RecordType":8,"Actor":[{"ID":"a","Type":0}],"actor":[]}"#,
        &["actor other spelling", "actor doubled key"],
    );
    assert_deviations(
        r#"{"creationtime":"2024-02-22T09:46:54","USERID":"a"}"#,
        &["creationtime other spelling", "USERID other spelling"],
    );
    assert_deviations(r#"{"RecordType":93,"Data State":"x"}"#, &["Data State other spelling"]);
    assert_deviations(
        r#"{"RecordType":3,"AffectedItems":[{"Subject":"a"},{"subject":"b","Novel":{"Subject":1},"Id":7}]}"#,
        &[
            "AffectedItems[1].subject other spelling",
            "AffectedItems[1].Novel unknown field",
            "AffectedItems[1].Id wrong type",
        ],
    );
    assert_deviations(
        r#"{"RecordType":50,"Folders":[{"folderItems":[{"Novel":1}]}]}"#,
        &["Folders[0].folderItems other spelling", "Folders[0].folderItems[0].Novel unknown field"],
    );
    assert_deviations(
        r#"{"Version":1,"":2,"a\"b":3}"#,
        &["Version undocumented field", " unknown field", "a\"b unknown field"],
    );
    assert_deviations(
        r#"{"RecordType":41,"Blocked":false,"ClickedThrough":true}"#,
        &["Blocked undocumented field", "ClickedThrough undocumented field"],
    );
}

#[test]
fn texts() {
    assert_deviations(
        r#"{"Operation":"Set–Mailbox. ","UserId":"SHAREPOINT\\system","ObjectId":"\u0011 \r\n\ttail "}"#,
        &[],
    );
    assert_deviations(
        r#"{"ObjectId":"https:\/\/a;https:\/\/b?x=1&amp;y=2;{b85b01d7}","UserId":"Größe 😀"}"#,
        &[],
    );
    assert_deviations(r#"{"UserId":"cut \ud83d"}"#, &[]);
    assert_deviations(r#"{"RecordType":40,"Data":"{\"a\":\"{\\\"b\\\":1}\"}"}"#, &[]);
    assert_deviations(
        "{\r\n  \"RecordType\" : 1 ,\r\n  \"Parameters\" : [ { \"Name\" : \"A\" , \"Value\" : \"b\" } , {\"Value\":\"c\",\"Name\":\"D\"} ]\r\n}",
        &[],
    );
}

#[test]
fn hardly_a_record() {
    assert_deviations(r#"{"Platform":1}"#, &["Platform unknown field"]);
    assert_deviations("{}", &[]);
    let empty: OwnedRecord = "{}".parse().unwrap();
    let missing: Vec<_> = empty.record().deviations().map(|d| (d.kind, d.path.into_owned())).collect();
    assert!(
        missing.contains(&(K::Missing, "CreationTime".into()))
            && missing.contains(&(K::Missing, "ClientIP".into()))
    );
    assert_eq!(missing.len(), 10);
}

#[test]
fn a_deviation_says_what_was_expected_and_found() {
    let json =
        r#"{"RecordType":3,"ExternalAccess":"maybe","AffectedItems":[{"Subject":"a"},{"Subject":{"x":1}}]}"#;
    let owned: OwnedRecord = json.parse().unwrap();
    let found: Vec<_> =
        owned.record().deviations().filter(|d| d.kind == K::WrongType).map(|d| d.to_string()).collect();
    assert_eq!(
        found,
        [
            r#"ExternalAccess: wrong type, expected bool, found string "maybe""#,
            r#"AffectedItems[1].Subject: wrong type, expected string, found object {"x":1}"#,
        ]
    );
}

#[test]
fn more_deviations_than_the_limit_are_counted() {
    let items = vec!["1"; 300_000].join(",");
    let json = format!(r#"{{"RecordType":1,"Parameters":[{items}],"Novel":1}}"#);
    let mut parser = Parser::new();
    let record = parser.parse(json.as_bytes()).unwrap();
    let inside: Vec<_> = record.deviations().filter(|d| d.path.starts_with("Parameters")).collect();
    assert_eq!((inside.len(), record.unlisted_deviations()), (10_000, 290_000));
    assert_eq!(inside[9_999].path, "Parameters[9999]");
    assert!(record.deviations().any(|d| d.path == "Novel"), "keys of the record itself are always listed");
    let next = parser.parse(b"{}").unwrap();
    assert_eq!(next.unlisted_deviations(), 0);
}

#[test]
fn missing_fields_inside_values_have_a_path() {
    let owned: OwnedRecord =
        r#"{"RecordType":3,"AffectedItems":[{"Id":"a"},{"Novel":1}],"Folder":{}}"#.parse().unwrap();
    let missing = owned.record().deviations().filter(|d| d.kind == K::Missing && d.path.contains('.'));
    let missing: Vec<_> = missing.map(|d| d.to_string()).collect();
    assert!(missing.contains(&"AffectedItems[1].Id: missing, expected string".to_owned()), "{missing:?}");
    assert!(!missing.iter().any(|m| m.starts_with("AffectedItems[0].Id")), "{missing:?}");
}

#[test]
fn a_key_of_many_blanks_is_unknown_and_costs_nothing() {
    let json = format!(
        r#"{{"RecordType":3,"AffectedItems{}":[{}]}}"#,
        " ".repeat(100_000),
        vec!["5"; 10_000].join(",")
    );
    let owned: OwnedRecord = json.parse().unwrap();
    let found: Vec<_> = owned.record().deviations().filter(|d| d.kind != K::Missing).collect();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].kind, K::UnknownField);
}

#[test]
fn what_is_printed_or_written_drives_no_terminal() {
    let json = "{\"RecordType\":3,\"UserId\":\"\\ud83d\u{9b}31mX\u{202e}Y\",\"\\u001b]0;x\":\"\u{9d}\"}";
    let owned: OwnedRecord = json.parse().unwrap();
    let mut written = Vec::new();
    owned.record().object().write_json(&mut written);
    let printed: String = owned.record().deviations().map(|d| d.to_string()).collect();
    for text in [String::from_utf8(written).unwrap(), printed] {
        assert!(!text.chars().any(|c| c.is_control() || c == '\u{202e}'), "{text:?}");
    }
}

#[test]
fn blanks_around_enum_names() {
    assert_deviations(
        r#"{"UserType":"Regular ","RecordType":" exchangeItem "}"#,
        &["UserType other form", "RecordType other form"],
    );
    assert_deviations(r#"{"AppAccessContext":[]}"#, &["AppAccessContext wrong type"]);
    assert_deviations(r#"{"AppAccessContext":[{"UniqueTokenId":"a"}]}"#, &["AppAccessContext other form"]);
}
