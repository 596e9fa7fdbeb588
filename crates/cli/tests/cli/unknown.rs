//! Names that mean nothing: exit code 2 and a hint on stderr.

use crate::program::{assert_in_order, refused};

#[test]
fn near_names_are_shown_with_their_kind() {
    let message = refused(&["describe", "ExchngeItm"]);
    assert_in_order(
        &message,
        &[
            "error: no record type, schema, enum, field, operation, app or property key is called ExchngeItm; near names:\n  ExchangeItem  ",
        ],
    );
    assert!(message.contains("record type, complex type\n"), "{message}");
    assert_eq!(message.lines().count(), 6, "{message}");
}

#[test]
fn near_fields_are_found_from_snake_case() {
    assert_in_order(&refused(&["describe", "mailbox_owner_upm"]), &["MailboxOwnerUPN ", " field\n"]);
}

#[test]
fn near_names_keep_to_the_kind() {
    let message = refused(&["describe", "UserTipe", "--kind", "enum"]);
    assert_in_order(&message, &["error: no enum is called UserTipe", "UserType ", " enum\n"]);
    assert!(!message.contains("field"));
}

#[test]
fn a_name_of_another_kind_is_told() {
    assert_eq!(
        refused(&["describe", "SharePoint", "--kind", "enum"]),
        "error: no enum is called SharePoint, but there is a record type and a schema and an app of that name\n"
    );
}

#[test]
fn a_path_says_where_it_breaks_off() {
    assert_eq!(
        refused(&["describe", "AffectedItems.Subjct"]),
        "error: AffectedItems has no field Subjct; near names:\n  Subject  field\n"
    );
    assert_in_order(
        &refused(&["describe", "Parameters.NoSuchKey"]),
        &["names no fields in Parameters", "pair"],
    );
}

#[test]
fn a_number_and_a_name_near_to_nothing() {
    assert_in_order(&refused(&["describe", "5"]), &["has no record type 5"]);
    assert_in_order(&refused(&["describe", "-1"]), &["has no record type -1"]);
    assert_in_order(&refused(&["describe", "xyzzyq"]), &["is called xyzzyq; trail365 describe lists"]);
}

#[test]
fn no_command_and_an_unknown_command_are_refused() {
    assert_in_order(&refused(&[]), &["Usage: trail365 <COMMAND>", "describe"]);
    assert_in_order(&refused(&["descripe"]), &["similar subcommand", "describe"]);
}
