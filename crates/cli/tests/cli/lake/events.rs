//! Copies of records, and lakes of older formats.

use std::path::Path;

use super::Lake;
use crate::folder::Folder;
use crate::program::{assert_in_order, run};

const WHOLE: &str = r#"{"CreationTime":"2026-02-14T09:00:00","Id":"00000041-aaaa-4bbb-8ccc-000000000041","Operation":"FileAccessed","RecordType":6,"UserId":"alice@example.com","ObjectId":"https://example.com/0"}"#;
const COPY: &str = r#"{"TimeGenerated":"2026-02-14T09:00:00Z","OfficeId":"00000041-aaaa-4bbb-8ccc-000000000041","Operation":"FileAccessed","RecordType":"SharePointFileOperation","UserId":"alice@example.com","Type":"OfficeActivity"}"#;

#[test]
fn a_partial_copy_is_counted_apart_and_searched_once() {
    let lake = Lake::of_records(COPY);
    lake.import(&lake.folder.file("whole.jsonl", WHOLE));
    let again =
        lake.folder.file("copies.jsonl", [COPY, &COPY.replace("FileAccessed", "FileDownloaded")].join("\n"));
    let done = run(&lake.args(&["import", &again]));
    assert_in_order(
        &done.out,
        &[
            "0 added, 1 duplicate, 0 conflicts, 1 partial copy, 0 rejected",
            "PARTIAL COPIES",
            "fields missing",
        ],
    );
    let found = lake.printed(&["search", "--format", "jsonl"]);
    assert_eq!(found.lines().count(), 1, "{found}");
    assert!(found.contains("https://example.com/0"), "{found}");
    let count = ["query", "select count(*) as n from events", "--format", "csv"];
    assert_eq!(lake.printed(&count), "n\r\n1\r\n");
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            std::fs::copy(entry.path(), to).unwrap();
        }
    }
}

#[test]
fn a_lake_of_an_older_format_says_how_it_is_upgraded() {
    let folder = Folder::new();
    let path = folder.path("lake");
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../lake/tests/lakes/format-1"), Path::new(&path));
    let lake = Lake { folder, path };
    assert!(
        lake.printed(&["lake", "info"])
            .contains("Format            1; `trail365 lake upgrade` brings it to 2")
    );
    let done = run(&lake.args(&["lake", "upgrade"]));
    assert!(done.err.contains("format 1 became 2: 16 rows written anew"), "{}", done.err);
    assert!(lake.printed(&["lake", "info"]).contains("Format            2\n"));
    let again = run(&lake.args(&["lake", "upgrade"]));
    assert!(again.err.contains("the lake has the newest format, 2"), "{}", again.err);
    assert_eq!(run(&lake.args(&["lake", "verify"])).code, 0);
}

/// An upgrade that is killed at any moment has changed nothing, and the next one ends as if it had been the first.
#[test]
fn a_killed_upgrade_is_run_again() {
    let folder = Folder::new();
    let path = folder.path("lake");
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../lake/tests/lakes/format-1"), Path::new(&path));
    let lake = Lake { folder, path };
    let zoned = |n: usize| {
        WHOLE.replace("000000000041", &format!("{:012}", n % 3000)).replace("09:00:00", "09:00:00Z")
    };
    let plain = |n: usize| WHOLE.replace("000000000041", &format!("{n:012}"));
    let records: Vec<_> = (0..3000).map(plain).chain((0..2000).map(zoned)).collect();
    lake.import(&lake.folder.file("many.jsonl", records.join("\n")));
    let begun = std::time::Instant::now();
    let whole = lake.folder.path("whole");
    copy(Path::new(&lake.path), Path::new(&whole));
    let count = "select count(*) as n, count(distinct id) as ids, sum(content_hash % 1000003) as hashes from activity";
    let counts = |path: &str| run(&["query", "--lake", path, count, "--format", "csv"]).out;
    let before = counts(&whole);
    assert_eq!(run(&["lake", "upgrade", "--lake", &whole]).code, 0);
    let took = begun.elapsed();
    let after = counts(&whole);
    assert_ne!(before, after);
    for part in 0..6 {
        let path = lake.folder.path(&format!("killed{part}"));
        copy(Path::new(&lake.path), Path::new(&path));
        let mut upgrade = std::process::Command::new(env!("CARGO_BIN_EXE_trail365"))
            .args(["lake", "upgrade", "--lake", &path])
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(took * part / 6);
        upgrade.kill().unwrap();
        upgrade.wait().unwrap();
        // The moment may be behind the commit.
        assert!([&before, &after].contains(&&counts(&path)), "killed after {part} of 6");
        assert_eq!(run(&["lake", "upgrade", "--lake", &path]).code, 0);
        assert_eq!(counts(&path), after, "killed after {part} of 6");
        assert_eq!(run(&["lake", "verify", "--lake", &path]).code, 0);
    }
}
