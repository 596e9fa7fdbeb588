//! Pieces that are no records.

use serde_json::json;

use super::GOOD;
use crate::folder::Folder;
use crate::program::{assert_in_order, run};

#[test]
fn a_broken_line_does_not_touch_its_neighbours() {
    let folder = Folder::new();
    let file = folder.file("a.jsonl", format!("{GOOD}\n{}\n{GOOD}\n", &GOOD[..100]));
    let run = run(&["validate", &file, "--format", "json"]);
    assert_eq!(run.code, 2);
    assert_in_order(&run.err, &[&format!("{file}:2: "), "; ", "damaged: export it again\n"]);
    let report = run.json();
    // The third is what the broken line still says.
    assert_eq!(report["total"]["records"], 3);
    assert_eq!(report["total"]["unreadable"], 1);
    assert_eq!(report["inputs"][0]["unreadable"], 1);
    assert_eq!(report["unreadable"][0]["count"], 1);
    assert_eq!(report["unreadable"][0]["places"], json!([{"file": file, "line": 2}]));
}

#[test]
fn pieces_are_counted_by_reason_with_the_first_places() {
    let folder = Folder::new();
    let broken = "{\"a\":}\nnope\n".repeat(30);
    let file = folder.file("a.jsonl", format!("{GOOD}\n{broken}nope\n"));
    let run = run(&["validate", &file]);
    assert_eq!(run.code, 2);
    assert_in_order(
        &run.out,
        &[
            "Unreadable  61 pieces are no records; see below\n",
            "\nUnreadable pieces\n",
            "COUNT  REASON",
            "   31  no JSON object",
            "   30  expected a value",
            "broken JSON",
        ],
    );
    assert!(
        run.out.contains("a.jsonl:3") && run.out.contains("a.jsonl:11") && !run.out.contains("a.jsonl:13")
    );
    assert_eq!(run.err.lines().count(), 21);
    assert_in_order(
        &run.err,
        &[
            &format!("{file}:2: expected a value at byte 5; broken JSON"),
            &format!("{file}:3: no JSON object; "),
            &format!("{file}:21: "),
            "and 41 more unreadable pieces\n",
        ],
    );
}

#[test]
fn each_reason_has_a_remedy() {
    let folder = Folder::new();
    for (content, reason, remedy) in [
        (format!("{GOOD}\n[{GOOD}\n"), "array not closed on its line", "a line of its own"),
        (format!("[{GOOD},"), "array not closed at the end of the input", "export or copy the file again"),
        (
            format!("{{\n\"Operation\":1}}\n{}", &GOOD[..30]),
            "cut off at the end of the input",
            "export or copy",
        ),
        (format!("[{GOOD}, text, {GOOD}]"), "text between records", "take it out"),
        ("A,AuditData\n1,\n".to_owned(), "empty AuditData", "export it again"),
        ("{\"AuditData\":null}\n".to_owned(), "empty AuditData", "export it again"),
        ("{\"RawEventData\":\"\"}\n".to_owned(), "empty RawEventData", "export it again"),
        ("{\"auditData\":[]}\n".to_owned(), "auditData holds no JSON object", "check what made the file"),
        (
            "{\"AuditData\":\"System.Object[]\"}\n".to_owned(),
            "AuditData was written by PowerShell without -Depth",
            "-Depth 100",
        ),
        ("A,AuditData\n1\n".to_owned(), "row ends before its AuditData", "export it again"),
        (
            format!(
                "{GOOD}\n{{\"Operation\":\"x\",\"UserId\":\"a\",\"New\":{}1{}}}\n",
                "[".repeat(200),
                "]".repeat(200)
            ),
            "nested deeper than",
            "by hand",
        ),
        (
            format!("{GOOD}\n{{\"a\":\"{}\"}}\n", "x".repeat(17 << 20)),
            "larger than 16777216 bytes",
            "by hand",
        ),
    ] {
        let file = folder.file("a", content);
        let run = run(&["validate", &file]);
        assert_eq!(run.code, 2, "{reason}");
        assert_in_order(&run.err, &[&format!("{file}:"), reason, "; ", remedy]);
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_in_order(&words(&run.out), &["Unreadable 1 piece is no record", "Unreadable pieces"]);
    }
}
