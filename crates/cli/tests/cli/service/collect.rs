//! `trail365 collect`.

use super::Service;

#[test]
fn what_is_there_is_collected_once() {
    let service = Service::new();
    let lake = service.folder.path("lake");
    service.change("[[tenants]]", &format!("lake = {lake:?}\n[[tenants]]"));
    for _ in 0..2 {
        let run = service.run(&["collect", "--once"]);
        assert_eq!(run.code, 0, "{}{}", run.out, run.err);
        assert!(run.out.contains("Audit.Exchange") && run.out.contains("Audit.General"), "{}", run.out);
    }
    let count = service.run(&[
        "query",
        "--lake",
        &lake,
        "--format",
        "csv",
        "select count(*), count(distinct id) from activity",
    ]);
    let counts: Vec<_> = count.out.lines().nth(1).unwrap_or_default().split(',').collect();
    assert!(counts.len() == 2 && counts[0] == counts[1] && counts[0] != "0", "{}{}", count.out, count.err);
    assert_eq!(service.run(&["lake", "--lake", &lake, "verify"]).code, 0);
}

#[test]
fn the_command_line_names_another_lake_than_the_configuration() {
    let service = Service::new();
    let (configured, named) = (service.folder.path("configured"), service.folder.path("named"));
    service.change("[[tenants]]", &format!("lake = {configured:?}\n[[tenants]]"));
    let check = service.printed(&["config", "check", "--lake", &named]);
    assert!(check.contains(&named) && !check.contains(&configured), "{check}");
    for args in [["collect", "--once", "--lake", &named], ["--lake", &named, "collect", "--once"]] {
        let run = service.run(&args);
        assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    }
    let doctor = service.printed(&["--lake", &named, "doctor"]);
    assert!(doctor.contains(&named), "{doctor}");
    assert!(std::path::Path::new(&named).exists() && !std::path::Path::new(&configured).exists());
}

#[test]
fn a_wrong_secret_ends_it_with_its_remedy() {
    let service = Service::new();
    let lake = service.folder.path("lake");
    service.change("[[tenants]]", &format!("lake = {lake:?}\n[[tenants]]"));
    let run = service.run_with("wrong", &["collect", "--once"]);
    assert_eq!(run.code, 4, "{}{}", run.out, run.err);
    assert!(run.out.contains("stopped: "), "{}", run.out);
    assert_eq!(run.err.matches("\nhelp: ").count(), 1, "once for all content types: {}", run.err);
}

#[test]
fn without_a_terminal_it_logs_objects_a_line() {
    let service = Service::new();
    let lake = service.folder.path("lake");
    service.change("[[tenants]]", &format!("lake = {lake:?}\n[[tenants]]"));
    let run = service.run(&["collect", "--once"]);
    let events: Vec<serde_json::Value> =
        run.err.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let records: u64 = events.iter().filter_map(|e| e["records"].as_u64()).sum();
    assert_eq!(events[0]["message"], "collecting", "{}", run.err);
    assert!(events.iter().any(|e| e["message"] == "committed") && records > 0, "{}", run.err);
    assert!(events.iter().all(|e| e["level"] == "INFO"), "{}", run.err);
    let more = service.run(&["collect", "--once", "--verbose"]);
    assert!(more.err.contains("\"request\"") && more.err.contains("\"DEBUG\""), "{}", more.err);
    let events = more.err.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let took: Vec<_> = events.filter(|e| e["message"] == "request").map(|e| e["took_ms"].clone()).collect();
    assert!(!took.is_empty() && took.iter().all(serde_json::Value::is_u64), "{took:?}");
}

#[test]
fn what_became_available_before_since_is_left_out() {
    let service = Service::new();
    let lake = service.folder.path("lake");
    service.change("[[tenants]]", &format!("lake = {lake:?}\n[[tenants]]"));
    assert_eq!(service.run(&["collect", "--once", "--since", "6h"]).code, 0);
    let rows = service.rows(&["query", "--lake", &lake, "select min(content_created) as first from ledger"]);
    let first: chrono::DateTime<chrono::Utc> = rows[0]["first"].as_str().unwrap().parse().unwrap();
    let age = chrono::Utc::now() - first;
    assert!(age < chrono::TimeDelta::hours(7), "{age}");
    assert_eq!(service.run(&["collect", "--once", "--since", "lately"]).code, 2);
    let to_come = service.run(&["collect", "--once", "--since", "2999-01-01"]);
    assert!(to_come.code == 2 && to_come.err.contains("give a time that is past"), "{}", to_come.err);
    service.change("name = \"t0\"", "name = \"t0\"\nsince = \"2999-01-01\"");
    for args in [&["collect", "--once"], &["config", "check"]] {
        let to_come = service.run(args);
        assert!(to_come.code == 3 && to_come.err.contains("in the future"), "{}", to_come.err);
    }
}

