//! Names that mean several things.

use crate::program::{assert_in_order, json, printed};

/// The first line, and the last ones that tell what else the name means.
fn assert_first_and_others(name: &str, title: &str, others: &[&str]) {
    let text = printed(&["describe", name]);
    assert!(text.starts_with(&format!("{title}\n=")), "{text}");
    let last = format!("\n\n{}\n", others.join("\n"));
    assert!(text.ends_with(&last), "{text}");
}

#[test]
fn the_first_kind_is_shown_and_the_others_are_named() {
    assert_first_and_others(
        "SharePoint",
        "SharePoint (record type 4)",
        &[
            "SharePoint is also a schema: trail365 describe SharePoint --kind schema",
            "SharePoint is also an app: trail365 describe SharePoint --kind app",
        ],
    );
    assert_first_and_others(
        "ExchangeItem",
        "ExchangeItem (record type 2)",
        &["ExchangeItem is also a complex type: trail365 describe ExchangeItem --kind schema"],
    );
    assert_first_and_others(
        "Policy",
        "Policy (enum)",
        &["Policy is also a field: trail365 describe Policy --kind field"],
    );
}

#[test]
fn the_advice_works() {
    assert_in_order(&printed(&["describe", "Policy", "--kind", "field"]), &["Policy (field)\n"]);
    assert_in_order(&printed(&["describe", "SharePoint", "--kind", "schema"]), &["SharePoint (schema)\n"]);
}

#[test]
fn json_names_the_other_kinds() {
    assert_eq!(json(&["describe", "Policy"])["also"], serde_json::json!(["field"]));
    assert_eq!(json(&["describe", "Policy", "--kind", "field"])["also"], serde_json::json!(["enum"]));
    assert_eq!(json(&["describe", "50"])["also"], serde_json::json!([]));
}
