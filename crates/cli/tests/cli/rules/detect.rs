//! `trail365 detect`.

use super::{record, rules};
use crate::folder::Folder;
use crate::program::{assert_in_order, run};

/// A lake of these records in a folder; the path of the lake.
fn lake_of(folder: &Folder, lines: &str) -> String {
    let lake = folder.path("lake");
    let imported = run(&["import", "--lake", &lake, &folder.file("records.jsonl", lines)]);
    assert_eq!(imported.code, 0, "{}", imported.err);
    lake
}

/// Three inbox rules of one person, the last without a name, and one of another.
fn lines() -> String {
    let mia = "mia@contoso.example.com";
    [record(1, mia, "a"), record(2, mia, "b"), record(3, mia, ""), record(4, "noah@contoso.example.com", "c")]
        .join("\n")
}

#[test]
fn the_intruder_of_the_sample_is_found_by_the_rules_that_ship() {
    let folder = Folder::new();
    let lake = folder.path("lake");
    assert_eq!(run(&["import", "--lake", &lake, super::super::lake::SAMPLE]).code, 0);
    let done = run(&["detect", "--lake", &lake, "--fail-on", "high"]);
    assert_eq!(
        (done.code, done.err.as_str()),
        (1, "15 alerts kept in the lake, 15 of them new\n"),
        "{}",
        done.out
    );
    assert_in_order(
        &done.out,
        &[
            "alerts\n======",
            "449 records",
            "LEVEL",
            "high",
            "USER",
            "petra.holm@contoso.example.com",
            "DAY (UTC)",
            "2026-03-03",
            "#",
            "TACTIC",
            "credential-access",
            "Alerts\n------",
            "Passwords of many accounts refused from one address  [high]",
            "why     12 different UserId",
            "first   ",
            "AuditLog_sample.csv:105  20910c09-da7e-4d0b-9cbe-f08b2a452ea0",
            "Inbox rule sends mail outside the organisation  [high]",
            "Rules that can find nothing here",
            "no record here is of a kind",
            "trail365 rules coverage",
        ],
    );
    let too_long = done.out.lines().find(|line| line.chars().count() > 100 && !line.contains("first "));
    assert_eq!(too_long, None);
}

#[test]
fn alerts_are_rows_with_their_records() {
    let (folder, rules) = (Folder::new(), rules());
    let lake = lake_of(&folder, &lines());
    let detect = |args: &[&str]| {
        let done =
            run(&[&["detect", "--dry-run", "--lake", &lake, "--rules", &rules.path("")], args].concat());
        assert_eq!(done.err, "");
        (done.code, done.out)
    };
    let (code, out) = detect(&["--format", "jsonl"]);
    assert_eq!(code, 0);
    let alerts: Vec<serde_json::Value> =
        out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let titles: Vec<_> = alerts.iter().map(|alert| alert["title"].as_str().unwrap()).collect();
    assert!(titles.contains(&"Inbox rule made") && titles.contains(&"Rule without a name"), "{titles:?}");
    let many = alerts.iter().find(|alert| alert["title"] == "Many inbox rules made").unwrap();
    assert_eq!(many["rule_id"], "6f0c2b7e-0000-4000-8000-000000000002");
    assert_eq!((&many["level"], &many["count"]), (&"high".into(), &3.into()));
    assert_eq!(many["first_time"], "2026-03-02T10:00:01Z");
    assert_eq!(many["last_time"], "2026-03-02T10:00:03Z");
    assert_eq!(many["users"], serde_json::json!(["mia@contoso.example.com"]));
    assert_eq!(many["addresses"], serde_json::json!(["198.51.100.7"]));
    assert_eq!(many["techniques"], serde_json::json!([]));
    let members = many["members"].as_array().unwrap();
    assert_eq!(members.len(), 3);
    assert_eq!(members[1]["id"], "00000000-0000-4000-8000-000000000002");
    assert_eq!(members[1]["line"], 2);
    assert!(members[1]["source"].as_str().unwrap().ends_with("records.jsonl"), "{}", members[1]);

    let count = |args: &[&str]| detect(&[args, &["--format", "jsonl"]].concat()).1.lines().count();
    assert_eq!(count(&["--level", "high"]), 1);
    assert_eq!(count(&["--level", "critical"]), 0);
    assert_eq!(count(&["--user", "NOAH@*"]), 1);
    assert_eq!(count(&["--since", "2026-03-03"]), 0);
    assert_eq!(detect(&["--fail-on", "high"]).0, 1);
    let kept = || run(&["detect", "--lake", &lake, "--rules", &rules.path("")]).err;
    assert_eq!([kept(), kept()], [4, 0].map(|new| format!("4 alerts kept in the lake, {new} of them new\n")));
    assert_eq!(detect(&["--fail-on", "critical"]).0, 0);
    let (code, out) = detect(&["--level", "critical"]);
    assert!(code == 0 && out.starts_with("0 of "), "{out}");
}

