//! The folder: whole or not at all, and verified.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use trail365_investigate::folder::{FolderError, RunFacts, verify_report, write_report};
use trail365_investigate::model::Time;

use super::made_up::{SMALL, report};

fn facts(seconds: i64) -> RunFacts {
    RunFacts {
        program: "trail365 0.2.0".to_owned(),
        command_line: vec!["trail365".to_owned(), "investigate".to_owned()],
        started_at: Time(seconds * 1_000_000),
        ended_at: Time((seconds + 2) * 1_000_000),
        ..RunFacts::default()
    }
}

fn files_of(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for sub in ["", "tables/"] {
        for entry in fs::read_dir(folder.join(sub)).unwrap().map(Result::unwrap) {
            if entry.file_type().unwrap().is_file() {
                let name = format!("{sub}{}", entry.file_name().to_str().unwrap());
                files.insert(name, fs::read(entry.path()).unwrap());
            }
        }
    }
    files
}

fn entries(folder: &Path) -> Vec<String> {
    let name = |entry: std::io::Result<fs::DirEntry>| entry.unwrap().file_name().into_string().unwrap();
    let mut names: Vec<_> = fs::read_dir(folder).unwrap().map(name).collect();
    names.sort();
    names
}

#[test]
fn two_runs_differ_in_the_manifest_alone() {
    let work = tempfile::tempdir().unwrap();
    let [one, two] = ["one", "two/deeper"].map(|name| work.path().join(name));
    let first = write_report(&report(SMALL), &facts(0), &one, false).unwrap();
    let second = write_report(&report(SMALL), &facts(60), &two, false).unwrap();
    assert_ne!(first.manifest_sha256, second.manifest_sha256);
    assert_eq!(first.files, second.files);
    let (mut a, mut b) = (files_of(&one), files_of(&two));
    assert_eq!(a.len(), first.files.len() + 2);
    for name in ["manifest.json", "SHA256SUMS"] {
        assert!(a.remove(name) != b.remove(name), "{name}");
    }
    assert_eq!(a, b);
    for name in [
        "report.html",
        "report.md",
        "report.json",
        "timeline.csv",
        "timeline.xlsx",
        "messages.csv",
        "indicators.csv",
    ] {
        assert!(a.contains_key(name), "{name}");
    }
    for name in [
        "indicators.stix.json",
        "records.jsonl",
        "sources.sha256",
        "tables/tables.xlsx",
        "tables/sessions.csv",
    ] {
        assert!(a.contains_key(name), "{name}");
    }
    assert_eq!(entries(work.path()), ["one", "two"]);
}

#[test]
fn what_was_changed_is_named() {
    let work = tempfile::tempdir().unwrap();
    let folder = work.path().join("case");
    let written = write_report(&report(SMALL), &facts(0), &folder, false).unwrap();
    let verification = verify_report(&folder).unwrap();
    assert!(verification.is_intact(), "{verification:?}");
    assert_eq!(verification.manifest_sha256, written.manifest_sha256);
    fs::write(folder.join("messages.csv"), "other").unwrap();
    fs::remove_file(folder.join("tables/sessions.csv")).unwrap();
    fs::write(folder.join("tables/more.csv"), "more").unwrap();
    fs::write(folder.join("SHA256SUMS"), "").unwrap();
    let verification = verify_report(&folder).unwrap();
    assert_eq!(verification.changed, ["messages.csv", "SHA256SUMS"]);
    assert_eq!(verification.missing, ["tables/sessions.csv"]);
    assert_eq!(verification.extra, ["tables/more.csv"]);
}

#[test]
fn a_manifest_that_was_changed_is_named_itself() {
    let work = tempfile::tempdir().unwrap();
    let folder = work.path().join("case");
    write_report(&report(SMALL), &facts(0), &folder, false).unwrap();
    let path = folder.join("manifest.json");
    let manifest = fs::read_to_string(&path).unwrap();
    fs::write(&path, manifest.replace("\"lake_version\": ", "\"lake_version\": 1")).unwrap();
    assert_eq!(verify_report(&folder).unwrap().changed, ["manifest.json"]);
}

