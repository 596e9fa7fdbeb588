//! Lists of lakes, parts of a lake, and what a query reads.

use super::{Lake, SAMPLE};
use crate::program::{refused, run};

#[test]
fn lakes_of_a_list_are_asked_as_one() {
    let (one, other) = (Lake::of_sample(), Lake::of_sample());
    let list = format!(
        "[[lakes]]\nname = \"one\"\nlake = \"lake\"\n\n[[lakes]]\nname = \"other\"\nlake = {:?}\n",
        other.path
    );
    let list = one.folder.file("all.toml", list);
    let count = "select lake, count(*) as n from events group by 1 order by 1";
    let done = run(&["query", "--lake", &list, "--format", "csv", count]);
    let own = run(&["query", "--lake", &one.path, "--format", "csv", "select count(*) from events"]);
    let number = own.out.lines().nth(1).unwrap();
    assert_eq!(done.out, format!("lake,n\r\none,{number}\r\nother,{number}\r\n"), "{}", done.err);
    let search = |lake: &str| {
        run(&["search", "--lake", lake, "--user", "petra.holm", "--limit", "0", "--format", "csv"]).out
    };
    assert_eq!(search(&list).lines().count() - 1, 2 * (search(&one.path).lines().count() - 1));
    assert_eq!(run(&["tables", "--lake", &list]).code, 0);
}

#[test]
fn a_list_that_cannot_be_used_is_named() {
    let lake = Lake::of_sample();
    let query = |text: &str, args: &[&str]| {
        let list = lake.folder.file("lakes.toml", text);
        refused(&[&["query", "--lake", &list, "select 1"], args].concat())
    };
    let named = "[[lakes]]\nname = \"a\"\nlake = \"lake\"\n";
    for (text, args, problem) in [
        ("", &[][..], "there is no lake in it; begin one with [[lakes]]"),
        ("[[lakes]]\nname = \"a\"\n", &[], "missing field `lake`"),
        (&format!("{named}{named}"), &[], "two of its lakes have the same name"),
        ("[[lakes]]\nname = \"a\"\nlake = \"nowhere\"\n", &[], "lakes.toml: a: "),
        ("lake = 1\n", &[], "unknown field `lake`"),
        (named, &["--at", "1"], "--at goes with one lake"),
    ] {
        let error = query(text, args);
        assert!(error.contains(problem), "{text}: {error}");
    }
    let list = lake.folder.file("lakes.toml", named);
    let error = refused(&["lake", "info", "--lake", &list]);
    assert!(error.contains("is a list of lakes, which query, search, tables and worker take"), "{error}");
    let import = run(&["import", SAMPLE, "--lake", &list]);
    assert!(import.code != 0 && import.err.contains("lakes.toml"), "{}", import.err);
}

#[test]
fn what_a_query_reads_is_told() {
    let lake = Lake::of_sample();
    let facts = |args: &[&str]| {
        let done = run(&lake.args(args));
        assert_eq!(done.code, 0, "{}", done.err);
        let value = |name: &str| {
            let line = done
                .out
                .lines()
                .find(|line| line.starts_with(name))
                .unwrap_or_else(|| panic!("{}", done.out));
            line[name.len()..].trim().to_owned()
        };
        (value("Rows"), value("Files read"), value("Bytes read"))
    };
    let (rows, files, bytes) =
        facts(&["query", "--explain", "select user_id from activity where id = 'nothing'"]);
    assert_eq!((rows.as_str(), files.as_str()), ("0", "0 of 2"));
    assert!(bytes.starts_with("0 bytes of "), "{bytes}");
    let (_, files, bytes) = facts(&["query", "--explain", "select operation from activity"]);
    assert_eq!(files, "2 of 2");
    assert!(!bytes.starts_with("0 bytes"), "{bytes}");
    let (rows, ..) = facts(&["search", "--user", "petra.holm", "--explain"]);
    assert_ne!(rows, "0");
    // Its answer is no rows, so that there is nothing to write in a form or to a file.
    assert!(
        refused(&lake.args(&["query", "--explain", "select 1", "--format", "csv"])).contains("--explain")
    );
}

#[test]
fn a_part_of_a_lake_is_looked_after() {
    let lake = Lake::of_sample();
    let done = run(&lake.args(&["lake", "compact", "--since", "2030-01-01"]));
    assert!(done.err.contains("all rows are in order"), "{}", done.err);
    let done = run(&lake.args(&["lake", "verify", "--since", "2030-01-01"]));
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(done.out.contains("0 files") || done.err.contains("0 files"), "{}{}", done.out, done.err);
    let done = run(&lake.args(&["lake", "compact", "--since", "2020-01-01"]));
    assert!(done.err.contains("rows put in order"), "{}", done.err);
    let would = ["lake", "vacuum", "--keep-hours", "0", "--dry-run"];
    let listed = run(&lake.args(&[&would[..], &["--since", "1h"]].concat())).out;
    assert!(listed.lines().all(|line| line.starts_with("activity/")) && !listed.is_empty(), "{listed}");
    let retain = run(&lake.args(&["lake", "retain", "--days", "1", "--since", "2030-01-01"]));
    assert!(retain.err.contains("0 records taken out"), "{}", retain.err);
}
