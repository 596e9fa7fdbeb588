use trail365_read::Encoding::{Utf8, Utf16Be, Utf16Le};
use trail365_read::Format::{Csv, Empty, Json, JsonLines};
use trail365_read::{Encoding, Reader};

use crate::check;

fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(bytes).collect()
}

#[test]
fn utf16_is_read_as_any_other_text() {
    for bytes in [u16::to_le_bytes, u16::to_be_bytes] {
        check(utf16("", bytes), Empty, &[]);
        check(
            utf16("{\"a\":\"\u{1f600}é\"}\r\n\r\n{}", bytes),
            JsonLines,
            &["1 record {\"a\":\"\u{1f600}é\"}", "3 record {}"],
        );
        check(utf16("[\r\n{\"a\":1},\r\n{}]", bytes), Json, &["2 record {\"a\":1}", "3 record {}"]);
        check(utf16("#TYPE x\r\n\"AuditData\"\r\n\"{}\"\r\n", bytes), Csv, &["3 record {}"]);
        check(utf16("{}\n\u{feff}{}", bytes), JsonLines, &["1 record {}", "2 record {}"]);
    }
}

#[test]
fn half_a_pair_and_half_a_unit_are_replaced() {
    let mut input = utf16("{\"a\":\"?\"}\n", u16::to_le_bytes);
    let at = input.iter().position(|&byte| byte == b'?').unwrap();
    input.splice(at..at + 2, [0x3D, 0xD8]);
    input.push(b'{');
    check(&input, JsonLines, &["1 record {\"a\":\"\u{fffd}\"}", "2 NotAnObject \u{fffd}"]);
    let mut reader = Reader::new(&input[..]).unwrap();
    while reader.next().unwrap().is_some() {}
    assert_eq!(reader.replaced_characters(), 2);
    assert_eq!(reader.bytes_read(), input.len() as u64);
}

#[test]
fn the_encoding_is_told() {
    let told = |input: &[u8]| Reader::new(input).unwrap().encoding();
    let cases: [(Vec<u8>, Encoding); 4] = [
        (b"{}".to_vec(), Utf8),
        ("\u{feff}{}".into(), Utf8),
        (utf16("{}", u16::to_le_bytes), Utf16Le),
        (utf16("{}", u16::to_be_bytes), Utf16Be),
    ];
    for (input, encoding) in cases {
        assert_eq!(told(&input), encoding);
    }
    assert_eq!(Utf16Le.to_string(), "UTF-16LE");
}
