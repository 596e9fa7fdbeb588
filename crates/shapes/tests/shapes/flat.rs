//! Rows of flat shapes, made by hand from the rules.

use serde_json::{Value, json};
use trail365_records::Parser;
use trail365_shapes::{Fit, Options, Shape, Shaper};

use crate::samples::{document, sample_records};

fn row(shape: Shape, record: &Value) -> Value {
    document(&mut Shaper::new(shape, Options::default()), &record.to_string())
}

fn assert_has(row: &Value, expect: &Value) {
    for (name, value) in expect.as_object().unwrap() {
        assert_eq!(row.get(name).unwrap_or(&Value::Null), value, "{name} of {row}");
    }
}

fn forwarding() -> Value {
    json!({"CreationTime": "2026-03-02T07:58:12", "Id": "5f3", "OrganizationId": "EEEE", "RecordType": 1, "UserType": 3, "Version": 1,
        "Operation": "Set-Mailbox", "Workload": "Exchange", "UserId": "NT AUTHORITY\\SYSTEM (w3wp)", "UserKey": "k", "ResultStatus": "True",
        "ClientIP": "[2001:db8::7]:4711", "ObjectId": "fabrikam.example/lena", "OrganizationName": "fabrikam.example", "ExternalAccess": false,
        "OriginatingServer": "AM0", "Parameters": [{"Name": "ForwardTo", "Value": "a@b.example"}], "SessionId": ""})
}

fn renaming() -> Value {
    json!({"CreationTime": "2026-03-02T07:58:12.5", "Id": "5f4", "RecordType": 6, "UserType": 0, "Operation": "FileRenamed", "Workload": "SharePoint",
        "UserId": "lena@fabrikam.example", "UserKey": "k", "ClientIP": "192.0.2.7", "ObjectId": "https://f.example/s/a.txt",
        "SiteUrl": "https://f.example/", "SourceFileName": "a.txt", "SourceFileExtension": "txt", "DestinationRelativeUrl": "s",
        "DestinationFileName": "b.md", "DestinationFileExtension": "md", "AppAccessContext": {"AADSessionId": "x"}, "IsManagedDevice": "true"})
}

