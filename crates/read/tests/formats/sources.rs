use std::fs;
use std::io::Read;
use std::path::Path;

use tempfile::TempDir;
use trail365_read::{ErrorKind, Limits, Source, sources};

use crate::archive::{File, end, zip};
use crate::items;

/// A folder with these files.
fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    folder
}

/// What a unit holds: its items, or why it cannot be read.
fn content(source: Source) -> String {
    let read = source.open().and_then(|input| items(input, Limits::default()));
    read.map_or_else(|error| error.to_string(), |(_, items)| items.join(" | "))
}

/// Each unit of what is named in `folder`, with its name from there on.
fn units(folder: &Path, named: &[&str]) -> Vec<String> {
    let front = format!("{}/", folder.display());
    sources(named.iter().map(|name| folder.join(name)))
        .map(|unit| match unit {
            Ok(source) => format!("{}: {}", source.name().replace(&front, ""), content(source)),
            Err(unread) => format!("{:?} {}", unread.error.kind(), unread.to_string().replace(&front, "")),
        })
        .collect()
}

fn check(files: &[(&str, &[u8])], named: &[&str], expected: &[&str]) {
    assert_eq!(units(folder(files).path(), named), expected);
}

const A: &[u8] = b"{\"a\":1}\n";
const B: &[u8] = b"AuditData\n{}\n";

#[test]
fn files_come_as_they_are_named() {
    check(
        &[("b.csv", B), ("a.jsonl", A), ("empty", b"")],
        &["b.csv", "a.jsonl", "empty", "none", "a.jsonl"],
        &[
            "b.csv: 2 record {}",
            "a.jsonl: 1 NoRecord {\"a\":1}",
            "empty: ",
            "NotFound none: there is no such file: check its name and folder",
            "a.jsonl: 1 NoRecord {\"a\":1}",
        ],
    );
}

#[test]
fn folders_are_gone_through_by_name() {
    check(
        &[("x/b/2.csv", B), ("x/b/1.jsonl", A), ("x/a", b""), ("x/c.png", b"\x89PNG\r\n\x1A\n"), ("y", A)],
        &["x"],
        &[
            "x/a: ",
            "x/b/1.jsonl: 1 NoRecord {\"a\":1}",
            "x/b/2.csv: 2 record {}",
            "x/c.png: the input is a PNG image: no export of audit records",
        ],
    );
}

#[test]
fn hidden_files_are_told_and_the_parts_of_pax_are_read() {
    check(
        &[("x/.pax_incremental/Part1.jsonl", A), ("x/.git/config", B), ("x/.DS_Store", b"")],
        &["x", "x/.git/config"],
        &[
            "Hidden x/.DS_Store: a hidden file, skipped: name it to have it read",
            "Hidden x/.git: a hidden folder, skipped: name it to have it read",
            "x/.pax_incremental/Part1.jsonl: 1 NoRecord {\"a\":1}",
            "x/.git/config: 2 record {}",
        ],
    );
}

#[test]
fn tables_are_told_and_passed_over() {
    let passed =
        "Table x/lake/activity: a Delta table such as those of a lake, skipped: query reads it, not import";
    check(
        &[("x/lake/activity/_delta_log/0.json", A), ("x/lake/activity/part.json", A), ("x/z.jsonl", A)],
        &["x"],
        &[passed, "x/z.jsonl: 1 NoRecord {\"a\":1}"],
    );
}

#[test]
fn patterns_stand_for_what_they_match() {
    let files: &[(&str, &[u8])] = &[
        ("x/b.json", A),
        ("x/a.json", A),
        ("x/.c.json", A),
        ("x/a.csv", B),
        ("x/y/d.json", A),
        ("[1].json", A),
    ];
    let a = "x/a.json: 1 NoRecord {\"a\":1}";
    check(files, &["x/*.json"], &[a, "x/b.json: 1 NoRecord {\"a\":1}"]);
    check(files, &["*/y", "x/[ac].json"], &["x/y/d.json: 1 NoRecord {\"a\":1}", a]);
    check(files, &["[1].json"], &["[1].json: 1 NoRecord {\"a\":1}"]);
    check(
        files,
        &["*.csv", "[.csv"],
        &[
            "NotFound *.csv: no file matches the pattern: check it and its folder",
            "NotFound [.csv: there is no such file: check its name and folder",
        ],
    );
}

#[cfg(unix)]
#[test]
fn links_are_followed_and_their_loops_end() {
    use std::os::unix::fs::symlink;
    let folder = folder(&[("x/y/a.jsonl", A)]);
    symlink("..", folder.path().join("x/y/up")).unwrap();
    symlink("a.jsonl", folder.path().join("x/y/z.jsonl")).unwrap();
    symlink("gone", folder.path().join("x/y/zz")).unwrap();
    assert_eq!(
        units(folder.path(), &["x"]),
        [
            "x/y/a.jsonl: 1 NoRecord {\"a\":1}",
            "Loop x/y/up: a link to a folder that contains it, skipped",
            "x/y/z.jsonl: 1 NoRecord {\"a\":1}",
            "NotFound x/y/zz: there is no such file: check its name and folder",
        ]
    );
}

