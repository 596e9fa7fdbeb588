use trail365_read::Encoding::{Utf8, Utf16Be, Utf16Le};
use trail365_read::Format::{Csv, Empty, Json, JsonLines};
use trail365_read::{CodePage, Encoding, ItemKind, Limits, NoticeKind, Reader};

use crate::{Pieces, check};

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
            &["1 NoRecord {\"a\":\"\u{1f600}é\"}", "3 NoRecord {}"],
        );
        check(utf16("[\r\n{\"a\":1},\r\n{}]", bytes), Json, &["2 NoRecord {\"a\":1}", "3 NoRecord {}"]);
        check(utf16("#TYPE x\r\n\"AuditData\"\r\n\"{}\"\r\n", bytes), Csv, &["3 record {}"]);
        check(utf16("{}\n\u{feff}{}", bytes), JsonLines, &["1 NoRecord {}", "2 NoRecord {}"]);
    }
}

#[test]
fn half_a_pair_and_half_a_unit_are_replaced() {
    let mut input = utf16("{\"a\":\"?\"}\n", u16::to_le_bytes);
    let at = input.iter().position(|&byte| byte == b'?').unwrap();
    input.splice(at..at + 2, [0x3D, 0xD8]);
    input.push(b'{');
    check(&input, JsonLines, &["1 NoRecord {\"a\":\"\u{fffd}\"}", "2 NotAnObject \u{fffd}"]);
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

#[test]
fn utf16_without_a_mark_is_read() {
    for bytes in [u16::to_le_bytes, u16::to_be_bytes] {
        let text = |text: &str| utf16(text, bytes)[2..].to_vec();
        check(text("[\r\n  {\"a\":\"é\"}\r\n]"), Json, &["2 NoRecord {\"a\":\"é\"}"]);
        check(text("AuditData\n{}\n"), Csv, &["2 record {}"]);
    }
}

/// The texts of the records, the encoding, and the notices.
fn decoded(input: &[u8], encoding: Option<&str>) -> (Vec<String>, String, Vec<String>) {
    let encoding = encoding.map(|name| name.parse().unwrap());
    let results = [usize::MAX, 1, 7].map(|size| {
        let pieces = Pieces { rest: input, size };
        let mut reader = Reader::with_encoding(pieces, Limits::default(), encoding).unwrap();
        let mut records = Vec::new();
        while let Some(item) = reader.next().unwrap() {
            let ItemKind::Record(bytes) = item.kind else { panic!("rejected: {item:?}") };
            records.push(String::from_utf8_lossy(bytes).into_owned());
        }
        let notices = reader.notices().iter().map(ToString::to_string).collect();
        (records, reader.encoding().to_string(), notices)
    });
    assert!(results.windows(2).all(|pair| pair[0] == pair[1]), "{results:#?}");
    let [result, ..] = results;
    result
}

/// A name in some of the languages whose programs save in code pages.
const TEXTS: [(&str, &str); 9] = [
    ("windows-1252", "Straße in München, señor José Ñúñez, où êtes-vous François"),
    ("windows-1251", "Отчёт за квартал, Иванов Пётр Сергеевич, Договор поставки"),
    ("windows-1250", "Zażółć gęślą jaźń, Łukasz Wiśniewski, umowa o pracę, Příliš žluťoučký kůň"),
    ("windows-1253", "Αναφορά τριμήνου, Γιώργος Παπαδόπουλος, συμβόλαιο εργασίας"),
    ("windows-1255", "דוח רבעוני של החברה, משה כהן, חוזה עבודה חדש"),
    ("Shift_JIS", "売上報告書_第一四半期、田中太郎、契約書のコピー"),
    ("GBK", "季度报告、合同文件、张伟的邮箱账户已被访问"),
    ("Big5", "季度報告、合約文件、張偉的郵件帳戶已被存取"),
    ("EUC-KR", "분기 보고서, 김민수, 계약서 사본을 열람했습니다"),
];

fn encode(page: &str, text: &str) -> Vec<u8> {
    let encoding = encoding_rs::Encoding::for_label(page.as_bytes()).unwrap();
    let (bytes, _, is_lossy) = encoding.encode(text);
    assert!(!is_lossy, "{page} lacks a character of {text}");
    bytes.into_owned()
}

#[test]
fn code_pages_are_guessed_and_told() {
    for (page, text) in TEXTS {
        let record = format!(
            "{{\"CreationTime\":\"2026-02-14T09:00:00\",\"Operation\":\"x\",\"ObjectId\":\"{text}\"}}"
        );
        let lines = format!("{record}\n{{\"Operation\":\"y\"}}\n{record}\n");
        let (records, encoding, notices) = decoded(&encode(page, &lines), None);
        assert_eq!((&records[0], &records[2]), (&record, &record));
        assert_eq!(encoding, page);
        let expected = format!(
            "2 lines are not UTF-8 and read as {page}, which is a guess: if letters are wrong, name the code page with --encoding"
        );
        assert_eq!(notices, [expected]);
        let row = format!("Id,AuditData\n{text},\"{}\"\n", record.replace('"', "\"\""));
        // Commas of the text part cells.
        let row = encode(page, &row.replacen(text, &text.replace(',', ""), 1));
        assert_eq!(decoded(&row, None).0, [record]);
    }
}

#[test]
fn a_named_encoding_is_not_guessed() {
    let record = "{\"Operation\":\"\u{2014}\"}";
    let (records, encoding, notices) = decoded(&encode("windows-1251", record), Some("cp1251"));
    assert_eq!((records, encoding.as_str()), (vec![record.to_string()], "windows-1251"));
    assert_eq!(notices, ["1 line is not UTF-8 and read as windows-1251"]);
    let utf8 = "{\"Operation\":\"é\"}";
    assert_eq!(decoded(utf8.as_bytes(), Some("windows-1251")).0, [utf8]);
    let mut reader =
        Reader::with_encoding(&b"{\"Operation\":\"\xE9\"}"[..], Limits::default(), Some(Utf8)).unwrap();
    assert_eq!(reader.next().unwrap().unwrap().kind, ItemKind::Record(b"{\"Operation\":\"\xE9\"}"));
    assert!(reader.notices().is_empty());
    assert!("klingon".parse::<Encoding>().is_err());
}

#[test]
fn a_byte_far_behind_the_front_is_decoded_where_it_costs_nothing() {
    let row = "1,\"{\"\"Operation\"\":\"\"x\"\"}\"\n";
    let last = encode("windows-1252", "2,\"{\"\"Operation\"\":\"\"Müller\"\"}\"\n");
    let csv = [b"Id,AuditData\n", row.repeat(100_000).as_bytes(), &last].concat();
    let mut reader = Reader::new(&csv[..]).unwrap();
    let mut text = String::new();
    while let Some(item) = reader.next().unwrap() {
        let ItemKind::Record(bytes) = item.kind else { panic!("rejected: {item:?}") };
        text = String::from_utf8(bytes.to_vec()).unwrap();
    }
    assert_eq!(text, "{\"Operation\":\"Müller\"}");
    let page = CodePage::named("windows-1252").unwrap();
    assert_eq!(reader.notices()[0].kind, NoticeKind::CodePage { page, lines: 1, is_named: false });
}

#[test]
fn utf8_lines_among_others_stay_and_broken_ones_are_left_to_the_parser() {
    let lines = [
        &b"{\"Operation\":\"Jos\xE9\"}\n"[..],
        "{\"Operation\":\"José\"}\n".as_bytes(),
        "{\"Operation\":\"éèêë".as_bytes(),
        b"\xC3\"}\n",
    ];
    let (records, _, notices) = decoded(&lines.concat(), None);
    assert_eq!(
        records,
        ["{\"Operation\":\"José\"}", "{\"Operation\":\"José\"}", "{\"Operation\":\"éèêë\u{fffd}\"}"]
    );
    assert_eq!(notices.len(), 1);
}

#[test]
fn damage_behind_a_code_page_is_told() {
    let text = encode("windows-1252", &"{\"Operation\":\"Müller\"}\n".repeat(5000));
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut gzip, &text).unwrap();
    let packed = gzip.finish().unwrap();
    let mut reader = Reader::new(&packed[..packed.len() - 12]).unwrap();
    let error = loop {
        match reader.next() {
            Ok(Some(_)) => {}
            Ok(None) => panic!("the cut is not told"),
            Err(error) => break error,
        }
    };
    assert!(error.to_string().contains("cut off"), "{error}");
}
