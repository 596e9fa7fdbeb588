use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Map, Value};
use trail365_read::{Format, Limits};

use crate::items_in_pieces;

fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
        "[\\\\\"{}\\[\\],:\n]{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..3).prop_map(Value::from),
            vec((".{0,4}", inner), 0..3).prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

/// An object with at least one field, so that pretty-printing breaks its line.
fn record() -> impl Strategy<Value = Value> {
    (json(), vec((".{0,4}", json()), 0..3)).prop_map(|(id, fields)| {
        let mut record: Map<_, _> = fields.into_iter().collect();
        record.insert("Id".into(), id);
        Value::Object(record)
    })
}

/// An input as it is written, and the items it should yield.
struct Sheet {
    text: String,
    /// What an object with an Id alone is: a record in a column of records only.
    kind: &'static str,
    expected: Vec<String>,
}

impl Sheet {
    fn of_json(text: String) -> Self {
        Self { text, kind: "NoRecord", expected: Vec::new() }
    }

    fn of_csv(text: String) -> Self {
        Self { kind: "record", ..Self::of_json(text) }
    }

    fn line(&self) -> usize {
        self.text.matches('\n').count() + 1
    }

    /// Writes `text`, which holds `record`.
    fn write(&mut self, text: &str, record: &str) {
        self.expected.push(format!("{} {} {record}", self.line(), self.kind));
        self.text.push_str(text);
    }

    /// Writes all `records`, each followed by `between`.
    fn write_all(mut self, records: &[String], between: &str) -> Self {
        for record in records {
            self.write(record, record);
            self.text.push_str(between);
        }
        self
    }

    fn check(&self) -> Result<Format, TestCaseError> {
        let (format, items) = items_in_pieces(self.text.as_bytes(), Limits::default()).unwrap();
        prop_assert_eq!(&items, &self.expected, "{}", self.text);
        Ok(format)
    }
}

fn compact(records: &[Value]) -> Vec<String> {
    records.iter().map(|record| serde_json::to_string(record).unwrap()).collect()
}

fn pretty(records: &[Value]) -> Vec<String> {
    records.iter().map(|record| serde_json::to_string_pretty(record).unwrap()).collect()
}

fn quoted(cell: &str) -> String {
    format!("\"{}\"", cell.replace('"', "\"\""))
}

/// What a broken or hostile JSON input is made of.
fn jumble() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        4 => "[\\[\\]{}\",:\\\\ \n]".prop_map(String::into_bytes),
        1 => "(\\{\"a\":1\\}|\\{\"b\": \\[\n  \\{|\r\n|\u{feff}|\n\n|x)".prop_map(String::into_bytes),
        1 => vec(1..=u8::MAX, 1..3),
    ];
    vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

/// Whether the items' bytes are the whole of `input`, in order, but for what separates values.
fn accounts_for(items: &[String], input: &[u8]) -> bool {
    let mut rest = input;
    for item in items {
        let bytes = item.splitn(3, ' ').nth(2).unwrap_or_default().as_bytes();
        while !rest.starts_with(bytes) {
            let Some(passed) = separator(rest) else { return false };
            rest = &rest[passed..];
        }
        rest = &rest[bytes.len()..];
    }
    while let Some(passed) = separator(rest) {
        rest = &rest[passed..];
    }
    rest.is_empty()
}

/// The length of the separator that `rest` begins with.
fn separator(rest: &[u8]) -> Option<usize> {
    match rest {
        [0xEF, 0xBB, 0xBF, ..] => Some(3),
        [b' ' | b'\t' | b'\r' | b'\n' | b',' | b'[' | b']', ..] => Some(1),
        _ => None,
    }
}

/// What carries records, in every way; each has a mark.
fn carrying(kind: usize, mark: usize) -> String {
    let record = format!("{{\"CreationTime\":\"t\",\"Operation\":\"x\",\"Id\":\"<{mark}>\"}}");
    let string = Value::from(record.as_str()).to_string();
    match kind {
        0 => format!("{{\"RecordType\":15,\"AuditData\":{string},\"Identity\":\"x\",\"ResultIndex\":12}}"),
        1 => format!("{{\"AuditData\":{record},\"Parts\":[{{\"a\":\"\\\"}}\"}}]}}"),
        2 => format!("{{\"id\":\"1\",\"auditData\":{record},\"administrativeUnits\":[\"\"]}}"),
        3 => {
            format!("{{\"data\":{{\"integration\":\"o\",\"office365\":{record}}},\"rule\":{{\"level\":3}}}}")
        }
        4 => format!(
            "{{\"TimeGenerated\":\"t\",\"Operation\":\"x\",\"OfficeId\":\"<{mark}>\",\"RecordType\":15}}"
        ),
        5 => format!("{{\"@timestamp\":1,\"o365.audit.Id\":\"<{mark}>\",\"o365.audit.A\":[{{\"b\":2}}]}}"),
        6 => {
            format!("{{\"@odata.context\":\"c\",\"value\":[{{\"auditData\":{record}}},{record}],\"x\":{{}}}}")
        }
        7 => format!("{{\"records\":[{record},{{\"AuditData\":{string}}}]}}"),
        8 => format!("[{record},{{\"AuditData\":{string}}}]"),
        _ => record,
    }
}

