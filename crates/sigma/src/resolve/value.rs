//! One value of a field to needles.

use regex::RegexBuilder;

use super::placeholder::split_placeholders;
use super::plan::{Kind, Plan};
use super::text::change_text;
use crate::model::{
    DatePart, Modifier, Needle, Network, Number, Pattern, Position, Regex, Template, TemplatePiece,
};
use crate::walk::{Result, Walk};
use crate::yaml::Node;

/// Most bytes of a compiled regular expression: what the crate `regex` takes by default.
const REGEX_BYTES: usize = 10 << 20;

/// Returns the needles of a value; one of them has to match.
pub(super) fn resolve_value(walk: &Walk, plan: &Plan, value: &Node) -> Result<Vec<Needle>> {
    match (plan.kind, value) {
        (_, Node::List(_)) => walk.refuse("a list stands in a list", "write all values into one list"),
        (_, Node::Map(_)) => walk.refuse(
            "a map stands where a value belongs",
            "write `Field.Key: value`, or name one element by `Field[any]:` with `sigma-version: 3`",
        ),
        (_, Node::Text(text)) if plan.expand => resolve_template(walk, plan, text),
        (_, Node::Text(text)) => resolve_text(walk, plan, text),
        (Kind::Text, value) => resolve_other(walk, plan, value).map(|needle| vec![needle]),
        (Kind::Exists, Node::Bool(_)) => Ok(vec![Needle::Exists]),
        (Kind::Compare(comparison), Node::Integer(_) | Node::Float(_)) => {
            Ok(vec![Needle::Compare(comparison, read_number(walk, value)?)])
        }
        (Kind::Date(part, comparison), Node::Integer(number)) => {
            Ok(vec![Needle::Date(part, comparison, check_date_part(walk, part, *number)?)])
        }
        (kind, value) => refuse_kind(walk, kind, value),
    }
}

/// Returns the needles of a text without placeholders.
pub(super) fn resolve_text(walk: &Walk, plan: &Plan, text: &str) -> Result<Vec<Needle>> {
    match plan.kind {
        Kind::Text if text.is_empty() && plan.changes.is_empty() => Ok(vec![Needle::Empty]),
        Kind::Text => {
            let patterns = change_text(walk, text, &plan.changes)?;
            Ok(patterns.into_iter().map(|pattern| Needle::Text { pattern, cased: plan.cased }).collect())
        }
        Kind::Regex { ignore_case, multi_line, dot_all } => {
            let regex = Regex { source: text.to_owned(), ignore_case, multi_line, dot_all };
            check_regex(walk, &regex)?;
            Ok(vec![Needle::Regex(regex)])
        }
        Kind::Network => read_network(walk, text).map(|network| vec![Needle::Network(network)]),
        Kind::Field(position) => check_field(walk, text, position, plan.cased).map(|needle| vec![needle]),
        kind => refuse_kind(walk, kind, &Node::Text(text.to_owned())),
    }
}

fn resolve_template(walk: &Walk, plan: &Plan, text: &str) -> Result<Vec<Needle>> {
    let pieces = split_placeholders(text);
    if let [TemplatePiece::Text(text)] = &pieces[..] {
        return resolve_text(walk, plan, text);
    }
    if pieces.is_empty() {
        return resolve_text(walk, plan, "");
    }
    let template = Template { pieces, modifiers: plan.modifiers.clone(), path: walk.path() };
    Ok(vec![Needle::Template(template)])
}

/// Returns the needle of a number, boolean or null under plain equality.
fn resolve_other(walk: &Walk, plan: &Plan, value: &Node) -> Result<Needle> {
    if let Some(textual) = plan.modifiers.iter().find(|modifier| modifier.is_textual()) {
        let what = format!("`{}` works on text, and the value is {}", textual.word(), value.kind());
        return walk.refuse(what, "put the value in quotes");
    }
    match value {
        Node::Null => Ok(Needle::Null),
        Node::Bool(value) => Ok(Needle::Bool(*value)),
        number => read_number(walk, number).map(Needle::Number),
    }
}

