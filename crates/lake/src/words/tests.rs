//! Whatever stands in a record is found by its index.

use arrow::array::StringViewArray;
use proptest::prelude::*;
use trail365_text::json;
use trail365_text::levels::{Levels, to_lower_case};

use super::blocks::{ALL, BLOCK_ROWS};
use super::collect::WordCollector;
use super::index::WordIndex;
use super::phrase::Phrase;

const IDS: [&str; 3] = [
    "0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9",
    "0A1B2C3D4E5F60718293A4B5C6D7E8F9",
    "ffffffff-4e5f-6071-8293-a4b5c6d7e8f9",
];

fn index_of(records: &[&str]) -> WordIndex {
    let mut collector = WordCollector::default();
    collector.add_records(&StringViewArray::from_iter_values(records));
    WordIndex::decode(&collector.finish().unwrap().unwrap()).unwrap()
}

fn blocks(index: &WordIndex, text: &str) -> u16 {
    index.blocks_with(&Phrase::new(text))
}

#[test]
fn a_text_is_found_in_the_blocks_that_hold_it_alone() {
    let mut records = vec!["{}"; BLOCK_ROWS];
    let first = format!(r#"{{"Subject":"Re: Invoices_2026.xlsx","Id":"{}"}}"#, IDS[0]);
    records[7] = &first;
    records.push(r#"{"To":"[\"lena.berg@example.com\",\"\u00c9t\u00e9\"]","ClientIP":"203.0.113.77:443"}"#);
    let index = index_of(&records);
    for text in ["invoice", "VOICES_2026", ".xlsx\"", "re: inv", IDS[0], "\"Id\":\"0A1b2c3d-", "bject"] {
        assert_eq!(blocks(&index, text), 0b01, "{text}");
    }
    for text in ["LENA.BERG@EXAMPLE.COM", "berg", "été", "203.0.113.77", "ip\":\"203."] {
        assert_eq!(blocks(&index, text), 0b10, "{text}");
    }
    for text in ["payroll", IDS[2], "203.0.113.78", "berg lena", "\"invoices\"", " xlsx"] {
        assert_eq!(blocks(&index, text), 0, "{text}");
    }
    // Parts of ids can be anywhere.
    for text in ["3d-4e", "77", "-", ""] {
        assert_eq!(blocks(&index, text), ALL, "{text}");
    }
}

#[test]
fn a_gap_is_noticed() {
    let words = |records: &[&str]| {
        let mut collector = WordCollector::default();
        collector.add_records(&StringViewArray::from_iter_values(records));
        collector.take_words().unwrap()
    };
    let index = index_of(&["invoice", IDS[0]]);
    assert!(!index.lacks(&words(&["invoice", IDS[0]])));
    assert!(index.lacks(&words(&["payroll"])));
    assert!(index.lacks(&words(&[IDS[2]])));
}

#[test]
fn damage_is_noticed() {
    let mut collector = WordCollector::default();
    collector.add_records(&StringViewArray::from_iter_values(["invoice", IDS[0]]));
    let bytes = collector.finish().unwrap().unwrap();
    for length in 0..bytes.len() {
        assert!(WordIndex::decode(&bytes[..length]).is_none(), "{length}");
    }
}

/// Pieces of text of all kinds that indexes tell apart.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[a-zA-Z0-9]{1,8}",
        2 => prop::sample::select(vec![".", "@", "-", "_", " ", ",", "/", ":", "\"", "\\", "\n", "{", "--", "._"]).prop_map(str::to_owned),
        2 => prop::sample::select(IDS.to_vec()).prop_map(str::to_owned),
        1 => "[a-f0-9-]{1,40}",
        1 => "[éÉßſİσςΣǅ한😀K\u{307}]{1,3}",
        1 => "[a-z]{300,600}",
        1 => "\\\\u00[a-f0-9]{2}",
    ];
    prop::collection::vec(piece, 1..8).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn whatever_stands_in_a_record_is_found(
        texts in prop::collection::vec(text(), 1..6),
        depth in 0_usize..4,
        record in any::<prop::sample::Index>(),
        level in any::<prop::sample::Index>(),
        (from, length) in (any::<prop::sample::Index>(), 1_usize..100),
    ) {
        let records: Vec<String> = texts.iter().map(|text| nested(text, depth)).collect();
        let records: Vec<&str> = records.iter().map(String::as_str).collect();
        let index = index_of(&records);
        let levels = levels_of(record.get::<&str>(&records));
        let text = level.get(&levels);
        let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        let from = *from.get(&starts);
        let looked_for = &text[from..text.floor_char_boundary(from + length)];
        for looked_for in [looked_for.to_owned(), looked_for.to_uppercase()] {
            // Capitals of some letters are others in lower case, so that they are not there.
            if holds(&levels, &looked_for) {
                prop_assert_eq!(blocks(&index, &looked_for) & 1, 1, "{:?} in {:?}", looked_for, text);
            }
        }
    }
}

/// Writes a text as JSON in JSON.
fn nested(text: &str, depth: usize) -> String {
    let mut json = text.to_owned();
    for _ in 0..=depth {
        let mut out = Vec::new();
        json::encode(&json, &mut out);
        json = format!("{{\"a\":{}}}", String::from_utf8(out).unwrap());
    }
    json
}

/// The text as it reads at each level.
fn levels_of(record: &str) -> Vec<String> {
    let mut levels = Vec::new();
    Levels::default().any(record, |text| {
        levels.push(text.to_owned());
        false
    });
    levels
}

fn holds(levels: &[String], text: &str) -> bool {
    let text = to_lower_case(text.to_owned());
    levels.iter().any(|level| level.contains(&text))
}
