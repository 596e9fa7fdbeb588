//! Invented wrappings: every record inside is found once, nothing is invented, and the items cover the input.

use std::collections::HashSet;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Value, json};
use trail365_read::{ItemKind, Limits, Reader};

/// A value with records inside.
#[derive(Debug, Clone)]
enum Node {
    Record,
    /// An object of this kind around a node, with another node beside it.
    Wrapped(Wrapping, Box<Node>, Option<Box<Node>>),
    /// A list of nodes, with other values between them.
    List(Vec<Element>),
}

#[derive(Debug, Clone)]
enum Element {
    Node(Node),
    Text,
    Number,
    Object,
}

/// An object around a node.
#[derive(Debug, Clone)]
struct Wrapping {
    key: &'static str,
    /// True if the node stands there as text.
    is_text: bool,
    /// Key of the node beside it.
    other: String,
    is_other_text: bool,
    has_noise: bool,
    /// The order of the members.
    order: Index,
}

/// Keys of known carriers, of pages, and others.
const KEYS: [&str; 31] = [
    "AuditData",
    "auditData",
    "RawAuditData",
    "RawEventData",
    "office365",
    "event.original",
    "_source",
    "_raw",
    "o365.audit",
    "o365audit",
    "value",
    "results",
    "records",
    "Records",
    "tables",
    "hits",
    "activityEventEntities",
    "event",
    "data",
    "result",
    "o365",
    "original",
    "message",
    "log",
    "full_log",
    "body",
    "properties",
    "fields",
    "items",
    "Details",
    "x",
];

fn wrapping() -> impl Strategy<Value = Wrapping> {
    let other = prop_oneof![select(&KEYS[..]).prop_map(str::to_owned), "[A-Za-z]{2,6}"];
    (select(&KEYS[..]), any::<bool>(), other, any::<bool>(), any::<bool>(), any::<Index>()).prop_map(
        |(key, is_text, other, is_other_text, has_noise, order)| Wrapping {
            key,
            is_text,
            other,
            is_other_text,
            has_noise,
            order,
        },
    )
}

fn node(layers: u32) -> BoxedStrategy<Node> {
    if layers == 0 {
        return Just(Node::Record).boxed();
    }
    let element = prop_oneof![
        4 => node(layers - 1).prop_map(Element::Node),
        1 => Just(Element::Text),
        1 => Just(Element::Number),
        1 => Just(Element::Object),
    ];
    let list = (vec(element.clone(), 0..3), node(layers - 1), vec(element, 0..3)).prop_map(
        |(mut elements, node, behind)| {
            elements.push(Element::Node(node));
            elements.extend(behind);
            Node::List(elements)
        },
    );
    let beside = proptest::option::of(node(layers.min(2) - 1).prop_map(Box::new));
    let wrapped = (wrapping(), node(layers - 1), beside)
        .prop_map(|(wrapping, node, beside)| Node::Wrapped(wrapping, Box::new(node), beside));
    prop_oneof![1 => Just(Node::Record), 4 => wrapped, 2 => list].boxed()
}

/// Writes nodes as JSON.
#[derive(Default)]
struct Writer {
    records: usize,
    marks: usize,
    /// Texts that stand in objects around lists, and are no part of a record or of what carries one.
    free: HashSet<String>,
}

impl Writer {
    fn mark(&mut self) -> usize {
        self.marks += 1;
        self.marks
    }

    fn write(&mut self, node: &Node) -> String {
        match node {
            Node::Record => {
                self.records += 1;
                record(self.records).to_string()
            }
            Node::List(elements) => {
                let elements: Vec<_> = elements.iter().map(|element| self.write_element(element)).collect();
                format!("[{}]", elements.join(","))
            }
            Node::Wrapped(wrapping, inner, beside) => self.write_wrapped(wrapping, inner, beside.as_deref()),
        }
    }

    fn write_element(&mut self, element: &Element) -> String {
        match element {
            Element::Node(node) => self.write(node),
            Element::Text => format!("\"garbage{}\"", self.mark()),
            Element::Number => format!("{}", 1000 + self.mark()),
            Element::Object => format!("{{\"note\":\"object{}\"}}", self.mark()),
        }
    }