#[test]
fn archives_are_told_by_content_and_gone_through() {
    let inner = zip(&[File::stored("c.json", b"[{}]")]);
    let archive = zip(&[
        File::deflated("in/", b""),
        File::deflated("in/b.csv", B),
        File::stored("a.jsonl", A),
        File::zstd("z.jsonl", A),
        File::deflated("in\\deep.zip", &inner),
        File::stored("flat.zip", &inner),
        File::stored("__MACOSX/._a.jsonl", b"x"),
        File::stored("a.jsonl", b"{}"),
        File::stored("../../up.jsonl", A),
        File::stored("log.txt", b"started"),
    ]);
    check(
        &[("x/export.csv", &archive)],
        &["x"],
        &[
            "x/export.csv!in/b.csv: 2 record {}",
            "x/export.csv!a.jsonl: 1 NoRecord {\"a\":1}",
            "x/export.csv!z.jsonl: 1 NoRecord {\"a\":1}",
            "x/export.csv!in/deep.zip!c.json: 1 NoRecord {}",
            "x/export.csv!flat.zip!c.json: 1 NoRecord {}",
            "Hidden x/export.csv!__MACOSX/._a.jsonl: a hidden file, skipped: name it to have it read",
            "x/export.csv!a.jsonl: 1 NoRecord {}",
            "x/export.csv!../../up.jsonl: 1 NoRecord {\"a\":1}",
            "x/export.csv!log.txt: no audit records found: the first line is `started`; accepted are JSON Lines, \
             JSON objects or arrays of them, and CSV with the column AuditData or RawEventData",
        ],
    );
    check(&[("empty.zip", &zip(&[]))], &["empty.zip"], &[]);
}

#[test]
fn an_entry_that_cannot_be_read_spares_the_others() {
    let good = File::deflated("good.jsonl", A);
    let archive = zip(&[
        File { flags: 1, ..File::deflated("secret.csv", B) },
        File { method: 14, ..File::stored("lzma.csv", B) },
        File { method: 77, ..File::stored("odd.csv", B) },
        File { checksum: 7, ..File::deflated("checksum.jsonl", A) },
        File { size: 99, ..File::deflated("short.jsonl", A) },
        File { size: 3, ..File::stored("long.jsonl", A) },
        good,
    ]);
    let damaged = "the zip data is damaged: everything before the damage was read; copy the file again";
    let unpack = "unpack it first";
    check(
        &[("a.zip", &archive)],
        &["a.zip"],
        &[
            "Encrypted a.zip!secret.csv: encrypted in its zip archive: unpack it with its password first",
            &format!(
                "Compressed a.zip!lzma.csv: compressed in its zip archive with LZMA: {unpack}; deflate, deflate64 and zstd are read"
            ),
            &format!("Compressed a.zip!odd.csv: compressed in its zip archive by method 77: {unpack}"),
            &format!("a.zip!checksum.jsonl: {damaged}"),
            "a.zip!short.jsonl: the zip data is cut off: everything before the cut was read; copy the file again",
            &format!("a.zip!long.jsonl: {damaged}"),
            "a.zip!good.jsonl: 1 NoRecord {\"a\":1}",
        ],
    );
}

#[test]
fn a_damaged_archive_says_so() {
    let archive = zip(&[File::stored("a.jsonl", A), File::stored("b.jsonl", A)]);
    let cut_off = "the zip archive is cut off, its directory at the end is missing: copy it again";
    check(&[("a.zip", &archive[..60])], &["a.zip"], &[&format!("Damaged a.zip: {cut_off}")]);
    let mut broken = archive.clone();
    let second = broken.windows(4).rposition(|bytes| bytes == b"PK\x01\x02").unwrap();
    broken[second] = b'x';
    let directory = "the directory of the zip archive is damaged: copy it again";
    check(
        &[("a.zip", &broken), ("b.jsonl", A)],
        &["a.zip", "b.jsonl"],
        &[
            "a.zip!a.jsonl: 1 NoRecord {\"a\":1}",
            &format!("Damaged a.zip: {directory}"),
            "b.jsonl: 1 NoRecord {\"a\":1}",
        ],
    );
    let missing = [&archive[..archive.len() - 22], &end(3, 106, 90)].concat();
    let units = units(folder(&[("a.zip", &missing)]).path(), &["a.zip"]);
    assert_eq!(units.last().unwrap(), &format!("Damaged a.zip: {directory}"));
    let spanned = [b"PK\x03\x04", &b"PK\x05\x06\x01\0\0\0\x01\0\x01\0"[..], &[0; 10]].concat();
    check(
        &[("a.zip", &spanned)],
        &["a.zip"],
        &["Compressed a.zip: one part of a zip archive in several files: join them first"],
    );
}

