use trail365_read::Format::{Empty, JsonLines};
use trail365_read::Limits;

use crate::{check, items};

#[test]
fn each_line_is_a_record() {
    check("{\"a\":1}\n{\"b\":2}\n", JsonLines, &["1 NoRecord {\"a\":1}", "2 NoRecord {\"b\":2}"]);
    check("{\"a\":1}", JsonLines, &["1 NoRecord {\"a\":1}"]);
    check("{\"a\":1}\n{\"b\":2}", JsonLines, &["1 NoRecord {\"a\":1}", "2 NoRecord {\"b\":2}"]);
    check("{\"a\":1}\r\n{\"b\":2}\r\n", JsonLines, &["1 NoRecord {\"a\":1}", "2 NoRecord {\"b\":2}"]);
}

#[test]
fn blanks_and_blank_lines_are_passed_over() {
    check("", Empty, &[]);
    check("\u{feff}", Empty, &[]);
    check(" \r\n\t\n", Empty, &[]);
    check("\n \n  {\"a\":1} \t\r\n\n\r\n{}\n\n", JsonLines, &["3 NoRecord {\"a\":1}", "6 NoRecord {}"]);
}

#[test]
fn byte_order_marks_are_passed_over_where_files_were_merged() {
    check(
        "\u{feff}{\"a\":1}\n\u{feff}{\"b\":2}\n",
        JsonLines,
        &["1 NoRecord {\"a\":1}", "2 NoRecord {\"b\":2}"],
    );
}

#[test]
fn a_broken_line_leaves_its_neighbours_alone() {
    check(
        "{\"a\":1}\n{\"b\":\"cut\n{\"c\":3}\n{{{[\"\n{\"d\":4}}}\n{\"e\":5}",
        JsonLines,
        &[
            "1 NoRecord {\"a\":1}",
            "2 record {\"b\":\"cut",
            "3 NoRecord {\"c\":3}",
            "4 record {{{[\"",
            "5 NoRecord {\"d\":4}",
            "5 NotAnObject }}",
            "6 NoRecord {\"e\":5}",
        ],
    );
}

#[test]
fn a_broken_first_line_leaves_its_neighbours_alone() {
    for broken in ["{\"a\":\"cut", "{\"a\":{\"b\":1}", "{\"a\":12", "{\"a\"", "{"] {
        let first = format!("1 record {broken}");
        check(format!("{broken}\n{{\"b\":2}}\n"), JsonLines, &[&first, "2 NoRecord {\"b\":2}"]);
    }
}

#[test]
fn a_line_of_something_else_is_rejected() {
    check(
        "{\"a\":1}\nhello, \"world\nnull\n]\n{\"b\":2}",
        JsonLines,
        &[
            "1 NoRecord {\"a\":1}",
            "2 NotAnObject hello, \"world",
            "3 NotAnObject null",
            "4 NotAnObject ]",
            "5 NoRecord {\"b\":2}",
        ],
    );
    check("{}\n\u{feff}\n\u{ef}\n", JsonLines, &["1 NoRecord {}", "3 NotAnObject \u{ef}"]);
}

#[test]
fn an_array_on_its_line_is_entered() {
    check(
        "{\"a\":1}\n[{\"b\":\"]\"}, 7, {\"c\":3}] \n[]\n{\"d\":4}\n[{}][{}]",
        JsonLines,
        &[
            "1 NoRecord {\"a\":1}",
            "2 NoRecord {\"b\":\"]\"}",
            "2 StrayText 7,",
            "2 NoRecord {\"c\":3}",
            "4 NoRecord {\"d\":4}",
            "5 NoRecord {}",
            "5 NoRecord {}",
        ],
    );
}

#[test]
fn an_array_over_more_lines_is_rejected() {
    check(
        "{\"a\":1}\n[{\"b\":2},\n{\"c\":3}\n",
        JsonLines,
        &["1 NoRecord {\"a\":1}", "2 ArrayNotClosedOnLine [{\"b\":2},", "3 NoRecord {\"c\":3}"],
    );
}

const WRAPPED: &str = "{\"n\":1,\"AuditData\":\"{\\\"a\\\":1}\",\"x\":\"y\"}";
const PAGE: &str = "{\"@odata.context\":\"c\",\"value\":[{\"a\":1},{\"auditData\":{\"b\":2}}],\"x\":{}}";

