//! `trail365 doctor`.

use super::{PLAN, Service};
use crate::program::assert_in_order;

#[test]
fn all_is_well() {
    let service = Service::new();
    let text = service.printed(&["doctor"]);
    let steps = [
        "configuration",
        "temporary files",
        "lake",
        "t0 secrets",
        "t0 connection",
        "t0 sign-in",
        "t0 service",
        "t0 permission",
        "t0 auditing",
    ];
    assert_in_order(&text, &steps);
    assert_in_order(
        &text,
        &["t0 Audit.Exchange: ", "blobs in the last 24 hours", "t0 Audit.General", "t0 clock"],
    );
    assert!(text.lines().all(|line| line.starts_with("ok ")), "{text}");
}

/// The lines that are not well.
fn findings(service: &Service, secret: &str, code: i32) -> Vec<String> {
    let run = service.run_with(secret, &["doctor"]);
    assert_eq!((run.code, run.err.as_str()), (code, ""), "{}", run.out);
    run.out.lines().filter(|line| !line.starts_with("ok ")).map(str::to_owned).collect()
}

const SECRET: &str = trail365_sandbox::AppPlan::SECRET;

#[test]
fn each_step_that_fails_is_told_with_its_remedy() {
    let of = |lines: Vec<String>, parts: &[&str]| assert_in_order(&lines.join("\n"), parts);
    of(
        findings(&Service::new(), "wrong~secret", 4),
        &[
            "FAILED     t0 sign-in: ",
            "AADSTS7000215",
            "create a client secret",
            "not tried  t0 permission",
            "not tried  t0 auditing",
        ],
    );
    let roles = format!("{PLAN}[[tenants.apps]]\nsecret = \"{SECRET}\"\nroles = []\n");
    of(
        findings(&Service::of(&roles), SECRET, 5),
        &["FAILED     t0 permission: ", "ActivityFeed.Read", "not tried  t0 auditing"],
    );
    of(
        findings(&Service::of("[[tenants]]\nauditing = false\n"), SECRET, 6),
        &["FAILED     t0 auditing: ", "turn on auditing"],
    );
    let disabled = format!("{PLAN}disabled = {{ \"Audit.Exchange\" = \"tenant_admin\" }}\n");
    of(findings(&Service::of(&disabled), SECRET, 6), &["FAILED     t0 Audit.Exchange: ", "AF20023"]);
    of(
        findings(&Service::of("[[tenants]]\n"), SECRET, 0),
        &["warning    t0 Audit.Exchange: not subscribed; "],
    );
    let skewed = format!("{PLAN}[faults]\nclock_skew_seconds = 3600\n");
    of(findings(&Service::of(&skewed), SECRET, 0), &["warning    t0 clock: "]);
}

#[cfg(unix)]
#[test]
fn a_folder_for_temporary_files_that_is_not_there_is_told() {
    let service = Service::new();
    let mut command = crate::program::command(&["doctor"]);
    command.env("TMPDIR", service.folder.path("nowhere"));
    let run = service.run_as(SECRET, command, &["doctor"]);
    assert_eq!((run.code, run.err.as_str()), (9, ""), "{}", run.out);
    assert_in_order(&run.out, &["FAILED     temporary files: ", "nowhere", "; check that", "TMPDIR", "ok "]);
}

#[test]
fn an_answer_tells_how_far_a_call_came() {
    let lines = |faults: &str, code| {
        let plan = format!("{PLAN}[faults]\ntries = 100\nretry_after_seconds = 0\n{faults} = 1.0\n");
        let run = Service::of(&plan).run(&["doctor"]);
        assert_eq!((run.code, run.err.as_str()), (code, ""), "{}", run.out);
        run.out
    };
    let came = ["ok         t0 connection", "ok         t0 sign-in", "FAILED     t0 service: "];
    let not = ["not tried  t0 permission", "not tried  t0 auditing", "not tried  t0 subscriptions"];
    for (fault, says) in [("throttled", "AF429"), ("server_error", "answered 50")] {
        let text = lines(fault, 2);
        assert_in_order(&text, &[&came[..], &[says], &not[..]].concat());
    }
    let text = lines("sign_in_error", 2);
    let came = ["ok         t0 connection", "FAILED     t0 sign-in: ", "503", "not tried  t0 service"];
    assert_in_order(&text, &[&came[..], &not[..]].concat());
}

#[test]
fn it_goes_on_after_a_failure_and_ends_with_the_first() {
    let service = Service::of(&format!("[[tenants]]\nauditing = false\n{PLAN}"));
    let run = service.run(&["doctor"]);
    assert_eq!(run.code, 6);
    assert_in_order(
        &run.out,
        &["FAILED     t0 auditing", "ok         t1 auditing", "ok         t1 Audit.Exchange"],
    );
}

#[test]
fn a_configuration_that_cannot_be_used_ends_it() {
    let service = Service::new();
    service.change("tenant_id", "tenant");
    assert!(findings(&service, SECRET, 3)[0].starts_with("FAILED     configuration: "));
}

#[cfg(target_os = "linux")]
#[test]
fn a_lake_that_cannot_be_written_is_told() {
    let service = Service::new();
    let text = std::fs::read_to_string(service.folder.path("trail365.toml")).unwrap();
    service.configure(&format!("lake = \"/sys/trail365-lake\"\n{text}"));
    let lines = findings(&service, SECRET, 9);
    assert!(lines.len() == 1 && lines[0].starts_with("FAILED     lake: "), "{lines:?}");
}