#[test]
#[cfg(unix)]
fn a_link_in_the_place_of_a_file_is_a_change() {
    let work = tempfile::tempdir().unwrap();
    let folder = work.path().join("case");
    write_report(&report(SMALL), &facts(0), &folder, false).unwrap();
    let other = work.path().join("other.csv");
    fs::rename(folder.join("messages.csv"), &other).unwrap();
    std::os::unix::fs::symlink(&other, folder.join("messages.csv")).unwrap();
    assert_eq!(verify_report(&folder).unwrap().changed, ["messages.csv"]);
}

#[test]
fn the_list_of_hashes_is_that_of_sha256sum() {
    let work = tempfile::tempdir().unwrap();
    let folder = work.path().join("case");
    write_report(&report(SMALL), &facts(0), &folder, false).unwrap();
    let check = std::process::Command::new("sha256sum")
        .args(["--check", "--quiet", "SHA256SUMS"])
        .current_dir(&folder)
        .status();
    // Not every system has it.
    if let Ok(status) = check {
        assert!(status.success());
    }
}

#[test]
fn a_manifest_does_not_lead_out_of_the_folder() {
    let work = tempfile::tempdir().unwrap();
    let folder = work.path().join("case");
    write_report(&report(SMALL), &facts(0), &folder, false).unwrap();
    let path = folder.join("manifest.json");
    let manifest = fs::read_to_string(&path).unwrap();
    for other in ["../messages.csv", "/etc/passwd", ""] {
        fs::write(&path, manifest.replace("\"messages.csv\"", &format!("{other:?}"))).unwrap();
        let error = verify_report(&folder).unwrap_err();
        assert!(matches!(error, FolderError::NoManifest { .. }), "{error}");
    }
}

#[test]
fn a_folder_with_files_is_left_alone() {
    let work = tempfile::tempdir().unwrap();
    let folder = work.path().join("case");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("thesis.txt"), "years of work").unwrap();
    let error = write_report(&report(SMALL), &facts(0), &folder, false).unwrap_err();
    assert!(matches!(error, FolderError::NotEmpty(_)), "{error}");
    let error = write_report(&report(SMALL), &facts(0), &folder, true).unwrap_err();
    assert!(matches!(error, FolderError::NoManifest { .. }), "{error}");
    assert_eq!(entries(&folder), ["thesis.txt"]);
    assert_eq!(entries(work.path()), ["case"]);
}

#[test]
fn an_older_report_is_replaced_if_asked_for() {
    let work = tempfile::tempdir().unwrap();
    let folder = work.path().join("case");
    fs::create_dir(&folder).unwrap();
    let first = write_report(&report(SMALL), &facts(0), &folder, false).unwrap();
    assert!(write_report(&report(SMALL), &facts(1), &folder, false).is_err());
    let second = write_report(&report(SMALL), &facts(1), &folder, true).unwrap();
    assert_ne!(first.manifest_sha256, second.manifest_sha256);
    assert_eq!(verify_report(&folder).unwrap().manifest_sha256, second.manifest_sha256);
    assert_eq!(entries(work.path()), ["case"]);
    fs::write(folder.join("notes of mine.txt"), "x").unwrap();
    let error = write_report(&report(SMALL), &facts(2), &folder, true).unwrap_err();
    assert!(error.to_string().contains("`notes of mine.txt` is not a file of a report"), "{error}");
    assert_eq!(entries(work.path()), ["case"]);
}

#[test]
fn nothing_is_left_where_a_report_cannot_be_written() {
    let work = tempfile::tempdir().unwrap();
    let file = work.path().join("file");
    fs::write(&file, "x").unwrap();
    for path in [file.clone(), file.join("below")] {
        assert!(write_report(&report(SMALL), &facts(0), &path, true).is_err());
    }
    assert!(matches!(
        write_report(&report(SMALL), &facts(0), Path::new("/"), true),
        Err(FolderError::NoName(_))
    ));
    assert_eq!(entries(work.path()), ["file"]);
}
