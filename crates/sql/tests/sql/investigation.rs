//! Views for investigations: mail that was accessed, and inbox rules.

use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::json::ArrayWriter;
use serde_json::{Value, json};
use trail365_sql::{INVESTIGATION_VIEWS, sql};

use crate::activity::over;
use crate::invented::one_of_each;

const TENANT: &str = "2f177090-35fb-49b7-be95-b688575bff75";

/// A record with these fields beside the usual ones.
pub fn record(id: &str, time: &str, record_type: i32, operation: &str, fields: &Value) -> String {
    let mut record = json!({
        "CreationTime": time, "Id": id, "Operation": operation, "OrganizationId": TENANT,
        "RecordType": record_type, "UserType": 0, "Version": 1, "UserId": "ann@contoso.example.com",
    });
    for (key, value) in fields.as_object().unwrap() {
        record[key] = value.clone();
    }
    record.to_string()
}

/// The rows of a query over these records.
pub async fn rows(records: &[String], query: &str) -> Vec<Value> {
    let frame = sql(&over(records), query).await.unwrap_or_else(|e| panic!("{query}: {e}"));
    let batches = frame.collect().await.unwrap_or_else(|e| panic!("{query}: {e}"));
    let mut writer = ArrayWriter::new(Vec::new());
    writer.write_batches(&batches.iter().collect::<Vec<_>>()).unwrap();
    writer.finish().unwrap();
    let text = writer.into_inner();
    if text.is_empty() { Vec::new() } else { serde_json::from_slice(&text).unwrap() }
}

pub async fn check(records: &[String], query: &str, expect: Value) {
    assert_eq!(Value::Array(rows(records, query).await), expect, "{query}");
}

pub fn pairs(pairs: &[(&str, &str)]) -> Value {
    pairs.iter().map(|(name, value)| json!({"Name": name, "Value": value})).collect()
}

#[tokio::test]
async fn views_have_the_columns_that_they_name() {
    let records = one_of_each();
    let context = over(&records);
    for view in &INVESTIGATION_VIEWS {
        let frame = sql(&context, &format!("SELECT * FROM {}", view.name))
            .await
            .unwrap_or_else(|e| panic!("{}: {e}", view.name));
        let columns: Vec<_> = frame.schema().fields().iter().map(|f| f.name().clone()).collect();
        assert_eq!(columns, view.columns, "{}", view.name);
        let batches = frame.collect().await.unwrap_or_else(|e| panic!("{}: {e}", view.name));
        let count = batches.iter().map(RecordBatch::num_rows).sum::<usize>();
        assert!(count < 2_000, "{}: {count}", view.name);
    }
    assert!(INVESTIGATION_VIEWS.is_sorted_by(|a, b| a.name < b.name));
}

fn access(id: &str, record_type: i32, fields: &Value) -> String {
    let mut all = json!({
        "MailboxOwnerUPN": "Ann@contoso.example.com", "MailboxGuid": "2c1cb101-3be8-4591-a5d2-e24244ea4df5", "LogonType": 0,
        "ClientInfoString": "Client=OWA;Action=ViaProxy", "ClientIPAddress": "203.0.113.7:443",
        "OperationProperties": pairs(&[("MailAccessType", "Bind"), ("IsThrottled", "False")]),
    });
    for (key, value) in fields.as_object().unwrap() {
        all[key] = value.clone();
    }
    record(id, "2026-11-25T03:47:07", record_type, "MailItemsAccessed", &all)
}

