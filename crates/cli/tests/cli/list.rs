//! `describe` without a name.

use trail365_schema::{RECORD_TYPES, SOURCE};

use crate::program::{assert_in_order, json, printed, refused};

#[test]
fn lists_every_record_type() {
    let text = printed(&["describe"]);
    assert_in_order(
        &text,
        &[
            &format!("{} record types\n================\n", RECORD_TYPES.len()),
            "NUMBER  NAME ",
            "\n     1  ExchangeAdmin ",
            " (same) ",
            "\n    12  Sway ",
            "Removed:\n",
            "last documented 2020-07-20.",
            "\n    50  ExchangeItemAggregated ",
        ],
    );
}

#[test]
fn says_what_else_one_can_ask() {
    let text = printed(&["describe"]);
    assert_in_order(&text, &["trail365 describe NAME", "mailbox_owner_upn", "--kind schema, --kind enum"]);
}

#[test]
fn lists_the_other_kinds() {
    assert_in_order(&printed(&["describe", "--kind", "enum"]), &[" enums\n", "LogonType ", " 7 "]);
    assert_in_order(&printed(&["describe", "--kind", "schema"]), &[" schemas\n", "ExchangeItem ", "complex"]);
    assert_in_order(
        &printed(&["describe", "--kind", "field"]),
        &[" fields\n", "\nMailboxOwnerUPN ", "ExchangeMailbox\n"],
    );
    assert_in_order(&printed(&["describe", "--kind", "operation"]), &[" operations\n", "\nFileAccessed "]);
}

#[test]
fn json_has_all_of_it() {
    let list = json(&["describe"]);
    assert_eq!((&list["kind"], &list["of"]), (&"list".into(), &"record-type".into()));
    assert_eq!(list["documentation"]["date"], SOURCE.date);
    let items = list["items"].as_array().unwrap();
    assert_eq!(items.len(), RECORD_TYPES.len());
    let sway = items.iter().find(|item| item["number"] == 12).unwrap();
    assert_eq!(sway["removed"], "2020-07-20");
    assert!(sway["schema"].is_null());
}

#[test]
fn an_empty_name_is_refused() {
    assert_in_order(&refused(&["describe", ""]), &["a value is required"]);
}
