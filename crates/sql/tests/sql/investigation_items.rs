//! Views for investigations: mail that was sent and deleted, and files.

use serde_json::{Value, json};

use crate::investigation::{check, record};

fn mail(id: &str, record_type: i32, operation: &str, fields: &Value) -> String {
    let mut all = json!({"MailboxOwnerUPN": "Ann@contoso.example.com", "LogonType": 0, "ClientInfoString": "Client=REST;;"});
    for (key, value) in fields.as_object().unwrap() {
        all[key] = value.clone();
    }
    record(id, "2026-11-25T03:47:07", record_type, operation, &all)
}

#[tokio::test]
async fn sent_mail_has_its_conversation_and_its_attachments() {
    let records = [
        mail(
            "1",
            2,
            "Send",
            &json!({"Item": {
            "Subject": "RE: WG: Invoice 7", "InternetMessageId": "<a@x>", "SizeInBytes": 10,
            "Attachments": "bank; details.pdf (333b); b.txt (7b)", "ParentFolder": {"Path": "\\Drafts"}}}),
        ),
        mail(
            "2",
            2,
            "SendAs",
            &json!({"Item": {"Subject": "FW: Invoice"}, "MailboxOwnerUPN": "office@contoso.example.com"}),
        ),
        mail(
            "3",
            2,
            "SendOnBehalf",
            &json!({"Item": {"Subject": ""}, "SendOnBehalfOfUserSmtp": "Boss@contoso.example.com",
            "Recipients": ["x@evil.example"]}),
        ),
        mail("4", 2, "Send", &json!({"Item": "cut", "To": ["y@evil.example"]})),
        mail("5", 6, "Send", &json!({})),
    ];
    check(
        &records,
        "SELECT id, mailbox AS m, conversation AS c, is_reply AS r, is_forward AS f, internet_message_id AS i, attachments AS a, attachment_bytes AS b, \
         as_user AS u, recipients AS t, folder AS o FROM mail_sent ORDER BY id",
        json!([
            {"id": "1", "m": "ann@contoso.example.com", "c": "Invoice 7", "r": true, "f": false, "i": "<a@x>", "a": ["bank; details.pdf", "b.txt"], "b": 340, "o": "\\Drafts"},
            {"id": "2", "m": "office@contoso.example.com", "c": "Invoice", "r": false, "f": true, "u": "office@contoso.example.com"},
            {"id": "3", "m": "ann@contoso.example.com", "c": "", "r": false, "f": false, "u": "boss@contoso.example.com", "t": ["x@evil.example"]},
            {"id": "4", "m": "ann@contoso.example.com", "t": ["y@evil.example"]},
        ]),
    )
    .await;
}

#[tokio::test]
async fn each_deleted_item_is_a_row() {
    let items = json!([
        {"Subject": "Unusual sign-in", "InternetMessageId": "<a@x>", "ParentFolder": {"Path": "\\Inbox"}, "Attachments": "a.png (1b)"},
        {"InternetMessageId": "<b@x>"},
    ]);
    let records = [
        mail(
            "1",
            3,
            "MoveToDeletedItems",
            &json!({"AffectedItems": items, "Folder": {"Path": "\\Sent Items"}, "DestFolder": {"Path": "\\Deleted Items"}}),
        ),
        mail(
            "2",
            3,
            "HardDelete",
            &json!({"AffectedItems": [], "Folder": {"Path": "\\Recoverable Items\\Deletions"}}),
        ),
        mail("3", 2, "SoftDelete", &json!({"Item": {"Subject": "x"}})),
        mail("4", 3, "Update", &json!({"AffectedItems": items})),
    ];
    check(
        &records,
        "SELECT id, action AS a, subject AS s, internet_message_id AS i, folder AS f, destination AS d, is_purge AS p, attachments AS t FROM deletions ORDER BY id, i",
        json!([
            {"id": "1", "a": "deleted", "s": "Unusual sign-in", "i": "<a@x>", "f": "\\Inbox", "d": "\\Deleted Items", "p": false, "t": ["a.png"]},
            {"id": "1", "a": "deleted", "i": "<b@x>", "f": "\\Sent Items", "d": "\\Deleted Items", "p": false},
            {"id": "2", "a": "purged", "f": "\\Recoverable Items\\Deletions", "p": true},
            {"id": "3", "a": "deleted to Recoverable Items", "s": "x", "p": false},
        ]),
    )
    .await;
}

#[tokio::test]
async fn files_have_words_and_links() {
    let url = "https://contoso.sharepoint.com/sites/Finance/Shared Documents/Forecast.XLSX";
    let records = [
        record(
            "1",
            "2026-11-25T03:47:07",
            6,
            "FileDownloaded",
            &json!({
            "ObjectId": url, "SiteUrl": "https://contoso.sharepoint.com/sites/Finance/", "SourceFileName": "Forecast.XLSX",
            "SourceFileExtension": "XLSX", "FileSizeBytes": 12, "UserAgent": "python-requests/2", "ClientIP": "203.0.113.7",
            "IsManagedDevice": false, "DeviceDisplayName": "LAPTOP-1", "ApplicationDisplayName": "OneDrive", "ApplicationId": "A1",
            "AppAccessContext": {"AADSessionId": "9ECEEE2C-f3d4-401b-ad09-e5b7b8313294"}}),
        ),
        record(
            "2",
            "2026-11-25T03:48:07",
            14,
            "AnonymousLinkCreated",
            &json!({
            "ObjectId": url, "EventData": "<Type>Edit</Type><MembersCanShareApplied>False</MembersCanShareApplied>",
            "UniqueSharingId": "be7a3be6-6aa6-42f6-8133-f52def7c5032"}),
        ),
        record(
            "3",
            "2026-11-25T03:49:07",
            14,
            "AddedToSecureLink",
            &json!({"EventData": "<Type>", "TargetUserOrGroupName": "x@evil.example", "TargetUserOrGroupType": "Guest"}),
        ),
        record("4", "2026-11-25T03:50:07", 6, "NovelOperation", &json!({})),
        record("5", "2026-11-25T03:51:07", 4, "PageViewed", &json!({})),
    ];
    check(
        &records,
        "SELECT id, action AS a, is_download AS d, is_share AS s, extension AS e, size_in_bytes AS n, share_target AS t, link_id AS l, link_type AS k, \
         app_name AS p, device_name AS v, is_managed_device AS m, session_id AS sid, client_ip AS ip, app_id AS app, user_agent AS ua FROM file_access ORDER BY id",
        json!([
            {"id": "1", "a": "downloaded", "d": true, "s": false, "e": "xlsx", "n": 12, "p": "OneDrive", "v": "LAPTOP-1", "m": false,
             "sid": "9eceee2c-f3d4-401b-ad09-e5b7b8313294", "ip": "203.0.113.7", "app": "A1", "ua": "python-requests/2"},
            {"id": "2", "a": "link for anyone made", "d": false, "s": true, "l": "be7a3be6-6aa6-42f6-8133-f52def7c5032", "k": "Edit"},
            {"id": "3", "a": "person added to a link", "d": false, "s": true, "t": "x@evil.example"},
            {"id": "4", "a": "NovelOperation", "d": false, "s": false},
        ]),
    )
    .await;
}
