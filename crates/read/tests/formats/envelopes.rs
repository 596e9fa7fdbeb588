//! What a record lacks comes from its envelope, and what only the envelope has stays.

use proptest::prelude::*;
use serde_json::{Map, Value, json};
use trail365_read::{ItemKind, Reader};

/// The only record of `input`, and the notices.
fn read(input: &str) -> (Value, Vec<String>) {
    let mut reader = Reader::new(input.as_bytes()).unwrap();
    let item = reader.next().unwrap().unwrap();
    let ItemKind::Record(bytes) = item.kind else { panic!("{input}: {item:?}") };
    let record = serde_json::from_slice(bytes).unwrap();
    assert_eq!(reader.next().unwrap(), None, "{input}");
    (record, reader.notices().iter().map(ToString::to_string).collect())
}

fn check(input: &str, expected: &Value) {
    let (record, notices) = read(input);
    assert_eq!((&record, notices), (expected, Vec::new()), "{input}");
}

#[test]
fn a_row_fills_what_its_record_lacks() {
    let header = "RecordId,CreationDate,RecordType,Operation,UserId,AuditData,AssociatedAdminUnits,AssociatedAdminUnitsNames";
    let row = |cell: &str, units: &str| {
        format!("{header}\nI,6/26/2022 5:40:02 AM,1,Set-Mailbox,\"b@x\",\"{cell}\",{units}\n")
    };
    check(
        &row("{\"\"Operation\"\":\"\"Set-Mailbox\"\"}", ","),
        &json!({"Operation": "Set-Mailbox", "CreationTime": "2022-06-26T05:40:02Z", "RecordType": 1, "Id": "I",
                "UserId": "b@x"}),
    );
    let whole =
        json!({"CreationTime": "t", "Id": "I", "Operation": "Set-Mailbox", "RecordType": 1, "UserId": "b@x"});
    let cell = whole.to_string().replace('"', "\"\"");
    check(&row(&cell, ","), &whole);
    let mut kept = whole.clone();
    kept["AssociatedAdminUnits"] = "11, 12".into();
    kept["AssociatedAdminUnitsNames"] = "North".into();
    check(&row(&cell, "\"11, 12\",North"), &kept);
}

#[test]
fn an_object_fills_what_its_record_lacks() {
    let raw = json!({"CreationTime": "t", "Id": "i", "Operation": "o", "RecordType": 6, "UserId": "u"});
    let input = json!({"CreationDate": "T", "RawAuditData": raw.to_string(), "AuditData": {"ClientIP": "c"}});
    check(&input.to_string(), &raw);
    check(
        &json!({"CreationDate": "T", "Operations": "O", "UserIds": "U", "Identity": "I", "RecordType": "SharePoint",
                "AuditData": "{\"ClientIP\":\"c\"}"})
        .to_string(),
        &json!({"ClientIP": "c", "CreationTime": "T", "Operation": "O", "UserId": "U", "Id": "I",
                "RecordType": "SharePoint"}),
    );
    check(
        &json!({"id": "I", "createdDateTime": "T", "auditLogRecordType": "sharePoint", "operation": "O",
                "userId": "key", "userPrincipalName": "U", "administrativeUnits": ["a"], "auditData": {"x": 1}})
        .to_string(),
        &json!({"x": 1, "Id": "I", "CreationTime": "T", "RecordType": "sharePoint", "Operation": "O", "UserId": "U",
                "AssociatedAdminUnits": ["a"]}),
    );
    check(
        &json!({"Timestamp": "T", "ActionType": "A", "RawEventData": {"Id": "i", "UserId": "u", "Workload": "w"}})
            .to_string(),
        &json!({"Id": "i", "UserId": "u", "Workload": "w", "CreationTime": "T", "Operation": "A"}),
    );
    check(
        &json!({"@timestamp": "T", "event": {"action": "A", "id": "I", "code": "C"}, "user": {"id": "U"},
                "o365": {"audit": {"x": 1}}})
        .to_string(),
        &json!({"x": 1, "CreationTime": "T", "Operation": "A", "Id": "I", "RecordType": "C", "UserId": "U"}),
    );
}

#[test]
fn what_a_record_says_counts_before_its_envelope_and_the_difference_is_told() {
    let record = json!({"CreationTime": "t", "Id": "i", "Operation": "o", "RecordType": 6, "UserId": "u"});
    let input = json!({"RecordId": "other", "Operation": "o", "AuditData": record});
    let (found, notices) = read(&input.to_string());
    let mut expected = record.clone();
    expected["RecordId"] = "other".into();
    assert_eq!(found, expected);
    assert_eq!(
        notices,
        [
            "line 1: 1 record differs in Id, operation, type, user or time from the row or object around: what the record itself \
          says was taken"
        ]
    );
    let cell = record.to_string().replace('"', "\"\"");
    let (_, notices) = read(&format!("RecordId,Operation,AuditData\ni,other,\"{cell}\"\n"));
    assert_eq!(notices.len(), 1, "{notices:?}");
}