#[test]
fn what_is_joined_to_a_wrapper_or_page_is_read_too() {
    let row = "{\"TimeGenerated\":\"t\",\"Operation\":\"x\"}";
    let flat = "{\"@timestamp\":\"t\",\"o365.audit.Id\":1}";
    let hit = "{\"data\":{\"office365\":{\"a\":1}}}";
    for (first, second) in [(WRAPPED, WRAPPED), (hit, WRAPPED), (row, hit), (flat, flat)] {
        let alone = |input: &str| items(input.as_bytes(), Limits::default()).unwrap().1.remove(0);
        let [first_item, second_item] = [first, second].map(|input| alone(input).replacen('1', "2", 1));
        for between in ["", " ", ",", " , \t"] {
            check(
                format!("{{}}\n{first}{between}{second} \n{{}}"),
                JsonLines,
                &["1 NoRecord {}", &first_item, &second_item, "3 NoRecord {}"],
            );
        }
    }
    check(
        format!("{{}}\n{PAGE}\u{feff}{PAGE}{{}} x\n{{}}"),
        JsonLines,
        &[
            "1 NoRecord {}",
            "2 NoRecord {\"a\":1}",
            "2 record {\"b\":2}",
            "2 NoRecord {\"a\":1}",
            "2 record {\"b\":2}",
            "2 NoRecord {}",
            "2 NotAnObject x",
            "3 NoRecord {}",
        ],
    );
    check(
        format!("{{}}\n{WRAPPED}]{WRAPPED}\n"),
        JsonLines,
        &["1 NoRecord {}", "2 record {\"a\":1}", "2 record {\"a\":1}"],
    );
}

#[test]
fn what_is_joined_to_a_broken_wrapper_is_read_and_the_wrapper_kept() {
    let front = WRAPPED.find(",\"x\"").unwrap();
    for cut in 4..WRAPPED.len() {
        let broken = &WRAPPED[..cut];
        if broken.ends_with("\"AuditData\":") {
            // The next one is what it carries.
            continue;
        }
        let first = if cut < front { format!("2 record {broken}") } else { "2 record {\"a\":1}".into() };
        check(
            format!("{{}}\n{broken}{WRAPPED}\n{{}}"),
            JsonLines,
            &["1 NoRecord {}", &first, "2 record {\"a\":1}", "3 NoRecord {}"],
        );
    }
    // What is no JSON and may hold a record is kept whole.
    let torn = format!("{{\"b\":0,{}", &WRAPPED[1..WRAPPED.len() - 1]);
    check(
        format!("{{}}\n{torn}{WRAPPED}\n{{}}"),
        JsonLines,
        &["1 NoRecord {}", &format!("2 Torn {torn}{WRAPPED}"), "3 NoRecord {}"],
    );
}

#[test]
fn many_torn_objects_on_a_line_are_read_up_to_some() {
    let torn = "{\"AuditData\":{},\"x\":\"";
    let (_, found) =
        items(format!("{{}}\n{}\n{{}}", torn.repeat(100)).as_bytes(), Limits::default()).unwrap();
    let rest = format!("2 Torn {}", torn.repeat(84));
    assert_eq!((found.len(), found[17].as_str(), found[18].as_str()), (19, &*rest, "3 NoRecord {}"));
}

/// Looking for the line's end once for each of its objects would take time by the square of their number.
#[test]
fn a_long_line_of_joined_wrappers_is_gone_through_once() {
    let line = "{\"AuditData\":{}}".repeat(200_000);
    let (_, found) = items(format!("{{}}\n{line}").as_bytes(), Limits::default()).unwrap();
    assert_eq!(found.len(), 200_001);
}

#[test]
fn a_page_that_its_line_does_not_close_yields_its_elements() {
    for (cut, last) in [
        (r#"{"@odata.context":"c","value":[{"a":1},{"b":{"#, "2 NotClosed {\"b\":{"),
        (r#"{"@odata.context":"c","value":[{"a":1},{"b":"x"#, "2 NotClosed {\"b\":\"x"),
        (r#"{"@odata.context":"c","value":[{"a":1},"#, "2 ArrayNotClosedOnLine"),
        (r#"{"took":1,"hits":{"hits":[{"a":1},{"#, "2 NotClosed {"),
    ] {
        let next = "{\"@odata.context\":\"c\",\"value\":[{}]}";
        for front in ["", next] {
            let mut expected =
                vec!["1 NoRecord {}", "2 NoRecord {}", "2 NoRecord {\"a\":1}", last, "3 NoRecord {}"];
            if front.is_empty() {
                expected.remove(1);
            }
            check(format!("{{}}\n{front}{cut}\n{next}"), JsonLines, &expected);
        }
    }
}
