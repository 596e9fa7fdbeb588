//! `RuleCondition` of Outlook's rules: a tree in text, as words.

use super::super::quote::{quote, quote_all};

/// Deepest tree that is read; what is deeper stays text.
const DEEPEST: usize = 24;

/// Most leaves that are read.
const MOST: usize = 200;

/// A condition.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Node {
    All(Vec<Node>),
    Any(Vec<Node>),
    Not(Box<Node>),
    Leaf(Leaf),
}

/// A test of one property.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Leaf {
    /// Words of property and operator: `the subject has`.
    words: String,
    literal: String,
}

/// Returns the conditions that a message has to meet, as words; none where the rule is for all mail.
pub(super) fn conditions_of(text: &str) -> Vec<String> {
    let text = text.trim();
    let text = text.strip_prefix('{').unwrap_or(text);
    let text = text.strip_suffix('}').unwrap_or(text).trim();
    if text.is_empty() {
        return Vec::new();
    }
    let mut reader = Reader { left: MOST };
    let node = reader.read(text, 0);
    let nodes = match node {
        Node::All(nodes) => nodes,
        node => vec![node],
    };
    nodes.iter().filter(|node| !is_any_item(node)).map(Node::describe).collect()
}

/// Every item has a class, so this is the condition of a rule for all mail.
fn is_any_item(node: &Node) -> bool {
    matches!(node, Node::Leaf(leaf) if leaf.words == "it has the property" && leaf.literal == "ItemClass")
}

struct Reader {
    left: usize,
}

impl Reader {
    fn read(&mut self, text: &str, depth: usize) -> Node {
        let text = text.trim();
        let inner = inside(text);
        let (Some(inner), true) = (inner, depth < DEEPEST && self.left > 0) else {
            return self.read_leaf(text);
        };
        let inner = inner.trim();
        match inner.chars().next() {
            Some('&') => Node::All(self.read_list(&inner[1..], depth)),
            Some('|') => Node::Any(self.read_list(&inner[1..], depth)),
            Some('!') => Node::Not(Box::new(self.read(&inner[1..], depth + 1))),
            Some('(') => match self.read_list(inner, depth) {
                nodes if nodes.len() == 1 => nodes.into_iter().next().unwrap_or(Node::All(Vec::new())),
                nodes => Node::All(nodes),
            },
            _ => self.read_leaf(inner),
        }
    }

    /// Reads `((a)(b))` or `(a)(b)`.
    fn read_list(&mut self, text: &str, depth: usize) -> Vec<Node> {
        let text = text.trim();
        let text = match inside(text) {
            Some(inner) if inner.trim_start().starts_with('(') => inner,
            _ => text,
        };
        let mut nodes = Vec::new();
        let mut rest = text.trim();
        while !rest.is_empty() && self.left > 0 {
            let end = end_of_group(rest).unwrap_or(rest.len());
            nodes.push(self.read(&rest[..end], depth + 1));
            rest = rest[end..].trim();
        }
        nodes
    }

    fn read_leaf(&mut self, text: &str) -> Node {
        self.left = self.left.saturating_sub(1);
        let text = text.trim();
        // Brackets in a literal may be without a partner: those around the leaf are taken off all the same.
        let inner = text.strip_prefix('(').and_then(|text| text.strip_suffix(')'));
        Node::Leaf(leaf_of(inner.unwrap_or(text)))
    }
}

/// Returns what is between the brackets around a whole text.
fn inside(text: &str) -> Option<&str> {
    (end_of_group(text)? == text.len()).then(|| &text[1..text.len() - 1])
}

/// Returns the end of the group that a text begins with. A literal may have brackets of its own: where they do not match, there is no
/// end.
fn end_of_group(text: &str) -> Option<usize> {
    if !text.starts_with('(') {
        return None;
    }
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'(' => depth += 1,
            b')' => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}

/// Reads `SubString IgnoreCase(SubjectProperty)=word`, `SenderSearchKey Equal SMTP:X`, `Exists(HasAttachment)`.
fn leaf_of(text: &str) -> Leaf {
    if let Some(property) = text.strip_prefix("Exists(").and_then(|rest| rest.strip_suffix(')')) {
        return Leaf { words: "it has the property".into(), literal: property.into() };
    }
    if let Some((operator, rest)) = text.split_once('(')
        && let Some((property, literal)) = rest.split_once(")=")
        && !operator.is_empty()
        && operator.chars().all(|c| c.is_alphabetic() || c == ' ')
    {
        let verb = if operator.contains("SubString") { "has" } else { "is" };
        return Leaf {
            words: format!("{} {verb}", property_words(property)),
            literal: literal.trim().into(),
        };
    }
    for (operator, verb) in OPERATORS {
        if let Some((property, literal)) = text.split_once(operator)
            && !property.is_empty()
            && property.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '.')
        {
            let words = format!("{} {verb}", property_words(property));
            return Leaf { words, literal: literal.trim().into() };
        }
    }
    Leaf { words: "the rule's condition holds:".into(), literal: text.into() }
}

/// Operators between a property and its value.
const OPERATORS: [(&str, &str); 8] = [
    (" Equal ", "is"),
    (" NotEqual ", "is not"),
    (" GreaterThanOrEqual ", "is at least"),
    (" GreaterThan ", "is more than"),
    (" LessThanOrEqual ", "is at most"),
    (" LessThan ", "is less than"),
    (" Contains ", "has"),
    ("=", "is"),
];

