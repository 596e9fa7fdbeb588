//! Tar archives, as they should be and as they should not.

use std::fs;
use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use ruzstd::encoding::{CompressionLevel, compress_to_vec};
use trail365_read::{ErrorKind, Limits, Reader, sources};

use crate::archive::{File, zip};
use crate::items;

const A: &[u8] = b"{\"a\":1}\n";
const B: &[u8] = b"AuditData,Id\n{},1\n";

/// A member: its header and its content, filled up.
fn member(name: &str, kind: u8, content: &[u8]) -> Vec<u8> {
    let mut header = [0; 512];
    header[..name.len()].copy_from_slice(name.as_bytes());
    header[100..108].copy_from_slice(b"0000644\0");
    header[124..136].copy_from_slice(format!("{:011o}\0", content.len()).as_bytes());
    header[156] = kind;
    header[257..265].copy_from_slice(b"ustar\x0000");
    sign(&mut header);
    let mut member = [&header[..], content].concat();
    member.resize(member.len().next_multiple_of(512), 0);
    member
}

/// Writes the checksum of a header.
fn sign(header: &mut [u8]) {
    header[148..156].fill(b' ');
    let sum: u32 = header[..512].iter().map(|&byte| u32::from(byte)).sum();
    header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
}

fn tar(members: &[Vec<u8>]) -> Vec<u8> {
    [members.concat(), vec![0; 1024]].concat()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(bytes).unwrap();
    gzip.finish().unwrap()
}

/// The units of an archive, and what they hold.
fn units(archive: &[u8]) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a");
    fs::write(&path, archive).unwrap();
    let front = format!("{}", path.display());
    let units = sources([path]).map(|unit| match unit {
        Ok(source) => {
            let name = source.name().replace(&front, "");
            let read = source.open().and_then(|input| items(input, Limits::default()));
            let content = read.map_or_else(|error| error.to_string(), |(_, items)| items.join(" | "));
            format!("{name}: {content}")
        }
        Err(unread) => format!("{:?} {}", unread.error.kind(), unread.to_string().replace(&front, "")),
    });
    units.collect()
}

fn check(archive: &[u8], expected: &[&str]) {
    assert_eq!(units(archive), expected);
}

#[test]
fn members_are_units_compressed_or_not() {
    let archive = tar(&[member("x/", b'5', b""), member("x/a.jsonl", b'0', A), member("b.csv", 0, B)]);
    let expected = ["!x/a.jsonl: 1 NoRecord {\"a\":1}", "!b.csv: 2 record {}"];
    check(&archive, &expected);
    check(&gzip(&archive), &expected);
    check(&compress_to_vec(&archive[..], CompressionLevel::Fastest), &expected);
}

#[test]
fn an_archive_without_its_end_says_so() {
    let archive = tar(&[member("a.jsonl", b'0', A), member("b.csv", 0, B)]);
    let told = "Damaged : the tar archive lacks the zeros that end it and may be cut off, files may be missing: copy it again";
    let (a, b) = ("!a.jsonl: 1 NoRecord {\"a\":1}", "!b.csv: 2 record {}");
    // Between two members, in the padding of each, and before the zeros.
    for (len, expected) in [
        (1024, &[a, told][..]),
        (1024 - 100, &[a, told]),
        (2048 - 100, &[a, b, told]),
        (2048, &[a, b, told]),
        (2048 + 512, &[a, b]),
        (2048 + 1024, &[a, b]),
    ] {
        check(&archive[..len], expected);
    }
}

#[test]
fn long_names_are_read() {
    let long = format!("{}/{}", "d".repeat(150), "a.jsonl");
    let gnu = [member("././@LongLink", b'L', format!("{long}\0").as_bytes()), member("cut", b'0', A)];
    let line = format!(" path={long}\n");
    let len = (line.len()..1000).find(|len| len.to_string().len() + line.len() == *len).unwrap();
    let pax = [member("pax", b'x', format!("{len}{line}").as_bytes()), member("cut", b'0', A)];
    let mut prefixed = member("a.jsonl", b'0', A);
    prefixed[345..495].copy_from_slice("d".repeat(150).as_bytes());
    sign(&mut prefixed);
    for members in [&gnu[..], &pax, &[prefixed]] {
        check(&tar(members), &[&format!("!{long}: 1 NoRecord {{\"a\":1}}")]);
    }
}