#[test]
fn the_configurations_lake_counts_before_the_environments() {
    let service = Service::new();
    let [file, environment] = ["file", "environment"].map(|name| service.folder.path(name));
    let is_there = |lake: &str| std::path::Path::new(lake).join("activity").exists();
    let uses = |lake: &str| {
        for args in [&["doctor"][..], &["config", "check"]] {
            let told = service.run_at(&environment, args);
            assert!(told.code == 0 && told.out.contains(lake), "{args:?}: {}{}", told.out, told.err);
        }
        assert_eq!(service.run_at(&environment, &["collect", "--once", "--since", "1h"]).code, 0);
        let status = service.run_at(&environment, &["status", "--format", "jsonl"]);
        let has_marks = status.out.lines().all(|line| line.contains("\"t0\"") && line.contains("\"mark\""));
        assert!(status.out.lines().count() == 2 && has_marks, "{}{}", status.out, status.err);
    };
    uses(&environment);
    assert!(is_there(&environment) && !is_there(&service.folder.path("trail365-lake")));

    std::fs::remove_dir_all(&environment).unwrap();
    service.change("[[tenants]]", &format!("lake = {file:?}\n[[tenants]]"));
    uses(&file);
    assert!(is_there(&file) && !is_there(&environment));
    assert!(service.run_at(&environment, &["gaps"]).out.contains("t0"));
}

#[test]
fn a_lake_that_cannot_be_is_told_with_its_remedy() {
    let service = Service::new();
    service.change("[[tenants]]", "lake = \"/sys/lake\"\n[[tenants]]");
    let run = service.run(&["collect", "--once"]);
    assert!(run.code == 9 && run.err.contains("help: "), "{}: {}", run.code, run.err);
}

#[test]
fn status_and_gaps_know_the_configured_tenants_by_name() {
    let service = Service::new();
    let lake = service.folder.path("lake");
    service.change("[[tenants]]", &format!("lake = {lake:?}\n[[tenants]]"));
    service.change("name = \"t0\"", "name = \"t'0\"");
    assert_eq!(service.run(&["collect", "--once"]).code, 0);
    // A content type that nothing was collected of yet.
    service.change("\"Audit.General\"]", "\"Audit.General\", \"Audit.SharePoint\"]");
    let rows = service.rows(&["status"]);
    let known: Vec<_> = rows.iter().map(|r| (r["tenant"].as_str(), r["mark"].is_string())).collect();
    assert_eq!(known, [(Some("t'0"), true), (Some("t'0"), true), (Some("t'0"), false)]);
    let states: Vec<_> = service.rows(&["gaps"]).iter().map(|row| row["state"].to_string()).collect();
    let all = ["\"covered\"", "\"pending\"", "\"covered\"", "\"pending\"", "\"expiring\"", "\"pending\""];
    assert_eq!(states, all);
}

#[test]
fn who_collects_once_does_not_wait_for_a_start_that_comes_too_soon() {
    let service = Service::new();
    let lake = service.folder.path("lake");
    service.change("[[tenants]]", &format!("lake = {lake:?}\n[[tenants]]"));
    for change in ["stop", "start", "stop"] {
        service.printed(&["subscriptions", change, "--type", "Audit.Exchange"]);
    }
    let run = service.run(&["collect", "--once"]);
    assert_eq!(run.code, 2, "{}{}", run.out, run.err);
    assert!(run.out.contains("tries again: ") && run.err.contains("AF429"), "{}{}", run.out, run.err);
    let general = service.rows(&["status", "--lake", &lake]);
    assert!(general.iter().any(|row| row["content_type"] == "Audit.General" && row["mark"].is_string()));
}
