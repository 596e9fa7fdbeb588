use trail365_read::Format::Json;

use crate::check;

#[test]
fn arrays_are_entered() {
    check("[{\"a\":1},{\"b\":[{}]}]", Json, &["1 NoRecord {\"a\":1}", "1 NoRecord {\"b\":[{}]}"]);
    check(
        "\u{feff}\n[\n  {\"a\": 1},\r\n  {\n\"b\": 2\n}\n]\n",
        Json,
        &["3 NoRecord {\"a\": 1}", "4 NoRecord {\n\"b\": 2\n}"],
    );
    check("[]", Json, &[]);
    check("[ ]\n[\n]\n", Json, &[]);
}

#[test]
fn arrays_may_follow_each_other() {
    let records = ["1 NoRecord {\"a\":1}", "1 NoRecord {\"b\":2}", "3 NoRecord {\"c\":3}"];
    check("[{\"a\":1}][{\"b\":2}]\n\n[{\"c\":3}]", Json, &records);
    check("[[{\"a\":1}],[{\"b\":2},\n\n{\"c\":3}]]", Json, &records);
    check("[{\"a\":1}]\u{feff}[{\"b\":2}]\n\n\u{feff}[{\"c\":3}]", Json, &records);
}

#[test]
fn objects_may_follow_each_other() {
    check("{\"a\":1}{\"b\":2}\n", Json, &["1 NoRecord {\"a\":1}", "1 NoRecord {\"b\":2}"]);
    check(
        "{\n \"a\":1\n}\n{\n \"b\":2\n}",
        Json,
        &["1 NoRecord {\n \"a\":1\n}", "4 NoRecord {\n \"b\":2\n}"],
    );
    check("{\"a\":\n[\n{}]}", Json, &["1 NoRecord {\"a\":\n[\n{}]}"]);
    check("{\"a\":[{},\n{}]}", Json, &["1 NoRecord {\"a\":[{},\n{}]}"]);
}

#[test]
fn brackets_in_strings_do_not_count() {
    check(
        r#"[{"a":"}]{\"\\"},{"[{":"\\\""}]"#,
        Json,
        &[r#"1 NoRecord {"a":"}]{\"\\"}"#, r#"1 NoRecord {"[{":"\\\""}"#],
    );
}

#[test]
fn mismatched_brackets_are_left_to_the_parser() {
    check("[{\"a\":[1}},{\"b\":2}]", Json, &["1 record {\"a\":[1}}", "1 NoRecord {\"b\":2}"]);
}

#[test]
fn what_a_merge_left_behind_is_passed_over() {
    let records = ["1 NoRecord {\"a\":1}", "2 NoRecord {\"b\":2}"];
    check("{\"a\":1},\n{\"b\":2}\n", Json, &records);
    check("{\"a\":1},\n{\"b\":2}\n]\n", Json, &records);
    check(",{\"a\":1},\n,,{\"b\":2}]]\n", Json, &records);
    check("][{\"a\":1}]\n,[{\"b\":2}],", Json, &records);
}

#[test]
fn an_array_that_is_not_closed_is_noted() {
    check(
        "[{\"a\":1},\n{\"b\":2}\n",
        Json,
        &["1 NoRecord {\"a\":1}", "2 NoRecord {\"b\":2}", "3 ArrayNotClosed"],
    );
    check(
        "[{\"a\":1}\n[{\"b\":2}]",
        Json,
        &["1 NoRecord {\"a\":1}", "2 NoRecord {\"b\":2}", "2 ArrayNotClosed"],
    );
}

#[test]
fn the_end_may_be_cut_off() {
    check("[{\"a\":1},\n{\"b\":\"x", Json, &["1 NoRecord {\"a\":1}", "2 CutOff {\"b\":\"x"]);
    check("{\n  \"a\": [{}, {\n", Json, &["1 CutOff {\n  \"a\": [{}, {"]);
    check("{\"a\":1", Json, &["1 CutOff {\"a\":1"]);
    check("{", Json, &["1 CutOff {"]);
    check("[", Json, &["1 ArrayNotClosed"]);
}

#[test]
fn a_run_of_other_text_is_one_rejected_piece() {
    check(
        "[1, 2,\nnull, {\"a\":1}, \"{b}\", true]",
        Json,
        &["1 StrayText 1, 2,\nnull,", "2 NoRecord {\"a\":1}", "2 StrayText \"{b}\", true]"],
    );
    check(
        "{\"a\":1}}}\n{\"b\":2} # {\"c\":3}",
        Json,
        &[
            "1 NoRecord {\"a\":1}",
            "1 StrayText }}",
            "2 NoRecord {\"b\":2}",
            "2 StrayText #",
            "2 NoRecord {\"c\":3}",
        ],
    );
    check("[2026-01-12 10:00] started [x]\n", Json, &["1 StrayText 2026-01-12 10:00] started [x]"]);
}

#[test]
fn a_stray_quote_hides_records_only_to_the_end_of_its_line() {
    check(
        "[{\"a\":1}, it\" {\"b\":2},\n{\"c\":3}]",
        Json,
        &["1 NoRecord {\"a\":1}", "1 StrayText it\" {\"b\":2},", "2 NoRecord {\"c\":3}"],
    );
}

#[test]
fn an_object_that_is_not_closed_costs_only_itself() {
    check(
        "[\n  {\n    \"a\": {\n  },\n  {\n    \"b\": {}\n  },\n  {}\n]\n",
        Json,
        &["2 NotClosed {\n    \"a\": {\n  },", "5 NoRecord {\n    \"b\": {}\n  }", "8 NoRecord {}"],
    );
    check(
        "[{\"a\":\"cut\n[{\"b\":2},\n{\"c\":3},\n{\"d\":\"cut\n,{\"e\":5}]",
        Json,
        &[
            "1 NotClosed {\"a\":\"cut",
            "2 NoRecord {\"b\":2}",
            "3 NoRecord {\"c\":3}",
            "4 NotClosed {\"d\":\"cut",
            "5 NoRecord {\"e\":5}",
            "5 ArrayNotClosed",
        ],
    );
}

#[test]
fn after_one_that_is_not_closed_an_end_may_still_be_cut_off() {
    check(
        "[\n{\"a\":\n{\"b\":2},\n{\"c\":{",
        Json,
        &["2 NotClosed {\"a\":", "3 NoRecord {\"b\":2}", "4 CutOff {\"c\":{"],
    );
}

#[test]
fn a_string_that_is_not_closed_ends_with_its_line() {
    check(
        "[\n  {\n    \"a\": \"x,\n    \"b\": 1\n  },\n  {\"c\":3}\n]\n",
        Json,
        &["2 record {\n    \"a\": \"x,\n    \"b\": 1\n  }", "6 NoRecord {\"c\":3}"],
    );
}
