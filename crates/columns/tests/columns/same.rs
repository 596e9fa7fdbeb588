//! What makes two records the same, and two contents.

use trail365_columns::{HashRule, content_hash, identity};
use trail365_records::Parser;
use twox_hash::XxHash3_64;

use crate::json_tree::{Tree, tree};

fn hash(json: &str) -> i64 {
    content_hash(&Parser::new().parse(json.as_bytes()).unwrap())
}

fn first_hash(json: &str) -> i64 {
    HashRule::First.hash_content(&Parser::new().parse(json.as_bytes()).unwrap())
}

fn id(json: &str) -> u128 {
    identity(&Parser::new().parse(json.as_bytes()).unwrap(), HashRule::default()).id
}

#[test]
fn equal_contents() {
    for (a, b) in [
        (r#"{"a":1,"b":2}"#, r#"{ "b" : 2 , "a" : 1 }"#),
        (r#"{"a":"x/é\n"}"#, r#"{"\u0061":"x\/\u00e9\u000A"}"#),
        (r#"{"a":"\ud83d\ude00"}"#, r#"{"a":"😀"}"#),
        (r#"{"a":[1,10,-0,0.5]}"#, r#"{"a":[1.0,1E1,0,5e-1]}"#),
        (r#"{"a":[{"b":1,"c":{}}]}"#, r#"{"a":[{"c":{},"b":1}]}"#),
        (r#"{"a":{"b":1}}"#, r##"{"@odata.type":"#x","a":{"\u0040odata.etag":2,"@odata.id":1,"b":1}}"##),
        (r#"{"a":"\ud83D"}"#, r#"{"a":"\uD83d"}"#),
    ] {
        assert_eq!(hash(a), hash(b), "{a} {b}");
        assert_eq!(first_hash(a), first_hash(b), "{a} {b}");
    }
}

/// What services and tools write in other ways, as real answers have it.
#[test]
fn other_notation_is_the_same_content() {
    for (a, b) in [
        (r#"{"CreationTime":"2026-02-14T09:00:00"}"#, r#"{"CreationTime":"2026-02-14T09:00:00Z"}"#),
        (r#"{"a":["2026-02-14T09:00:00.5"]}"#, r#"{"a":["2026-02-14T09:00:00.500+00:00"]}"#),
        (r#"{"RecordType":15}"#, r#"{"RecordType":"15"}"#),
        (r#"{"RecordType":15}"#, r#"{"RecordType":"AzureActiveDirectoryStsLogon"}"#),
        (r#"{"RecordType":15}"#, r#"{"RecordType":"azureActiveDirectoryStsLogon"}"#),
        (
            r#"{"UserType":0,"a":[{"LogonType":2}]}"#,
            r#"{"a":[{"LogonType":"Delegated"}],"UserType":"Regular"}"#,
        ),
        (r#"{"a":[1,-2,true,"x"],"b":false}"#, r#"{"a":["1","-2","True","x"],"b":"False"}"#),
        (r#"{"a":52.5}"#, r#"{"a" : "52.5"}"#),
        (r#"{"a":"x"}"#, r#"{"a":"x","b":null,"c" :null}"#),
        (r#"{"a":{"b":1}}"#, r#"{"a":{"b":1,"c":null}}"#),
        (
            r#"{"Actor":[{"ID":"x","Type":0}],"RecordType":15}"#,
            r##"{"RecordType@odata.type":"#Int64","RecordType":15,"Actor@odata.type":"#Collection(x)","Actor":[{"Type@odata.type":"#Int64","ID":"x","Type":0}]}"##,
        ),
        (r#"{"a":1}"#, r##"{"x\u0040odata.type":"#y","a":1}"##),
        (
            r#"{"Id":"81ADEB4A-F002-4565-BFE5-4C0CC6BC7002"}"#,
            r#"{"Id":"81adeb4a-f002-4565-bfe5-4c0cc6bc7002"}"#,
        ),
        (
            r#"{"Id":"81adeb4a-f002-4565-bfe5-4c0cc6bc7002"}"#,
            r#"{"RecordId":"81ADEB4A-F002-4565-BFE5-4C0CC6BC7002","AssociatedAdminUnits":[""],"AssociatedAdminUnitsNames":"","Id":"81adeb4a-f002-4565-bfe5-4c0cc6bc7002"}"#,
        ),
        (
            r#"{"Id":"81adeb4a-f002-4565-bfe5-4c0cc6bc7002"}"#,
            r#"{"Id":"81adeb4a-f002-4565-bfe5-4c0cc6bc7002","RecordId":"17"}"#,
        ),
        (
            r#"{"Id":"x","AssociatedAdminUnits":["A","b"]}"#,
            r#"{"Id":"x","AssociatedAdminUnits":"b, a","RecordId":null}"#,
        ),
        (r#"{"a":15}"#, r#"{"a":"\u00315"}"#),
        (r#"{"a":"2026-02-14T09:00:01"}"#, r#"{"a":"2026-02-14T10:00:01+01:00"}"#),
        (r#"{"a":"2026-02-14T09:00:01"}"#, r#"{"a":"2026-02-14 09:00:01"}"#),
        (r#"{"a":["2026-02-14T09:00:01.5"]}"#, r#"{"a":["\/Date(1771059601500)\/"]}"#),
        (r#"{"a":{"b":[1,"x\"y"]}}"#, r#"{"a":"{\"b\": [\"1\", \"x\\\"y\"] }"}"#),
        (r#"{"a":[{"Name":"n","Value":"v"}]}"#, r#"{"a":"[{\"Value\":\"v\",\"Name\":\"n\"}]"}"#),
        (r#"{"a":{"b":{"c":[]}}}"#, r#"{"a":"{\"b\":\"{\\\"c\\\":[]}\"}"}"#),
    ] {
        assert_eq!(hash(a), hash(b), "{a} {b}");
        assert_ne!(first_hash(a), first_hash(b), "{a} {b}");
    }
}

#[test]
fn what_only_looks_like_other_notation_is_other_content() {
    for (a, b) in [
        (r#"{"a":"1.10"}"#, r#"{"a":"1.1"}"#),
        (r#"{"a":"007"}"#, r#"{"a":"7"}"#),
        (r#"{"a":"1e3"}"#, r#"{"a":1000}"#),
        (r#"{"a":"2026-02-14T09:00:00+01:00"}"#, r#"{"a":"2026-02-14T09:00:00"}"#),
        (r#"{"a":"/Date(1771059601000)/"}"#, r#"{"a":"2026-02-14T09:00:00"}"#),
        (r#"{"a":"[1]"}"#, r#"{"a":[2]}"#),
        (r#"{"a":"[1] "}"#, r#"{"a":"[1] x"}"#),
        (r#"{"a":"[1],\"x\":{}"}"#, r#"{"a":[1],"x":{}}"#),
        (r#"{"a":"[External] x"}"#, r#"{"a":"[external] x"}"#),
        (r#"{"a":"{}"}"#, r#"{"a":"[]"}"#),
        (r##"{"x@odata.bind":"#y","a":1}"##, r#"{"a":1}"#),
        (r#"{"Id":"x","RecordId":"y"}"#, r#"{"Id":"x"}"#),
        (r#"{"Id":"x","AssociatedAdminUnits":["a"]}"#, r#"{"Id":"x","AssociatedAdminUnits":["b"]}"#),
        (r#"{"Id":"x","AssociatedAdminUnits":["a"]}"#, r#"{"Id":"x","AssociatedAdminUnitsNames":["a"]}"#),
        (r#"{"AssociatedAdminUnits":["a"]}"#, "{}"),
        (r#"{"a":"2026-02-14T09:00:00.5"}"#, r#"{"a":"2026-02-14T09:00:00"}"#),
        (r#"{"Operation":"Regular"}"#, r#"{"Operation":0}"#),
        (r#"{"RecordType":"Unheard"}"#, r#"{"RecordType":15}"#),
        (r#"{"a":{"RecordId":"x"}}"#, r#"{"a":{}}"#),
        (r#"{"a":[null]}"#, r#"{"a":[]}"#),
        (r#"{"a":""}"#, "{}"),
        (r#"{"a":"null"}"#, "{}"),
        (r#"{"mail":"odata@odata.example"}"#, "{}"),
        (r#"{"a":"Alice@example.com"}"#, r#"{"a":"alice@example.com"}"#),
    ] {
        assert_ne!(hash(a), hash(b), "{a} {b}");
    }
}

#[test]
fn the_lowest_bit_is_free() {
    for n in 0..100 {
        assert_eq!(hash(&format!(r#"{{"a":{n}}}"#)) & 1, 0);
    }
}

#[test]
fn different_contents() {
    let all = [
        "{}",
        r#"{"a":null}"#,
        r#"{"a":false}"#,
        r#"{"a":true}"#,
        r#"{"a":0}"#,
        r#"{"a":1}"#,
        r#"{"a":-1}"#,
        r#"{"a":0.1}"#,
        r#"{"a":10}"#,
        r#"{"a":9007199254740992}"#,
        r#"{"a":9007199254740993}"#,
        r#"{"a":1e99999999999999999999}"#,
        r#"{"a":"1"}"#,
        r#"{"a":"null"}"#,
        r#"{"a":""}"#,
        r#"{"a":"\ud800"}"#,
        r#"{"a":"\ufffd"}"#,
        r#"{"a":[]}"#,
        r#"{"a":{}}"#,
        r#"{"a":[[]]}"#,
        r#"{"a":[1,2]}"#,
        r#"{"a":[2,1]}"#,
        r#"{"a":[1,1]}"#,
        r#"{"a":[[1],1]}"#,
        r#"{"a":[1,[1]]}"#,
        r#"{"a":{"b":1}}"#,
        r#"{"b":{"a":1}}"#,
        r#"{"a":1,"a":1}"#,
        r#"{"a":1,"b":1}"#,
        r#"{"a":1,"b":2}"#,
        r#"{"a":2,"b":1}"#,
        r#"{"a":"b","b":"a"}"#,
        r#"{"a":"a","b":"b"}"#,
        r#"{"":"ab"}"#,
        r#"{"ab":""}"#,
    ];
    for (i, a) in all.iter().enumerate() {
        for b in &all[i + 1..] {
            assert_ne!(first_hash(a), first_hash(b), "{a} {b}");
            // By the second rule null is absent, and a text of digits is a number.
            if !ALIKE.contains(a) || !ALIKE.contains(b) {
                assert_ne!(hash(a), hash(b), "{a} {b}");
            }
        }
    }
}

const ALIKE: [&str; 4] = ["{}", r#"{"a":null}"#, r#"{"a":1}"#, r#"{"a":"1"}"#];

#[test]
fn ids() {
    let guid = id(r#"{"Id":"81adeb4a-f002-4565-bfe5-4c0cc6bc7002"}"#);
    assert_eq!(guid, 0x81ad_eb4a_f002_4565_bfe5_4c0c_c6bc_7002);
    assert_eq!(id(r#"{"Id":"81ADEB4A-F002-4565-BFE5-4C0CC6BC7002","a":1}"#), guid);
    assert_eq!(id(r#"{"id":"81adeb4a-f002-4565-bfe5-4c0cc6bc7002"}"#), guid);
    let text = id(r#"{"Id":"Not a GUID"}"#);
    assert_ne!(id(r#"{"Id":"not a GUID"}"#), text);
    // Without an Id the content tells.
    let none = id(r#"{"a":1}"#);
    assert_eq!(id(r#"{ "a":1.0 }"#), none);
    assert_ne!(id(r#"{"a":2}"#), none);
    for empty in [
        r#"{"Id":""}"#,
        r#"{"Id":null}"#,
        r#"{"Id":" "}"#,
        r#"{"Id":"00000000-0000-0000-0000-000000000000"}"#,
    ] {
        let mut parser = Parser::new();
        assert!(!identity(&parser.parse(empty.as_bytes()).unwrap(), HashRule::default()).has_id(), "{empty}");
        assert_ne!(id(empty), id(r#"{"Id":"x"}"#));
    }
}

#[test]
fn no_text_has_the_key_of_a_guid() {
    const MARKS: u128 = 0x0000_0000_0000_F000_E000_0000_0000_0000;
    for json in [
        r#"{"Id":"Not a GUID"}"#,
        r#"{"a":1}"#,
        r#"{"Id":"ffffffff-ffff-ffff-ffff-ffffffffffff"}"#,
        r#"{"Id":"00000000-0000-f000-e000-000000000000"}"#,
    ] {
        assert_eq!(id(json) & MARKS, MARKS, "{json}");
    }
    assert_ne!(id(r#"{"Id":"81adeb4a-f002-4565-bfe5-4c0cc6bc7002"}"#) & MARKS, MARKS);
    assert_eq!(
        id(r#"{"Id":"FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF"}"#),
        id(r#"{"Id":"ffffffff-ffff-ffff-ffff-ffffffffffff"}"#)
    );
}

/// The hash is stored in lakes: what these records give must never change.
#[test]
fn the_first_rule_stays() {
    for (json, expect) in [
        ("{}", -9_162_319_808_353_089_393_i64),
        (r#"{"a":"b"}"#, -1_614_403_768_824_655_683),
        (r#"{"a":null,"b":[true,false,1.50,-20,"x\/\"y"],"c":{"d":{}}}"#, 375_670_903_166_156_348),
        (
            r#"{"CreationTime":"2021-05-15T03:35:24","Id":"2acce04e-1fbc-4c51-542f-08d9175279d2","RecordType":1,"Parameters":[{"Name":"Identity","Value":"A\/B"}]}"#,
            3_923_868_281_605_007_456,
        ),
        (
            r#"{"\ud800":"\u0000 a text of more than a hundred and twenty-eight bytes, so that each way of hashing by length is taken, and then some more of it, up to two hundred and forty bytes and beyond them, because that is where the last way begins"}"#,
            3_322_072_422_077_651_861,
        ),
    ] {
        assert_eq!(first_hash(json), expect, "{json}");
    }
}

/// As above: lakes of format 2 hold these.
#[test]
fn the_second_rule_stays() {
    let records = [
        "{}",
        r#"{"a":"b"}"#,
        r#"{"a":null,"b":[true,"False",1.50,"-20","x\/\"y"],"c":{"d":{}}}"#,
        r#"{"CreationTime":"2021-05-15T03:35:24.10Z","Id":"2ACCE04E-1fbc-4c51-542f-08d9175279d2","RecordType":"ExchangeAdmin","Parameters":[{"Name":"Identity","Value":"A\/B"}]}"#,
    ];
    assert_eq!(
        records.map(hash),
        [
            -9_162_319_808_353_089_394,
            -1_614_403_768_824_655_684,
            6_768_576_913_367_587_062,
            -7_574_790_577_569_398_784
        ]
    );
}

/// The first rule as the documentation of `HashRule` words it, over a tree; for numbers that are plain integers.
mod as_documented {
    use super::*;

    pub fn hash(tree: &Tree) -> u64 {
        match tree {
            Tree::Text(text) => XxHash3_64::oneshot(canonical(text).as_bytes()),
            Tree::HalfPair(_) => panic!("not written down here"),
            Tree::Scalar(word) if word == "null" || word == "true" || word == "false" => {
                mix(u64::from(word.as_bytes()[0]))
            }
            Tree::Scalar(number) => mix(XxHash3_64::oneshot(normal(number).as_bytes()).wrapping_add(0x23)),
            Tree::List(items) => mix(items.iter().fold(0x5B, |h, item| mix(h).wrapping_add(hash(item)))),
            Tree::Object(members) => {
                mix(members.iter().fold(0x7B_u64, |sum, (key, value)| sum.wrapping_add(member(key, value))))
            }
        }
    }

    fn member(key: &Tree, value: &Tree) -> u64 {
        let Tree::Text(name) = key else { panic!("not written down here") };
        match value {
            _ if name.starts_with("@odata.") => 0,
            Tree::Text(text) => {
                let both = format!("{}\":\"{}", canonical(name), canonical(text));
                mix(XxHash3_64::oneshot(both.as_bytes()))
            }
            _ => mix(mix(hash(key)).wrapping_add(hash(value))),
        }
    }

    fn canonical(text: &str) -> String {
        text.replace('\\', "\\\\").replace('"', "\\\"")
    }

    fn normal(number: &str) -> String {
        let digits = number.trim_end_matches('0');
        if digits.is_empty() { "0e0".into() } else { format!("{digits}e{}", number.len() - digits.len()) }
    }

    #[allow(clippy::cast_possible_truncation, reason = "halves of a product")]
    fn mix(x: u64) -> u64 {
        let product = u128::from(x ^ 0x9E37_79B9_7F4A_7C15) * 0xD6E8_FEB8_6659_FD93;
        product as u64 ^ (product >> 64) as u64
    }
}

#[test]
fn the_first_rule_is_the_one_documented() {
    for json in [
        "{}",
        r#"{"a":"b","c" : "d\/\u0022\\","e":null,"f":[true,false,[],{}],"g":[0,10,-7,1200]}"#,
        r#"{"@odata.type":"x","\u0040odata.id" : 1,"a":{"@odata.etag":{},"b":"c"},"a":{"b":"c"}}"#,
        r#"{"Parameters":[{"Name":"Identity","Value":"A\/B"},{"Name":"x","Value":"y"}],"":""}"#,
    ] {
        assert_eq!(first_hash(json).cast_unsigned(), as_documented::hash(&tree(json)), "{json}");
    }
}

#[test]
fn real_records_hash_as_documented_by_the_first_rule() {
    for json in crate::real_data::export().iter().flatten() {
        assert_eq!(first_hash(json).cast_unsigned(), as_documented::hash(&tree(json)), "{json}");
    }
}
