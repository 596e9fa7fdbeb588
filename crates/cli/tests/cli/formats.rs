//! The layouts: tables of a width, Markdown and JSON.

use crate::program::{assert_in_order, command, json, printed, text_of};

#[test]
fn tables_keep_to_the_width_and_names_stay_whole() {
    for columns in [60, 80, 100, 160] {
        let text = text_of(&command(&["describe"]).env("COLUMNS", columns.to_string()).output().unwrap());
        for line in text.lines() {
            let words = line.split_whitespace().count();
            assert!(line.len() <= columns || words == 1, "{columns} columns: {line:?}");
            assert_eq!(line, line.trim_end());
        }
        for item in json(&["describe"])["items"].as_array().unwrap() {
            assert!(text.contains(item["name"].as_str().unwrap()));
        }
    }
}

#[test]
fn a_width_that_is_no_number_is_not_used() {
    let text = text_of(&command(&["describe", "3"]).env("COLUMNS", "wide").output().unwrap());
    assert_eq!(text, printed(&["describe", "3"]));
}

#[test]
fn markdown_has_tables_with_escaped_cells() {
    let text = printed(&["describe", "ExchangeAdmin", "--format", "markdown"]);
    assert_in_order(
        &text,
        &[
            "# ExchangeAdmin (record type 1)\n\n",
            "\n- Number: 1\n",
            "\n## Fields of ExchangeAdmin (",
            "\n| Field | Type | Mandatory | Meaning |\n| --- | --- | --- | --- |\n",
            "\n## Inherited from Common (",
            "<br>Note: not always a bare address: Exchange admin records use v4:port and \\[v6\\]:port;",
        ],
    );
    let cells = text.lines().filter(|line| line.starts_with("| ")).map(|line| line.matches(" | ").count());
    assert!(cells.eq(std::iter::repeat_n(3, text.lines().filter(|line| line.starts_with("| ")).count())));
}

#[test]
fn markdown_escapes_angle_brackets() {
    let text = printed(&[
        "describe",
        "SensitiveInformationDetailedClassificationAttributes",
        "--kind",
        "field",
        "--format",
        "markdown",
    ]);
    assert_in_order(&text, &["broken by \\<br/>"]);
}

#[test]
fn every_answer_is_json_of_its_kind() {
    for (name, kind) in [
        ("1", "record-type"),
        ("Common", "schema"),
        ("Policy", "enum"),
        ("Subject", "field"),
        ("FileAccessed", "operation"),
    ] {
        let answer = json(&["describe", name]);
        assert_eq!(answer["kind"], kind);
        assert!(answer["also"].is_array());
    }
}
