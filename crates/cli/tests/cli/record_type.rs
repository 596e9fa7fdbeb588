//! `describe` with a record type.

use crate::program::{assert_in_order, json, printed};

#[test]
fn by_number() {
    let text = printed(&["describe", "50"]);
    assert_in_order(
        &text,
        &[
            "ExchangeItemAggregated (record type 50)\n",
            "\nMailItemsAccessed: ",
            "\nNumber      50\n",
            "\nGraph name  exchangeItemAggregated\n",
            "\nSchema      ExchangeAggregatedMailboxAuditRecord\n",
            "\nFields of ExchangeAggregatedMailboxAuditRecord (",
            "\nFolders         list of ExchangeAggregatedFolder   no         Folders concerned",
            "\nInherited from ExchangeMailbox (",
            "\nLogonType ",
            " yes ",
            "\nInherited from Common (",
            "Note: not always a bare address",
            "Observed: in real records, not in the documentation\n",
        ],
    );
}

#[test]
fn by_graph_name_and_in_any_letter_case() {
    let by_number = printed(&["describe", "50"]);
    assert_eq!(printed(&["describe", "exchangeItemAggregated"]), by_number);
    assert_eq!(printed(&["describe", "EXCHANGEITEMAGGREGATED"]), by_number);
}

#[test]
fn by_former_name() {
    let expected =
        ["VivaEngage (record type 22)", "Graph name    yammer", "Former names  Yammer, Viva Engage\n"];
    assert_in_order(&printed(&["describe", "Yammer"]), &expected);
    assert_in_order(&printed(&["describe", "viva engage"]), &expected);
}

#[test]
fn without_a_schema_shows_the_common_fields() {
    let text = printed(&["describe", "Sway"]);
    assert_in_order(
        &text,
        &[
            "Removed     from the documentation, which last listed it on 2020-07-20\n",
            "Schema      none is known; the fields below are those that every record has\n",
            "Fields of Common (",
            "\nId ",
        ],
    );
}

#[test]
fn marks_flattened_and_respelled_fields() {
    assert_in_order(
        &printed(&["describe", "95"]),
        &["\nApplicationId ", "Flattened: ", "Common.ApplicationId"],
    );
    assert_in_order(
        &printed(&["describe", "3"]),
        &["\nCrossMailboxOperation ", "Also spelled: CrossMailboxOperations"],
    );
}

#[test]
fn json_has_the_fields() {
    let answer = json(&["describe", "SharePoint"]);
    assert_eq!(answer["kind"], "record-type");
    assert_eq!(answer["also"], serde_json::json!(["schema", "app"]));
    assert_eq!(answer["number"], 4);
    assert_eq!(answer["schema_known_from"], "name");
    let fields = answer["fields"].as_array().unwrap();
    let item_type = fields.iter().find(|field| field["name"] == "ItemType").unwrap();
    assert_eq!(item_type["defined_in"], "SharePointBase");
    assert_eq!(item_type["refers_to"], serde_json::json!({"kind": "enum", "name": "ItemType"}));
    let version = fields.iter().find(|field| field["name"] == "Version").unwrap();
    assert_eq!(version["origin"], "observed");
    assert!(version["mandatory"].is_null());
}
