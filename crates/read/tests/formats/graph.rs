//! Records of Microsoft Graph: annotations anywhere, and pages that broke while they were written.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Map, Value, json};
use trail365_read::{ItemKind, Reader};

/// A value inside a record, and the same with annotations.
type Pair = (Value, Value);

fn pair() -> impl Strategy<Value = Pair> {
    let leaf = prop_oneof![
        any::<i32>().prop_map(Value::from),
        "[a-z@.{}\\[\\]:,\"\\\\]{0,8}".prop_map(Value::from),
        Just(Value::from("#x@odata.type\":1")),
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
    ];
    leaf.prop_map(|value| (value.clone(), value)).prop_recursive(5, 24, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(|pairs| {
                let (plain, annotated): (Vec<_>, Vec<_>) = pairs.into_iter().unzip();
                (Value::from(plain), Value::from(annotated))
            }),
            vec(("[A-Z][a-z]{0,3}", inner, any::<[bool; 2]>()), 0..4).prop_map(object),
        ]
    })
}

/// An object of members, some of which have annotations or are annotated.
fn object(members: Vec<(String, Pair, [bool; 2])>) -> Pair {
    let (mut plain, mut annotated) = (Map::new(), Map::new());
    for (key, (value, other), [has_own, has_type]) in members {
        if has_own {
            annotated.insert("@odata.type".into(), "#Microsoft.graph.x".into());
        }
        if has_type {
            annotated.insert(format!("{key}@odata.type"), "#Collection(String)".into());
        }
        plain.insert(key.clone(), value);
        annotated.insert(key, other);
    }
    (plain.into(), annotated.into())
}

fn record(id: usize, own: &Value) -> Value {
    json!({"CreationTime": "2026-02-14T09:00:00", "Id": format!("<{id}>"), "Operation": "FileAccessed",
           "OrganizationId": "o", "RecordType": 6, "UserId": "alice@example.com", "Own": own})
}

/// An element of a page with this record.
fn element(id: usize, audit_data: &Value) -> String {
    json!({"id": format!("<{id}>"), "createdDateTime": "2026-02-14T09:00:00Z", "auditLogRecordType": "sharePoint",
           "operation": "FileAccessed", "userPrincipalName": "alice@example.com", "administrativeUnits": [""],
           "auditData": audit_data})
    .to_string()
}

/// The records that are read, and all other text of the items.
fn read(input: &[u8]) -> (Vec<Value>, String) {
    let mut reader = Reader::new(input).unwrap();
    let (mut records, mut others) = (Vec::new(), String::new());
    while let Some(item) = reader.next().unwrap() {
        let (ItemKind::Record(bytes) | ItemKind::Rejected { bytes, .. }) = item.kind;
        match (item.kind, serde_json::from_slice(bytes)) {
            (ItemKind::Record(_), Ok(record)) => records.push(record),
            _ => others.push_str(&String::from_utf8_lossy(bytes)),
        }
        others.push_str(&String::from_utf8_lossy(item.carrier));
    }
    (records, others)
}

proptest! {
    #[test]
    fn annotations_are_taken_off_wherever_they_stand(pairs in vec(pair(), 1..4), next: bool) {
        let elements = pairs.iter().enumerate().map(|(id, (_, annotated))| {
            let mut data = record(id, annotated);
            data["@odata.type"] = "#microsoft.graph.security.auditData".into();
            data["RecordType@odata.type"] = "#Int64".into();
            element(id, &data)
        });
        let elements: Vec<_> = elements.collect();
        let link = if next { ",\"@odata.nextLink\":\"https://example.com\"" } else { "" };
        let page = format!("{{\"@odata.context\":\"c\",\"value\":[{}]{link}}}", elements.join(","));
        let expected: Vec<_> = pairs.into_iter().enumerate().map(|(id, (plain, _))| record(id, &plain)).collect();
        prop_assert_eq!(read(page.as_bytes()).0, expected, "{}", page);
    }

    /// The service begins an answer and breaks off with an error in the middle of a record.
    #[test]
    fn an_error_in_the_middle_of_a_page_costs_no_whole_record(count in 1..5_usize, cut: Index, lines: bool) {
        let between = if lines { ",\n  " } else { "," };
        let elements: Vec<_> = (0..count).map(|id| element(id, &record(id, &json!([{"n": id}])))).collect();
        let front = "{\"@odata.context\":\"c\",\"value\":[";
        let page = format!("{front}{}]}}", elements.join(between));
        let end = front.len() + cut.index(page.len() - front.len());
        let error = "{\"error\":{\"code\":\"UnknownError\",\"message\":\"\"}}";
        let input = format!("{}{error}", &page[..end]);
        let (records, others) = read(input.as_bytes());
        let mut whole = front.len();
        for (id, element) in elements.iter().enumerate() {
            whole += element.len();
            let expected = record(id, &json!([{"n": id}]));
            if whole <= end {
                prop_assert_eq!(records.iter().filter(|record| **record == expected).count(), 1, "{}: {}", id, input);
            } else {
                // What is left of it is a record that is marked so, or stands in what is rejected.
                let mark = format!("<{id}>");
                let is_kept = records.iter().any(|record| record["Id"] == mark) || others.contains(&mark);
                prop_assert!(is_kept || !input.contains(&mark), "{id}: {input}");
            }
            whole += between.len();
        }
        prop_assert!(others.contains("UnknownError"), "{}", input);
    }

    /// A byte is lost, doubled or another one in one element of a page.
    #[test]
    fn a_broken_element_of_a_page_costs_no_other(count in 2..5_usize, broken: Index, at: Index, kind in 0..3_u8, byte in "[\"{}\\[\\],:a]") {
        let mut elements: Vec<_> = (0..count).map(|id| element(id, &record(id, &json!({"n": id})))).collect();
        let broken = broken.index(count);
        let at = at.index(elements[broken].len());
        match kind {
            0 => _ = elements[broken].remove(at),
            1 => elements[broken].insert_str(at, &byte),
            _ => elements[broken].replace_range(at..=at, &byte),
        }
        let page = format!("{{\"@odata.context\":\"c\",\"value\":[\n  {}\n]}}\n", elements.join(",\n  "));
        let (records, others) = read(page.as_bytes());
        for id in (0..count).filter(|id| *id != broken) {
            let mark = format!("<{id}>");
            let expected = record(id, &json!({"n": id}));
            let is_read = records.contains(&expected);
            prop_assert!(is_read || others.contains(&mark), "{id} of {page}: {records:?}, {others}");
        }
    }
}
