//! The lake as it was.

use super::Lake;
use crate::program::{assert_in_order, refused};

const COUNT: [&str; 4] = ["query", "select count(*) as n from activity", "--format", "csv"];

#[test]
fn an_older_version_has_its_own_rows() {
    let lake = Lake::of_sample();
    let versions = ["query", "select max(version) as v from ledger", "--format", "csv"];
    let version = lake.printed(&versions).lines().nth(1).unwrap().to_owned();
    let more = lake.folder.file("more.jsonl", "{\"RecordType\":1,\"Operation\":\"a\",\"Id\":\"x\"}\n");
    lake.import(&more);
    assert_eq!(lake.printed(&COUNT), "n\r\n450\r\n");
    assert_eq!(lake.printed(&[&COUNT[..], &["--at", &version]].concat()), "n\r\n449\r\n");
    assert_eq!(lake.printed(&[&COUNT[..], &["--at", "0m"]].concat()), "n\r\n450\r\n");
}

#[test]
fn a_state_that_is_none_is_refused() {
    let message = refused(&["query", "select 1", "--at", "once"]);
    assert_in_order(&message, &["error: ", "neither a version's number"]);
    let lake = Lake::of_sample();
    assert_in_order(&refused(&lake.args(&[&COUNT[..], &["--at", "999"]].concat())), &["error: "]);
}
