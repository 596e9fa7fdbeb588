//! `trail365 rules`.

use super::{cases, record, rules};
use crate::folder::Folder;
use crate::program::{assert_in_order, run};

#[test]
fn rules_that_ship_are_listed_and_narrowed() {
    let all = run(&["rules", "list", "--format", "jsonl"]);
    assert_eq!((all.code, all.err.as_str()), (0, ""));
    let rules: Vec<serde_json::Value> =
        all.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(rules.len() > 250, "{}", rules.len());
    for key in ["id", "level", "title", "kind", "behaviour", "tactics", "techniques", "file"] {
        assert!(!rules[0][key].is_null(), "{key}: {}", rules[0]);
    }
    assert_eq!(rules[0]["level"], "critical");
    let kinds = |kind: &str| rules.iter().filter(|rule| rule["kind"] == kind).count();
    assert!(kinds("rule") > 100 && kinds("correlation") > 20 && kinds("query") > 0);
    // Also one that waits for a list.
    let waits = |rule: &&serde_json::Value| rule["waits_for"].as_str().is_some_and(|list| list.contains('%'));
    assert!(rules.iter().any(|rule| waits(&rule)));
}

#[test]
fn own_rules_are_listed_and_shown() {
    let folder = rules();
    let path = folder.path("");
    let list = |args: &[&str]| run(&[&["rules", "list", "--rules", &path], args].concat()).out;
    assert_in_order(
        &list(&[]),
        &["level", "high", "Many inbox rules made", "medium", "low", "Rule without a name"],
    );
    assert_in_order(&list(&["--level", "high", "--format", "csv"]), &["correlation", "count.yml"]);
    assert_eq!(list(&["--tactic", "Persistence", "--format", "jsonl"]).lines().count(), 1);
    assert_eq!(list(&["INBOX", "made", "--format", "jsonl"]).lines().count(), 2);

    let show = |args: &[&str]| run(&[&["rules", "show", "--rules", &path], args].concat());
    for name in ["rule_made", "Inbox rule MADE", "6f0c2b7e-0000-4000-8000-000000000001", "made", "made.yml"] {
        let shown = show(&[name]).out;
        assert_in_order(
            &shown,
            &[
                "Inbox rule made\n====",
                "Level   medium",
                "persistence, T1137.005",
                "A person made an inbox rule.",
                "What else looks like it",
                "Newsletters",
                "https://example.com/rules",
                "As it is written",
                "\n    selection: {Operation: New-InboxRule}\n",
            ],
        );
    }
    let sql = show(&["made", "--sql"]).out;
    assert!(sql.contains("any_like(operation, 'New-InboxRule')"), "{sql}");
    assert_in_order(
        &show(&["count", "--sql"]).out,
        &["matches of", "Inbox rule made", "agree in UserId", "within 1h", "number of matches >= 3"],
    );
    assert!(show(&["nameless", "--sql"]).out.contains("\nSELECT user_id AS finding"));

    let unknown = show(&["rule_maed"]);
    assert_eq!(unknown.code, 2);
    assert_in_order(&unknown.err, &["no rule is called rule_maed; near names:", "made  Inbox rule made"]);
    let unknown = show(&["zzzz"]);
    assert!(
        unknown.code == 2 && unknown.err.contains("trail365 rules list names them all"),
        "{}",
        unknown.err
    );
}

#[test]
fn a_shipped_rule_is_shown_with_its_filters() {
    let shown = run(&["rules", "show", "inbox-rules/inbox-rule-forwards-outside.yml"]);
    assert_eq!((shown.code, shown.err.as_str()), (0, ""));
    assert_in_order(
        &shown.out,
        &["ATT&CK", "\nFilters ", "As it is written", "\nlogsource:\n    product: m365\n"],
    );
}

#[test]
fn a_list_of_ones_own_wakes_a_rule() {
    let folder = Folder::new();
    let rule = super::RULE.replace("{Operation: New-InboxRule}", "{'UserId|expand': '%admins%'}");
    folder.file("admins.yml", rule);
    let path = folder.path("");
    let check = |args: &[&str]| run(&[&["rules", "check", &path], args].concat());
    let asleep = check(&[]);
    assert!(
        asleep.code == 0 && asleep.out.contains("the list of values for %admins% is empty"),
        "{}",
        asleep.out
    );
    let lists = folder.file("lists.toml", "[admins]\nvalues = ['root@contoso.example.com']\n");
    assert_eq!(check(&["--lists", &lists]).out, "1 fine, 0 refused, 0 warnings, 0 waiting for a list\n");
    let broken = check(&["--lists", &folder.file("broken.toml", "[admins]\n")]);
    assert!(
        broken.code == 2 && broken.err.contains("broken.toml") && broken.err.contains("values"),
        "{}",
        broken.err
    );
    let missing = check(&["--lists", &folder.path("none.toml")]);
    assert!(missing.code == 2 && missing.err.contains("none.toml"), "{}", missing.err);
}

