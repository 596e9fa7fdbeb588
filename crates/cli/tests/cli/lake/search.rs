//! Search without SQL.

use super::Lake;
use crate::program::{assert_in_order, refused, run};

/// The operations that a search finds, oldest first.
fn found(lake: &Lake, args: &[&str]) -> Vec<String> {
    let args = [&["search"], args, &["--oldest-first", "--format", "csv", "--limit", "0"]].concat();
    let rows = lake.printed(&args);
    let mut reader = csv::Reader::from_reader(rows.as_bytes());
    reader.records().map(|row| row.unwrap()[2].to_owned()).collect()
}

#[test]
fn the_intruder_is_found_by_address() {
    let lake = Lake::of_sample();
    let app = found(&lake, &["--ip", "203.0.113.140"]);
    assert_eq!(app, ["MailItemsAccessed"; 5]);
    let network = found(&lake, &["--ip", "203.0.113.0/24"]);
    let both = found(&lake, &["--ip", "203.0.113.140", "--ip", "203.0.113.77"]);
    assert_eq!((network.len(), &network), (both.len(), &both));
    assert_eq!((network[0].as_str(), network[network.len() - 1].as_str()), ("UserLoginFailed", "HardDelete"));
    let mail = found(&lake, &["--ip", "203.0.113.0/24", "--operation", "mailitemsaccessed"]);
    assert_eq!(mail.len(), 10);
}

#[test]
fn options_narrow_and_their_values_widen() {
    let lake = Lake::of_sample();
    assert_eq!(found(&lake, &["--operation", "*inboxrule"]).len(), 2);
    assert_eq!(
        found(&lake, &["--operation", "*inboxrule", "--user", "PETRA.HOLM@contoso.example.com"]).len(),
        1
    );
    assert_eq!(found(&lake, &["--operation", "*inboxrule", "--user", "petra*", "--user", "anna*"]).len(), 2);
    assert_eq!(found(&lake, &["--text", "CONTOSO.accounting@mail.example.net"]), ["New-InboxRule"]);
    assert_eq!(found(&lake, &["--type", "8"]).len(), found(&lake, &["--type", "AzureActiveDirectory"]).len());
    assert_eq!(found(&lake, &["--type", "ExchangeAdmin", "--type", "14"]).len(), 9);
    let day = found(&lake, &["--since", "2026-03-03", "--until", "2026-03-03"]);
    let times = found(&lake, &["--since", "2026-03-03T00:00:00Z", "--until", "2026-03-03T23:59:59Z"]);
    assert!(!day.is_empty() && day == times);
    assert_eq!(found(&lake, &["--since", "2027-01-01"]).len(), 0);
}

#[test]
fn a_user_is_found_without_the_domain() {
    let lake = Lake::of_sample();
    let whole = found(&lake, &["--user", "petra.holm@contoso.example.com"]);
    assert!(!whole.is_empty());
    assert_eq!(found(&lake, &["--user", "Petra.Holm"]), whole);
    let done = run(&lake.args(&["search", "--user", "petra.holm", "--limit", "1"]));
    assert!(done.err.contains("--user petra.holm matches petra.holm@contoso.example.com\n"), "{}", done.err);
    let done = run(&lake.args(&["search", "--user", "petra.holm@contoso.example.com", "--limit", "1"]));
    assert!(!done.err.contains("--user"), "{}", done.err);
}

#[test]
fn near_users_are_named_when_nobody_is_called_so() {
    let lake = Lake::of_sample();
    for name in ["petra.hlom", "petra.holm@contoso.exmaple.com", "petra"] {
        let done = run(&lake.args(&["search", "--user", name]));
        let message =
            format!("no record is of the user {name}; did you mean petra.holm@contoso.example.com?");
        assert!(done.code == 0 && done.err.contains(&message), "{}", done.err);
    }
    let done = run(&lake.args(&["search", "--user", "zzz"]));
    assert!(done.err.contains("no record is of the user zzz\n"), "{}", done.err);
    // Who is there and has no records at that time is not unknown.
    let done =
        run(&lake.args(&["search", "--user", "petra.holm@contoso.example.com", "--since", "2027-01-01"]));
    assert!(!done.err.contains("no record is of"), "{}", done.err);
}

#[test]
fn the_newest_come_first_and_the_limit_is_said() {
    let lake = Lake::of_sample();
    let done = run(&lake.args(&["search", "--ip", "203.0.113.0/24", "--limit", "2"]));
    let rows: Vec<_> = done.out.lines().skip(2).collect();
    assert!(rows.len() == 2 && rows[0].starts_with("2026-03-04T02:05:07Z") && rows[0].contains("HardDelete"));
    assert_in_order(
        &done.err,
        &["2 rows, ", "that is the limit of 2; there may be more, and --limit 0 finds all"],
    );
    let done = run(&lake.args(&["search", "--ip", "203.0.113.140"]));
    assert!(!done.err.contains("limit"), "{}", done.err);
}

