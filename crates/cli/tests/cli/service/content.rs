//! `trail365 content` and `trail365 notifications`.

use super::Service;

#[test]
fn content_is_listed_as_a_table_and_for_programs() {
    let service = Service::new();
    let table = service.printed(&["content", "list", "--type", "Audit.Exchange", "--since", "3h"]);
    let title: Vec<_> = table.lines().next().unwrap().split_whitespace().collect();
    assert_eq!(title, ["tenant", "content_type", "created", "expiration", "content_id"]);
    let short = service.rows(&["content", "list", "--type", "Audit.Exchange", "--since", "3h"]).len();
    let long = service.rows(&["content", "list", "--type", "Audit.Exchange", "--since", "30h"]).len();
    assert!(short > 0 && long > short, "{short} {long}");
    let both = service.rows(&["content", "list", "--since", "3h"]);
    assert!(both.iter().any(|row| row["content_type"] == "Audit.General"));
    assert!(
        both.iter().all(|row| row["content_uri"].as_str().unwrap().starts_with(service.sandbox.origin()))
    );
}

#[test]
fn an_age_counts_by_the_services_clock_and_reaches_seven_days_back() {
    for days in [-2, 0, 2] {
        let start = (chrono::Utc::now() + chrono::TimeDelta::days(days)).format("%Y-%m-%dT%H:%M:%S");
        let plan = super::PLAN.replace("48", "240");
        let service = Service::of(&format!("[clock]\nstart = \"{start}\"\n{plan}"));
        let count = |since: &str| {
            service.rows(&["content", "list", "--type", "Audit.Exchange", "--since", since]).len()
        };
        let counts = ["3h", "6d", "7d"].map(count);
        assert!(0 < counts[0] && counts[0] < counts[1] && counts[1] < counts[2], "{days}: {counts:?}");
    }
}

#[test]
fn what_begins_in_the_future_or_ends_before_it_begins_is_told_so() {
    let service = Service::new();
    let listed = |args: &[&str]| {
        let run = service.run(&[&["content", "list"], args].concat());
        assert_eq!(run.code, 2, "{}", run.err);
        run.err
    };
    let to_come = listed(&["--since", "2999-01-01"]);
    assert!(to_come.contains("in the future") && to_come.contains("help: give a time that is past"));
    let backwards = listed(&["--since", "1h", "--until", "2h"]);
    assert!(backwards.contains("there is no time") && backwards.contains("help: let --since be"));
}

#[test]
fn a_blob_is_fetched_by_its_id_and_by_its_address() {
    let service = Service::new();
    let row = &service.rows(&["content", "list", "--type", "Audit.Exchange"])[0];
    let by_uri = service.printed(&["content", "fetch", row["content_uri"].as_str().unwrap()]);
    let records: Vec<serde_json::Value> = serde_json::from_str(&by_uri).unwrap();
    assert!(records.iter().all(|record| record["Id"].is_string()) && !records.is_empty());
    let file = service.folder.path("blob.json");
    let id = row["content_id"].as_str().unwrap();
    assert_eq!(service.printed(&["content", "fetch", id, "--output", &file]), "");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), by_uri);
    let there = service.run(&["content", "fetch", id, "--output", &file]);
    assert_eq!(there.code, 2);
    assert!(there.err.contains("--force"), "{}", there.err);
}

#[test]
fn an_address_elsewhere_is_not_followed() {
    let service = Service::new();
    let foreign = service.run(&["content", "fetch", "http://127.0.0.1:1/api/v1.0/x"]);
    assert_eq!(foreign.code, 2);
    assert!(foreign.err.contains("leads to another place"), "{}", foreign.err);
}

#[test]
fn a_broken_blob_leaves_no_file() {
    let service = Service::of(&format!("{}\n[faults]\ncut_body = 1.0\ntries = 100\n", super::PLAN));
    let row = &service.rows(&["content", "list", "--type", "Audit.Exchange"])[0];
    let file = service.folder.path("blob.json");
    let cut = service.run(&["content", "fetch", row["content_id"].as_str().unwrap(), "--output", &file]);
    assert_eq!(cut.code, 7, "{}", cut.err);
    assert!(!std::path::Path::new(&file).exists());
}

#[test]
fn a_tenant_that_fails_stops_no_other() {
    let service = Service::of(
        "[[tenants]]\nauditing = false\n[[tenants]]\nsubscribed = [\"Audit.Exchange\", \"Audit.General\"]\nsubscribed_hours = 48\n",
    );
    let listed = service.run(&["content", "list", "--format", "jsonl"]);
    assert_eq!(listed.code, 6, "{}", listed.err);
    assert!(listed.err.starts_with("error: tenant t0: "), "{}", listed.err);
    assert!(listed.out.lines().count() > 0 && listed.out.lines().all(|line| line.contains("\"t1\"")));
}

#[test]
fn a_content_type_that_fails_hides_no_other() {
    let plan = "[[tenants]]\nusers = 5\nsubscribed = [\"Audit.Exchange\"]\nsubscribed_hours = 48\n";
    let disabled = "disabled = { \"Audit.SharePoint\" = \"tenant_admin\" }\n";
    let service = Service::of(&format!("{plan}{disabled}"));
    let types = ["--type", "Audit.General", "--type", "Audit.SharePoint", "--type", "Audit.Exchange"];
    let listed = service.run(&[&["content", "list", "--format", "jsonl"][..], &types].concat());
    assert_eq!(listed.code, 6, "{}", listed.err);
    assert!(listed.out.lines().count() > 0 && listed.out.lines().all(|line| line.contains("Audit.Exchange")));
    let each =
        ["Audit.General", "AF20022", "help: start the", "Audit.SharePoint", "AF20023", "help: start the"];
    crate::program::assert_in_order(&listed.err, &each);
    let told = service.run(&[&["notifications"][..], &types].concat());
    assert_eq!(told.code, 6, "{}", told.err);
    assert!(told.out.starts_with("tenant"), "{}", told.out);
    crate::program::assert_in_order(&told.err, &each);
}

#[test]
fn notifications_are_listed() {
    let service = Service::new();
    let run = service.run(&["notifications", "--since", "1h", "--format", "json"]);
    assert_eq!((run.code, run.json()), (0, serde_json::json!([])), "{}", run.err);
}