#[test]
fn another_user_or_time_is_told() {
    let record = json!({"CreationTime": "2026-02-14T09:00:00", "Id": "i", "Operation": "o", "RecordType": 6, "UserId": "u"});
    let cell = record.to_string().replace('"', "\"\"");
    for (time, user, told) in [
        ("2026-02-14T09:00:00.0000000Z", "U", 0),
        ("2026-02-14T10:00:00+01:00", "u", 0),
        ("2026-02-14T10:00:00", "u", 0),
        ("2/14/2026 10:00:00 AM", "u", 0),
        ("2026-02-14T10:00:00Z", "u", 1),
        ("2026-02-14T09:00:00Z", "v", 1),
    ] {
        let (found, notices) = read(&format!("CreationDate,UserIds,AuditData\n{time},{user},\"{cell}\"\n"));
        assert_eq!((found, notices.len()), (record.clone(), told), "{time} {user}");
        let object = json!({"CreationDate": time, "UserIds": user, "AuditData": record.to_string()});
        assert_eq!(read(&object.to_string()).1.len(), told, "{object}");
    }
}

#[test]
fn what_graph_added_is_taken_off() {
    let plain = json!({"CreationTime": "2026-07-17T08:28:17Z", "Id": "i", "Operation": "o", "RecordType": 15,
                       "UserId": "u", "Actor": [{"ID": "a", "Type": 0}]});
    let annotated = r##"{"@odata.type":"#microsoft.graph.security.defaultAuditData","CreationTime":"2026-07-17T08:28:17Z",
        "Id":"i","Operation":"o","RecordType@odata.type":"#Int64","RecordType":15,"UserId":"u",
        "Actor@odata.type":"#Collection(x)","Actor":[{"ID":"a","Type@odata.type":"#Int64","Type":0}]}"##
        .replace("\n        ", "");
    let string = Value::from(annotated.as_str());
    let cell = annotated.replace('"', "\"\"");
    for input in [
        annotated.clone(),
        format!("{{\"id\":\"i\",\"administrativeUnits\":[\"\"],\"auditData\":{annotated}}}"),
        format!("{{\"id\":\"i\",\"auditData\":{string}}}"),
        format!("id,auditData\ni,\"{cell}\"\n"),
        annotated.replace("{\"@odata", "{\"dynamicProperties\":{\"@odata").replacen(
            "\"Type\":0}]}",
            "\"Type\":0}]}}",
            1,
        ),
    ] {
        check(&input, &plain);
    }
}

proptest! {
    /// Whatever part of the fields is where: the record wins, the envelope fills, and nothing else comes in.
    #[test]
    fn any_fields_of_either_come_together(own in 0..32_u8, around in 0..32_u8, is_csv: bool, is_text: bool) {
        let fields = [("CreationTime", "CreationDate", json!("2026-02-14T09:00:00")), ("Operation", "Operation", json!("o")),
                      ("RecordType", "RecordType", json!(6)), ("Id", "RecordId", json!("i")), ("UserId", "UserId", json!("u"))];
        let (mut record, mut envelope, mut expected) = (Map::new(), Map::new(), Map::new());
        record.insert("ClientIP".into(), "c".into());
        expected.insert("ClientIP".into(), "c".into());
        for (bit, (name, outer, value)) in fields.into_iter().enumerate() {
            let (is_own, is_around) = (own & 1 << bit != 0, around & 1 << bit != 0);
            if is_own { record.insert(name.into(), value.clone()); }
            if is_around { envelope.insert(outer.into(), value.clone()); }
            if is_own || is_around { expected.insert(name.into(), value); }
        }
        let record = Value::Object(record);
        let input = if is_csv {
            let plain = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            let names: Vec<_> = envelope.keys().cloned().chain(["AuditData".to_owned()]).collect();
            let cell = format!("\"{}\"", record.to_string().replace('"', "\"\""));
            let cells: Vec<_> = envelope.values().map(plain).chain([cell]).collect();
            format!("{}\n{}\n", names.join(","), cells.join(","))
        } else {
            let value = if is_text { Value::from(record.to_string()) } else { record };
            envelope.insert("AuditData".into(), value);
            Value::Object(envelope).to_string()
        };
        let (found, notices) = read(&input);
        prop_assert_eq!(found, Value::Object(expected), "{}", input);
        prop_assert_eq!(notices, [""; 0]);
    }
}