#[test]
fn archives_in_archives_are_entered() {
    let inner = tar(&[member("a.jsonl", b'0', A)]);
    let archive = tar(&[
        member("x.tar", b'0', &inner),
        member("x.tgz", b'0', &gzip(&inner)),
        member("x.zip", b'0', &zip(&[File::deflated("a.jsonl", A)])),
        member("a.jsonl.gz", b'0', &gzip(A)),
    ]);
    let unit = |name: &str| format!("!{name}: 1 NoRecord {{\"a\":1}}");
    let expected = ["x.tar!a.jsonl", "x.tgz!a.jsonl", "x.zip!a.jsonl", "a.jsonl.gz"].map(unit);
    check(&archive, &expected.each_ref().map(String::as_str));
    let zipped = zip(&[
        File::deflated("x.tar", &inner),
        File::stored("y.tar", &inner),
        File::stored("z", &gzip(&inner)),
    ]);
    let expected = ["x.tar!a.jsonl", "y.tar!a.jsonl", "z!a.jsonl"].map(unit);
    check(&zipped, &expected.each_ref().map(String::as_str));
}

#[test]
fn what_is_no_file_is_named() {
    let archive = tar(&[
        member("link", b'2', b""),
        member("pipe", b'6', b""),
        member("holes", b'S', A),
        member(".hidden", b'0', A),
        member("a\u{1b}[31m.jsonl", b'0', A),
    ]);
    check(
        &archive,
        &[
            "NotAFile !link: a link in its tar archive, skipped: what it leads to stands under its own name",
            "NotAFile !pipe: a pipe, socket or device, skipped: name it to have it read",
            "Compressed !holes: a file with holes in its tar archive: unpack it first",
            "Hidden !.hidden: a hidden file, skipped: name it to have it read",
            "!a\u{1b}[31m.jsonl: 1 NoRecord {\"a\":1}",
        ],
    );
}

#[test]
fn damage_is_told_behind_what_stands_before_it() {
    let mut archive = tar(&[member("a.jsonl", b'0', A), member("b.jsonl", b'0', A)]);
    archive[1024 + 3] ^= 1;
    let found = units(&archive);
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[1].starts_with("Damaged : a header of the tar archive is damaged"), "{found:?}");

    let lines = A.repeat(1000);
    let archive = tar(&[member("a.jsonl", b'0', A), member("b.jsonl", b'0', &lines)]);
    let cut = &archive[..archive.len() - 4096];
    let found = units(cut);
    assert_eq!(found[0], "!a.jsonl: 1 NoRecord {\"a\":1}");
    assert!(found[1].starts_with("!b.jsonl: the tar data is cut off"), "{found:?}");
    let packed = gzip(&[&archive[..], &noise(200_000)].concat());
    let found = units(&packed[..packed.len() / 2]);
    assert_eq!(found[0], "!a.jsonl: 1 NoRecord {\"a\":1}");
    let lines: Vec<_> =
        noise(100_000).chunks(50).map(|chunk| format!("{{\"a\":\"{chunk:02x?}\"}}\n")).collect();
    let long = member("c", b'0', lines.concat().as_bytes());
    let packed = gzip(&[&archive[..archive.len() - 1024], &long[..]].concat());
    let found = units(&packed[..packed.len() / 2]);
    assert!(found.last().unwrap().contains("the gzip data is cut off"), "the cut is not told");
}

#[test]
fn a_cut_behind_the_last_member_is_told_where_the_archive_is_packed() {
    let archive = tar(&[member("a.jsonl", b'0', A)]);
    let zstd = ruzstd::encoding::compress_to_vec(&archive[..], ruzstd::encoding::CompressionLevel::Fastest);
    for (packed, name) in [(gzip(&archive), "gzip"), (zstd, "zstd")] {
        assert_eq!(units(&packed), ["!a.jsonl: 1 NoRecord {\"a\":1}"]);
        for missing in 1..packed.len() / 2 {
            let found = units(&packed[..packed.len() - missing]);
            let told = format!("the {name} data is cut off");
            assert!(
                found.iter().any(|unit| unit.contains(&told)),
                "{name} without {missing} bytes: {found:?}"
            );
        }
    }
}

/// Bytes that do not compress.
fn noise(len: usize) -> Vec<u8> {
    let mut state = 1_u32;
    let next = |_| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    (0..len).map(next).collect()
}

#[test]
fn a_bomb_is_refused() {
    // A size that the archive does not have costs nothing.
    let mut header = member("a", b'0', b"");
    header[124..136].copy_from_slice(b"77777777777\0");
    sign(&mut header);
    let found = units(&[&header[..], A].concat());
    assert!(found[0].starts_with("!a: "), "{found:?}");
    let mut extended = member("x", b'x', b"");
    extended[124..136].copy_from_slice(b"77777777777\0");
    sign(&mut extended);
    assert!(units(&extended)[0].starts_with("Damaged"));
}

#[test]
fn an_archive_given_to_a_reader_is_refused() {
    let error = Reader::new(&tar(&[member("a.csv", b'0', B)])[..]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Compressed);
    assert!(error.to_string().contains("(tar)"), "{error}");
}
