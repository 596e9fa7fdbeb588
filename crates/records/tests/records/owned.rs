//! Records that are made and changed.

use std::net::IpAddr;

use trail365_records::enums::{AuditLogRecordType, LogonType, UserType};
use trail365_records::owned::{self, Made, OwnedObject};
use trail365_records::{DeviationKind, Guid, Open, Parser, Timestamp};
use trail365_schema::{SCHEMAS, SchemaId, Type};

use crate::json_tree::Tree;
use crate::real_data::export;

fn deviations(object: &OwnedObject) -> Vec<(DeviationKind, String)> {
    let record = object.to_record().unwrap();
    record.record().deviations().map(|deviation| (deviation.kind, deviation.path.into_owned())).collect()
}

/// Returns a value as documented.
fn sample(ty: Type) -> String {
    match ty {
        Type::String => r#""text \"quoted\" ß""#.to_owned(),
        Type::Address => r#""192.0.2.7:4711""#.to_owned(),
        Type::Guid => r#""0f0f0f0f-1111-4222-8333-444444444444""#.to_owned(),
        Type::DateTime => r#""2026-02-14T09:00:00""#.to_owned(),
        Type::I32 => "-7".to_owned(),
        Type::I64 => "9007199254740993".to_owned(),
        Type::Bool => "true".to_owned(),
        Type::Pairs => r#"[{"Name":"a","Value":"b"}]"#.to_owned(),
        Type::Json => r#"{"any":[1.50,null]}"#.to_owned(),
        Type::Enum(id) => {
            let member = id.get().members.first().unwrap();
            member.value.map_or_else(|| format!("{:?}", member.name), |value| value.to_string())
        }
        Type::Complex(_) => "{}".to_owned(),
        Type::List(item) => format!("[{}]", sample(*item)),
    }
}

#[test]
fn each_field_of_each_schema_is_set_read_and_taken_away() {
    for (id, schema) in (0..).map(SchemaId).zip(&SCHEMAS) {
        let mut object = OwnedObject::new(id);
        for (_, field) in schema.all_fields() {
            let value = sample(field.ty);
            object.set_json(field.name, &value).unwrap();
            assert_eq!(object.get(field.name).unwrap().as_str(), value, "{}.{}", schema.name, field.name);
        }
        let again = OwnedObject::parse(id, object.as_str()).unwrap();
        assert_eq!(again, object);
        for (kind, path) in deviations(&object) {
            let is_inside = path.contains(['.', '[']);
            let is_fine =
                kind == DeviationKind::UndocumentedField || kind == DeviationKind::Missing && is_inside;
            assert!(is_fine, "{}: {path}: {kind}", schema.name);
        }
        for (_, field) in schema.all_fields() {
            assert!(object.remove(field.name), "{}.{}", schema.name, field.name);
        }
        assert_eq!(object.as_str(), "{}", "{}", schema.name);
    }
}

#[test]
fn setters_write_as_the_service_does() {
    let record = owned::ExchangeMailboxAuditRecord::new()
        .with_creation_time(Timestamp::parse("2026-02-14T09:00:00.5").unwrap())
        .with_organization_id(Guid::parse("0F0F0F0F-1111-4222-8333-444444444444").unwrap())
        .with_record_type(AuditLogRecordType::ExchangeItem)
        .with_user_type(Open::<UserType>::from_number(99))
        .with_logon_type(LogonType::Owner)
        .with_client_ip("192.0.2.7".parse::<IpAddr>().unwrap())
        .with_external_access(false)
        .with_client_info_string("a \"b\"\n".to_owned())
        .with_item(
            owned::ExchangeItem::new().with_parent_folder(owned::ExchangeFolder::new().with_path("\\Inbox")),
        );
    assert_eq!(
        record.as_str(),
        concat!(
            r#"{"CreationTime":"2026-02-14T09:00:00.500000","OrganizationId":"0f0f0f0f-1111-4222-8333-444444444444","#,
            r#""RecordType":2,"UserType":99,"LogonType":0,"ClientIP":"192.0.2.7","ExternalAccess":false,"#,
            r#""ClientInfoString":"a \"b\"\n","Item":{"ParentFolder":{"Path":"\\Inbox"}}}"#
        )
    );
    let path = record.view().item().unwrap().parent_folder().unwrap().path().unwrap().into_owned();
    assert_eq!(path, "\\Inbox");

    let admin = owned::ExchangeAdmin::new().with_parameters([("Identity", "bob"), ("ForwardTo", "x")]);
    assert_eq!(admin.view().parameters().unwrap().get("ForwardTo").as_deref(), Some("x"));
}

