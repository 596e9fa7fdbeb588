//! JSON with everything that "equal" is about: doubled keys, the digits of numbers, half surrogate pairs. The order of
//! keys does not count.

use trail365_records::{Json, JsonKind, Parser, meaning};

/// A JSON value, compared by content.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tree {
    /// A number or literal by its text.
    Scalar(String),
    Text(String),
    /// A string that no Rust text can hold, its hexadecimal digits in lower case.
    HalfPair(String),
    List(Vec<Tree>),
    Object(Vec<(Tree, Tree)>),
}

/// The tree of a JSON object.
pub fn tree(json: &str) -> Tree {
    let mut parser = Parser::new();
    let record = parser.parse(json.as_bytes()).unwrap_or_else(|e| panic!("{e}: {json}"));
    let members = record.placed().map(|m| (text(m.key()), of(m.json())));
    object(members.collect())
}

fn of(json: Json<'_>) -> Tree {
    match json.kind() {
        JsonKind::Object => tree(json.as_str()),
        JsonKind::List => Tree::List(json.items().map(of).collect()),
        JsonKind::String => text(&json.as_str()[1..json.as_str().len() - 1]),
        _ => Tree::Scalar(json.as_str().to_owned()),
    }
}

fn text(body: &str) -> Tree {
    match meaning::decode(body) {
        (text, true) => Tree::Text(text.into_owned()),
        _ => Tree::HalfPair(body.to_lowercase().replace("\\/", "/")),
    }
}

/// Members of different keys in the order of their keys; those of one key stay in theirs.
fn object(mut members: Vec<(Tree, Tree)>) -> Tree {
    members.sort_by(|a, b| a.0.cmp(&b.0));
    Tree::Object(members)
}