fn read_number(walk: &Walk, value: &Node) -> Result<Number> {
    match value {
        Node::Integer(number) => match i64::try_from(*number) {
            Ok(number) => Ok(Number::Integer(number)),
            Err(_) => {
                walk.refuse("the number is too large", "put it in quotes, so that it is compared as text")
            }
        },
        Node::Float(number) if !number.is_finite() => {
            walk.refuse("the number is not finite", "write a number")
        }
        // YAML has read the digits of larger whole numbers inexactly.
        Node::Float(number) if number.abs() >= 9e15 && number.fract() == 0.0 => {
            walk.refuse("the number is too large", "put it in quotes, so that it is compared as text")
        }
        Node::Float(number) => Ok(Number::Float(*number)),
        other => walk.refuse(format!("the value is {}, not a number", other.kind()), "write a number"),
    }
}

fn refuse_kind<T>(walk: &Walk, kind: Kind, value: &Node) -> Result<T> {
    let kind_of_value = value.kind();
    match kind {
        Kind::Exists => walk.refuse(
            format!("`exists` takes true or false, and the value is {kind_of_value}"),
            "write true or false without quotes",
        ),
        Kind::Compare(comparison) => walk.refuse(
            format!(
                "`{}` takes a number, and the value is {kind_of_value}",
                Modifier::Compare(comparison).word()
            ),
            "write a number without quotes",
        ),
        Kind::Date(part, _) => walk.refuse(
            format!(
                "`{}` takes a whole number, and the value is {kind_of_value}",
                Modifier::Date(part).word()
            ),
            "write a number without quotes",
        ),
        Kind::Network => walk.refuse(
            format!("`cidr` takes a network, and the value is {kind_of_value}"),
            "write a network such as 203.0.113.0/24",
        ),
        Kind::Field(_) => walk.refuse(
            format!("`fieldref` takes the name of a field, and the value is {kind_of_value}"),
            "write the name of a field",
        ),
        Kind::Text | Kind::Regex { .. } => walk.refuse(
            format!("`re` takes a regular expression, and the value is {kind_of_value}"),
            "put the value in quotes",
        ),
    }
}

fn check_regex(walk: &Walk, regex: &Regex) -> Result<()> {
    let built = RegexBuilder::new(&regex.to_string()).size_limit(REGEX_BYTES).nest_limit(100).build();
    match built {
        Ok(_) => Ok(()),
        Err(regex::Error::CompiledTooBig(limit)) => walk.refuse(
            format!("the regular expression is larger than {limit} bytes compiled"),
            "lower its repetitions, or split it",
        ),
        Err(error) => {
            let text = error.to_string();
            let reason = text.lines().last().unwrap_or_default().trim_start_matches("error: ");
            walk.refuse(
                format!("the regular expression cannot be used: {reason}"),
                "correct it; look-around and back references are not supported",
            )
        }
    }
}

fn read_network(walk: &Walk, text: &str) -> Result<Network> {
    text.parse().map_err(|meant: Option<Network>| {
        let what = format!("`{text}` is not a network");
        match meant {
            Some(network) => walk.fault(what, format!("write {network}")),
            None => walk.fault(what, "write an address and a prefix such as 203.0.113.0/24 or 2001:db8::/32"),
        }
    })
}

fn check_field(walk: &Walk, name: &str, position: Position, cased: bool) -> Result<Needle> {
    if name.is_empty() || Pattern::parse(name).as_literal() != Some(name) {
        return walk.refuse(format!("`{name}` is not the name of a field"), "write a name without wildcards");
    }
    Ok(Needle::Field { field: name.to_owned(), position, cased })
}

fn check_date_part(walk: &Walk, part: DatePart, number: i128) -> Result<i64> {
    let range = match part {
        DatePart::Minute => 0..=59,
        DatePart::Hour => 0..=23,
        DatePart::Day => 1..=31,
        DatePart::Week => 1..=53,
        DatePart::Month => 1..=12,
        DatePart::Year => 1..=9999,
    };
    match i64::try_from(number) {
        Ok(number) if range.contains(&number) => Ok(number),
        _ => walk.refuse(
            format!("no time has the {} {number}", Modifier::Date(part).word()),
            format!("write a number from {} to {}", range.start(), range.end()),
        ),
    }
}