/// Names a property in words; a property that is not known by its own name.
fn property_words(property: &str) -> String {
    let property = property.trim();
    let known = match property.trim_end_matches("Property") {
        "Subject" | "NormalizedSubject" => "the subject",
        "Body" | "TextBody" => "the body",
        "SenderSearchKey" | "SenderEmailAddress" | "SenderName" | "Sender" | "SentRepresentingSearchKey" => {
            "the sender"
        }
        "SearchKey" | "RecipientSearchKey" | "DisplayTo" | "EmailAddress" => "a recipient",
        "TransportMessageHeaders" => "the header",
        "ItemClass" | "MessageClass" => "the type",
        "Importance" => "the importance",
        "Sensitivity" => "the sensitivity",
        "HasAttachment" | "HasAttach" => "having an attachment",
        "Size" | "MessageSize" => "the size",
        _ => return format!("the property {}", quote(property)),
    };
    known.to_owned()
}

impl Node {
    fn describe(&self) -> String {
        match self {
            Node::Leaf(leaf) => leaf.describe(&[]),
            Node::Not(node) => format!("not ({})", node.describe()),
            Node::All(nodes) => describe_all(nodes, " and "),
            Node::Any(nodes) => match shared_words(nodes) {
                // «a» or «b» of one property is said once.
                Some((first, others)) => first.describe(&others),
                None => describe_all(nodes, " or "),
            },
        }
    }
}

fn describe_all(nodes: &[Node], between: &str) -> String {
    let parts: Vec<_> = nodes.iter().map(Node::describe).collect();
    match parts.as_slice() {
        [one] => one.clone(),
        parts => format!("({})", parts.join(between)),
    }
}

/// Returns the first leaf and the literals of the others, where all test one property alike.
fn shared_words<'a>(nodes: &'a [Node]) -> Option<(&'a Leaf, Vec<&'a str>)> {
    let leaf = |node: &'a Node| match node {
        Node::Leaf(leaf) => Some(leaf),
        _ => None,
    };
    let first = leaf(nodes.first()?)?;
    let mut others = Vec::new();
    for node in &nodes[1..] {
        let other = leaf(node).filter(|other| other.words == first.words)?;
        others.push(other.literal.as_str());
    }
    Some((first, others))
}

impl Leaf {
    fn describe(&self, others: &[&str]) -> String {
        let literals: Vec<_> = std::iter::once(self.literal.as_str()).chain(others.iter().copied()).collect();
        let shown: Vec<_> = literals.iter().map(|literal| shown_literal(literal)).collect();
        format!("{} {}", self.words, quote_all(&shown, "or"))
    }
}

/// Takes a person out of a block `[..., =name, =address, DisplayType=0]`, and the kind of address off an address.
fn shown_literal(literal: &str) -> String {
    let literal = literal.trim();
    let block = literal.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let inner = block.and_then(|block| block.split(',').map(str::trim).rfind(|part| part.contains('@')));
    let plain = inner.map_or(literal, |part| part.trim_start_matches('='));
    let prefix = plain.get(..5).filter(|prefix| prefix.eq_ignore_ascii_case("smtp:"));
    prefix.and(plain.get(5..)).unwrap_or(plain).trim_end_matches('\0').to_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::conditions_of;

    #[test]
    fn trees_become_words() {
        for (text, expect) in [
            (
                "{(|((SubString IgnoreCase(SubjectProperty)=bank details)(SubString IgnoreCase(SubjectProperty)=did you send)))}",
                vec!["the subject has «bank details» or «did you send»"],
            ),
            (
                "{(&((SenderSearchKey Equal SMTP:BOSS@EVIL.EXAMPLE)(SubString IgnoreCase(SubjectProperty)=word)))}",
                vec!["the sender is «BOSS@EVIL.EXAMPLE»", "the subject has «word»"],
            ),
            (
                "{(&((Exists(ItemClass))(|((SubString IgnoreCase(SubjectProperty)=a)(SubString IgnoreCase(BodyProperty)=b)))))}",
                vec!["(the subject has «a» or the body has «b»)"],
            ),
            ("{(Exists(ItemClass))}", vec![]),
            ("{}", vec![]),
            ("", vec![]),
            ("{(!(SubString(SubjectProperty)=x))}", vec!["not (the subject has «x»)"]),
            (
                "{(From Equal [/o=X, =Ann, =ann@evil.example, DisplayType=0])}",
                vec!["the property «From» is «ann@evil.example»"],
            ),
            ("{(SubString IgnoreCase(SubjectProperty)=a (b) c)}", vec!["the subject has «a (b) c»"]),
            ("{(SubString IgnoreCase(SubjectProperty)=a ( b)}", vec!["the subject has «a ( b»"]),
            ("nonsense", vec!["the rule's condition holds: «nonsense»"]),
        ] {
            assert_eq!(conditions_of(text), expect, "{text}");
        }
    }

    #[test]
    fn hostile_trees_end() {
        for text in [
            "(".repeat(100_000),
            "(&".repeat(50_000),
            format!("{}x{}", "(!".repeat(9_999), ")".repeat(9_999)),
        ] {
            assert!(conditions_of(&text).len() < 300);
        }
        assert!(conditions_of(&format!("(|({}))", "(a=b)".repeat(100_000))).len() < 300);
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in r"[{(&|!)}=ä a]{0,40}") {
            conditions_of(&text);
        }
    }
}