#[test]
fn a_rule_that_a_correlation_silences_is_warned_of() {
    let folder = Folder::new();
    let rule = super::RULE.lines().filter(|line| !line.starts_with("level:")).collect::<Vec<_>>().join("\n");
    let correlation =
        "title: Many\ncorrelation: {type: event_count, rules: [rule_made], timespan: 1h, condition: {gte: 3}";
    for (level, generate, warnings) in [("high", "}", 1), ("high", ", generate: true}", 0), ("low", "}", 0)] {
        folder.file("made.yml", format!("{rule}\nlevel: {level}\n"));
        folder.file("many.yml", format!("{correlation}{generate}\n"));
        let done = run(&["rules", "check", &folder.path("")]);
        assert_eq!(done.code, 0, "{}", done.out);
        let found = done.out.matches("a correlation takes its matches").count();
        assert_eq!(found, warnings, "{level} {generate}: {}", done.out);
    }
}

#[test]
fn sound_rules_are_fine() {
    let folder = rules();
    let done = run(&["rules", "check", &folder.path("")]);
    assert_eq!((done.code, done.out.as_str()), (0, "3 fine, 0 refused, 0 warnings, 0 waiting for a list\n"));
    // A query can be named by itself, and is not read as Sigma.
    let done = run(&["rules", "check", &folder.path("nameless.sql")]);
    assert_eq!((done.code, done.out.as_str()), (0, "1 fine, 0 refused, 0 warnings, 0 waiting for a list\n"));
}

#[test]
fn cases_are_run() {
    let folder = rules();
    let path = folder.path("");
    let test = |args: &[&str]| {
        let done = run(&[&["rules", "test"], args].concat());
        (done.code, done.out + &done.err)
    };
    assert_eq!(test(&[&path]), (0, "2 cases in 1 file: all hold\n".to_owned()));
    assert_eq!(test(&[&folder.path("made.yml")]), (0, "2 cases in 1 file: all hold\n".to_owned()));
    folder.file("made.cases.json", cases(2));
    let (code, out) = test(&[&path]);
    assert_eq!(code, 1, "{out}");
    assert_in_order(
        &out,
        &["made.cases.json: a rule is made: expected 2 alerts, given 1\n", "2 cases in 1 file: 1 wrong"],
    );
    folder.file(
        "made.cases.json",
        cases(1).replace("000000000001\", \"name\": \"an", "00000000000f\", \"name\": \"an"),
    );
    let (code, out) = test(&[&path]);
    assert!(code == 1 && out.contains("another cmdlet: no rule here has the id "), "{out}");
    folder.file("made.cases.json", "{\"cases\": [");
    let (code, out) = test(&[&path]);
    assert!(code == 1 && out.contains("its cases cannot be read: EOF"), "{out}");
    let (code, out) = test(&[&Folder::new().path("")]);
    assert!(code == 2 && out.contains("there are no cases: write X.cases.json beside X.yml"), "{out}");
    // Without a path there has to be the folder `rules`, which the tests do not run beside.
    let (code, out) = test(&[]);
    assert!(code == 2 && out.contains("there is no folder rules here"), "{out}");
}

#[test]
fn coverage_says_what_can_be_found_and_why_not() {
    let folder = rules();
    let records = [record(1, "mia@contoso.example.com", "a")].join("\n");
    let lake = folder.path("lake");
    assert_eq!(run(&["import", "--lake", &lake, &folder.file("records.jsonl", records)]).code, 0);
    let blind = super::RULE
        .replace("000000000001", "00000000000a")
        .replace("rule_made", "set")
        .replace("New-", "Set-");
    folder.file("blind.yml", blind.replace("Inbox rule made", "Inbox rule changed"));
    let guess = super::RULE.replace("000000000001", "00000000000b").replace("rule_made", "guess");
    folder.file(
        "guess.yml",
        guess.replace("{Operation: New-InboxRule}", "{Operation: New-InboxRule, Colour: red}"),
    );
    let path = folder.path("");
    let coverage = |args: &[&str]| {
        let args = [&["rules", "coverage", "--lake", &lake, "--rules", &path], args].concat();
        let done = run(&args);
        assert_eq!((done.code, done.err.as_str()), (0, ""));
        done.out
    };
    assert_in_order(
        &coverage(&[]),
        &[
            "3 of 5 rules are ready, 1 partly, 1 blind",
            "TACTIC",
            "persistence      1       1      1",
            "Partly ready",
            "`Colour` is no field",
            "Blind",
            "Inbox rule changed",
            "no record here of Set-InboxRule",
        ],
    );
    let rows = coverage(&["--format", "jsonl"]);
    let row: serde_json::Value = serde_json::from_str(rows.lines().next().unwrap()).unwrap();
    assert_eq!((&row["readiness"], &row["records"]), (&"ready".into(), &1.into()));
}
