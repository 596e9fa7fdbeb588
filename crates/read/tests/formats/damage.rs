//! What comes out of data that is damaged: all that stands before the damage, as if the input ended there.

use std::io::Write;

use flate2::write::GzEncoder;
use ruzstd::encoding::{CompressionLevel, compress_to_vec};
use trail365_read::{Error, ErrorKind, Limits, Reader};

use crate::{Pieces, cases, text};

/// As a gzip member whose checksum is wrong.
fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    let mut packed = encoder.finish().unwrap();
    let checksum = packed.len() - 8;
    packed[checksum] ^= 1;
    packed
}

/// As a zstd frame whose checksum is wrong.
fn zstd(bytes: &[u8]) -> Vec<u8> {
    let mut packed = compress_to_vec(bytes, CompressionLevel::Fastest);
    *packed.last_mut().unwrap() ^= 1;
    packed
}

/// Items and notices, and what ended the input if not its end.
fn read(input: &[u8], size: usize) -> (Vec<String>, Option<Error>) {
    let mut reader = match Reader::with_limits(Pieces { rest: input, size }, Limits::default()) {
        Ok(reader) => reader,
        Err(error) => return (Vec::new(), Some(error)),
    };
    let mut items = Vec::new();
    let error = loop {
        match reader.next() {
            Ok(Some(item)) => items.push(text(item)),
            Ok(None) => break None,
            Err(error) => break Some(error),
        }
    };
    if let Some(error) = &error {
        assert_eq!(reader.next().unwrap_err().to_string(), error.to_string(), "the same when asked again");
    }
    items.extend(reader.notices().iter().map(ToString::to_string));
    (items, error)
}

fn check(text: &[u8]) {
    let shown = String::from_utf8_lossy(text);
    let (expected, refused) = read(text, usize::MAX);
    let refused = refused.map(|error| error.kind());
    for packed in [gzip(text), zstd(text)] {
        for size in [usize::MAX, 7] {
            let (found, error) = read(&packed, size);
            let kind = error.unwrap().kind();
            assert!(kind == ErrorKind::Damaged || Some(kind) == refused, "{kind:?} of {shown}");
            assert_eq!(found, expected, "{shown}");
        }
    }
}

#[test]
fn all_before_the_damage_comes_out_as_if_the_input_ended_there() {
    let page = "{\"@odata.context\":1,\"value\":[{\"Id\":1},{\"Id\":2}],\"@odata.nextLink\":\"x\"}";
    let table = "Id,AuditData\n1,{}\n2,\"{\"\"Id\"\":2,\n\"\"x\"\":3}\"\n3,{}";
    for text in [page, table, "{\"Id\":1}\n{\"Id\":2}\n[{\"Id\":3}]", "[{\"Id\":1},\n{\"Id\":\n2},x", " \n\n"]
    {
        (0..=text.len()).for_each(|end| check(&text.as_bytes()[..end]));
    }
    for input in cases::inputs() {
        check(&input[..input.len() * 9 / 10]);
    }
}

#[test]
fn a_page_on_one_line_is_read_up_to_its_damage() {
    let page = b"{\"@odata.context\":1,\"value\":[{\"Id\":1},{\"Id\":2},{\"Id\":";
    let cut_off = "line 1: the last record is cut off: everything after it is missing";
    let expected = ["1 NoRecord {\"Id\":1}", "1 NoRecord {\"Id\":2}", "1 CutOff {\"Id\":", cut_off];
    assert_eq!(read(&gzip(page), usize::MAX).0, expected);
}

#[test]
fn an_input_in_which_nothing_can_be_read_is_an_error() {
    for text in ["", "\n \n"] {
        for packed in [gzip(text.as_bytes()), zstd(text.as_bytes())] {
            assert_eq!(Reader::new(&packed[..]).unwrap_err().kind(), ErrorKind::Damaged, "{text:?}");
        }
    }
    // What is not told by half a header, or by half a text, is not told wrong.
    for text in [&b"Id,Aud"[..], b"Dear\ndiary"] {
        assert_eq!(Reader::new(&gzip(text)[..]).unwrap_err().kind(), ErrorKind::Damaged);
    }
}

#[test]
fn the_innermost_data_comes_out_of_damage_outside_it() {
    let lines = b"{\"Id\":1}\n{\"Id\":2}";
    let inner = compress_to_vec(&lines[..], CompressionLevel::Fastest);
    for packed in [gzip(&inner), gzip(&inner[..inner.len() - 1])] {
        let (items, error) = read(&packed, usize::MAX);
        assert_eq!(items, ["1 NoRecord {\"Id\":1}", "2 NoRecord {\"Id\":2}"]);
        assert!(error.unwrap().to_string().starts_with("the gzip data is damaged"));
    }
}

#[test]
fn the_last_block_of_zstd_is_read_without_its_checksum() {
    let lines = (0..5000).map(|n| format!("{{\"Id\":{n}}}\n")).collect::<Vec<_>>().concat();
    let packed = compress_to_vec(lines.as_bytes(), CompressionLevel::Fastest);
    for missing in 1..=4 {
        let (items, error) = read(&packed[..packed.len() - missing], usize::MAX);
        assert_eq!(items.len(), 5000, "without {missing} bytes");
        assert!(error.unwrap().to_string().starts_with("the zstd data is cut off"));
    }
    let (items, error) = read(&packed[..packed.len() - 5], usize::MAX);
    assert_eq!((items.len() < 5000, error.unwrap().kind()), (true, ErrorKind::Damaged));
}
