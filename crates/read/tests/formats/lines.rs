use trail365_read::Format::{Empty, JsonLines};

use crate::check;

#[test]
fn each_line_is_a_record() {
    check("{\"a\":1}\n{\"b\":2}\n", JsonLines, &["1 record {\"a\":1}", "2 record {\"b\":2}"]);
    check("{\"a\":1}", JsonLines, &["1 record {\"a\":1}"]);
    check("{\"a\":1}\n{\"b\":2}", JsonLines, &["1 record {\"a\":1}", "2 record {\"b\":2}"]);
    check("{\"a\":1}\r\n{\"b\":2}\r\n", JsonLines, &["1 record {\"a\":1}", "2 record {\"b\":2}"]);
}

#[test]
fn blanks_and_blank_lines_are_passed_over() {
    check("", Empty, &[]);
    check("\u{feff}", Empty, &[]);
    check(" \r\n\t\n", Empty, &[]);
    check("\n \n  {\"a\":1} \t\r\n\n\r\n{}\n\n", JsonLines, &["3 record {\"a\":1}", "6 record {}"]);
}

#[test]
fn byte_order_marks_are_passed_over_where_files_were_merged() {
    check("\u{feff}{\"a\":1}\n\u{feff}{\"b\":2}\n", JsonLines, &["1 record {\"a\":1}", "2 record {\"b\":2}"]);
}

#[test]
fn a_broken_line_leaves_its_neighbours_alone() {
    check(
        "{\"a\":1}\n{\"b\":\"cut\n{\"c\":3}\n{{{[\"\n{\"d\":4}}}\n{\"e\":5}",
        JsonLines,
        &[
            "1 record {\"a\":1}",
            "2 record {\"b\":\"cut",
            "3 record {\"c\":3}",
            "4 record {{{[\"",
            "5 record {\"d\":4}}}",
            "6 record {\"e\":5}",
        ],
    );
}

#[test]
fn a_broken_first_line_leaves_its_neighbours_alone() {
    for broken in ["{\"a\":\"cut", "{\"a\":{\"b\":1}", "{\"a\":12", "{\"a\"", "{"] {
        let first = format!("1 record {broken}");
        check(format!("{broken}\n{{\"b\":2}}\n"), JsonLines, &[&first, "2 record {\"b\":2}"]);
    }
}

#[test]
fn a_line_of_something_else_is_rejected() {
    check(
        "{\"a\":1}\nhello, \"world\nnull\n]\n{\"b\":2}",
        JsonLines,
        &[
            "1 record {\"a\":1}",
            "2 NotAnObject hello, \"world",
            "3 NotAnObject null",
            "4 NotAnObject ]",
            "5 record {\"b\":2}",
        ],
    );
    check("{}\n\u{feff}\n\u{ef}\n", JsonLines, &["1 record {}", "3 NotAnObject \u{ef}"]);
}

#[test]
fn an_array_on_its_line_is_entered() {
    check(
        "{\"a\":1}\n[{\"b\":\"]\"}, 7, {\"c\":3}] \n[]\n{\"d\":4}\n[{}][{}]",
        JsonLines,
        &[
            "1 record {\"a\":1}",
            "2 record {\"b\":\"]\"}",
            "2 StrayText 7,",
            "2 record {\"c\":3}",
            "4 record {\"d\":4}",
            "5 record {}",
            "5 record {}",
        ],
    );
}

#[test]
fn an_array_over_more_lines_is_rejected() {
    check(
        "{\"a\":1}\n[{\"b\":2},\n{\"c\":3}\n",
        JsonLines,
        &["1 record {\"a\":1}", "2 ArrayNotClosedOnLine [{\"b\":2},", "3 record {\"c\":3}"],
    );
}
