//! `describe` with a schema or complex type.

use crate::program::{assert_in_order, json, printed};

#[test]
fn of_records() {
    let text = printed(&["describe", "exchangemailbox"]);
    assert_in_order(
        &text,
        &[
            "ExchangeMailbox (schema)\n",
            "\nExtends       Common\n",
            "\nExtended by   ",
            "ExchangeMailboxAuditRecord",
            "\nRecord types  ExchangeItem (2), ExchangeItemGroup (3)",
            "\nFields of ExchangeMailbox (",
            "\nInherited from Common (",
        ],
    );
}

#[test]
fn tells_where_records_differ_from_the_documentation() {
    let text = printed(&["describe", "AzureActiveDirectoryStsLogon", "--kind", "schema"]);
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_in_order(
        &text,
        &[
            "Extends AzureActiveDirectory, which extends AzureActiveDirectoryBase, which extends Common",
            "AzureActiveDirectoryBase by the documentation, but real records show otherwise",
        ],
    );
}

#[test]
fn of_a_complex_type() {
    let text = printed(&["describe", "ExchangeItem", "--kind", "schema"]);
    assert_in_order(
        &text,
        &[
            "ExchangeItem (complex type)\n",
            "\nHeld by       ExchangeMailboxAuditGroupRecord.AffectedItems, ExchangeMailboxAuditRecord.Item\n",
            "\nRecord types  ExchangeItem (2), ExchangeItemGroup (3)\n",
            "\nSubject            string           no         Subject line of the message.\n",
            "\nExchangeItem is also a record type: trail365 describe ExchangeItem --kind record-type\n",
        ],
    );
}

#[test]
fn json_has_its_relations() {
    let answer = json(&["describe", "Common", "--kind", "schema"]);
    assert_eq!(answer["schema_kind"], "record");
    assert!(answer["extends"].is_null());
    assert_eq!(answer["record_types"].as_array().unwrap().len(), trail365_schema::RECORD_TYPES.len());
    assert!(answer["extended_by"].as_array().unwrap().contains(&"SharePointBase".into()));
    assert_eq!(answer["fields"][0]["name"], "Id");
}