#[test]
fn of_an_entry_all_that_is_told_comes_out() {
    let lines = A.repeat(40_000);
    for method in [0, 8, 93] {
        let told = A.len() * 35_000;
        let file = File { method, size: told, ..File::stored("a.jsonl", &lines) };
        let folder = folder(&[("a.zip", &zip(&[file]))]);
        let mut input = sources([folder.path().join("a.zip")]).next().unwrap().unwrap().open().unwrap();
        let mut bytes = Vec::new();
        let error = input.read_to_end(&mut bytes).unwrap_err();
        assert!(error.to_string().starts_with("the zip data is damaged"), "{error}");
        assert!(bytes == lines[..told], "{} of {told} bytes by method {method}", bytes.len());
    }
}

#[test]
fn archives_in_archives_have_a_limit() {
    let mut archive = zip(&[File::stored("a.jsonl", A)]);
    for _ in 0..4 {
        archive = zip(&[File::deflated("x.zip", &archive), File::stored("b.jsonl", A)]);
    }
    check(
        &[("a.zip", &archive)],
        &["a.zip"],
        &[
            "Limit a.zip!x.zip!x.zip!x.zip!x.zip: an archive inside more than 4 others: unpack it first",
            "a.zip!x.zip!x.zip!x.zip!b.jsonl: 1 NoRecord {\"a\":1}",
            "a.zip!x.zip!x.zip!b.jsonl: 1 NoRecord {\"a\":1}",
            "a.zip!x.zip!b.jsonl: 1 NoRecord {\"a\":1}",
            "a.zip!b.jsonl: 1 NoRecord {\"a\":1}",
        ],
    );
}

#[test]
fn an_archive_may_have_many_files_and_no_more() {
    let names: Vec<_> = (0..100_001).map(|n| format!("{n}")).collect();
    let archive = zip(&names.iter().map(|name| File::stored(name, b"")).collect::<Vec<_>>());
    let folder = folder(&[("a.zip", &archive)]);
    let units: Vec<_> = sources([folder.path().join("a.zip")]).collect();
    assert_eq!(units.len(), 100_001);
    let last = units.into_iter().last().unwrap().unwrap_err();
    assert_eq!(last.error.kind(), ErrorKind::Limit);
    assert_eq!(last.name, folder.path().join("a.zip").display().to_string());
}

#[test]
fn an_archive_that_unpacks_to_far_more_is_no_archive() {
    let bomb = File { size: 2 << 30, ..File::deflated("bomb.zip", b"PK\x03\x04") };
    let ratio = "an archive that unpacks to more than 100 times its size, most likely a trap: unpack it first if you \
                 trust it";
    check(&[("a.zip", &zip(&[bomb]))], &["a.zip"], &[&format!("Limit a.zip!bomb.zip: {ratio}")]);
}

#[test]
fn office_documents_are_named() {
    let sheet = zip(&[File::stored("xl/a.xml", b"<a/>"), File::stored("[Content_Types].xml", b"<a/>")]);
    check(
        &[("a.xlsx", &sheet)],
        &["a.xlsx"],
        &["UnknownFormat a.xlsx: an Office document: save the sheet as CSV UTF-8"],
    );
}

#[test]
fn a_unit_has_its_own_bytes_and_says_how_many() {
    let folder = folder(&[("a.zip", &zip(&[File::deflated("a.jsonl", A)])), ("a.jsonl", A)]);
    for name in ["a.zip", "a.jsonl"] {
        let source = sources([folder.path().join(name)]).next().unwrap().unwrap();
        assert_eq!(source.size_bytes(), Some(A.len() as u64));
        let mut bytes = Vec::new();
        source.open().unwrap().read_to_end(&mut bytes).unwrap();
        assert_eq!(bytes, A);
    }
}

/// Written by other programs; see the README beside them.
#[test]
fn archives_of_other_programs_are_read() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats/archives");
    for name in ["python.zip", "info-zip.zip", "streamed.zip", "zip64.zip", "deflate64.zip", "prefixed.zip"] {
        let found: Vec<_> = sources([folder.join(name)]).map(|unit| content(unit.unwrap())).collect();
        assert_eq!(
            found,
            ["1 NoRecord {\"Id\":\"1\"} | 2 NoRecord {\"Id\":\"2\"}", "2 record {\"Id\":\"3\"}"],
            "{name}"
        );
    }
}
