use std::fmt::Write as _;
use std::io::{self, Read, Write};

use flate2::write::GzEncoder;
use proptest::collection::vec;
use proptest::prelude::*;
use ruzstd::encoding::{CompressionLevel, compress_to_vec};
use trail365_read::Compression::{Gzip, Zstd};
use trail365_read::Format::{Csv, Empty, Json, JsonLines};
use trail365_read::{Compression, Error, ErrorKind, Limits, Reader};

use crate::{check, is_object, items_in_pieces};

type Pack = fn(&[u8]) -> Vec<u8>;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    compress_to_vec(bytes, CompressionLevel::Fastest)
}

const PACKS: [(Pack, Compression); 2] = [(gzip, Gzip), (zstd, Zstd)];

/// Distinct records, so that they do not compress to nothing.
fn lines(count: usize) -> String {
    let mut text = String::new();
    for n in 0..count {
        writeln!(text, "{{\"n\":{n},\"x\":\"{:x}\"}}", n.wrapping_mul(0x9E37_79B9_7F4A_7C15)).unwrap();
    }
    text
}

/// The records there are, and the error at the end.
fn read(input: impl Read) -> (usize, Option<Error>) {
    let mut reader = match Reader::new(input) {
        Ok(reader) => reader,
        Err(error) => return (0, Some(error)),
    };
    let mut records = 0;
    loop {
        match reader.next() {
            Ok(Some(item)) => records += usize::from(is_object(&item)),
            Ok(None) => return (records, None),
            Err(error) => {
                let again = reader.next().unwrap_err();
                assert_eq!(again.to_string(), error.to_string(), "the same when asked again");
                return (records, Some(error));
            }
        }
    }
}

#[test]
fn compressed_input_is_read_as_if_it_were_not() {
    for (pack, compression) in PACKS {
        check(pack(b""), Empty, &[]);
        check(pack(b"{\"a\":1}\n{}\n"), JsonLines, &["1 NoRecord {\"a\":1}", "2 NoRecord {}"]);
        check(pack("\u{feff}[\n{}]".as_bytes()), Json, &["2 NoRecord {}"]);
        check(pack(b"AuditData\n{}\n"), Csv, &["2 record {}"]);
        check(pack(b"\xFF\xFE{\0}\0"), JsonLines, &["1 NoRecord {}"]);
        let reader = Reader::new(&pack(b"{}")[..]).unwrap().compression().to_vec();
        assert_eq!(reader, [compression]);
    }
    assert_eq!(Reader::new(&b"{}"[..]).unwrap().compression(), []);
}

#[test]
fn parts_one_after_the_other_are_one_input() {
    for (pack, _) in PACKS {
        let parts = [pack(b"{\"a\":1}\n{\"b"), pack(b""), pack(b"\":2}\n")].concat();
        check(parts, JsonLines, &["1 NoRecord {\"a\":1}", "2 NoRecord {\"b\":2}"]);
    }
}

#[test]
fn skippable_frames_are_skipped() {
    let skippable = b"\x52\x2A\x4D\x18\x03\0\0\0abc";
    let parts = [&skippable[..], &zstd(b"{}\n"), skippable, &zstd(b"{}"), skippable].concat();
    check(parts, JsonLines, &["1 NoRecord {}", "2 NoRecord {}"]);
    let (records, error) = read(&[&zstd(b"{}\n")[..], &skippable[..9]].concat()[..]);
    assert_eq!((records, error.unwrap().kind()), (1, ErrorKind::Damaged));
}

#[test]
fn what_is_cut_off_says_so_after_its_records() {
    let text = lines(40_000);
    for (pack, compression) in PACKS {
        let packed = pack(text.as_bytes());
        let (records, error) = read(&packed[..packed.len() - 1]);
        assert_eq!(
            error.unwrap().to_string(),
            format!(
                "the {compression} data is cut off: everything before the cut was read; copy the file again"
            )
        );
        assert!(records > 30_000, "{records} records before {compression} ends");
        let (records, error) = read(&packed[..packed.len() / 2]);
        assert_eq!(error.unwrap().kind(), ErrorKind::Damaged);
        assert!(records > 10_000, "{records} records in half of {compression}");
    }
}

