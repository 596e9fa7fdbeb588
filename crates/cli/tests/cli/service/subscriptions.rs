//! `trail365 subscriptions` and `trail365 names`.

use super::Service;
use crate::program::assert_in_order;

#[test]
fn subscriptions_are_listed_of_all_tenants() {
    let service = Service::of(
        "[[tenants]]\nsubscribed = [\"Audit.Exchange\"]\n[[tenants]]\nsubscribed = [\"DLP.All\"]\n",
    );
    let rows = service.rows(&["subscriptions", "list"]);
    let shown: Vec<_> = rows
        .iter()
        .map(|row| (row["tenant"].as_str().unwrap(), row["content_type"].as_str().unwrap()))
        .collect();
    assert_eq!(shown, [("t0", "Audit.Exchange"), ("t1", "DLP.All")]);
    assert_eq!(rows[0]["status"], "enabled");
    assert_eq!(service.rows(&["subscriptions", "list", "--tenant", "t1"]).len(), 1);
}

#[test]
fn subscriptions_are_started_and_stopped() {
    let service = Service::of("[service]\nrestart_minutes = 0\n[[tenants]]\n");
    assert!(service.rows(&["subscriptions", "list"]).is_empty());
    let started = service.run(&["subscriptions", "start"]);
    assert_eq!(started.code, 0, "{}", started.err);
    assert_in_order(&started.err, &["Audit.Exchange started", "Audit.General started"]);
    assert_eq!(service.rows(&["subscriptions", "list"]).len(), 2);
    let again = service.run(&["subscriptions", "start", "--type", "audit.general"]);
    assert_eq!((again.code, again.err.as_str()), (0, "Audit.General was already started\n"));
    let stopped = service.run(&["subscriptions", "stop", "--type", "Audit.General"]);
    assert_eq!((stopped.code, stopped.err.as_str()), (0, "Audit.General stopped\n"));
    let rows = service.rows(&["subscriptions", "list"]);
    let states: Vec<_> = rows.iter().map(|row| row["status"].as_str().unwrap()).collect();
    assert_eq!(states, ["enabled", "disabled"], "{rows:?}");
    assert_eq!(service.run(&["subscriptions", "stop"]).code, 2, "it has to be said what is stopped");
}

#[test]
fn a_start_that_is_refused_is_told_and_stops_no_other() {
    let service = Service::of("[[tenants]]\n");
    assert_eq!(service.run(&["subscriptions", "start", "--type", "Audit.Exchange"]).code, 0);
    assert_eq!(service.run(&["subscriptions", "stop", "--type", "Audit.Exchange"]).code, 0);
    let too_soon = service.run(&["subscriptions", "start"]);
    assert_eq!(too_soon.code, 2, "{}", too_soon.err);
    let told = ["Audit.General started", "Audit.Exchange: answered 4", "AF429", "help: wait: ", "15 minutes"];
    assert_in_order(&too_soon.err, &told);
    let types = ["--type", "DLP.All", "--type", "Audit.General"];
    let stopped = service.run(&[&["subscriptions", "stop"][..], &types].concat());
    let told = "DLP.All was not started: there is nothing to stop\nAudit.General stopped\n";
    assert_eq!((stopped.code, stopped.err.as_str()), (0, told));
}

#[test]
fn a_webhook_that_can_be_none_is_refused_before_anything_is_sent() {
    let service = Service::of("[[tenants]]\n");
    for address in ["nonsense", "http://audit.example.com/x", "https://"] {
        let args = ["subscriptions", "start", "--webhook", address];
        let refused = service.run_with("wrong~secret", &args);
        assert_eq!(refused.code, 2, "{}", refused.err);
        assert_in_order(&refused.err, &["cannot use the address of --webhook: ", "help: give the address"]);
    }
    let args = ["subscriptions", "start", "--webhook", "https://user:hunter2@audit.example.com/x"];
    let refused = service.run_with("wrong~secret", &args);
    assert!(refused.code == 2 && !refused.err.contains("hunter2"), "{}", refused.err);
}

#[test]
fn a_webhook_that_does_not_answer_is_refused() {
    let service = Service::of("[[tenants]]\n");
    let args = ["subscriptions", "start", "--type", "Audit.Exchange", "--webhook", "https://127.0.0.1:1/"];
    let refused = service.run(&args);
    assert_eq!(refused.code, 3, "{}", refused.err);
    assert_in_order(&refused.err, &["AF20021", "help: "]);
    let unset = service.run(&[&args[..], &["--webhook-auth-env", "NOT_SET_ANYWHERE"]].concat());
    assert_eq!(unset.code, 3, "{}", unset.err);
}

#[test]
fn one_of_several_tenants_has_to_be_named_for_a_change() {
    let service = Service::of("[[tenants]]\n[[tenants]]\n");
    let unnamed = service.run(&["subscriptions", "start"]);
    assert_eq!(unnamed.code, 3);
    assert!(unnamed.err.contains("--tenant: t0, t1"), "{}", unnamed.err);
    let unknown = service.run(&["subscriptions", "list", "--tenant", "t9"]);
    assert_eq!(unknown.code, 3);
    assert!(unknown.err.contains("no tenant t9; it has t0, t1"), "{}", unknown.err);
}

#[test]
fn names_of_sensitive_types_are_listed() {
    let service = Service::of("[[tenants]]\n");
    let run = service.run(&["names", "--format", "jsonl"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let row: serde_json::Value = serde_json::from_str(run.out.lines().next().unwrap()).unwrap();
    assert!(row["id"].is_string() && row["name"].is_string(), "{row}");
    let refused = service.run(&["names", "--language", "not a language"]);
    assert_eq!(refused.code, 2, "{}", refused.err);
    assert!(refused.err.contains("AF20054"), "{}", refused.err);
}
