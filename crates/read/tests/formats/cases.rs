//! Folders of an input and what comes out of it. `UPDATE=1` writes what comes out, to be looked at.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use trail365_read::{ItemKind, Limits, Reader};

use crate::Pieces;

fn folders() -> Vec<PathBuf> {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats/cases");
    let mut folders: Vec<_> = fs::read_dir(cases).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    folders
}

/// The only file of the folder that is an input.
fn input(folder: &Path) -> Vec<u8> {
    let mut files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let file = files.find(|path| path.file_stem().is_some_and(|stem| stem == "input")).unwrap();
    fs::read(file).unwrap()
}

/// The inputs of all folders.
pub fn inputs() -> &'static [Vec<u8>] {
    static INPUTS: OnceLock<Vec<Vec<u8>>> = OnceLock::new();
    INPUTS.get_or_init(|| folders().iter().map(|folder| input(folder)).collect())
}

/// What comes out, as text: a line for the input, one for each item, one for each notice.
fn output(input: &[u8], size: usize) -> String {
    let reader = Reader::with_limits(Pieces { rest: input, size }, Limits::default());
    let mut reader = match reader {
        Ok(reader) => reader,
        Err(error) => return format!("refused: {error}\n"),
    };
    let mut out = format!("{}, {}\n", reader.format(), reader.encoding());
    while let Some(item) = reader.next().unwrap() {
        write!(out, "{} {} ", item.line, item.wrapper).unwrap();
        match item.kind {
            ItemKind::Record(bytes) => writeln!(out, "{}", shown(bytes)).unwrap(),
            ItemKind::Rejected { reason, bytes } => {
                writeln!(out, "rejected: {reason}: {}", shown(bytes)).unwrap();
            }
        }
    }
    for notice in reader.notices() {
        writeln!(out, "notice: {notice}").unwrap();
    }
    out
}

/// On one line, and not too much of it.
fn shown(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes).replace('\r', "␍").replace('\n', "␊");
    match text.char_indices().nth(2000) {
        None => text,
        Some((end, _)) => format!("{} ... ({} bytes)", &text[..end], bytes.len()),
    }
}

#[test]
fn every_format_comes_out_as_it_should() {
    let mut wrong = Vec::new();
    for folder in folders() {
        let input = input(&folder);
        let found = output(&input, usize::MAX);
        for size in [1, 7] {
            assert_eq!(output(&input, size), found, "in pieces of {size} bytes: {}", folder.display());
        }
        let file = folder.join("expected.txt");
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&file, &found).unwrap();
        }
        let expected = fs::read_to_string(&file).unwrap_or_default();
        if found != expected {
            wrong.push(format!("{}:\n{found}\ninstead of\n{expected}", folder.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}
