//! Typed reading: views, meaning, outcome, owned records.

use trail365_records::enums::{AuditLogRecordType, LogonType, MemberRoleType};
use trail365_records::{Body, Members, Open, Outcome, OwnedRecord, Parser, View, schema};
use trail365_schema::{ENUMS, RECORD_TYPES};

fn read(json: &str) -> OwnedRecord {
    json.parse().unwrap()
}

#[test]
fn body_is_the_view_of_the_record_type() {
    let mut own = 0;
    for t in &RECORD_TYPES {
        let owned = read(&format!(r#"{{"UserId":"a","RecordType":{}}}"#, t.value));
        let record = owned.record();
        assert_eq!(record.record_type().unwrap().number(), Some(i64::from(t.value)));
        assert_eq!(record.object().schema().name, t.schema.map_or("Common", |s| s.get().name));
        let body = format!("{:?}", record.body());
        assert!(body.starts_with(record.object().schema().name), "{body}");
        own += usize::from(t.schema.is_some() && t.removed.is_none());
    }
    // 130 by the documentation, 6 known from real records alone.
    assert_eq!((own, RECORD_TYPES.len()), (136, 269));
}

#[test]
fn record_type_by_number_text_and_any_name() {
    for written in ["50", "\"50\"", "50.0", "\"ExchangeItemAggregated\"", "\"exchangeItemAggregated\""] {
        let owned = read(&format!(r#"{{"Folders":[{{"Path":"\\Inbox"}}],"RecordType":{written}}}"#));
        let record = owned.record();
        assert_eq!(
            record.record_type(),
            Some(Open::Known(AuditLogRecordType::ExchangeItemAggregated)),
            "{written}"
        );
        let Body::ExchangeAggregatedMailboxAuditRecord(mail) = record.body() else { panic!("{written}") };
        assert_eq!(mail.folders().unwrap().first().unwrap().path().as_deref(), Some("\\Inbox"));
    }
    let former = read(r#"{"RecordType":"Yammer"}"#);
    assert_eq!(former.record().record_type().unwrap().known(), Some(AuditLogRecordType::VivaEngage));
    let unknown = read(r#"{"RecordType":9999,"UserId":"a"}"#);
    assert_eq!(unknown.record().record_type(), Some(Open::Number(9999)));
    assert!(matches!(unknown.record().body(), Body::Common(c) if c.user_id().as_deref() == Some("a")));
}

#[test]
fn the_last_record_type_counts_and_the_order_of_keys_does_not() {
    let doubled = read(r#"{"RecordType":1,"MailboxOwnerUPN":"x","RecordType":2}"#);
    let record = doubled.record();
    assert_eq!(record.view::<schema::ExchangeMailbox>().unwrap().mailbox_owner_upn().as_deref(), Some("x"));
    assert_eq!(record.object().unknown().count(), 0);
    // A parser that has just read another type.
    let mut parser = Parser::new();
    for (json, unknown) in [
        (r#"{"RecordType":15,"LogonError":"a"}"#, 0),
        (r#"{"MailboxOwnerUPN":"x","RecordType":2}"#, 0),
        (r#"{"LogonError":"x"}"#, 1),
        (r#"{"RecordType":15,"LogonError":"a"}"#, 0),
    ] {
        assert_eq!(parser.parse(json.as_bytes()).unwrap().object().unknown().count(), unknown, "{json}");
    }
}

#[test]
fn views_fit_their_own_schema_and_what_extends_it() {
    let owned = read(r#"{"RecordType":3,"LogonType":2,"AffectedItems":[{"Subject":"a"},{"Subject":"b"}]}"#);
    let record = owned.record();
    assert!(record.view::<schema::SharePointBase>().is_none());
    let mailbox: schema::ExchangeMailbox = record.view().unwrap();
    assert_eq!(mailbox.logon_type(), Some(Open::Known(LogonType::Delegated)));
    let group: schema::ExchangeMailboxAuditGroupRecord = record.view().unwrap();
    let subjects: Vec<_> = group.affected_items().unwrap().iter().filter_map(|i| i.subject()).collect();
    assert_eq!(subjects, ["a", "b"]);
    assert_eq!(group.logon_type(), mailbox.logon_type());
    assert_eq!(schema::ExchangeItem::SCHEMA.get().name, "ExchangeItem");
}

#[test]
fn lists_and_single_items_stand_for_each_other() {
    let one = read(r#"{"RecordType":25,"Members":{"UPN":"a","Role":1}}"#);
    let team: schema::MicrosoftTeams = one.record().view().unwrap();
    let members = team.members().unwrap();
    assert_eq!(members.len(), 1);
    assert_eq!(members.first().unwrap().role(), Some(Open::Known(MemberRoleType::Owner)));
    let listed =
        read(r#"{"RecordType":2,"Item":[{"Subject":"a"}],"AppAccessContext":{"UniqueTokenId":"t"}}"#);
    let audit: schema::ExchangeMailboxAuditRecord = listed.record().view().unwrap();
    assert_eq!(audit.item().unwrap().subject().as_deref(), Some("a"));
    assert_eq!(audit.app_access_context().unwrap().unique_token_id().as_deref(), Some("t"));
    let two = read(r#"{"RecordType":2,"Item":[{"Subject":"a"},{"Subject":"b"}]}"#);
    assert!(two.record().view::<schema::ExchangeMailboxAuditRecord>().unwrap().item().is_none());
}

#[test]
fn pairs_keep_order_and_duplicates() {
    let owned = read(
        r#"{"RecordType":1,"Parameters":[{"Name":"A","Value":"1"},{"Name":"B","Value":true},{"Name":"A","Value":"2"},"odd",{"name":"C"}]}"#,
    );
    let admin: schema::ExchangeAdmin = owned.record().view().unwrap();
    let parameters = admin.parameters().unwrap();
    let names: Vec<_> = parameters.iter().map(|(name, _)| name.into_owned()).collect();
    assert_eq!(names, ["A", "B", "A", "C"]);
    assert_eq!(parameters.get_all("A").collect::<Vec<_>>(), ["1", "2"]);
    assert_eq!(parameters.get("B").as_deref(), Some("true"));
    assert_eq!(parameters.get("missing"), None);
    assert_eq!((parameters.len(), parameters.is_empty()), (5, false));
}

#[test]
fn pairs_follow_the_rules_of_any_object() {
    let pairs = |json: &str| {
        let owned = read(&format!(r#"{{"RecordType":1,"Parameters":{json}}}"#));
        let admin: schema::ExchangeAdmin = owned.record().view().unwrap();
        admin.parameters().map(|p| p.iter().map(|(n, v)| format!("{n}={v}")).collect::<Vec<_>>())
    };
    assert_eq!(pairs(r#"{"Name":"A","Value":"b"}"#), Some(vec![r#"A="b""#.to_owned()]));
    assert_eq!(
        pairs(r#"[{"Name":null,"Value":1},{"N\u0061me":"A","Value":1}]"#),
        Some(vec!["A=1".to_owned()])
    );
    assert_eq!(pairs(r#"[{"Name":"A","name":"b","Value":null}]"#), Some(vec!["A=null".to_owned()]));
    assert_eq!(pairs(r#""text""#), None);
    let owned = read(r#"{"RecordType":1,"Parameters":[{"Name":"A","Value":null},{"Name":"A","Value":"b"}]}"#);
    let parameters = owned.record().view::<schema::ExchangeAdmin>().unwrap().parameters().unwrap();
    assert_eq!(parameters.get("A"), None, "null stands for absent");
    assert_eq!(parameters.get_all("A").collect::<Vec<_>>(), ["b"]);
}

#[test]
fn layout_and_accessors_agree_on_which_key_counts() {
    for (json, expect) in [
        (r#"{"RecordType":1,"recordtype":15}"#, Some(1)),
        (r#"{"recordtype":15,"RecordType":1}"#, Some(1)),
        (r#"{"RecordType":null,"recordtype":15}"#, Some(15)),
        (r#"{"recordtype":15,"RecordType":null}"#, Some(15)),
        (r#"{"RecordType":1,"RecordType":15}"#, Some(15)),
        (r#"{"RecordType":null}"#, None),
    ] {
        let owned = read(json);
        let record = owned.record();
        assert_eq!(record.record_type().and_then(|t| t.number()), expect, "{json}");
        let schema = expect
            .and_then(|t| trail365_schema::record_type(t as i32)?.schema)
            .map_or("Common", |s| s.get().name);
        assert_eq!(record.object().schema().name, schema, "{json}");
    }
    let nulls = read(
        r#"{"UserId":"a","UserId":null,"RecordType":3,"AffectedItems":[{"Subject":"b","subject":"c","Subject":null}]}"#,
    );
    assert_eq!(nulls.record().common().user_id().as_deref(), Some("a"));
    let group: schema::ExchangeMailboxAuditGroupRecord = nulls.record().view().unwrap();
    assert_eq!(group.affected_items().unwrap().first().unwrap().subject().as_deref(), Some("b"));
}

#[test]
fn embedded_text_is_json_or_nothing() {
    for (data, expect) in [
        (r#""[1,{\"a\":2}]""#, true),
        (r#"" {\"a\":1}\n""#, true),
        (r#""[1],\"b\":[2]""#, false),
        (r#""[1]]""#, false),
        (r#""{GUID}""#, false),
        (r#""\u00a0[1]""#, false),
        (r#""12""#, false),
        ("[1]", false),
    ] {
        let owned = read(&format!(r#"{{"Data":{data}}}"#));
        assert_eq!(owned.record().json("Data").unwrap().embedded().is_some(), expect, "{data}");
    }
}

#[test]
fn json_is_walked_without_another_library() {
    let owned = read(r#"{"Novel":{"a":[1,"x"],"b\u0021":null}}"#);
    let novel = owned.record().json("Novel").unwrap();
    let keys: Vec<_> = novel.members().map(|(k, v)| format!("{k}:{v}")).collect();
    assert_eq!(keys, [r#"a:[1,"x"]"#, "b!:null"]);
    let items: Vec<_> =
        novel.members().next().unwrap().1.items().map(trail365_records::Json::as_str).collect();
    assert_eq!(items, ["1", "\"x\""]);
    assert_eq!((novel.items().count(), owned.record().json("Novel").unwrap().items().count()), (0, 0));
}

#[test]
fn keys_by_other_spellings() {
    let owned = read(
        r#"{"RecordType":3,"CrossMailboxOperations":true,"useruserid":"no","userid":"u","Workload":"last","workload":"x","\u0049d":"i"}"#,
    );
    let record = owned.record();
    let group: schema::ExchangeMailboxAuditGroupRecord = record.view().unwrap();
    assert_eq!(group.cross_mailbox_operation(), Some(true));
    assert_eq!(record.common().user_id().as_deref(), Some("u"));
    assert_eq!(record.common().workload().as_deref(), Some("last"), "the exact spelling goes before");
    assert_eq!(record.json("Id").unwrap().text().as_deref(), Some("i"));
    assert_eq!(record.object().unknown().map(|e| e.key().into_owned()).collect::<Vec<_>>(), ["useruserid"]);
}

#[test]
fn outcomes_by_the_documented_rule() {
    use Outcome::{Failed, Partial, Succeeded, Unknown};
    for (json, expect) in [
        (r#"{"Operation":"UserLoginFailed","ResultStatus":"Success"}"#, Failed),
        (r#"{"Operation":"UserLoggedIn","ResultStatus":"Success","ErrorNumber":"50140"}"#, Succeeded),
        (r#"{"RecordType":15,"ErrorNumber":"50126","ResultStatus":"Success"}"#, Failed),
        (r#"{"RecordType":15,"ErrorNumber":"0"}"#, Succeeded),
        (r#"{"RecordType":15,"ErrorNumber":0,"LogonError":"IdsLocked"}"#, Failed),
        (r#"{"ResultStatus":"TRUE"}"#, Succeeded),
        (r#"{"ResultStatus":" success "}"#, Succeeded),
        (r#"{"ResultStatus":true}"#, Succeeded),
        (r#"{"ResultStatus":"False"}"#, Failed),
        (r#"{"ResultStatus":"failed"}"#, Failed),
        (r#"{"ResultStatus":"PartiallySucceeded"}"#, Partial),
        (r#"{"ResultStatus":"InProgress"}"#, Unknown),
        (r#"{"ResultStatus":null}"#, Unknown),
        (r#"{"ResultStatus":1}"#, Unknown),
        (r#"{"Operation":" UserLoginFailed "}"#, Failed),
        (r#"{"ErrorNumber":"0","ErrorCode":5,"ResultStatus":"Success"}"#, Failed),
        (r#"{"ErrorCode":"0x80040115"}"#, Failed),
        (r#"{"ErrorCode":"0x0"}"#, Succeeded),
        (r#"{"ErrorCode":"none of these"}"#, Unknown),
        (r#"{"LogonError":"None","ResultStatus":"Succeeded"}"#, Succeeded),
        (r#"{"RecordType":191,"ResultStatus":3}"#, Failed),
        (r#"{"RecordType":191,"ResultStatus":1}"#, Succeeded),
        ("{}", Unknown),
    ] {
        assert_eq!(read(json).record().outcome(), expect, "{json}");
    }
}

#[test]
fn every_enum_member_is_found_by_number_and_name() {
    // The generated enums stand in the order of the table; three of them stand for all.
    for (index, member) in ENUMS.iter().find(|e| e.name == "LogonType").unwrap().members.iter().enumerate() {
        let ours = LogonType::ALL[index];
        assert_eq!((ours.value(), ours.name()), (member.value, member.name));
        assert_eq!(LogonType::from_name(&member.name.to_lowercase()), Some(ours));
        assert_eq!(member.value.and_then(|v| LogonType::from_value(i64::from(v))), Some(ours));
    }
    assert_eq!(Open::<LogonType>::from_text("7"), Open::Number(7));
    assert_eq!(Open::<LogonType>::from_text("Novel"), Open::Name("Novel".into()));
    assert_eq!(Open::<LogonType>::from_text(" 1 ").to_string(), "Admin");
}

#[test]
fn address_of_the_client() {
    for (json, expect) in [
        (r#"{"ClientIP":"192.0.2.7:4711"}"#, Some("192.0.2.7")),
        (r#"{"RecordType":2,"ClientIP":"<null>","ClientIPAddress":"[2001:db8::1]:12"}"#, Some("2001:db8::1")),
        (r#"{"RecordType":15,"ClientIP":null,"ActorIpAddress":"192.0.2.9"}"#, Some("192.0.2.9")),
        (r#"{"ClientIP":""}"#, None),
        ("{}", None),
    ] {
        let found = read(json).record().client_address().and_then(|a| a.ip).map(|ip| ip.to_string());
        assert_eq!(found.as_deref(), expect, "{json}");
    }
}

#[test]
fn an_owned_record_outlives_its_parser() {
    let owned = {
        let json = String::from(r#"{"RecordType":15,"UserId":"a","Novel":[1]}"#);
        Parser::new().parse(json.as_bytes()).unwrap().to_owned()
    };
    let copy = owned.clone();
    drop(owned);
    assert_eq!(copy.record().common().user_id().as_deref(), Some("a"));
    assert_eq!(copy.record().json("Novel").unwrap().as_str(), "[1]");
}
