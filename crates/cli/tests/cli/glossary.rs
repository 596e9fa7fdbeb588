//! `describe` with the words of records: operations, sign-in errors, apps, keys of property bags, and words of one's own.

use crate::program::{assert_in_order, json, printed, refused};

#[test]
fn an_operation_says_what_it_proves_and_where_it_is() {
    let text = printed(&["describe", "MailItemsAccessed"]);
    assert_in_order(
        &text,
        &[
            "MailItemsAccessed (operation)\n====",
            "What happened",
            "Who ",
            "On what",
            "Proves  ",
            "Bind",
            "Proves not",
            "IsThrottled",
            "Service",
            "Licence",
            "Record types  ExchangeItem (2), ExchangeItemAggregated (50)",
            "Views ",
            "Next: trail365 search --operation MailItemsAccessed\nThen: trail365 tables mail_items_accessed",
        ],
    );
    for name in ["mailitemsaccessed", "MAILITEMSACCESSED"] {
        assert_eq!(printed(&["describe", name]), text, "{name}");
    }
}

#[test]
fn a_sentence_of_entra_goes_with_and_without_its_dot() {
    let text = printed(&["describe", "Add member to role."]);
    assert_in_order(
        &text,
        &["Add member to role. (operation)", "--operation \"Add member to role.\"\nThen: "],
    );
    assert_eq!(printed(&["describe", "add member to role"]), text);
}

#[test]
fn a_name_of_several_services_has_all_meanings() {
    let text = printed(&["describe", "FileDeleted"]);
    assert_in_order(&text, &["services have an operation of this name", "SharePoint and OneDrive\n---"]);
    let answer = json(&["describe", "FileDeleted"]);
    let meanings = answer["meanings"].as_array().unwrap();
    assert!(meanings.len() > 1 && meanings[0]["workload"] == "SharePoint", "{answer}");
    assert!(meanings.iter().all(|it| it["meaning"].as_str().is_some_and(|text| text.ends_with('.'))));
}

#[test]
fn a_cmdlet_that_no_list_has_is_read_by_its_name() {
    let text = printed(&["describe", "Set-NoveltyMailboxPlan"]);
    assert_in_order(
        &text,
        &["novelty mailbox plan was changed.", "by the rule of its name", "ExchangeAdmin (1)"],
    );
    assert_in_order(&printed(&["describe", "New-InboxRul"]), &["New-InboxRule"]);
}

#[test]
fn an_error_goes_by_its_number() {
    let text = printed(&["describe", "50126"]);
    assert_in_order(
        &text,
        &["50126 (sign-in error)", "Wrong user name or password.", "InvalidUserNameOrPassword"],
    );
    assert_eq!(printed(&["describe", "AADSTS50126"]), text);
    assert_eq!(json(&["describe", "50126"])["kind"], "sign-in-error");
    assert_in_order(
        &refused(&["describe", "49999"]),
        &["no record type 49999", "no sign-in error of that number"],
    );
}

#[test]
fn an_app_goes_by_id_and_name() {
    let text = printed(&["describe", "e9a7fea1-1cc0-4cd9-a31b-9137ca5deedd"]);
    assert_in_order(
        &text,
        &["eM Client (app)", "of another maker; intruders are known to use it", "T1114.002"],
    );
    assert_eq!(printed(&["describe", "em client"]), text);
    let own = refused(&["describe", "12345678-1234-1234-1234-123456789012"]);
    assert_in_order(&own, &["no app with the id 12345678-", "your own tenant", "search --text 12345678-"]);
}

#[test]
fn a_property_key_says_how_queries_read_it() {
    let text = printed(&["describe", "MailAccessType"]);
    assert_in_order(&text, &["(property key)", "Bind, Sync", "operation_properties['MailAccessType']"]);
    assert_in_order(&printed(&["describe", "Parameters.ForwardTo"]), &["ForwardTo (property key)"]);
    let text = printed(&["describe", "UserAgent"]);
    assert!(
        text.ends_with("UserAgent is also a property key: trail365 describe UserAgent --kind property-key\n")
    );
}

#[test]
fn words_lead_to_what_is_about_them() {
    for (words, names) in [
        ("inbox rule", &["New-InboxRule", "UpdateInboxRules"][..]),
        ("forward", &["ForwardTo", "New-InboxRule", "Set-Mailbox"]),
        ("password reset", &["Reset user password."]),
        ("file download", &["FileDownloaded"]),
        ("mfa", &["Disable Strong Authentication."]),
    ] {
        let text = printed(&["describe", words]);
        assert_in_order(&text, &[&format!("Nothing is called {words}; this is about it")]);
        for name in names {
            assert!(text.contains(name), "{name}: {text}");
        }
    }
    let answer = json(&["describe", "inbox rule"]);
    assert_eq!((&answer["kind"], &answer["question"]), (&"topics".into(), &"inbox rule".into()));
    let only = json(&["describe", "inbox rule", "--kind", "operation"]);
    assert!(only["topics"].as_array().unwrap().iter().all(|topic| topic["kind"] == "operation"));
}

#[test]
fn every_kind_can_be_listed() {
    for (kind, least) in [("operation", 1_500), ("sign-in-error", 300), ("app", 1_000), ("property-key", 100)]
    {
        let list = json(&["describe", "--kind", kind]);
        assert!(list["items"].as_array().unwrap().len() >= least, "{kind}");
    }
}

#[test]
fn text_of_the_command_line_is_inert() {
    for text in [refused(&["describe", "xyzzyq \u{1b}[31m"]), printed(&["describe", "inbox rule \u{1b}"])] {
        assert!(!text.contains('\u{1b}'), "{text:?}");
    }
}
