use std::error::Error as _;
use std::io::{self, Read};

use trail365_read::{Error, ErrorKind, Format, ItemKind, Limits, Reader};

use crate::items_in_pieces;

fn refused(input: &[u8]) -> Error {
    items_in_pieces(input, Limits::default()).unwrap_err()
}

#[test]
fn compressed_input_is_named() {
    let cases: [(&[u8], &str); 3] =
        [(b"PK\x03\x04\x14\0\0\0", "zip"), (b"\xFD7zXZ\0\0", "xz"), (b"7z\xBC\xAF\x27\x1C\0", "7z")];
    for (input, name) in cases {
        let error = refused(input);
        assert_eq!(error.kind(), ErrorKind::Compressed);
        assert_eq!(
            error.to_string(),
            format!(
                "the input is compressed ({name}): decompress it first; gzip and zstd are read as they are"
            )
        );
    }
}

#[test]
fn other_encodings_are_named() {
    for input in [&b"{\0\0\0a\0\0\0"[..], b"\0\0\0{", b"\0\0\xFE\xFF"] {
        let error = refused(input);
        assert_eq!(error.kind(), ErrorKind::Encoding);
        assert!(error.to_string().contains("UTF-32: convert it to UTF-8 first"), "{error}");
    }
}

#[test]
fn text_of_no_known_format_is_described() {
    let accepted = "; accepted are JSON Lines, JSON objects or arrays of them, and CSV with the column AuditData or RawEventData";
    for (input, found) in [
        ("Name,\"Size\"\n1,2\n", "the first line has the columns `Name`, `Size`, but no AuditData"),
        ("\n\nhello\x1B world\n", "the first line is `hello\\u{1b} world`"),
        ("sep=;\n#TYPE x\n\n", "the first line is blank"),
        (",x", "the first line has the columns ``, `x`, but no AuditData"),
    ] {
        let error = refused(input.as_bytes());
        assert_eq!(error.kind(), ErrorKind::UnknownFormat);
        assert_eq!(error.to_string(), format!("no audit records found: {found}{accepted}"));
    }
}

/// A log counts failures by these words: a million different first lines must not make a million reasons.
#[test]
fn the_summary_quotes_nothing_of_the_input() {
    let errors = ["Name,Size\n1,2\n", "Dear diary", "x\n", "a;b;c"].map(|text| refused(text.as_bytes()));
    for error in errors {
        assert_eq!(error.kind().summary(), "no known format");
    }
}

#[test]
fn a_read_that_fails_is_told_and_may_be_tried_again() {
    let mut reader =
        Reader::new(Flaky::new(&[Some("{\"Operation\":1}\n{"), None, Some("\"Operation\":2}")])).unwrap();
    assert_eq!(reader.format(), Format::JsonLines);
    assert_eq!(record(&mut reader).unwrap(), b"{\"Operation\":1}");
    let error = record(&mut reader).unwrap_err();
    assert_eq!((error.kind(), error.to_string().as_str()), (ErrorKind::Io, "cannot read the input"));
    assert_eq!(error.source().unwrap().to_string(), "unplugged");
    assert_eq!(record(&mut reader).unwrap(), b"{\"Operation\":2}");
    assert_eq!(reader.next().unwrap(), None);
    assert_eq!(reader.bytes_read(), 31);
}

fn record(reader: &mut Reader<Flaky>) -> Result<Vec<u8>, Error> {
    match reader.next()?.map(|item| item.kind) {
        Some(ItemKind::Record(bytes)) => Ok(bytes.to_vec()),
        other => panic!("no record: {other:?}"),
    }
}

/// Gives texts and failures.
struct Flaky {
    rest: &'static [u8],
    turns: &'static [Option<&'static str>],
}

impl Flaky {
    fn new(turns: &'static [Option<&'static str>]) -> Self {
        Self { rest: &[], turns }
    }
}

impl Read for Flaky {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.rest.is_empty() {
            let Some((first, turns)) = self.turns.split_first() else { return Ok(0) };
            self.turns = turns;
            self.rest = first.ok_or_else(|| io::Error::other("unplugged"))?.as_bytes();
        }
        self.rest.read(into)
    }
}
