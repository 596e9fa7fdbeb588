//! `describe` with an enum.

use crate::program::{assert_in_order, json, printed};

#[test]
fn shows_its_members_and_the_fields_that_use_it() {
    let text = printed(&["describe", "LogonType"]);
    assert_in_order(
        &text,
        &[
            "LogonType (enum)\n",
            "\nIn records  as integer\n",
            "\nUsed by     ExchangeMailbox.LogonType, ExchangeMailbox.InternalLogonType\n",
            "\nNUMBER  NAME            MEANING\n",
            "\n     0  Owner           Owner of the mailbox.\n",
            "\n     6  DelegatedAdmin  Delegated administrator.\n",
        ],
    );
}

#[test]
fn members_without_a_number_have_none_in_json() {
    let answer = json(&["describe", "AzureActiveDirectoryEventType"]);
    assert_eq!(answer["kind"], "enum");
    let members = answer["members"].as_array().unwrap();
    assert!(members.iter().all(|member| member["number"].is_null()));
    assert!(answer["used_by"][0].as_str().unwrap().ends_with(".AzureActiveDirectoryEventType"));
}