#[tokio::test]
async fn each_accessed_message_is_a_row() {
    let folders = json!([
        {"Path": "\\Inbox", "FolderItems": [
            {"InternetMessageId": "<a@x>", "Subject": "Invoice", "SizeInBytes": 12},
            {"InternetMessageId": "<b@x>"}]},
        {"Path": "\\Sent Items", "FolderItems": []},
    ]);
    let records = [
        access(
            "1",
            50,
            &json!({"Folders": folders, "OperationCount": 7, "SessionId": "9ECEEE2C-F3D4-401B-AD09-E5B7B8313294"}),
        ),
        access(
            "2",
            2,
            &json!({"Item": {"ParentFolder": {"Path": "Not Available", "Name": "A TRAITER"}},
            "OperationProperties": pairs(&[("MailAccessType", "Sync"), ("IsThrottled", "True")])}),
        ),
        access(
            "3",
            2,
            &json!({"Item": {"InternetMessageId": "<c@x>", "Subject": "=cmd()"}, "MailboxOwnerUPN": ""}),
        ),
        access(
            "4",
            50,
            &json!({"ClientInfoString": "Client=REST;Client=RESTSystem;;", "OperationProperties": []}),
        ),
        access("5", 2, &json!({"Folders": folders})),
    ];
    check(
        &records,
        "SELECT id, access_type AS a, folder AS f, internet_message_id AS m, subject AS s, size_in_bytes AS n, item_count AS c FROM mail_access \
         WHERE id < '5' ORDER BY id, f, m",
        json!([
            {"id": "1", "a": "Bind", "f": "\\Inbox", "m": "<a@x>", "s": "Invoice", "n": 12, "c": 7},
            {"id": "1", "a": "Bind", "f": "\\Inbox", "m": "<b@x>", "c": 7},
            {"id": "1", "a": "Bind", "f": "\\Sent Items", "c": 7},
            {"id": "2", "a": "Sync", "f": "A TRAITER"},
            {"id": "3", "a": "Bind", "m": "<c@x>", "s": "=cmd()"},
            {"id": "4"},
        ]),
    )
    .await;
    check(
        &records,
        "SELECT DISTINCT id, mailbox AS m, is_throttled AS t, is_service AS s, client_ip AS ip, session_id AS k FROM mail_access \
         WHERE id < '5' ORDER BY id",
        json!([
            {"id": "1", "m": "ann@contoso.example.com", "t": false, "s": false, "ip": "203.0.113.7", "k": "9eceee2c-f3d4-401b-ad09-e5b7b8313294"},
            {"id": "2", "m": "ann@contoso.example.com", "t": true, "s": false, "ip": "203.0.113.7"},
            {"id": "3", "m": "2c1cb101-3be8-4591-a5d2-e24244ea4df5", "t": false, "s": false, "ip": "203.0.113.7"},
            {"id": "4", "m": "ann@contoso.example.com", "s": true, "ip": "203.0.113.7"},
        ]),
    )
    .await;
    let ids = "SELECT internet_message_id AS m FROM mail_access WHERE id = '5' AND internet_message_id IS NOT NULL ORDER BY m";
    check(&records, ids, json!([{"m": "<a@x>"}, {"m": "<b@x>"}])).await;
}

fn cmdlet(id: &str, minute: u32, operation: &str, object: &str, parameters: &[(&str, &str)]) -> String {
    let time = format!("2026-11-25T03:{minute:02}:07");
    let fields = json!({"ObjectId": object, "Parameters": pairs(parameters), "ResultStatus": "True", "ClientIP": "203.0.113.77:54689"});
    record(id, &time, 1, operation, &fields)
}

fn outlook(id: &str, minute: u32, properties: &[(&str, &str)]) -> String {
    let time = format!("2026-11-25T04:{minute:02}:07");
    let fields =
        json!({"MailboxOwnerUPN": "ann@contoso.example.com", "OperationProperties": pairs(properties)});
    record(id, &time, 2, "UpdateInboxRules", &fields)
}

const OBJECT: &str = "EURPR04A009.PROD.OUTLOOK.COM/Hosted/2c1cb101-3be8-4591-a5d2-e24244ea4df5\\.";