#[test]
fn what_deviates_is_told_as_of_a_record_that_was_read() {
    let mut record = owned::ExchangeAdmin::new();
    let missing = deviations(&record);
    assert!(missing.iter().all(|(kind, _)| *kind == DeviationKind::Missing));
    assert!(missing.iter().any(|(_, path)| path == "CreationTime"), "{missing:?}");
    record.set_user_type(Open::<UserType>::from_number(99));
    record.set_json("ExternalAccess", "[]").unwrap();
    record.set_json("Novel", "1").unwrap();
    let told = deviations(&record);
    for expected in [
        (DeviationKind::UnknownMember, "UserType"),
        (DeviationKind::WrongType, "ExternalAccess"),
        (DeviationKind::UnknownField, "Novel"),
    ] {
        assert!(told.iter().any(|(kind, path)| (*kind, path.as_str()) == expected), "{told:?}");
    }
}

#[test]
fn a_change_leaves_all_else_as_it_stands() {
    let json = r#"{ "Operation":"a", "Novel" : 1.50, "userid":"u","Twice":1,"Twice":2 ,"UserType":0 }"#;
    let mut parser = Parser::new();
    let record = parser.parse(json.as_bytes()).unwrap();
    let mut common: owned::Common = record.to_made().unwrap();
    assert_eq!(common.as_str(), json);
    common.set_user_id("v");
    common.set_workload("w");
    let expected = json.replace("\"u\"", "\"v\"").replace("0 }", "0,\"Workload\":\"w\" }");
    assert_eq!(common.as_str(), expected);
    common.set_json("Twice", "3").unwrap();
    assert_eq!(common.get("Twice").unwrap().as_str(), "3");
    assert_eq!(common.as_str().matches("Twice").count(), 1);
}

#[test]
fn what_is_no_value_is_refused() {
    let mut object = owned::Common::new();
    for bad in ["", "{", "1,\"x\":2", "1}", "tru", "\"a", "[1]]", "1 2", "\u{feff}1"] {
        assert!(object.set_json("a", bad).is_err(), "{bad}");
    }
    assert_eq!(object.as_str(), "{}");
    object.set_json("a\"b", " [1] ").unwrap();
    assert_eq!(object.as_str(), r#"{"a\"b":[1]}"#);
    assert!(owned::Common::parse("[]").is_err());
    assert!(owned::Common::parse("{\"a\":}").is_err());
}

#[test]
fn a_schema_takes_its_own_objects_and_those_that_extend_it() {
    let json = r#"{"RecordType":3}"#;
    let record = Parser::new().parse(json.as_bytes()).unwrap().to_owned();
    assert!(record.record().to_made::<owned::ExchangeMailbox>().is_some());
    assert!(record.record().to_made::<owned::Common>().is_some());
    assert!(record.record().to_made::<owned::ExchangeAdmin>().is_none());
    assert!(owned::ExchangeAdmin::from_object(OwnedObject::new(owned::Common::SCHEMA)).is_err());
}

#[test]
fn serde_carries_records() {
    let json = r#"{"Id":"i","Novel":{"a":[1,-2,1.5,null,true,18446744073709551615]},"UserId":"ß\n"}"#;
    let record: owned::Common = serde_json::from_str(json).unwrap();
    assert_eq!(record.as_str(), json);
    assert_eq!(serde_json::to_string(&record).unwrap(), json);
    let value = serde_json::to_value(&record).unwrap();
    assert_eq!(serde_json::from_value::<owned::Common>(value).unwrap(), record);
    for bad in ["[1]", "1", "\"a\"", "null"] {
        assert!(serde_json::from_str::<owned::Common>(bad).is_err(), "{bad}");
    }
}

#[test]
fn real_records_are_copied_and_changed_without_loss() {
    let Some(records) = export() else { return };
    let mut parser = Parser::new();
    for json in &records {
        let record = parser.parse(json.as_bytes()).unwrap();
        let before: Vec<String> = record.deviations().map(|deviation| deviation.to_string()).collect();
        let mut object = record.to_object();
        assert_eq!(object.as_str(), json.trim());
        let same = object.to_record().unwrap();
        let after: Vec<String> = same.record().deviations().map(|deviation| deviation.to_string()).collect();
        assert_eq!(after, before);
        let user = object.get("UserId").unwrap().as_str().to_owned();
        object.set_text("UserId", "changed");
        object.set_json("Added", "1").unwrap();
        assert!(object.remove("Added"));
        object.set_json("UserId", &user).unwrap();
        assert_eq!(Tree::parse(object.as_str()).unwrap(), Tree::parse(json).unwrap());
        let value: serde_json::Value = serde_json::from_str(json).unwrap();
        let common = record.to_made::<owned::Common>().unwrap();
        assert_eq!(serde_json::to_value(&common).unwrap(), value);
    }
}
