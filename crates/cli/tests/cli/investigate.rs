//! Reports on accounts: databases of networks, words that match nothing, queries that run as they stand.

use std::fs;

use serde_json::{Value, json};

use crate::folder::Folder;
use crate::mmdb;
use crate::program::{printed, run};

/// A record of a sign-in with a subject that would turn a terminal red, at a minute of an hour.
fn sign_in(minute: u32, address: &str) -> String {
    let record = json!({
        "Id": format!("00000000-0000-4000-8000-0000000000{minute:02}"), "RecordType": 15, "Operation": "UserLoggedIn",
        "CreationTime": format!("2026-11-02T08:{minute:02}:00"), "Workload": "AzureActiveDirectory", "UserType": 0,
        "UserId": "ann@example.com", "ClientIP": address, "UserAgent": "curl/8.0 \u{9b}31m\u{202e}",
        "DeviceProperties": [{"Name": "SessionId", "Value": format!("aaaaaaaa-0000-4000-8000-0000000000{minute:02}")}],
    });
    record.to_string()
}

fn lake_of(folder: &Folder) -> String {
    let lake = folder.path("lake");
    let lines = [sign_in(1, "198.51.100.7"), sign_in(31, "203.0.113.7")].join("\n");
    assert_eq!(run(&["import", "--lake", &lake, &folder.file("records.jsonl", lines)]).code, 0);
    lake
}

#[test]
fn a_report_has_networks_and_its_queries_run() {
    let folder = Folder::new();
    let (lake, case) = (lake_of(&folder), folder.path("case"));
    let both = json!({"country_code": "BR", "asn": "AS64511", "as_name": "Example"});
    let database = folder.file("lite.mmdb", mmdb::mmdb_of("Lite", &[("203.0.113.0/24", both)]));
    let options =
        ["--asn", &database, "--attacker-ip", "203.0.113.7", "--owner-ip", "192.0.2.99", "--output", &case];
    let done = run(&[&["investigate", "ann", "--lake", &lake][..], &options].concat());
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(
        done.err.contains("No record of the accounts is from 192.0.2.99, which is the owner's by --owner-ip"),
        "{}",
        done.err
    );

    let read = |name: &str| fs::read_to_string(format!("{case}/{name}")).unwrap();
    assert!(read("indicators.csv").contains(
        "address,203.0.113.7,2026-11-02T08:31:00Z,2026-11-02T08:31:00Z,1,ann@example.com,BR,64511,Example"
    ));
    let manifest: Value = serde_json::from_str(&read("manifest.json")).unwrap();
    assert_eq!(manifest["versions"]["database Lite"], "2026-09-21T14:13:20Z");

    // Twelve tables and more, each with its heading, and an error would end the program with 2.
    let answers =
        printed(&["query", "--lake", &lake, "--file", &format!("{case}/queries.sql"), "--format", "csv"]);
    assert!(answers.contains("session_key,is_surrogate,network"), "{answers}");
    assert!(read("queries.sql").matches("SELECT").count() >= 12);
}

#[test]
fn no_file_of_a_report_drives_a_terminal() {
    let folder = Folder::new();
    let (lake, case, key) = (lake_of(&folder), folder.path("case"), folder.path("key.csv"));
    let words = ["--attacker-session", "\u{9b}31m\u{202e}", "--case", "\u{1b}[2J"];
    let command = ["investigate", "ann", "--lake", &lake, "--output", &case];
    let done = run(&[&command[..], &words].concat());
    assert_eq!(done.code, 0, "{}", done.err);
    let acts = |c: char| (c.is_control() && !matches!(c, '\n' | '\r')) || c == '\u{202e}';
    assert!(!done.err.chars().any(acts) && !done.out.chars().any(acts));
    let folders = [case.clone(), format!("{case}/tables")];
    let mut files = 0;
    for path in
        folders.iter().flat_map(|folder| fs::read_dir(folder).unwrap()).map(|entry| entry.unwrap().path())
    {
        // The bytes that were read stay as they are, and workbooks are archives.
        let is_text = path.is_file()
            && !path.ends_with("records.jsonl")
            && path.extension().is_none_or(|e| e != "xlsx");
        if is_text {
            let text = fs::read_to_string(&path).unwrap();
            assert!(!text.chars().any(acts), "{}", path.display());
            files += 1;
        }
    }
    assert!(files > 20, "{files}");

    let done = run(&[&command[..], &["--force", "--deidentify", &key]].concat());
    assert_eq!(done.code, 0, "{}", done.err);
    let manifest = fs::read_to_string(format!("{case}/manifest.json")).unwrap();
    assert!(!manifest.contains("ann") && !manifest.contains(&lake), "{manifest}");
}

#[test]
fn no_message_drives_a_terminal() {
    let folder = Folder::new();
    let lake = lake_of(&folder);
    for command in [
        vec!["investigate", "\u{1b}[31mann", "--lake", &lake],
        vec!["query", "SELECT \"\u{1b}[31m\" FROM events", "--lake", &lake],
        vec!["ledger", "--lake", "\u{1b}[31mlake"],
        vec!["import", "--lake", &lake, "\u{1b}[31mfile"],
    ] {
        let done = run(&command);
        assert_ne!(done.code, 0, "{command:?}");
        assert!(done.err.contains("31m") && !done.err.contains('\u{1b}'), "{:?}", done.err);
    }
}

#[test]
fn a_place_that_cannot_be_written_is_refused_before_the_work() {
    let folder = Folder::new();
    let (lake, file) = (lake_of(&folder), folder.file("file", ""));
    for place in [file.clone(), format!("{file}/case")] {
        let done = run(&["investigate", "ann", "--lake", &lake, "--output", &place, "--force"]);
        assert_ne!(done.code, 0);
        assert!(done.out.is_empty() && done.err.contains("is no folder; give another place"), "{}", done.err);
    }
}
