//! Views for investigations: mail that was sent and deleted, and files.

use serde_json::{Value, json};

use crate::investigation::{check, pairs, record};

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
            "IsManagedDevice": false, "DeviceDisplayName": "LAPTOP-1", "ApplicationDisplayName": "OneDrive", "ApplicationId": "4765445B-32c6-49b0-83e6-1d93765276ca",
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
             "sid": "9eceee2c-f3d4-401b-ad09-e5b7b8313294", "ip": "203.0.113.7", "app": "4765445b-32c6-49b0-83e6-1d93765276ca", "ua": "python-requests/2"},
            {"id": "2", "a": "link for anyone made", "d": false, "s": true, "l": "be7a3be6-6aa6-42f6-8133-f52def7c5032", "k": "Edit"},
            {"id": "3", "a": "person added to a link", "d": false, "s": true, "t": "x@evil.example"},
            {"id": "4", "a": "NovelOperation", "d": false, "s": false},
        ]),
    )
    .await;
}

#[tokio::test]
async fn searches_have_their_words() {
    let records = [
        record(
            "1",
            "2026-11-25T03:47:07",
            101,
            "SearchQueryInitiatedExchange",
            &json!({"QueryText": "invoice bank", "ClientIP": "203.0.113.7:51"}),
        ),
        record("2", "2026-11-25T03:48:07", 6, "SearchQueryPerformed", &json!({"SearchQueryText": "vpn"})),
        record(
            "3",
            "2026-11-25T03:49:07",
            18,
            "New-ComplianceSearch",
            &json!({"Parameters": r#"-Name "Case 1" -ContentMatchQuery "password""#, "ObjectId": "Case 1"}),
        ),
        record(
            "4",
            "2026-11-25T03:50:07",
            1,
            "Search-UnifiedAuditLog",
            &json!({"Parameters": pairs(&[("FreeText", "alice")])}),
        ),
        record("5", "2026-11-25T03:51:07", 4, "PageViewed", &json!({"QueryText": "not a search"})),
    ];
    check(
        &records,
        "SELECT id, searched AS s, query AS q, object AS o, client_ip AS ip FROM searches ORDER BY id",
        json!([
            {"id": "1", "s": "mail", "q": "invoice bank", "ip": "203.0.113.7"},
            {"id": "2", "s": "sites and files", "q": "vpn"},
            {"id": "3", "s": "content of the organisation", "q": "password", "o": "Case 1"},
            {"id": "4", "s": "the audit log", "q": "alice"},
        ]),
    )
    .await;
}

#[tokio::test]
async fn acts_in_teams_name_people_and_links() {
    let records = [
        record(
            "1",
            "2026-11-25T03:47:07",
            25,
            "ChatCreated",
            &json!({"CommunicationType": "OneOnOne", "ChatThreadId": "19:a@unq", "Members": [{"UPN": "bob@contoso.example.com"}, {"UPN": "eve@evil.example"}],
                "ParticipantInfo": {"HasForeignTenantUsers": true, "ParticipatingDomains": ["evil.example"]}}),
        ),
        record(
            "2",
            "2026-11-25T03:48:07",
            25,
            "MessageCreatedHasLink",
            &json!({"TeamName": "Finance", "ChannelName": "General", "MessageId": "7", "MessageURLs": "https://evil.example/x"}),
        ),
        record("3", "2026-11-25T03:49:07", 25, "NovelOperation", &json!({})),
    ];
    check(
        &records,
        "SELECT id, action AS a, conversation_type AS c, chat_id AS h, people AS p, domains AS d, has_outsiders AS x, team AS t, channel AS n, \
         message_id AS m, links AS l FROM teams_activity ORDER BY id",
        json!([
            {"id": "1", "a": "A chat was begun.", "c": "OneOnOne", "h": "19:a@unq", "p": ["bob@contoso.example.com", "eve@evil.example"],
             "d": ["evil.example"], "x": true},
            {"id": "2", "a": "A message with a web link was sent.", "x": false, "t": "Finance", "n": "General", "m": "7",
             "l": "https://evil.example/x"},
            {"id": "3", "a": "NovelOperation", "x": false},
        ]),
    )
    .await;
}

#[tokio::test]
async fn flows_name_the_services_that_they_join() {
    let records = [
        record(
            "1",
            "2026-11-25T03:47:07",
            30,
            "CreateFlow",
            &json!({"FlowConnectorNames": "Office 365 Outlook, Gmail", "FlowDetailsUrl": "https://make.powerautomate.com/flows/1"}),
        ),
        record(
            "2",
            "2026-11-25T03:48:07",
            30,
            "PutPermissions",
            &json!({"RecipientUPN": "eve@evil.example", "ResultStatus": "Failed"}),
        ),
        record("3", "2026-11-25T03:49:07", 30, "RenewTrial", &json!({})),
    ];
    check(
        &records,
        "SELECT id, change AS c, connectors AS n, object AS o, share_target AS t, sentence AS s FROM flows ORDER BY id",
        json!([
            {"id": "1", "c": "created", "n": "Office 365 Outlook, Gmail", "o": "https://make.powerautomate.com/flows/1",
             "s": "A flow was made that joins «Office 365 Outlook, Gmail»"},
            {"id": "2", "c": "shared", "t": "eve@evil.example", "s": "Attempted, but failed: A flow was shared"},
        ]),
    )
    .await;
}
