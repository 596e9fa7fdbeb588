//! Records that end early inside whatever carries them: what they still say is a record that is marked, the rest is
//! rejected whole, and what stands around is read as ever.

use trail365_read::{Completeness, ItemKind, Limits, Reader};

use crate::Pieces;

const TIME: &str = "2026-02-14T09:00:00";

/// The record of this number, with objects inside in which a cut may be.
fn record(number: u8) -> String {
    format!(
        "{{\"CreationTime\":\"{TIME}\",\"Id\":\"{number}\",\"Operation\":\"FileAccessed\",\"RecordType\":6,\
         \"Items\":[{{\"Name\":\"a, \\\"b\\\" {{\",\"n\":{{\"x\":1}}}}],\"UserId\":\"é{number}\",\"OrganizationId\":\"o\",\"Last\":\"z\"}}"
    )
}

/// The front of the second record.
fn front(at: usize) -> String {
    let text = record(2);
    text[..text.ceil_char_boundary(at)].to_owned()
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// What comes out: the Ids of whole and of truncated records, and how many pieces hold none or are broken.
#[derive(Debug, PartialEq, Eq, Default)]
struct Found {
    whole: Vec<String>,
    truncated: Vec<String>,
    rejected: usize,
}

fn read(input: &[u8], size: usize) -> Found {
    let mut reader = Reader::with_limits(Pieces { rest: input, size }, Limits::default()).unwrap();
    let mut found = Found::default();
    while let Some(item) = reader.next().unwrap() {
        let record = match item.kind {
            ItemKind::Record(bytes) => serde_json::from_slice::<serde_json::Value>(bytes).ok(),
            ItemKind::Rejected { .. } => None,
        };
        // What says too little goes to the parser.
        let Some(record) = record else {
            found.rejected += 1;
            continue;
        };
        let id = record["Id"].as_str().unwrap_or("none").to_owned();
        match item.completeness {
            Completeness::Truncated => found.truncated.push(id),
            _ => {
                assert_eq!(record["Last"], "z", "{record}");
                found.whole.push(id);
            }
        }
    }
    found
}

/// Checks a form of three records, whose second is cut after so many bytes, for every such number. `enough` is the
/// number of bytes that say enough of a record together with what stands around.
fn check(enough: &str, form: impl Fn(&[String; 3]) -> String) {
    let enough = record(2).find(enough).unwrap() + enough.len();
    for at in 1..record(2).len() {
        let front = front(at);
        let input = form(&[record(1), front.clone(), record(3)]);
        let found = read(input.as_bytes(), usize::MAX);
        assert_eq!(found, read(input.as_bytes(), 7), "in pieces: {input}");
        assert_eq!(found.whole, ["1", "3"], "cut after {at}: {input}");
        let truncated: &[&str] = if front.len() >= enough { &["2"] } else { &[] };
        assert_eq!(found.truncated, truncated, "cut after {at}: {input}");
        assert_eq!(found.rejected, 1, "cut after {at}: {input}");
    }
}

/// Bytes that say time and Id of a record without help from around.
const OWN: &str = "\"Id\":\"2\"";
/// Bytes of the first member, which is enough where the row or object around says the rest.
const FIRST: &str = "\"CreationTime\":\"2026-02-14T09:00:00\"";

fn row(number: usize, record: &str) -> String {
    format!("{number},2026-02-14T09:00:00Z,{},bob@example.com\n", quoted(record))
}

#[test]
fn a_cell_that_ends_early_among_others() {
    check(FIRST, |records| {
        let rows: Vec<_> = records.iter().enumerate().map(|(at, record)| row(at + 1, record)).collect();
        format!("RecordId,CreationDate,AuditData,UserIds\n{}", rows.concat())
    });
    check(OWN, |records| {
        format!("AuditData\n{}\n", records.each_ref().map(|record| quoted(record)).join("\n"))
    });
}

#[test]
fn a_cell_that_ends_early_in_the_last_row() {
    check(FIRST, |[first, cut, third]| {
        let rows = [row(1, first), row(3, third), row(2, cut)].concat();
        format!("RecordId,CreationDate,AuditData,UserIds\n{rows}")
    });
}

#[test]
fn a_cell_whose_quote_is_cut_off_with_its_record() {
    check(FIRST, |[first, cut, third]| {
        let cut = row(2, cut);
        let cut = &cut[..cut.rfind('"').unwrap()];
        let (first, third) = (row(1, first), row(3, third));
        format!("RecordId,CreationDate,AuditData,UserIds\n{first}{cut}\n{third}")
    });
}

#[test]
fn text_of_objects_that_ends_early() {
    let rows = |records: &[String; 3]| {
        let number = |at: usize| (at + 1).to_string();
        let rows = records.iter().enumerate();
        rows.map(|(at, record)| serde_json::json!({"RecordId": number(at), "AuditData": record}).to_string())
            .collect::<Vec<_>>()
    };
    check(FIRST, |records| rows(records).join("\n"));
    check(FIRST, |records| format!("[{}]", rows(records).join(",\n")));
    check(FIRST, |records| {
        let rows: Vec<_> = rows(records)
            .iter()
            .map(|row| row.replace("RecordId", "id").replace("AuditData", "auditData"))
            .collect();
        format!("{{\"@odata.context\":\"c\",\"value\":[{}]}}", rows.join(","))
    });
}

#[test]
fn text_in_documents_that_ends_early() {
    for around in [
        r#"{"_index":"i","_source":{"event":{"original":TEXT}}}"#,
        r#"{"_id":"1","fields":{"event.original":[TEXT],"x":["y"]}}"#,
        r#"{"preview":false,"result":{"_raw":TEXT,"host":"h"}}"#,
        r#"{"@timestamp":"2026-02-14T09:00:01Z","message":TEXT}"#,
        r#"{"log":TEXT,"stream":"stdout"}"#,
    ] {
        check(OWN, |records| {
            let text = |record: &String| serde_json::Value::from(record.clone()).to_string();
            records.each_ref().map(|record| around.replace("TEXT", &text(record))).join("\n")
        });
    }
}

#[test]
fn lines_that_end_early() {
    // Whether a line that ends with a bracket is whole is for the parser to see.
    let lines = |records: &[String; 3], prefix: &str| {
        records.each_ref().map(|record| format!("{prefix}{record}")).join("\n")
    };
    for prefix in ["", "<134>Feb 14 09:00:00 host app: "] {
        for at in 1..record(2).len() {
            let front = front(at);
            if front.ends_with('}') {
                continue;
            }
            let input = lines(&[record(1), front.clone(), record(3)], prefix);
            let found = read(input.as_bytes(), usize::MAX);
            assert_eq!(found.whole, ["1", "3"], "{input}");
            let truncated: &[&str] = if front.contains(OWN) { &["2"] } else { &[] };
            assert_eq!(found.truncated, truncated, "{input}");
        }
    }
}

#[test]
fn a_list_in_text_that_ends_early() {
    for at in 1..record(2).len() {
        let list = format!("[{},{}", record(1), front(at));
        let input = serde_json::json!({"records": list}).to_string();
        let found = read(input.as_bytes(), usize::MAX);
        let truncated: &[&str] = if list.contains(OWN) { &["2"] } else { &[] };
        assert_eq!((&found.whole[..], found.rejected), (&["1".to_owned()][..], 1), "{input}");
        assert_eq!(found.truncated, truncated, "{input}");
    }
}

#[test]
fn a_page_of_texts_that_ends_with_the_file() {
    for (front, element) in [
        (r#"{"logGroup":"g","logEvents":["#, r#"{"id":"1","message":TEXT}"#),
        (r#"{"records":["#, r#"{"x":{"log":TEXT}}"#),
        (r#"{"data":{},"events":["#, "TEXT"),
        (r#"{"records":["#, r#"{"time":"t","properties":{"RawEventData":RECORD}}"#),
    ] {
        let elements: Vec<_> = [record(1), record(2), record(3)]
            .iter()
            .map(|record| {
                let text = serde_json::Value::from(record.clone()).to_string();
                element.replace("TEXT", &text).replace("RECORD", record)
            })
            .collect();
        let [begin, end] = [&elements[..2], &elements[..]].map(|some| front.len() + some.join(",\n").len());
        let page = format!("{front}{}]}}", elements.join(",\n"));
        for at in begin..end {
            let found = read(&page.as_bytes()[..page.floor_char_boundary(at)], usize::MAX);
            assert_eq!(found.whole, ["1", "2"], "cut after {at}: {page}");
            // The element that is cut, and the list that is not closed.
            assert!(found.rejected <= 2, "cut after {at}: {page}");
        }
        assert_eq!(read(page.as_bytes(), 7).whole, ["1", "2", "3"], "{page}");
    }
}
