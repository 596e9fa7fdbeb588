//! Rules that ask where an address is.

use serde_json::json;

use crate::folder::Folder;
use crate::mmdb;
use crate::program::run;

const RULE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../rules/sign-in/impossible-travel.sql");

/// A sign-in at a minute of an hour.
fn sign_in(minute: u32, address: &str) -> String {
    format!(
        r#"{{"CreationTime":"2026-03-02T10:{minute:02}:00","Id":"00000000-0000-4000-8000-0000000000{minute:02}","Operation":"UserLoggedIn","RecordType":15,"Workload":"AzureActiveDirectory","UserType":0,"OrganizationId":"db5b5fab-8f4d-4e27-9da1-494c73cf256d","ResultStatus":"Success","UserId":"mia@contoso.example.com","ClientIP":"{address}","ErrorNumber":"0"}}"#
    )
}

fn lake_of(folder: &Folder) -> String {
    let lake = folder.path("lake");
    let lines = [sign_in(1, "198.51.100.7"), sign_in(31, "203.0.113.7:4711")].join("\n");
    assert_eq!(run(&["import", "--lake", &lake, &folder.file("records.jsonl", lines)]).code, 0);
    lake
}

#[test]
fn impossible_travel_is_found_with_a_city_database() {
    let folder = Folder::new();
    let lake = lake_of(&folder);
    let city = mmdb::city_file(&[
        ("198.51.100.0/24", "DE", 52.52, 13.405),
        ("203.0.113.0/24", "BR", -23.551, -46.633),
    ]);
    let city = folder.file("city.mmdb", city);
    let detect =
        |args: &[&str]| run(&[&["detect", "--dry-run", "--lake", &lake, "--rules", RULE], args].concat());

    let done = detect(&["--geo", &city, "--format", "jsonl"]);
    assert_eq!((done.code, done.err.as_str()), (0, "places of addresses are those of 2026-09-21\n"));
    let alert: serde_json::Value = serde_json::from_str(done.out.trim()).unwrap();
    assert_eq!((&alert["level"], &alert["count"]), (&json!("medium"), &json!(2)));
    assert_eq!(
        alert["reason"],
        "signed in from 198.51.100.7 (DE) and 30 minutes later from 203.0.113.7 (BR), 10253 km away"
    );

    let done = detect(&[]);
    assert!(done.out.starts_with("0 alerts"), "{}", done.out);
    assert!(done.out.contains("1 of them can find nothing here"), "{}", done.out);
    assert!(done.out.contains("distance_km cannot be answered: no file of"), "{}", done.out);
    assert!(done.out.contains("--geo FILE.mmdb"), "{}", done.out);

    let coverage = |args: &[&str]| {
        let all =
            [&["rules", "coverage", "--rules", RULE, "--lake", &lake, "--format", "jsonl"], args].concat();
        serde_json::from_str::<serde_json::Value>(run(&all).out.trim()).unwrap()
    };
    assert_eq!(coverage(&["--geo", &city])["readiness"], "ready");
    assert_eq!(coverage(&[])["readiness"], "blind");
    let country = json!({"country": {"iso_code": "DE"}});
    let country = mmdb::mmdb_of("Country", &[("198.51.100.0/24", country)]);
    let country = folder.file("country.mmdb", country);
    let covered = coverage(&["--geo", &country]);
    assert_eq!(covered["readiness"], "blind");
    let why = covered["reasons"][0].as_str().unwrap();
    assert!(why.contains(&format!("{country} has countries and no coordinates")), "{why}");
    assert!(detect(&["--geo", &country]).out.starts_with("0 alerts"));
    let checked = run(&["rules", "check", RULE]);
    assert_eq!(checked.code, 0, "a rule is not wrong for want of a file: {}", checked.out);
}

#[test]
fn queries_know_places() {
    let folder = Folder::new();
    let lake = lake_of(&folder);
    let city = mmdb::city_file(&[("198.51.100.0/24", "DE", 52.52, 13.405)]);
    let city = folder.file("city.mmdb", city);
    let query = "select country_of(client_ip) as country from sign_ins order by creation_time";
    let done = run(&["query", query, "--lake", &lake, "--geo", &city, "--format", "csv"]);
    assert_eq!((done.code, done.out.as_str()), (0, "country\r\nDE\r\n\r\n"), "{}", done.err);
    let done = run(&["query", query, "--lake", &lake]);
    assert!(done.code == 2 && done.err.contains("--geo FILE.mmdb"), "{}", done.err);

    let asn =
        mmdb::mmdb_of("GeoLite2-ASN", &[("198.51.100.0/24", json!({"autonomous_system_number": 64_496}))]);
    for bad in [folder.file("asn.mmdb", asn), folder.path("none.mmdb"), folder.file("text.mmdb", "x")] {
        for command in [&["query", query][..], &["detect", "--rules", RULE]] {
            let done = run(&[command, &["--lake", &lake, "--geo", &bad]].concat());
            assert!(done.code == 2 && done.err.contains(&bad), "{}", done.err);
            assert!(done.err.contains("GeoLite2-City.mmdb"), "{}", done.err);
        }
    }
}
