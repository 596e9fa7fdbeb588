//! What becomes of a record: its columns, and what is left for `extra`.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use arrow::datatypes::{Field, TimestampMicrosecondType};
use arrow::util::display::array_value_to_string;

use crate::json_tree::tree;
use crate::round_trip::{batch, rebuilt};

/// Columns that every row has and no case is about.
const OWN: [&str; 6] = ["record_type", "record_type_name", "outcome", "source", "content_hash", "raw"];

/// The columns of a batch's only row, one a line.
fn columns(batch: &RecordBatch) -> String {
    let schema = batch.schema();
    let fields = schema.fields().iter().zip(batch.columns());
    let shown = fields.filter(|(f, array)| !OWN.contains(&f.name().as_str()) && array.is_valid(0));
    let line = |(f, array): (&Arc<Field>, &ArrayRef)| format!("{} = {}", f.name(), shown_value(array));
    shown.map(line).collect::<Vec<_>>().join("\n")
}

fn shown_value(array: &ArrayRef) -> String {
    // Names of zones are not known here.
    let time =
        array.as_primitive_opt::<TimestampMicrosecondType>().map(|t| t.clone().with_timezone("+00:00"));
    let array = time.as_ref().map_or(array.as_ref(), |time| time as &dyn Array);
    array_value_to_string(array, 0).unwrap()
}

/// Holds the columns of a record to what is expected, and that it comes back.
#[track_caller]
fn check(json: &str, expected: &[&str]) {
    let batch = batch(&[json]);
    assert_eq!(columns(&batch), expected.join("\n"), "{json}");
    let rebuilt = &rebuilt(&batch)[0];
    assert_eq!(tree(rebuilt), tree(json), "{json}\n{rebuilt}");
}

