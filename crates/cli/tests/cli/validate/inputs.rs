//! Which inputs are read, and what is told of each.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};

use super::{GOOD, instead, with};
use crate::folder::Folder;
use crate::program::{assert_in_order, json as json_of, printed, refused, run, run_fed};

#[test]
fn every_format_is_read() {
    let folder = Folder::new();
    let csv = format!("RecordType,AuditData\n12,\"{0}\"\n12,\"{0}\"\n", GOOD.replace('"', "\"\""));
    for (name, content, format, records) in [
        ("lines.txt", format!("{GOOD}\n{GOOD}\n"), "json-lines", 2),
        ("array.json", format!("[{GOOD},\n{GOOD}]"), "json", 2),
        ("one.json", GOOD.replace(',', ",\n"), "json", 1),
        ("table.csv", csv, "csv", 2),
        ("nothing", "\n".to_owned(), "empty", 0),
    ] {
        let file = folder.file(name, &content);
        let report = json_of(&["validate", &file]);
        let expect = json!([{"file": file, "format": format, "bytes": content.len(), "records": records,
            "unreadable": 0, "notices": [], "failure": null, "encoding": "utf-8", "compression": [], "replaced_characters": 0}]);
        assert_eq!(report["inputs"], expect, "{name}");
        assert_eq!(report["total"]["records"], records);
        assert_eq!(report["deviations"], json!([]), "{name}");
        assert_eq!(run(&["validate", &file, "--strict"]).code, 0, "{name}");
    }
}

#[test]
fn a_good_file_at_a_glance() {
    let folder = Folder::new();
    let file = folder.file("good.jsonl", format!("{GOOD}\n{}\n", instead("2024-05-06", "2023-01-02")));
    assert_eq!(
        printed(&["validate", &file]),
        "\
2 records in good.jsonl
=======================

Read        586 bytes, JSON Lines
Unreadable  none
Time        2023-01-02 07:08:09 to 2024-05-06 07:08:09 UTC
Outcome     2 succeeded (100.0 %)
Types       1 known
Deviations  none: every record is as documented

Record types
------------
RECORDS    SHARE  TYPE  NAME
      2  100.0 %    12  Sway
"
    );
}

#[test]
fn standard_input_is_read_once() {
    let run = run_fed(&["validate", "-", "--format", "json"], &format!("{}\n", with("\"New\":1")));
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    assert_eq!(run.json()["deviations"][0]["first"], json!({"file": "-", "line": 1}));
    let text = run_fed(&["validate", "-"], &with("\"New\":1")).out;
    assert_in_order(
        &text,
        &[
            "1 record in standard input\n",
            "in the only record: unknown fields (1)\n",
            "\nUnknown fields\n",
            " -:1 ",
        ],
    );
    assert_in_order(&refused(&["validate", "-", "-"]), &["standard input (-) is named twice"]);
    assert_in_order(&refused(&["validate"]), &["required", "<FILES>..."]);
}

#[test]
fn several_files_are_one_report() {
    let folder = Folder::new();
    let files =
        [folder.file("a.jsonl", format!("{GOOD}\n")), folder.file("b.json", format!("[{GOOD},{GOOD}]"))];
    let report = json_of(&["validate", &files[0], &files[1]]);
    assert_eq!(report["total"]["records"], 3);
    assert_eq!(report["total"]["inputs"], 2);
    assert_eq!(
        report["record_types"][0],
        json!({"number": 12, "name": "Sway", "known": true, "count": 3, "share": 1.0})
    );
    assert_in_order(
        &printed(&["validate", &files[0], &files[1]]),
        &[
            "3 records in 2 files\n",
            "\nFiles\n",
            "FILE     FORMAT ",
            "a.jsonl  JSON Lines",
            "b.json   JSON  ",
        ],
    );
}

#[test]
fn files_of_the_same_name_are_told_apart() {
    let folder = Folder::new();
    std::fs::create_dir(folder.path("sub")).unwrap();
    let files = [folder.file("a.jsonl", GOOD), folder.file("sub/a.jsonl", with("\"New\":1"))];
    let text = printed(&["validate", &files[0], &files[1]]);
    assert_in_order(&text, &[&files[0], &files[1], &format!("{}:1 ", files[1])]);
}

#[test]
fn encoded_and_compressed_files_are_read_and_told() {
    let folder = Folder::new();
    let utf16: Vec<u8> = format!("\u{feff}{GOOD}\n").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(&utf16).unwrap();
    let file = folder.file("a.json", gzip.finish().unwrap());
    assert_in_order(&printed(&["validate", &file]), &["1 record in a.json", ", JSON Lines, UTF-16LE, gzip"]);
    let report = json_of(&["validate", &file]);
    assert_eq!(report["inputs"][0]["encoding"], "utf-16le");
    assert_eq!(report["inputs"][0]["compression"], json!(["gzip"]));
    let odd = folder.file("b.json", [&utf16[..], &[0, 0xD8]].concat());
    assert_in_order(&run(&["validate", &odd]).out, &[", JSON Lines, UTF-16LE, broken characters: 1"]);
}