proptest! {
    /// However lines were cut off and joined: what stands in the input comes out, or is in what was rejected.
    #[test]
    fn nothing_is_lost_of_lines_that_were_joined(
        parts in vec((0..10_usize, proptest::option::of(any::<Index>()), select(vec!["", "", ",", " ", "\n"])), 1..6),
    ) {
        let mut input = String::from("{}\n");
        for (mark, (kind, cut, between)) in parts.into_iter().enumerate() {
            let text = carrying(kind, mark);
            input.push_str(&text[..cut.map_or(text.len(), |cut| cut.index(text.len()))]);
            input.push_str(between);
        }
        let (_, items) = items_in_pieces(input.as_bytes(), Limits::default()).unwrap();
        for mark in (0..6).map(|mark| format!("<{mark}>")).filter(|mark| input.contains(mark)) {
            let found = items.iter().map(|item| item.matches(&mark).count()).sum::<usize>();
            prop_assert!(found >= input.matches(&mark).count(), "{mark} in {input}: {items:#?}");
        }
    }

    #[test]
    fn lines_come_back(records in vec(record(), 1..5), ending in "(\r?\n){1,3}", front in "\u{feff}?[ \n]{0,3}") {
        let sheet = Sheet::of_json(front).write_all(&compact(&records), &ending);
        prop_assert_eq!(sheet.check()?, Format::JsonLines);
    }

    #[test]
    fn arrays_come_back(
        arrays in vec(vec(record(), 0..4), 1..4),
        between in "\r?[\n ]{0,3},[\n ]{0,3}",
        is_pretty: bool,
    ) {
        let mut sheet = Sheet::of_json(String::new());
        for records in &arrays {
            let records = if is_pretty { pretty(records) } else { compact(records) };
            sheet.text.push_str("[\n");
            sheet = sheet.write_all(&records, &between);
            sheet.text.push_str("]\n");
        }
        prop_assert_eq!(sheet.check()?, Format::Json);
    }

    #[test]
    fn pretty_arrays_come_back(records in vec(record(), 1..5)) {
        let text = serde_json::to_string_pretty(&records).unwrap();
        let (format, items) = items_in_pieces(text.as_bytes(), Limits::default()).unwrap();
        prop_assert_eq!(format, Format::Json);
        let values = items.iter().map(|item| item.splitn(3, ' ').nth(2).unwrap());
        let values: Vec<Value> = values.map(|record| serde_json::from_str(record).unwrap()).collect();
        prop_assert_eq!(values, records);
    }

    #[test]
    fn concatenated_objects_come_back(records in vec(record(), 2..5), between in "[ \r\n,]{0,3}") {
        let sheet = Sheet::of_json(String::new()).write_all(&pretty(&records), &between);
        prop_assert_eq!(sheet.check()?, Format::Json);
        let between = between.replace('\n', "");
        let sheet = Sheet::of_json(String::new()).write_all(&compact(&records), &between);
        prop_assert_eq!(sheet.check()?, Format::Json);
    }

    #[test]
    fn csv_cells_come_back(
        rows in vec((".{0,5}|[\n\",;]{0,5}", record(), any::<bool>()), 0..5),
        delimiter in "[,;\t]",
        ending in "(\r?\n){1,2}",
    ) {
        let mut sheet = Sheet::of_csv(format!("Id{delimiter}AuditData{ending}"));
        for (id, record, is_pretty) in rows {
            let record = if is_pretty { pretty(&[record]) } else { compact(&[record]) }.remove(0);
            sheet.write(&format!("{}{delimiter}{}{ending}", quoted(&id), quoted(&record)), &record);
        }
        prop_assert_eq!(sheet.check()?, Format::Csv);
    }

    #[test]
    fn pieces_and_limits_do_not_matter_to_a_jumble(input in jumble(), record_bytes in 0_usize..60) {
        for front in ["", "{}\n", "[", "AuditData\n", "a;\"AuditData\"\n\""] {
            let input = [front.as_bytes(), &input].concat();
            if let Ok((_, items)) = items_in_pieces(&input, Limits { record_bytes, ..Limits::default() }) {
                prop_assert!(items.len() <= input.len() + 1, "{} items", items.len());
            }
        }
    }

    #[test]
    fn nothing_is_dropped_from_a_jumble(input in jumble()) {
        for front in ["{}\n", "[", "{", "{}{}"] {
            let input = String::from_utf8_lossy(&[front.as_bytes(), &input].concat()).into_owned();
            let (_, items) = items_in_pieces(input.as_bytes(), Limits::default()).unwrap();
            prop_assert!(accounts_for(&items, input.as_bytes()), "{items:?} from {input:?}");
        }
    }

    #[test]
    fn arbitrary_bytes_do_no_harm(input in vec(any::<u8>(), 0..200)) {
        let _ = items_in_pieces(&input, Limits { record_bytes: 50, ..Limits::default() });
    }
}