#[test]
fn texts() {
    check(r#"{"UserId":"joey@example.com"}"#, &["user_id = joey@example.com"]);
    check(r#"{"UserId":""}"#, &["user_id = "]);
    check(r#"{"UserId":"SHAREPOINT\\system \u00e9\/"}"#, &[r"user_id = SHAREPOINT\system é/"]);
    check(r#"{"UserId":7}"#, &[r#"extra = {"UserId":7}"#]);
    check(r#"{"UserId":null}"#, &[r#"extra = {"UserId":null}"#]);
    check(r#"{"UserId":"cut \ud83d"}"#, &["user_id = cut \u{FFFD}", r#"extra = {"UserId":"cut \ud83d"}"#]);
    check(r#"{"Id":"Not a GUID"}"#, &["id = Not a GUID"]);
}

#[test]
fn times() {
    check(r#"{"CreationTime":"2021-07-09T14:11:03"}"#, &["creation_time = 2021-07-09T14:11:03Z"]);
    check(r#"{"CreationTime":"2021-07-09T14:11\u003a03"}"#, &["creation_time = 2021-07-09T14:11:03Z"]);
    for other in
        ["2021-07-09T14:11:03Z", "2021-07-09 14:11:03", "7/9/2021 2:11:03 PM", "2021-07-09T16:11:03+02:00"]
    {
        let json = format!(r#"{{"CreationTime":"{other}"}}"#);
        check(&json, &["creation_time = 2021-07-09T14:11:03Z", &format!("extra = {json}")]);
    }
    check(
        r#"{"CreationTime":"2021-07-09T14:11:03.1234567"}"#,
        &[
            "creation_time = 2021-07-09T14:11:03.123456Z",
            r#"extra = {"CreationTime":"2021-07-09T14:11:03.1234567"}"#,
        ],
    );
    check(
        r#"{"CreationTime":"2016-12-31T23:59:60"}"#,
        &["creation_time = 2017-01-01T00:00:00Z", r#"extra = {"CreationTime":"2016-12-31T23:59:60"}"#],
    );
    check(r#"{"CreationTime":"soon"}"#, &[r#"extra = {"CreationTime":"soon"}"#]);
}

#[test]
fn numbers_and_truth() {
    check(r#"{"Version":1}"#, &["version = 1"]);
    check(r#"{"Version":-2147483648}"#, &["version = -2147483648"]);
    check(r#"{"Version":"1"}"#, &["version = 1", r#"extra = {"Version":"1"}"#]);
    check(r#"{"Version":1.0}"#, &["version = 1", r#"extra = {"Version":1.0}"#]);
    check(r#"{"Version":-0}"#, &["version = 0", r#"extra = {"Version":-0}"#]);
    check(r#"{"Version":2147483648}"#, &[r#"extra = {"Version":2147483648}"#]);
    check(r#"{"Version":1.5}"#, &[r#"extra = {"Version":1.5}"#]);
    check(r#"{"RecordType":2,"ExternalAccess":true}"#, &["external_access = true"]);
    check(
        r#"{"RecordType":2,"ExternalAccess":"True"}"#,
        &["external_access = true", r#"extra = {"ExternalAccess":"True"}"#],
    );
    check(
        r#"{"RecordType":2,"ExternalAccess":0}"#,
        &["external_access = false", r#"extra = {"ExternalAccess":0}"#],
    );
}

#[test]
fn enums() {
    check(r#"{"UserType":2}"#, &["user_type = 2"]);
    check(r#"{"UserType":99}"#, &["user_type = 99"]);
    check(r#"{"UserType":"Admin"}"#, &["user_type = 2", r#"extra = {"UserType":"Admin"}"#]);
    check(r#"{"UserType":"Novel"}"#, &[r#"extra = {"UserType":"Novel"}"#]);
    check(r#"{"RecordType":6,"ItemType":"ListItem"}"#, &["item_type = ListItem"]);
    // No numbers are known of this one, and records write numbers.
    check(
        r#"{"RecordType":15,"AzureActiveDirectoryEventType":1}"#,
        &["azure_active_directory_event_type = 1"],
    );
    check(
        r#"{"RecordType":15,"AzureActiveDirectoryEventType":"1"}"#,
        &["azure_active_directory_event_type = 1", r#"extra = {"AzureActiveDirectoryEventType":"1"}"#],
    );
}

#[test]
fn addresses() {
    check(r#"{"ClientIP":"192.0.2.7"}"#, &["client_ip = 192.0.2.7"]);
    check(r#"{"ClientIP":"192.0.2.7:4711"}"#, &["client_ip = 192.0.2.7", "client_port = 4711"]);
    check(r#"{"ClientIP":"2001:db8::1"}"#, &["client_ip = 2001:db8::1"]);
    check(r#"{"ClientIP":"[2001:db8::1]:443"}"#, &["client_ip = 2001:db8::1", "client_port = 443"]);
    for (found, ip) in [
        ("2001:DB8::1", "2001:db8::1"),
        ("[2001:db8::1]", "2001:db8::1"),
        ("2001:db8:0:0:0:0:0:1", "2001:db8::1"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("192.0.2.7 ", "192.0.2.7"),
    ] {
        let json = format!(r#"{{"ClientIP":"{found}"}}"#);
        check(&json, &[&format!("client_ip = {ip}"), &format!("extra = {json}")]);
    }
    for none in ["", "<null>", "localhost:12345", "192.0.2.7:99999"] {
        let json = format!(r#"{{"ClientIP":"{none}"}}"#);
        check(&json, &[&format!("extra = {json}")]);
    }
}

#[test]
fn pairs() {
    let admin = |parameters: &str| format!(r#"{{"RecordType":1,"Parameters":{parameters}}}"#);
    let extra = |parameters: &str| format!(r#"extra = {{"Parameters":{parameters}}}"#);
    for (json, map) in [
        ("[]", "{}"),
        (r#"[{"Name":"Identity","Value":"bob"}]"#, "{Identity: bob}"),
        (r#"[{"Value":"b\u00fcb","Name":"a"},{"Name":"","Value":null}]"#, "{a: büb, : }"),
    ] {
        check(&admin(json), &[&format!("parameters = {map}")]);
    }
    for (json, map) in [
        (r#"[{"Name":"a","Value":"1"},{"Name":"a","Value":"2"}]"#, "{a: 1}"),
        (r#"[{"Name":"a","Value":1}]"#, "{a: 1}"),
        (r#"[{"Name":"a"}]"#, "{a: }"),
        (r#"[{"Name":"a","Value":"1","More":2},{"Value":"lost"},7]"#, "{a: 1}"),
        (r#"{"Name":"a","Value":"1"}"#, "{a: 1}"),
    ] {
        check(&admin(json), &[&format!("parameters = {map}"), &extra(json)]);
    }
    for json in [r#""-Identity bob""#, r#""""#, "7", r#"{"Value":"1"}"#] {
        check(&admin(json), &[&extra(json)]);
    }
}

#[test]
fn many_pairs() {
    let pair = |name: usize| format!(r#"{{"Name":"a rather long name {name}","Value":"{name}"}}"#);
    let unique: Vec<_> = (0..200).map(pair).collect();
    let doubled: Vec<_> = (0..200).chain([7]).map(pair).collect();
    for (pairs, extra) in [(unique, false), (doubled, true)] {
        let json = format!(r#"{{"RecordType":1,"Parameters":[{}]}}"#, pairs.join(","));
        let batch = batch(&[&json]);
        assert_eq!(batch.column_by_name("extra").is_some(), extra);
        assert_eq!(tree(&rebuilt(&batch)[0]), tree(&json));
    }
}

#[test]
fn objects() {
    let items = |items: &str| format!(r#"{{"RecordType":3,"AffectedItems":{items}}}"#);
    let extra = |items: &str| format!(r#"extra = {{"AffectedItems":{items}}}"#);
    let column = |id: &str, folder: &str| {
        format!(
            "affected_items = [{{id: {id}, subject: , parent_folder: {folder}, parent_message: , attachments: , \
             immutable_id: , internet_message_id: , compliance_label: , is_record: , is_priority_cleanup: , \
             size_in_bytes: , sensitivity: }}]"
        )
    };
    for (json, id) in [(r#"[{"Id":"a"}]"#, "a"), ("[{}]", "")] {
        check(&items(json), &[&column(id, "")]);
    }
    for (json, id) in [
        (r#"[{"id":"a"}]"#, "a"),
        (r#"{"Id":"a"}"#, "a"),
        (r#"[{"Id":"a","Novel":1}]"#, "a"),
        (r#"[{"Id":"a","Subject":null}]"#, "a"),
        (r#"[{"Id":"a","Subject":7}]"#, "a"),
        (r#"[{"Id":"b","Id":"a"}]"#, "a"),
        (r#"[{"Id":"a","Id":null}]"#, "a"),
        (r#"[{"Id":"a","id":"b"}]"#, "a"),
    ] {
        check(&items(json), &[&column(id, ""), &extra(json)]);
    }
    check(&items("[]"), &["affected_items = []"]);
    check(&items("[null]"), &["affected_items = []"]);
    check(&items("[7]"), &["affected_items = []", &extra("[7]")]);
    check(&items("7"), &[&extra("7")]);
}

#[test]
fn objects_and_lists_in_strings() {
    let event = r#"{\"AppHost\":\"Word\",\"Messages\":[{\"isPrompt\":true,\"JailbreakDetected\":true}]}"#;
    let json = format!(r#"{{"RecordType":261,"CopilotEventData":"{event}"}}"#);
    let batch = batch(&[&json]);
    assert!(columns(&batch).contains("app_host: Word"), "{}", columns(&batch));
    assert!(columns(&batch).contains("jailbreak_detected: true"), "{}", columns(&batch));
    assert_eq!(tree(&rebuilt(&batch)[0]), tree(&json));
    let pairs = r#""Parameters":" [{\"Name\":\"a\",\"Value\":\"b\"}]""#;
    check(
        &format!(r#"{{"RecordType":1,{pairs}}}"#),
        &["parameters = {a: b}", &format!("extra = {{{pairs}}}")],
    );
    // Text that is no JSON value, or of another kind, has no meaning there.
    for text in ["", "{", "{}x", r#"{},\"b\":{}"#, "7", r#"\"{}\""#, "null", "[1]"] {
        let json = format!(r#"{{"RecordType":1,"Parameters":"{text}"}}"#);
        let batch = super::round_trip::batch(&[&json]);
        assert_eq!(tree(&rebuilt(&batch)[0]), tree(&json));
        assert!(columns(&batch).contains("extra = "), "{text}");
        assert!(!columns(&batch).contains("a: "), "{text}");
    }
}

#[test]
fn keys() {
    // Respelled, doubled, unknown.
    check(r#"{"userid":"a"}"#, &["user_id = a", r#"extra = {"userid":"a"}"#]);
    check(r#"{"User\u0049d":"a"}"#, &["user_id = a"]);
    check(r#"{"UserId":"a","UserId":"b"}"#, &["user_id = b", r#"extra = {"UserId":"a","UserId":"b"}"#]);
    check(
        r#"{"UserId":"a","userid":"b","UserId":null}"#,
        &["user_id = a", r#"extra = {"UserId":"a","userid":"b","UserId":null}"#],
    );
    check(r#"{"Novel":{"a":[1]}}"#, &[r#"extra = {"Novel":{"a":[1]}}"#]);
    check(r#"{"":1,"\ud800":2}"#, &[r#"extra = {"":1,"\ud800":2}"#]);
}

#[test]
fn keys_of_other_schemas() {
    check(r#"{"MailboxOwnerUPN":"a@example.com"}"#, &["mailbox_owner_upn = a@example.com"]);
    check(r#"{"MailboxOwnerUPN":7}"#, &[r#"extra = {"MailboxOwnerUPN":7}"#]);
    check(r#"{"mailboxownerupn":"a"}"#, &[r#"extra = {"mailboxownerupn":"a"}"#]);
    check(
        r#"{"MailboxOwnerUPN":"a","MailboxOwnerUPN":"b"}"#,
        &["mailbox_owner_upn = b", r#"extra = {"MailboxOwnerUPN":"a","MailboxOwnerUPN":"b"}"#],
    );
    check(
        r#"{"MailboxOwnerUPN":7,"MailboxOwnerUPN":"b"}"#,
        &["mailbox_owner_upn = b", r#"extra = {"MailboxOwnerUPN":7,"MailboxOwnerUPN":"b"}"#],
    );
    check(
        r#"{"MailboxOwnerUPN":"b","MailboxOwnerUPN":null}"#,
        &[r#"extra = {"MailboxOwnerUPN":"b","MailboxOwnerUPN":null}"#],
    );
    // Two columns have fields of this name.
    check(r#"{"Parameters":"-Identity bob"}"#, &[r#"extra = {"Parameters":"-Identity bob"}"#]);
}