    fn write_wrapped(&mut self, wrapping: &Wrapping, inner: &Node, beside: Option<&Node>) -> String {
        let write = |text: String, is_text| if is_text { Value::from(text).to_string() } else { text };
        let mut members = vec![(wrapping.key.to_owned(), write(self.write(inner), wrapping.is_text))];
        self.free.insert(wrapping.key.to_owned());
        if let Some(beside) = beside.filter(|_| wrapping.other != wrapping.key) {
            members.push((wrapping.other.clone(), write(self.write(beside), wrapping.is_other_text)));
            self.free.insert(wrapping.other.clone());
        }
        if wrapping.has_noise {
            let noise = format!("noise{}", self.mark());
            self.free.extend(["@odata.context".to_owned(), noise.clone()]);
            members.push(("@odata.context".to_owned(), format!("\"{noise}\"")));
        }
        let members_len = members.len();
        members.rotate_left(wrapping.order.index(members_len));
        let members: Vec<_> = members.iter().map(|(key, value)| format!("\"{key}\":{value}")).collect();
        format!("{{{}}}", members.join(","))
    }
}

fn record(id: usize) -> Value {
    json!({"CreationTime": format!("2026-02-14T09:00:{id:02}"), "Id": format!("<{id}>"),
           "Operation": "FileAccessed", "RecordType": 6, "UserId": "alice@example.com"})
}

/// Breaks the lines of JSON behind its commas and brackets.
fn break_lines(json: &str) -> String {
    let (mut broken, mut in_string, mut is_escaped) = (String::new(), false, false);
    for letter in json.chars() {
        broken.push(letter);
        in_string ^= letter == '"' && !is_escaped;
        is_escaped = letter == '\\' && !is_escaped;
        if !in_string && matches!(letter, ',' | '[' | '{') {
            broken.push('\n');
        }
    }
    broken
}

/// The Ids of the records that are read, and the bytes that no item covers, as a blank for each that one does.
fn read(input: &str, limits: Limits) -> (Vec<String>, String) {
    let mut reader = Reader::with_limits(input.as_bytes(), limits).unwrap();
    let mut left = input.as_bytes().to_vec();
    let mut ids = Vec::new();
    while let Some(item) = reader.next().unwrap() {
        let bytes = match item.kind {
            ItemKind::Record(bytes) => {
                let record: Value = serde_json::from_slice(bytes).unwrap();
                ids.push(record["Id"].to_string());
                if item.carrier.is_empty() { bytes } else { item.carrier }
            }
            ItemKind::Rejected { bytes, .. } => bytes,
        };
        cover(&mut left, input, &String::from_utf8_lossy(bytes));
    }
    (ids, String::from_utf8(left).unwrap())
}

/// Blanks `text` wherever it stands in the input, be it escaped.
fn cover(left: &mut [u8], input: &str, text: &str) {
    let mut text = text.to_owned();
    for _ in 0..5 {
        for (at, found) in input.match_indices(&text).filter(|(_, found)| !found.is_empty()) {
            left[at..at + found.len()].fill(b' ');
        }
        let escaped = Value::from(text.as_str()).to_string();
        escaped[1..escaped.len() - 1].clone_into(&mut text);
    }
}

/// Expects each record once and in full, and all bytes in items but for the brackets and members of what stands around
/// lists.
fn check(input: &str, writer: &Writer, limits: Limits) -> Result<(), TestCaseError> {
    let (mut ids, left) = read(input, limits);
    ids.sort_by_key(|id| {
        id.trim_matches(|letter: char| !letter.is_ascii_digit()).parse::<usize>().unwrap_or(0)
    });
    let expected: Vec<_> = (1..=writer.records).map(|id| format!("\"<{id}>\"")).collect();
    prop_assert_eq!(ids, expected, "{}", input);
    let between = |letter: char| "[]{},:\\\"".contains(letter) || letter.is_whitespace();
    for token in left.split(between).filter(|token| !token.is_empty()) {
        prop_assert!(writer.free.contains(token), "{token} is lost of {input}");
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases.max(768), ..ProptestConfig::default() })]

    /// Up to three layers, known and unknown, with records beside each, and lists that hold other things as well.
    #[test]
    fn each_record_is_found_once_and_nothing_is_lost(node in node(3), is_broken: bool) {
        let mut writer = Writer::default();
        let text = writer.write(&node);
        let text = if is_broken { break_lines(&text) } else { text };
        check(&text, &writer, Limits::default())?;
    }
}