#[test]
fn records_are_taken_out_of_what_carries_them() {
    let folder = Folder::new();
    let page = format!("{{\"@odata.context\":\"c\",\"value\":[{{\"auditData\":{GOOD}}}]}}\n");
    let file = folder.file("page.json", format!("{page}{{\"AuditData\":{}}}\n", Value::from(GOOD)));
    let report = json_of(&["validate", &file]);
    assert_eq!((&report["total"]["records"], &report["deviations"]), (&json!(2), &json!([])));
}

#[test]
fn a_file_that_is_cut_off_is_read_up_to_there() {
    let folder = Folder::new();
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(format!("{GOOD}\n{GOOD}\n").as_bytes()).unwrap();
    let gzip = gzip.finish().unwrap();
    let file = folder.file("a.gz", &gzip[..gzip.len() - 4]);
    let run = run(&["validate", &file, "--format", "json"]);
    assert_eq!(run.code, 2);
    assert_in_order(
        &run.err,
        &[&format!("error: {file}:2: the gzip data is cut off: everything before the cut was read")],
    );
    assert_eq!(run.json()["total"]["records"], 2);
}

#[test]
fn what_cannot_be_opened_is_named_and_the_rest_is_read() {
    let folder = Folder::new();
    let good = folder.file("good.jsonl", GOOD);
    let missing = folder.path("missing.jsonl");
    let zip = folder.file("a.zip", b"PK\x03\x04\0\0\0");
    let diary = folder.file("diary.txt", "Dear diary\n");
    let run = run(&["validate", &missing, &zip, &good, &diary, "--format", "json"]);
    assert_eq!(run.code, 2);
    assert_in_order(
        &run.err,
        &[
            &format!("error: {missing}: there is no such file: check"),
            &format!("error: {zip}: the zip archive is cut off"),
            &format!("error: {diary}: no audit records found: the first line is `Dear diary`"),
        ],
    );
    let report = run.json();
    assert_eq!(report["total"]["records"], 1);
    assert_eq!(report["total"]["failed_inputs"], 3);
    assert_eq!(report["inputs"][0]["format"], Value::Null);
    assert_in_order(report["inputs"][1]["failure"].as_str().unwrap(), &["cut off"]);
}

#[test]
fn a_missing_file_alone_is_a_report_of_nothing() {
    let run = run(&["validate", "/no/such/file"]);
    assert_eq!(run.code, 2);
    assert_in_order(&run.err, &["error: /no/such/file: there is no such file: check"]);
    assert_in_order(&run.out, &["0 records in file\n", "Not read  1 file", "\nfile  there is no such file"]);
}

/// A zip archive of one stored file.
fn zip(name: &str, content: &str) -> Vec<u8> {
    let mut checksum = flate2::Crc::new();
    checksum.update(content.as_bytes());
    let size = (content.len() as u32).to_le_bytes();
    let name_len = (name.len() as u16).to_le_bytes();
    let header = [
        &[20, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        &checksum.sum().to_le_bytes()[..],
        &size,
        &size,
        &name_len,
        &[0; 2],
    ]
    .concat();
    let file = [b"PK\x03\x04", &header[..], name.as_bytes(), content.as_bytes()].concat();
    let entry = [b"PK\x01\x02\x14\0", &header[..], &[0; 14], name.as_bytes()].concat();
    let places = [(entry.len() as u32).to_le_bytes(), (file.len() as u32).to_le_bytes()].concat();
    [&file[..], &entry, b"PK\x05\x06\0\0\0\0\x01\0\x01\0", &places, &[0; 2]].concat()
}

#[test]
fn folders_archives_and_patterns_are_gone_into() {
    let folder = Folder::new();
    std::fs::create_dir(folder.path("in")).unwrap();
    folder.file("in/export.zip", zip("deep/a.jsonl", &format!("{GOOD}\n")));
    folder.file("in/b.json", format!("[{GOOD}]"));
    folder.file("in/.hidden", "");
    let archived = format!("{}!deep/a.jsonl", folder.path("in/export.zip"));
    let read = run(&["validate", &folder.path("in"), "--format", "json"]);
    assert_eq!(read.code, 0, "{}", read.err);
    assert_in_order(&read.err, &["note: ", "in/.hidden: a hidden file, skipped"]);
    let names: Vec<_> =
        read.json()["inputs"].as_array().unwrap().iter().map(|it| it["file"].clone()).collect();
    assert_eq!(names, [json!(folder.path("in/b.json")), json!(archived)]);
    let report = json_of(&["validate", &folder.path("in/*.json")]);
    assert_eq!(report["total"]["inputs"], 1);
    let report = json_of(&["validate", &folder.path("in/export.zip")]);
    assert_eq!(report["inputs"][0]["file"], json!(archived));
    std::fs::create_dir(folder.path("empty")).unwrap();
    assert_in_order(&refused(&["validate", &folder.path("empty")]), &["error: there is nothing to read"]);
}

#[test]
fn what_an_export_lacks_is_noted() {
    let folder = Folder::new();
    let file = folder
        .file("a.csv", format!("AuditData,ResultIndex,ResultCount\n\"{}\",1,3\n", GOOD.replace('"', "\"\"")));
    let run = run(&["validate", &file, "--format", "json"]);
    let notice =
        "at least 2 records are missing: by ResultCount the searches found 3, and 1 of those is here";
    assert_in_order(&run.err, &[&format!("note: {file}: {notice}")]);
    assert_eq!(run.json()["inputs"][0]["notices"], json!([notice]));
}