/// A life of two rules, one by the web and one by Outlook.
fn rule_records() -> Vec<String> {
    vec![
        cmdlet(
            "1",
            1,
            "New-InboxRule",
            OBJECT,
            &[
                ("Name", "."),
                ("SubjectOrBodyContainsWords", "invoice;payment"),
                ("ExceptIfFrom", "boss@contoso.example.com"),
                ("ForwardTo", "\"Mallory\" [SMTP:Mallory@evil.example]"),
                ("MoveToFolder", "RSS Feeds"),
                ("MarkAsRead", "True"),
                ("StopProcessingRules", "True"),
                ("Force", "False"),
            ],
        ),
        cmdlet(
            "2",
            2,
            "Set-InboxRule",
            OBJECT,
            &[("Identity", OBJECT), ("ForwardTo", ""), ("DeleteMessage", "True")],
        ),
        cmdlet("3", 3, "Disable-InboxRule", OBJECT, &[("Identity", OBJECT)]),
        outlook(
            "4",
            4,
            &[
                ("RuleOperation", "AddMailboxRule"),
                ("RuleId", "-5477432298756423681"),
                ("RuleState", "Enabled, ExitAfterExecution"),
                ("RuleName", ".."),
                (
                    "RuleCondition",
                    "{(|((SubString IgnoreCase(SubjectProperty)=bank details)(SubString IgnoreCase(SubjectProperty)=iban)))}",
                ),
                (
                    "RuleActions",
                    "[{\"ActionType\":\"Delete\"},{\"ActionType\":\"ForwardToRecipientsAction\",\"Recipients\":[{\"EmailAddress\":\"x@evil.example\"}]}]",
                ),
            ],
        ),
        outlook(
            "5",
            5,
            &[
                ("RuleOperation", "ModifyMailboxRule"),
                ("RuleId", "-5477432298756423681"),
                ("RuleState", "Enabled"),
                ("RuleCondition", "{}"),
                ("RuleActions", "[]"),
            ],
        ),
    ]
}

#[tokio::test]
async fn rules_of_each_form_become_sentences() {
    check(
        &rule_records(),
        "SELECT id, change AS c, mailbox AS m, rule_name AS n, hides AS h, diverts AS d, targets AS t, sentence AS s FROM inbox_rule_changes ORDER BY id",
        json!([
            {"id": "1", "c": "created", "m": "ann@contoso.example.com", "n": ".", "h": true, "d": true, "t": ["mallory@evil.example"],
             "s": "Inbox rule «.» was created: when the subject or body has «invoice» or «payment», unless it is from «boss@contoso.example.com»: forward it to «\"Mallory\" [SMTP:Mallory@evil.example]», move it to the folder «RSS Feeds» and mark it as read; no further rules run."},
            {"id": "2", "c": "changed", "m": "ann@contoso.example.com", "n": ".", "h": true, "d": false,
             "s": "Inbox rule «.» was changed: delete it; cleared: «ForwardTo»."},
            {"id": "3", "c": "disabled", "m": "ann@contoso.example.com", "n": ".", "h": false, "d": false, "s": "Inbox rule «.» was disabled."},
            {"id": "4", "c": "created", "m": "ann@contoso.example.com", "n": "..", "h": true, "d": true, "t": ["x@evil.example"],
             "s": "Inbox rule «..» was created: when the subject has «bank details» or «iban»: delete it and forward it to «x@evil.example»; no further rules run."},
            {"id": "5", "c": "restamped", "m": "ann@contoso.example.com", "h": false, "d": false,
             "s": "Inbox rule without a name (id «-5477432298756423681») was stored again by Outlook; its content is not logged."},
        ]),
    )
    .await;
}

#[tokio::test]
async fn rules_are_folded_to_their_last_state() {
    let mut records = rule_records();
    // The order of records in a lake is not that of time.
    records.reverse();
    check(
        &records,
        "SELECT rule_name AS n, is_present AS p, is_enabled AS e, is_partial AS u, diverts AS d, members AS m, sentence AS s, id, client_ip AS ip, \
         CAST(first_time AS VARCHAR) AS f FROM inbox_rules ORDER BY n",
        json!([
            {"n": ".", "p": true, "e": false, "u": false, "d": false, "m": ["1", "2", "3"], "id": "3", "ip": "203.0.113.77", "f": "2026-11-25T03:01:07Z",
             "s": "Inbox rule «.»: when the subject or body has «invoice» or «payment», unless it is from «boss@contoso.example.com»: move it to the folder «RSS Feeds», mark it as read and delete it; no further rules run. At the end of the data it is there, switched off."},
            {"n": "..", "p": true, "e": true, "u": false, "d": true, "m": ["4", "5"], "id": "5", "f": "2026-11-25T04:04:07Z",
             "s": "Inbox rule «..»: when the subject has «bank details» or «iban»: delete it and forward it to «x@evil.example»; no further rules run. At the end of the data it is there."},
        ]),
    )
    .await;
}

