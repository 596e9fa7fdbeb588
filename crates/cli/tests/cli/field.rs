//! `describe` with a field or a path of fields.

use crate::program::{assert_in_order, json, printed};

const MAILBOX_OWNER_UPN: &str = "\
MailboxOwnerUPN (field)
=======================

Meaning       Address of the owner of the mailbox that was opened.
Type          string
Mandatory     no
Defined in    ExchangeMailbox
Column        mailbox_owner_upn
Record types  ExchangeItem (2), ExchangeItemGroup (3), ExchangeAggregatedOperation (19),
              ExchangeItemAggregated (50)
";

#[test]
fn by_its_key_in_any_letter_case_or_in_snake_case() {
    for name in ["MailboxOwnerUPN", "mailboxownerupn", "mailbox_owner_upn"] {
        assert_eq!(printed(&["describe", name]), MAILBOX_OWNER_UPN, "{name}");
    }
}

#[test]
fn by_another_spelling() {
    for name in ["CrossMailboxOperations", "cross_mailbox_operations", "Campaign ID"] {
        assert_in_order(&printed(&["describe", name]), &[" (field)\n", "Also spelled  "]);
    }
}

#[test]
fn by_path() {
    let text = printed(&["describe", "AffectedItems.Subject"]);
    assert_in_order(
        &text,
        &[
            "AffectedItems.Subject (field)",
            "Defined in    ExchangeItem\n",
            "Record types  ExchangeItemGroup (3)\n",
        ],
    );
    assert_eq!(printed(&["describe", "affected_items.subject"]), text);
}

#[test]
fn by_path_through_lists_of_lists() {
    let text = printed(&["describe", "Folders.FolderItems.InternetMessageId"]);
    assert_in_order(
        &text,
        &[
            "Defined in    ExchangeFolderItem\n",
            "Column        aggregated_folders.folder_items.internet_message_id\n",
            "Record types  ExchangeItem (2), ExchangeItemAggregated (50)\n",
        ],
    );
}

#[test]
fn names_the_column_of_a_key_in_each_record_type() {
    let text = printed(&["describe", "Folders"]);
    assert_in_order(
        &text,
        &["Column        aggregated_folders\n", "Record types  ExchangeItemAggregated (50)\n"],
    );
    assert_in_order(&text, &["Column        folders\n", "Record types  ExchangeItemGroup (3)\n"]);
}

#[test]
fn after_a_record_type_or_schema() {
    for scope in ["ExchangeItemGroup", "ExchangeMailboxAuditGroupRecord"] {
        let text = printed(&["describe", &format!("{scope}.AffectedItems.Subject")]);
        assert_in_order(&text, &["AffectedItems.Subject (field)", "Defined in    ExchangeItem\n"]);
    }
}

#[test]
fn groups_the_schemas_that_say_the_same() {
    let text = printed(&["describe", "UserType", "--kind", "field"]);
    assert_in_order(
        &text,
        &[
            " things, the most widespread first.\n",
            "\nIn Common\n",
            "Record types  all ",
            " but AipDiscover (93), ",
            "\nIn AipFileDeleted, AipSensitivityLabelAction\n",
            "Values        0 Regular, 1 Reserved, 2 Admin, ",
        ],
    );
}

#[test]
fn says_where_in_records_a_nested_field_is() {
    let text = printed(&["describe", "Subject"]);
    assert_in_order(&text, &["\nIn ExchangeItem\n", "Found at      AffectedItems.Subject, Item.Subject\n"]);
}

#[test]
fn keys_that_differ_in_letter_case_only_are_told_apart() {
    let both = printed(&["describe", "url"]);
    assert_in_order(&both, &["URL, Url (field)\n", "\nURL in UrlTimeOfClickEvents\n", "\nUrl in AirUrl\n"]);
    let one = printed(&["describe", "Url"]);
    assert_in_order(&one, &["Url (field)\n", "Other schemas spell the key URL.\n"]);
    assert!(!one.contains("UrlTimeOfClickEvents"));
}

#[test]
fn json_has_the_definitions() {
    let answer = json(&["describe", "Parameters"]);
    assert_eq!((&answer["kind"], &answer["names"]), (&"field".into(), &serde_json::json!(["Parameters"])));
    let definitions = answer["definitions"].as_array().unwrap();
    let in_exchange = definitions.iter().find(|d| d["defined_in"][0] == "ExchangeAdmin").unwrap();
    assert_eq!(in_exchange["type"], "list of {Name, Value}");
    assert_eq!(in_exchange["paths"], serde_json::json!(["Parameters"]));
    assert_eq!(in_exchange["record_types"], serde_json::json!([{"number": 1, "name": "ExchangeAdmin"}]));
}

#[test]
fn an_operation_of_sharepoint_is_known() {
    let text = printed(&["describe", "fileaccessed"]);
    assert_in_order(
        &text,
        &["FileAccessed (operation)\n", "A file was opened or read", "SharePointFileOperation (6)"],
    );
    assert_eq!(json(&["describe", "FileAccessed"])["kind"], "operation");
}
