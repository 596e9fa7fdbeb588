//! The parser against serde_json: both accept the same texts.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::value::RawValue;
use trail365_records::{ErrorKind, Limits, Parser};

/// serde_json's word on whether the bytes are a JSON object. Its `RawValue` checks grammar, escapes and UTF-8, and
/// takes half surrogate pairs, which are valid JSON.
fn is_object(json: &[u8]) -> bool {
    serde_json::from_slice::<&RawValue>(json).is_ok_and(|raw| raw.get().starts_with('{'))
}

/// Panics unless parser and serde_json agree on whether a text is a JSON object.
fn assert_agrees(json: &[u8]) {
    let mut parser = Parser::with_limits(Limits { depth: 1000, ..Limits::default() });
    let ours = parser.parse(json);
    assert_eq!(ours.is_ok(), is_object(json), "{:?} for {}", ours.err(), json.escape_ascii());
}

/// Panics unless the JSON inside a string is found where serde_json finds an object or list.
fn assert_embedded_agrees(text: &str) {
    let record = format!(r#"{{"Data":{}}}"#, serde_json::to_string(text).unwrap());
    let mut parser = Parser::new();
    let record = parser.parse(record.as_bytes()).unwrap();
    let found = record.json("Data").unwrap().embedded();
    let expect = serde_json::from_str::<&RawValue>(text).is_ok_and(|raw| raw.get().starts_with(['{', '[']));
    assert_eq!(found.as_deref(), expect.then_some(text), "{}", text.escape_default());
}

#[test]
fn broken_and_valid_texts() {
    for json in [
        "{}",
        " { } ",
        "{}x",
        "{},",
        "{",
        "}",
        "",
        " ",
        "[]",
        "[{}]",
        "null",
        "\"a\"",
        "1",
        r#"{"a":1}"#,
        r#"{"a":01}"#,
        r#"{"a":-}"#,
        r#"{"a":-0}"#,
        r#"{"a":1.}"#,
        r#"{"a":.5}"#,
        r#"{"a":1e}"#,
        r#"{"a":1e+}"#,
        r#"{"a":1E-09}"#,
        r#"{"a":+1}"#,
        r#"{"a":1 2}"#,
        r#"{"a":12x}"#,
        r#"{"a":NaN}"#,
        r#"{"a":tru}"#,
        r#"{"a":true}"#,
        r#"{"a":truex}"#,
        r#"{"a":nul"b"}"#,
        r#"{"a":"b"c}"#,
        r#"{"a":1"b"}"#,
        r#"{"a":1,}"#,
        r#"{,"a":1}"#,
        r#"{"a":1,,"b":2}"#,
        r#"{"a" 1}"#,
        r#"{"a"::1}"#,
        r#"{"a":}"#,
        r#"{a:1}"#,
        r#"{"a":[1,2}"#,
        r#"{"a":[1,2]]"#,
        r#"{"a":[}"#,
        r#"{"a":{]}"#,
        r#"{"a":[,]}"#,
        r#"{"a":[1,]}"#,
        r#"{"a":[1 2]}"#,
        r#"{"a":"\x"}"#,
        r#"{"a":"\u12"}"#,
        r#"{"a":"\ud800"}"#,
        r#"{"a":"\uD83D\uDE00"}"#,
        r#"{"a":"\""}"#,
        r#"{"a":"\\"}"#,
        r#"{"a":"\\\"}"#,
        r#"{"a":"b}"#,
        r#"{\"a":1}"#,
        r#"{"a":\"b"}"#,
        "{\"a\":\"\u{1}\"}",
        "{\"a\":\"\n\"}",
        "{\"a\":\"\u{7f}\"}",
        "{\u{c}}",
        "{\"a\":1\u{c}}",
        "{\"a\":\u{b}1}",
        "{\"a\"\u{1a}1}",
        "{\"ä\":\"ö\"}",
        "{ä}",
        "\u{feff}{}",
        "{\"a\":1}\u{0}",
        "{\"a\"\r\n\t :\r\n\t 1\r\n\t }\r\n",
    ] {
        assert_agrees(json.as_bytes());
        // At every offset to the blocks of the scan.
        for pad in 50..66 {
            assert_agrees(format!("{}{json}", " ".repeat(pad)).as_bytes());
            if let Some(rest) = json.strip_prefix('{') {
                assert_agrees(format!("{{\"{}\":\"\",{rest}", "k".repeat(pad)).as_bytes());
            }
        }
    }
    for bytes in [
        &b"{\"a\":\"\xff\"}"[..],
        b"{\"a\":\"\xc3\"}",
        b"{\"\xc3\x28\":1}",
        b"{\"a\":\"\xed\xa0\x80\"}",
        b"\xff{}",
    ] {
        assert_agrees(bytes);
    }
}

/// Pieces that JSON is made of, so that random texts are often nearly valid.
fn pieces() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        8 => prop::sample::select(vec!["{", "}", "[", "]", ":", ",", "\"", "\\", " ", "\n", "\"Id\"", "\"RecordType\":15", "\"a\":1", "-1.5e3", "0", "true", "null", "\"\\u0041\"", "\\\"", "{\"Name\":\"x\",\"Value\":1}", "\"Parameters\":", "é", "\u{0}"]).prop_map(|s| s.as_bytes().to_vec()),
        1 => any::<u8>().prop_map(|b| vec![b]),
        1 => "[a-z]{60,70}".prop_map(String::into_bytes),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| [b"{".as_slice(), &pieces.concat(), b"}"].concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn random_texts(json in pieces()) {
        assert_agrees(&json);
    }

    #[test]
    fn random_texts_inside_a_string(json in pieces()) {
        if let Ok(text) = std::str::from_utf8(&json) {
            assert_embedded_agrees(text);
            let inside = &text[1..text.len() - 1];
            assert_embedded_agrees(&format!("[{inside}]"));
            assert_embedded_agrees(inside);
        }
    }

    #[test]
    fn one_byte_changed(at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut json = br#"{"CreationTime":"2021-07-09T14:11:03","RecordType":1,"UserId":"NT AUTHORITY\\SYSTEM","Parameters":[{"Name":"A","Value":"\u00e4\/"}],"n":-1.25e+7,"x":[true,false,null,{}]}"#.to_vec();
        let at = at.index(json.len());
        json[at] = byte;
        assert_agrees(&json);
    }

    #[test]
    fn one_byte_cut(at in any::<prop::sample::Index>(), keep in any::<bool>()) {
        let mut json = br#"{"RecordType":50,"Folders":[{"FolderItems":[{"InternetMessageId":"<a@b>"}],"Id":"x"}],"Z":12}"#.to_vec();
        let at = at.index(json.len());
        if keep { json.truncate(at) } else { json.remove(at); }
        assert_agrees(&json);
    }
}