#[tokio::test]
async fn rules_end_begin_again_and_come_from_before() {
    let mut failed: Value =
        serde_json::from_str(&cmdlet("9", 9, "New-InboxRule", "ann\\z", &[("Name", "z")])).unwrap();
    failed["ResultStatus"] = json!("False");
    let records = [
        cmdlet("1", 1, "New-InboxRule", "ann\\a", &[("Name", "a"), ("DeleteMessage", "True")]),
        cmdlet("2", 2, "Remove-InboxRule", "ann\\a", &[("Identity", "ann\\a")]),
        cmdlet(
            "3",
            3,
            "New-InboxRule",
            "ann\\a",
            &[("Name", "a"), ("MarkAsRead", "True"), ("Enabled", "False")],
        ),
        cmdlet(
            "4",
            4,
            "Set-InboxRule",
            "bob\\b",
            &[("Identity", "bob\\b"), ("RedirectTo", "x@evil.example")],
        ),
        cmdlet("5", 5, "Remove-InboxRule", "", &[("Identity", "c"), ("Mailbox", "Carl@contoso.example.com")]),
        failed.to_string(),
    ];
    check(
        &records,
        "SELECT mailbox AS b, rule_name AS n, is_present AS p, is_enabled AS e, is_partial AS u, members AS m FROM inbox_rules ORDER BY first_time",
        json!([
            {"b": "ann@contoso.example.com", "n": "a", "p": false, "e": true, "u": false, "m": ["1", "2"]},
            {"b": "ann@contoso.example.com", "n": "a", "p": true, "e": false, "u": false, "m": ["3"]},
            {"b": "bob", "n": "b", "p": true, "u": true, "m": ["4"]},
            {"b": "carl@contoso.example.com", "n": "c", "p": false, "u": true, "m": ["5"]},
        ]),
    )
    .await;
}

#[tokio::test]
async fn odd_texts_never_fail() {
    let odd = [
        "",
        "{",
        "[]",
        "null",
        "[{\"ActionType\":",
        "\u{0}",
        "«»\u{202e}",
        "=1+1",
        "[{\"ActionType\":\"New\\u202eThing\"}]",
        "\\",
        "((((",
        "[[[[",
    ];
    let mut records = Vec::new();
    for (at, text) in odd.iter().enumerate() {
        let at = u32::try_from(at).unwrap();
        let value = |name: &'static str| (name, *text);
        records.push(outlook(
            &format!("o{at}"),
            at,
            &[
                value("RuleOperation"),
                value("RuleId"),
                value("RuleState"),
                value("RuleName"),
                value("RuleCondition"),
                value("RuleActions"),
            ],
        ));
        records.push(cmdlet(
            &format!("c{at}"),
            at,
            "New-InboxRule",
            text,
            &[value("Name"), value("ForwardTo"), value("MoveToFolder"), value("Enabled"), value("Novel")],
        ));
        records.push(cmdlet(
            &format!("s{at}"),
            at,
            "Set-InboxRule",
            text,
            &[value("Identity"), value("Mailbox"), value("DeleteMessage")],
        ));
        records.push(access(
            &format!("m{at}"),
            50,
            &json!({"Folders": text, "Item": text, "OperationProperties": text, "OperationCount": text}),
        ));
    }
    let count = |of: &str| format!("SELECT count(*) AS n FROM {of}");
    check(&records, &count("inbox_rule_changes"), json!([{"n": 3 * odd.len()}])).await;
    check(&records, &count("mail_access"), json!([{"n": odd.len()}])).await;
    assert!(!rows(&records, "SELECT * FROM inbox_rules").await.is_empty());
    // Where a quoted text ends cannot be forged.
    let forged = rows(
        &records,
        "SELECT sentence FROM inbox_rule_changes WHERE sentence LIKE '%««%' OR sentence LIKE '%»»%'",
    )
    .await;
    assert_eq!(forged, [Value::Null; 0]);
}
