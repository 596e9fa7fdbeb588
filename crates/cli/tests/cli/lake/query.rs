//! Where queries come from, and what is wrong with them.

use super::Lake;
use crate::program::{assert_in_order, command, refused, run, run_fed};

#[test]
fn sql_comes_from_the_argument_a_file_or_stdin() {
    let lake = Lake::of_sample();
    let sql = "select count(*) as n from activity";
    let expected = "n\r\n449\r\n";
    assert_eq!(lake.printed(&["query", sql, "--format", "csv"]), expected);
    let file = lake.folder.file("q.sql", format!("\u{feff}-- all\n{sql};\n"));
    assert_eq!(lake.printed(&["query", "--file", &file, "--format", "csv"]), expected);
    for args in [&["query", "-", "--format", "csv"][..], &["query", "--format", "csv"]] {
        assert_eq!(run_fed(&lake.args(args), sql).out, expected);
    }
    assert_in_order(&refused(&lake.args(&["query", sql, "--file", &file])), &["cannot be used with"]);
    assert_in_order(
        &refused(&lake.args(&["query", "--file", "/no/such.sql"])),
        &["could not read /no/such.sql"],
    );
}

#[test]
fn several_queries_are_answered_one_after_the_other() {
    let lake = Lake::of_sample();
    let sql = "select 1 as a; select 2 as b;";
    assert_eq!(lake.printed(&["query", sql]), "a\n-\n1\n\nb\n-\n2\n");
    assert_eq!(lake.printed(&["query", sql, "--format", "jsonl"]), "{\"a\":1}\n{\"b\":2}\n");
    let path = lake.folder.path("out.csv");
    let message = refused(&lake.args(&["query", sql, "--output", &path]));
    assert_in_order(&message, &["a file holds one result, and there are 2 queries"]);
}

#[test]
fn without_a_query_nothing_is_answered() {
    let lake = Lake::of_sample();
    for sql in ["", " ;", "-- nothing"] {
        assert_in_order(&refused(&lake.args(&["query", sql])), &["error: "]);
    }
}

#[test]
fn a_query_changes_nothing() {
    let lake = Lake::of_sample();
    for sql in [
        "drop table activity",
        "delete from activity",
        "copy activity to '/tmp/x.csv'",
        "create table x as select 1",
    ] {
        assert_in_order(&refused(&lake.args(&["query", sql])), &["error: "]);
    }
}

#[test]
fn an_error_marks_its_place_and_suggests_a_near_name() {
    let lake = Lake::of_sample();
    let message = refused(&lake.args(&["query", "select operation,\n  user_di\nfrom activity"]));
    assert_in_order(
        &message,
        &["error: ", "user_di", "did you mean user_id?", "2 |   user_di\n", "|   ^^^^^^^\n"],
    );
    let message = refused(&lake.args(&["query", "select operation fro activity x"]));
    assert_in_order(&message, &["error: ", "1 | select operation fro activity x\n", "^"]);
    let message = refused(&lake.args(&["query", "select 1 from activty"]));
    assert_in_order(&message, &["error: ", "activty", "did you mean activity?", "^^^^^^^"]);
    assert!(message.len() < 400, "{message}");
}

#[test]
fn without_a_lake_it_is_said_how_to_make_one() {
    for args in [&["query", "select 1"][..], &["search"], &["tables"], &["ledger"]] {
        let output = command(args).env("TRAIL365_LAKE", "/no/such/lake").output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        let message = String::from_utf8(output.stderr).unwrap();
        assert_in_order(&message, &["error: ", "trail365 import", "/no/such/lake"]);
    }
}

#[test]
fn the_environment_says_where_the_lake_is() {
    let lake = Lake::of_sample();
    let args = ["query", "select count(*) as n from activity", "--format", "csv"];
    let output = command(&args).env("TRAIL365_LAKE", &lake.path).output().unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "n\r\n449\r\n");
    let output = command(&lake.args(&args)).env("TRAIL365_LAKE", "/no/such/lake").output().unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "n\r\n449\r\n");
}

#[test]
fn views_are_there_and_names_match_whatever_their_case() {
    let lake = Lake::of_sample();
    let done = run(&lake.args(&[
        "query",
        "SELECT count(*) AS n FROM Activity WHERE User_Id LIKE 'petra%'",
        "--format",
        "csv",
    ]));
    assert_eq!(done.code, 0, "{}", done.err);
    let table = "select \"TABLE\", recordtype from snare.office365exchangeadmin limit 1";
    let expected = "TABLE,RECORDTYPE\r\nOffice365ExchangeAdmin,1\r\n";
    assert_eq!(lake.printed(&["query", table, "--format", "csv"]), expected);
}