#[test]
fn text_of_a_record_does_not_act_on_the_terminal() {
    let (folder, rules) = (Folder::new(), rules());
    let hostile = "\u{1b}]0;owned\u{7}\u{1b}[2J\nmia\u{202e}@contoso.example.com";
    let lake = lake_of(&folder, &record(1, hostile, "=cmd\n\u{1b}[31m"));
    let table = run(&["detect", "--lake", &lake, "--rules", &rules.path("")]).out;
    assert!(table.contains("\\nmia\\u{202e}@contos…"), "{table}");
    let acts = |c: char| c != '\n' && (c.is_control() || c == '\u{202e}');
    assert!(!table.contains(acts), "{table:?}");
}

#[test]
fn nothing_to_find_and_nothing_to_ask_are_said() {
    let (folder, rules) = (Folder::new(), rules());
    let lake = lake_of(&folder, &record(1, "mia@contoso.example.com", "a").replace("New-InboxRule", "Send"));
    let done = run(&["detect", "--lake", &lake, "--rules", &rules.path(""), "--fail-on", "informational"]);
    assert_eq!(done.code, 0, "{}", done.err);
    assert_in_order(
        &done.out,
        &["0 alerts", "1 record, 3 rules asked", "Rules that can find nothing here", "Inbox rule made"],
    );
    assert!(!done.out.contains("Alerts\n"), "{}", done.out);

    let empty = Folder::new();
    let done = run(&["detect", "--lake", &lake, "--rules", &empty.path("")]);
    assert_eq!(done.code, 2);
    assert!(done.err.contains("error: there is no rule to ask: name files or folders"), "{}", done.err);

    // A rule that is refused stops no other; the exit code says that one did not look.
    rules.file("broken.yml", "title: Broken\n");
    let done = run(&["detect", "--lake", &lake, "--rules", &rules.path("")]);
    assert_eq!(done.code, 2);
    assert!(done.out.contains("1 record, 3 rules asked"), "{}", done.out);
    assert!(
        done.err.starts_with("refused: ") && done.err.contains("broken.yml:1: document 1: "),
        "{}",
        done.err
    );

    let missing = run(&["detect", "--lake", &folder.path("none"), "--rules", &rules.path("made.yml")]);
    assert!(missing.code == 2 && missing.err.contains("trail365 import --lake"), "{}", missing.err);
}

#[test]
fn alerts_are_documents_of_ocsf() {
    let (folder, rules) = (Folder::new(), rules());
    let hostile = "\u{1b}]0;owned\u{7}\nmia\u{202e}@contoso.example.com";
    let lake = lake_of(&folder, &[lines(), record(5, hostile, "d")].join("\n"));
    let ocsf = |args: &[&str]| -> Vec<serde_json::Value> {
        let done = run(&[args, &["--lake", &lake, "--format", "ocsf"]].concat());
        assert_eq!((done.code, done.out.contains(['\u{1b}', '\u{202e}'])), (0, false), "{}", done.err);
        done.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    let found = ocsf(&["detect", "--rules", &rules.path("")]);
    assert_eq!(found.len(), 5);
    let many = found.iter().find(|finding| finding["message"] == "Many inbox rules made").unwrap();
    assert_eq!((&many["class_uid"], &many["type_uid"]), (&2004.into(), &200_401.into()));
    assert_eq!(
        (&many["severity"], &many["status"], &many["count"]),
        (&"High".into(), &"Unknown".into(), &3.into())
    );
    assert_eq!(many["unmapped"]["members"][1]["line"], 2);
    assert!(
        found.iter().any(|finding| finding["evidences"][0]["actor"]["user"]["name"] == hostile),
        "{found:?}"
    );

    let key = many["finding_info"]["uid"].as_str().unwrap();
    let noted = ["alerts", "note", key, "--status", "benign", "--note", "a test", "--lake", &lake];
    assert_eq!(run(&noted).code, 0);
    let kept = ocsf(&["alerts"]);
    assert_eq!(kept.len(), 5);
    let same = kept.iter().find(|finding| finding["finding_info"]["uid"] == key).unwrap();
    assert_eq!((&same["status"], &same["activity_name"]), (&"Suppressed".into(), &"Close".into()));
    assert_eq!((&same["comment"], &same["evidences"]), (&"a test".into(), &many["evidences"]));
    assert!(same["finding_info"]["created_time"].is_i64(), "{same}");
    assert_eq!(ocsf(&["alerts", "--status", "open"]).len(), 4);

    let file = folder.path("findings.jsonl");
    let done = run(&["alerts", "--lake", &lake, "--format", "ocsf", "--output", &file]);
    assert_eq!((done.code, done.out.as_str()), (0, ""));
    assert!(done.err.starts_with("5 lines, written to "), "{}", done.err);
    assert_eq!(std::fs::read_to_string(&file).unwrap().lines().count(), 5);
}

#[test]
fn other_commands_know_no_ocsf() {
    for command in [&["query", "select 1"][..], &["rules", "list"], &["alerts", "show", "3f2a"], &["search"]]
    {
        let done = run(&[command, &["--format", "ocsf"]].concat());
        assert!(done.code == 2 && done.err.contains("invalid value 'ocsf'"), "{}", done.err);
        assert!(!done.err.contains("jsonl, parquet, ocsf"), "{}", done.err);
    }
}
