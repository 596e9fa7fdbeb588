//! Each cause that has a remedy has an exit code.

use super::Service;

fn check(service: &Service, secret: Option<&str>, args: &[&str], code: i32, says: &str) {
    let run = service.run_with(secret.unwrap_or(trail365_sandbox::AppPlan::SECRET), args);
    assert_eq!(run.code, code, "{args:?}: {}", run.err);
    assert!(run.err.contains(says) && run.err.contains("\nhelp: "), "{args:?}: {}", run.err);
}

const LIST: [&str; 2] = ["subscriptions", "list"];
const COLLECT: [&str; 2] = ["collect", "--once"];

/// What ends a call ends the collector, with the same code; its lake is in the folder.
fn check_both(service: &Service, secret: Option<&str>, code: i32, says: &str) {
    let lake = service.folder.path("lake");
    service.change("[[tenants]]", &format!("lake = {lake:?}\n[[tenants]]"));
    check(service, secret, &LIST, code, says);
    check(service, secret, &COLLECT, code, says);
}

#[test]
fn a_configuration_that_cannot_be_used_is_3() {
    let service = Service::new();
    service.change("tenant_id", "tenant");
    check(&service, None, &LIST, 3, "did you mean tenant_id?");
    check(&service, None, &COLLECT, 3, "did you mean tenant_id?");
    std::fs::remove_file(service.folder.path("trail365.toml")).unwrap();
    for args in [&LIST[..], &["config", "check"]] {
        check(&service, None, args, 3, "trail365.toml: cannot be read");
        check(&service, None, args, 3, "\nhelp: `trail365 config example > trail365.toml` creates one");
    }
}

#[test]
fn a_lake_that_is_no_location_is_3() {
    let service = Service::new();
    service.change("[[tenants]]", "lake = \"ftp://x\"\n[[tenants]]");
    check(&service, None, &COLLECT, 3, "trail365.toml:1: lake: cannot use `ftp://x` as a lake: ");
    check(&service, None, &["config", "check"], 3, "begins with s3://");
    service.change("lake = \"ftp://x\"\n", "");
    let run = service.run_at("ftp://x", &["config", "check"]);
    assert!(run.code == 3 && run.err.contains("TRAIL365_LAKE: cannot use"), "{}", run.err);
}

#[test]
fn a_lake_that_cannot_be_had_is_9() {
    let service = Service::new();
    let file = service.folder.file("file", "");
    let taken = service.folder.path("taken");
    std::fs::create_dir_all(format!("{taken}/activity/something")).unwrap();
    let check = |lake: &str, remedy: &str| {
        for args in [&COLLECT[..], &["import", "--lake", lake, &service.folder.file("a.json", "[]")]] {
            let run = service.run_at(lake, args);
            assert_eq!(run.code, 9, "{args:?}: {}", run.err);
            assert!(run.err.contains(&format!("\nhelp: {remedy}")), "{args:?}: {}", run.err);
        }
        let doctor = service.run_at(lake, &["doctor"]);
        assert!(doctor.code == 9 && doctor.out.contains(remedy), "{}", doctor.out);
    };
    check(&file, "a lake is a folder, and something else has its name");
    check(&format!("{file}/lake"), "a lake is a folder, and something else has its name");
    check(&taken, "name another place for the lake");
    #[cfg(target_os = "linux")]
    check("/proc/lake", "check that the place of the lake exists");
}

#[cfg(feature = "s3")]
#[test]
fn credentials_of_object_storage_that_are_not_there_are_told() {
    let service = Service::new();
    let mut command = crate::program::command(&["query", "--lake", "s3://bucket/lake", "select 1"]);
    let kept = std::env::vars_os().filter(|(name, _)| !name.to_string_lossy().starts_with("AWS_"));
    // Nobody has port 1: what a machine's own identity would be asked at.
    command.env_clear().envs(kept).env("AWS_METADATA_ENDPOINT", "http://127.0.0.1:1");
    let run = service.run_as(trail365_sandbox::AppPlan::SECRET, command, &["query"]);
    assert!(run.code == 9 && run.err.contains("\nhelp: ") && run.err.contains("AWS_*"), "{}", run.err);
}

#[test]
fn a_sign_in_that_is_refused_is_4() {
    check_both(&Service::new(), Some("wrong~secret"), 4, "AADSTS7000215");
    let service = Service::new();
    service.change(trail365_sandbox::AppPlan::ID, "99999999-9999-4999-8999-999999999999");
    check(&service, None, &LIST, 4, "AADSTS700016");
}

#[test]
fn a_permission_that_is_missing_is_5() {
    let service =
        Service::of(&format!("{}[[tenants.apps]]\nsecret = \"sandbox~secret\"\nroles = []\n", super::PLAN));
    check_both(&service, None, 5, "AF10001");
}

#[test]
fn the_tenants_state_is_6() {
    check_both(&Service::of("[[tenants]]\nauditing = false\n"), None, 6, "AF20011");
    check(&Service::of("[[tenants]]\nmisconfigured = true\n"), None, &LIST, 6, "AF20012");
    check(&Service::of("[[tenants]]\n"), None, &["content", "list"], 6, "AF20022");
    let disabled =
        Service::of(&format!("{}disabled = {{ \"Audit.Exchange\" = \"tenant_admin\" }}\n", super::PLAN));
    check(&disabled, None, &["content", "list"], 6, "AF20023");
}

#[test]
fn the_network_is_7() {
    let service = Service::new();
    let origin = service.sandbox.origin().to_owned();
    // No program has port 1, so no other test can come to have it.
    service.change(&origin, "http://127.0.0.1:1");
    check_both(&service, None, 7, "");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_8_and_a_place_that_cannot_be_written_9() {
    let service = Service::new();
    let row = &service.rows(&["content", "list", "--type", "Audit.Exchange"])[0];
    let id = row["content_id"].as_str().unwrap();
    check(&service, None, &["content", "fetch", id, "--output", "/dev/full", "--force"], 8, "no space");
    check(&service, None, &["content", "fetch", id, "--output", "/sys/blob.json"], 9, "");
}