#[test]
fn sentinel_has_names_for_numbers_and_text_for_lists() {
    let expect = json!({"TimeGenerated": "2026-03-02T07:58:12.0000000Z", "RecordType": "ExchangeAdmin", "UserType": "DcAdmin",
        "OfficeId": "5f3", "SourceRecordId": "5f3", "OfficeTenantId": "EEEE", "OrganizationId": "EEEE", "OfficeWorkload": "Exchange",
        "OfficeObjectId": "fabrikam.example/lena", "ClientIP": "[2001:db8::7]:4711", "ExternalAccess": "False", "ResultStatus": "True",
        "Parameters": r#"[{"Name":"ForwardTo","Value":"a@b.example"}]"#, "Type": "OfficeActivity", "TenantId": null, "Version": null});
    assert_has(&row(Shape::Sentinel, &forwarding()), &expect);
    let expect = json!({"UserType": "Regular", "IsManagedDevice": true, "AppAccessContext": {"AADSessionId": "x"}, "Site_Url": "https://f.example/",
        "TimeGenerated": "2026-03-02T07:58:12.5000000Z"});
    assert_has(&row(Shape::Sentinel, &renaming()), &expect);
    let delegated = json!({"RecordType": 2, "LogonType": 2, "UserType": "DCAdmin", "InternalLogonType": "1", "CrossMailboxOperation": "maybe"});
    let expect = json!({"Logon_Type": "Delegated", "UserType": "DcAdmin", "InternalLogonType": 1, "CrossMailboxOperations": null});
    assert_has(&row(Shape::Sentinel, &delegated), &expect);
}

#[test]
fn audit_events_are_commands_of_exchange() {
    let expect = json!({"EventType": "Set", "Object": "lena", "SrcIpAddr": "2001:db8::7", "SrcPortNumber": 4711, "Src": "2001:db8::7",
        "ActorUsername": "NT AUTHORITY\\SYSTEM", "User": "NT AUTHORITY\\SYSTEM", "ActorUsernameType": "Windows", "ActingAppName": "w3wp",
        "ActingAppType": "Process", "ActorWindowsUsername": "NT AUTHORITY\\SYSTEM", "ActorUserUpn": null, "ActorOriginalUserType": "DcAdmin",
        "ActorUserType": "Admin", "EventResult": "Success", "EventSeverity": "Informational", "EventCount": 1, "Dvc": "Exchange 365",
        "Value": r#"[{"Name":"ForwardTo","Value":"a@b.example"}]"#});
    assert_has(&row(Shape::AsimAudit, &forwarding()), &expect);
    let plain = json!({"RecordType": 1, "Operation": "Get-Mailbox", "UserId": "lena@fabrikam.example", "UserType": 0, "ResultStatus": "Succeeded",
        "ClientIP": "host", "OriginatingServer": "AM0"});
    let expect = json!({"EventType": null, "Object": "Mailbox", "SrcIpAddr": "host", "SrcPortNumber": null, "ActorUsernameType": "UPN",
        "ActorUserUpn": "lena@fabrikam.example", "ActingAppName": null, "ActorUserType": null, "EventResult": "Failure", "EventSeverity": "Low"});
    assert_has(&row(Shape::AsimAudit, &plain), &expect);
    assert_eq!(row(Shape::AsimAudit, &renaming()), Value::Null);
}

#[test]
fn file_events_have_a_source_where_a_file_moves() {
    let expect = json!({"EventType": "FileRenamed", "EventSubType": null, "SrcFilePath": "https://f.example/s/a.txt", "SrcFileName": "a.txt",
        "TargetFilePath": "https://f.example/s/b.md", "TargetFileName": "b.md", "TargetFileExtension": "md", "FilePath": "https://f.example/s/b.md",
        "ActorUsernameType": "UPN", "ActorUserIdType": "Other", "EventProduct": "SharePoint", "EventOriginalType": "FileRenamed"});
    assert_has(&row(Shape::AsimFile, &renaming()), &expect);
    let mut download = renaming();
    download["Operation"] = "FileDownloaded".into();
    download["UserId"] = "FABRIKAM\\lena".into();
    let expect = json!({"EventType": "FileAccessed", "EventSubType": "Download", "SrcFilePath": null, "TargetFilePath": "https://f.example/s/a.txt",
        "TargetFileName": "a.txt", "ActorUsernameType": "Windows"});
    assert_has(&row(Shape::AsimFile, &download), &expect);
    download["Operation"] = "FileMalwareDetected".into();
    assert_eq!(row(Shape::AsimFile, &download), Value::Null);
    download["Operation"] = "FileNovel".into();
    assert_has(
        &row(Shape::AsimFile, &download),
        &json!({"EventType": null, "EventOriginalType": "FileNovel"}),
    );
}

#[test]
fn graph_and_purview_carry_the_record() {
    let mut record = forwarding();
    record["AssociatedAdminUnits"] = json!(["u1", "u2"]);
    let mut expect = json!({"id": "5f3", "createdDateTime": "2026-03-02T07:58:12.0000000Z", "auditLogRecordType": "exchangeAdmin",
        "operation": "Set-Mailbox", "userType": "dcAdmin", "service": "Exchange", "administrativeUnits": ["u1", "u2"], "userPrincipalName": null,
        "auditData": record});
    expect["auditData"]["@odata.type"] = "#microsoft.graph.security.defaultAuditData".into();
    assert_has(&row(Shape::Graph, &record), &expect);
    let row = row(Shape::Purview, &record);
    assert_eq!(serde_json::from_str::<Value>(row["AuditData"].as_str().unwrap()).unwrap(), record);
    assert_has(
        &row,
        &json!({"RecordType": "1", "AssociatedAdminUnits": "u1,u2", "AssociatedAdminUnitsNames": null}),
    );
}

#[test]
fn purview_is_csv_in_files() {
    assert_eq!(
        Shape::Purview.header().unwrap(),
        "RecordId,CreationDate,RecordType,Operation,UserId,AuditData,AssociatedAdminUnits,AssociatedAdminUnitsNames\r\n"
    );
    assert!(Shape::ALL.iter().all(|shape| *shape == Shape::Purview || shape.header().is_none()));
    let mut out = Vec::new();
    let record = "{\"Id\":\"1\",\n\"RecordType\":2,\"Operation\":\"=1+1\",\"UserId\":\"a,b\u{202e}\",\"CreationTime\":\"2026-03-02T07:58:12\"}";
    let fit = Shaper::new(Shape::Purview, Options::default())
        .write_line(&Parser::new().parse(record.as_bytes()).unwrap(), &mut out);
    assert_eq!(fit, Fit::Known);
    let expect = "1,2026-03-02T07:58:12.0000000Z,2,'=1+1,\"a,b\\u{202e}\",\"{\"\"Id\"\":\"\"1\"\",\"\"RecordType\"\":2,\"\"Operation\"\":\"\"=1+1\"\",\"\"UserId\"\":\"\"a,b\\u202e\"\",\"\"CreationTime\"\":\"\"2026-03-02T07:58:12\"\"}\",,\r\n";
    assert_eq!(String::from_utf8(out).unwrap(), expect);
}

#[test]
fn timesketch_has_every_field() {
    let mut record = forwarding();
    record["Client_IP"] = 7.into();
    let expect = json!({"message": "Set-Mailbox by NT AUTHORITY\\SYSTEM (w3wp) from [2001:db8::7]:4711 on fabrikam.example/lena (Exchange, True)",
        "datetime": "2026-03-02T07:58:12.0000000Z", "timestamp": 1_772_438_292_000_000_i64, "timestamp_desc": "Recorded Time",
        "data_type": "microsoft:auditlog:entry", "audit_record_identifier": "5f3", "operation_name": "Set-Mailbox", "record_type": "1",
        "version": 1, "parameters": r#"[{"Name":"ForwardTo","Value":"a@b.example"}]"#, "client_ip": "[2001:db8::7]:4711", "client_ip_": 7,
        "external_access": false, "id": null, "session_id": null, "creation_time": null});
    assert_has(&row(Shape::Timesketch, &record), &expect);
    assert_eq!(row(Shape::Timesketch, &json!({"Operation": "x", "CreationTime": "yesterday"})), Value::Null);
    let bare = row(Shape::Timesketch, &json!({"CreationTime": "2026-03-02T07:58:12"}));
    assert_eq!(bare["message"], "unknown operation");
    for record in sample_records() {
        let record: Value = serde_json::from_str(&record).unwrap();
        let row = row(Shape::Timesketch, &record);
        // Five columns stand in no record; of the time there are two.
        let filled = record.as_object().unwrap().values().filter(|value| !is_empty(value)).count();
        assert_eq!(row.as_object().unwrap().len(), filled + 4, "{record}");
    }
}

fn is_empty(value: &Value) -> bool {
    value.is_null() || value == "" || value == &json!([]) || value == &json!({})
}