#[test]
fn the_sql_is_what_runs() {
    let lake = Lake::of_sample();
    let args = [
        "search",
        "--user",
        "petra*",
        "--ip",
        "203.0.113.0/24",
        "--text",
        "100%_'\\",
        "--text",
        "mail",
        "--since",
        "2026-03-03",
    ];
    let sql = run(&[&args[..], &["--sql"]].concat());
    assert_eq!((sql.code, sql.err.as_str()), (0, ""));
    let rows = |args: &[&str]| lake.printed(&[args, &["--format", "jsonl"]].concat());
    let searched = rows(&args);
    assert!(!searched.is_empty());
    assert_eq!(rows(&["query", &sql.out]), searched);
}

#[test]
fn text_cannot_get_out_of_its_quotes() {
    let lake = Lake::of_sample();
    for hostile in ["x' OR '1'='1", "x') OR 1=1 --", "'; drop table activity; --", "\\' OR 1=1 --"] {
        for option in ["--user", "--operation", "--text"] {
            assert_eq!(found(&lake, &[option, hostile]).len(), 0, "{option} {hostile}");
        }
    }
}

#[test]
fn arguments_that_mean_nothing_are_refused() {
    for (args, reason) in [
        (["--ip", "203.0.113"], "neither an IP address nor a network"),
        (["--ip", "203.0.113.0/40"], "neither an IP address nor a network"),
        (["--since", "yesterday"], "neither a date"),
        (["--until", "2026-02-30"], "neither a date"),
        (["--type", "ExchangeAdmn"], "did you mean ExchangeAdmin?"),
        (["--type", "x"], "trail365 describe lists the record types"),
        (["--limit", "x"], "invalid value 'x' for '--limit <N>'"),
        (["--rows", "0"], "neither a number from 1 on nor all"),
    ] {
        assert_in_order(&refused(&["search", args[0], args[1]]), &["error: ", reason]);
    }
}

#[test]
fn text_is_found_anywhere_in_a_record() {
    let lake = Lake::of_sample();
    let all = found(&lake, &[]).len();
    assert_eq!(found(&lake, &["--text", "EXAMPLE"]).len(), all);
    assert_eq!(found(&lake, &["--text", "no record has this"]).len(), 0);
}

#[test]
fn times_beyond_all_records_are_taken() {
    let lake = Lake::of_sample();
    let all = found(&lake, &[]).len();
    assert_eq!(found(&lake, &["--since", "1600-01-01", "--until", "9999-12-31"]).len(), all);
}

#[test]
fn near_operations_are_named_when_none_is_found() {
    let lake = Lake::of_sample();
    let said = |operation: &str| run(&lake.args(&["search", "--operation", operation])).err;
    assert_in_order(
        &said("New-InboxRul"),
        &["no record has the operation New-InboxRul; did you mean New-InboxRule?"],
    );
    assert_in_order(&said("TeamCreated"), &["no record has the operation TeamCreated, which is known: "]);
    assert_in_order(&said("MailItemsAcessd"), &["did you mean MailItemsAccessed?"]);
    assert_in_order(&said("xyzzyq"), &["no operation xyzzyq is known", "select distinct operation"]);
    let done = run(&lake.args(&["search", "--operation", "New-InboxRule", "--user", "nobody@example.com"]));
    assert!(!done.err.contains("operation"), "{}", done.err);
    let inert = said("\u{1b}[31mxyzzyq");
    assert!(!inert.contains('\u{1b}'), "{inert:?}");
}

#[test]
fn an_app_has_its_name_beside_its_id() {
    let lake = Lake::of_records(
        "{\"CreationTime\":\"2026-03-02T08:00:00\",\"Id\":\"a\",\"Operation\":\"UserLoggedIn\",\"RecordType\":15,\
         \"UserId\":\"lena@example.com\",\"ObjectId\":\"00000003-0000-0000-c000-000000000000\"}\n\
         {\"CreationTime\":\"2026-03-02T08:00:01\",\"Id\":\"b\",\"Operation\":\"UserLoggedIn\",\"RecordType\":15,\
         \"UserId\":\"lena@example.com\",\"ObjectId\":\"12345678-0000-0000-c000-000000000000\"}\n",
    );
    let rows = lake.printed(&["search", "--format", "csv", "--oldest-first"]);
    let lines: Vec<_> = rows.lines().collect();
    assert_eq!(lines[0], "creation_time,user_id,operation,object,app,address,outcome");
    assert!(lines[1].contains(",00000003-0000-0000-c000-000000000000,Microsoft Graph,"), "{rows}");
    assert!(lines[2].contains(",12345678-0000-0000-c000-000000000000,,"), "{rows}");
}

#[test]
fn a_sentence_of_entra_is_found_without_its_dot() {
    let lake = Lake::of_records(
        "{\"CreationTime\":\"2026-03-02T08:00:00\",\"Id\":\"a\",\"Operation\":\"Add member to role.\",\"RecordType\":8}\n",
    );
    for name in ["add member to role", "Add member to role."] {
        assert_eq!(found(&lake, &["--operation", name]).len(), 1, "{name}");
    }
}