#[test]
fn limits_hold() {
    let limits = Limits { record_bytes: 400, depth: 10, keys: 20, ..Limits::default() };
    let kind = |json: &str| Parser::with_limits(limits).parse(json.as_bytes()).err().map(|e| e.kind());
    let nested = |levels: usize| format!("{{\"a\":{}1{}}}", "[".repeat(levels - 1), "]".repeat(levels - 1));
    let keys = |n: usize| {
        serde_json::to_string(&(0..n).map(|i| (i.to_string(), i)).collect::<BTreeMap<_, _>>()).unwrap()
    };
    assert_eq!(kind(&nested(10)), None);
    assert_eq!(kind(&nested(11)), Some(ErrorKind::Limit));
    assert_eq!(kind(&keys(20)), None);
    assert_eq!(kind(&keys(21)), Some(ErrorKind::Limit));
    assert_eq!(kind(&format!("{{{}}}", " ".repeat(398))), None);
    assert_eq!(kind(&format!("{{{}}}", " ".repeat(399))), Some(ErrorKind::Limit));
    assert_eq!(kind("[]"), Some(ErrorKind::NotAnObject));
    assert_eq!(kind("{\"a\":tru}"), Some(ErrorKind::Syntax));
}

#[test]
fn deep_nesting_does_not_overflow_the_stack() {
    for open in ["[", "{\"a\":"] {
        let json = format!("{{\"a\":{}", open.repeat(1_000_000));
        assert!(Parser::new().parse(json.as_bytes()).is_err());
    }
}