#[test]
fn what_is_damaged_says_so() {
    let text = lines(1000);
    for (pack, compression) in PACKS {
        let whole = pack(text.as_bytes());
        let mut checksum = whole.clone();
        // gzip ends with checksum and length, zstd with its checksum.
        let at = checksum.len() - 5 - 3 * usize::from(compression == Gzip) + usize::from(compression == Zstd);
        checksum[at] ^= 1;
        let (records, error) = read(&checksum[..]);
        assert_eq!(error.unwrap().kind(), ErrorKind::Damaged);
        assert_eq!(records, 1000, "{compression}");
        let (records, error) = read(&[&whole[..], b"something else"].concat()[..]);
        assert_eq!(records, 1000, "{compression}");
        assert_eq!(
            error.unwrap().to_string(),
            format!(
                "the {compression} data is damaged: everything before the damage was read; copy the file again"
            )
        );
    }
}

#[test]
fn all_that_stands_before_damage_is_read() {
    let text = lines(1000);
    for (pack, compression) in PACKS {
        // Each part is a frame or member of its own, and the last one does not begin as one.
        let mut parts = pack(text.as_bytes());
        let whole_len = parts.len();
        parts.extend(pack(text.as_bytes()));
        parts[whole_len] ^= 1;
        let (records, error) = read(&parts[..]);
        assert_eq!((records, error.unwrap().kind()), (1000, ErrorKind::Damaged), "{compression}");
    }
}

#[test]
fn three_levels_are_read_and_no_more() {
    let three = gzip(&zstd(&gzip(b"{}")));
    assert_eq!(Reader::new(&three[..]).unwrap().compression(), [Gzip, Zstd, Gzip]);
    check(&three, JsonLines, &["1 NoRecord {}"]);
    let error = items_in_pieces(&zstd(&three), Limits::default()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Compressed);
    assert_eq!(error.to_string(), "the input is compressed more than 3 times over: decompress it first");
}

#[test]
fn a_dictionary_or_a_window_that_is_not_there_is_told() {
    let head = |rest: &[u8]| [b"\x28\xB5\x2F\xFD", rest, &[1; 20]].concat();
    let dictionary = read(&head(b"\x01\x58\x07")[..]).1.unwrap();
    assert_eq!(dictionary.to_string(), "the zstd data needs dictionary 7: decompress it with that first");
    let window = read(&head(b"\x00\xFF")[..]).1.unwrap();
    assert_eq!(window.kind(), ErrorKind::Compressed);
    assert!(window.to_string().contains("window of more than 134217728 bytes"), "{window}");
}

#[test]
fn bombs_end_in_an_error_or_a_rejected_record() {
    let zeros = gzip(&vec![0; 64 << 20]);
    assert_eq!(read(&zeros[..]).1.unwrap().kind(), ErrorKind::Encoding);
    let open = gzip(&[b"{}\n{\"a\":\"", &vec![b'x'; 8 << 20][..]].concat());
    let (_, items) = crate::items(&open[..], Limits { record_bytes: 10, ..Limits::default() }).unwrap();
    assert_eq!(items, ["1 NoRecord {}", "2 TooLarge { limit_bytes: 10 } {\"a\":\"xxxx"]);
}

/// Fails once, at this read.
struct Once<'a>(&'a [u8], usize);

impl Read for Once<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.1 = self.1.wrapping_sub(1);
        if self.1 == 0 {
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "unplugged"));
        }
        let size = into.len().min(100);
        self.0.read(&mut into[..size])
    }
}

#[test]
fn an_input_that_fails_is_no_fault_of_its_data_and_may_be_tried_again() {
    let text = lines(40_000);
    for (pack, _) in PACKS {
        let packed = pack(text.as_bytes());
        let mut reader = Reader::new(Once(&packed, packed.len() / 100 - 5)).unwrap();
        let (mut records, mut errors) = (0, Vec::new());
        loop {
            match reader.next() {
                Ok(Some(_)) => records += 1,
                Ok(None) => break,
                Err(error) => errors.push(error.kind()),
            }
        }
        assert_eq!((records, errors), (40_000, vec![ErrorKind::Io]));
        assert_eq!(reader.bytes_read(), packed.len() as u64);
    }
}

proptest! {
    #[test]
    fn damage_does_no_harm(at in 0..500_usize, bit in 0..8_u32, cut in 0..500_usize, tail in vec(any::<u8>(), 0..9)) {
        for (pack, _) in PACKS {
            let mut packed = pack(lines(40).as_bytes());
            let len = packed.len();
            packed[at % len] ^= 1_u8 << bit;
            packed.truncate(len - cut % len);
            packed.extend(&tail);
            let _ = items_in_pieces(&packed, Limits { record_bytes: 50, ..Limits::default() });
        }
    }
}
