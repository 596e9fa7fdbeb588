//! A naive evaluator of expressions, which shows what they mean. Every expression is true or false, never unknown.

use serde_json::Value;
use trail365_sigma::{Expr, Match, Needle, Pattern, Piece, Position, Quantifier, Subject};

/// Reports whether a record holds an expression.
pub fn holds(expr: &Expr, record: &Value) -> bool {
    match expr {
        Expr::All(parts) => parts.iter().all(|part| holds(part, record)),
        Expr::Any(parts) => parts.iter().any(|part| holds(part, record)),
        Expr::Not(inner) => !holds(inner, record),
        Expr::Search(search) => holds(&search.expr, record),
        Expr::Match(matched) => holds_match(matched, record),
        Expr::Element { field, body } => match find(record, field) {
            Some(Value::Array(items)) => items.iter().any(|item| holds(body, item)),
            _ => false,
        },
    }
}

/// Returns the value of a field: an exact key, else a dotted path.
fn find<'r>(record: &'r Value, field: &str) -> Option<&'r Value> {
    record.get(field).or_else(|| {
        let (first, rest) = field.split_once('.')?;
        find(record.get(first)?, rest)
    })
}

fn holds_match(matched: &Match, record: &Value) -> bool {
    let text;
    let subject = match &matched.subject {
        Subject::Field(field) => find(record, field),
        Subject::Element => Some(record),
        Subject::Record => {
            text = Value::String(record.to_string());
            Some(&text)
        }
    };
    let mut needles = matched.needles.iter().map(|needle| holds_needle(needle, subject, record));
    match matched.quantifier {
        Quantifier::Any => needles.any(|holds| holds),
        Quantifier::All => needles.all(|holds| holds),
    }
}

fn holds_needle(needle: &Needle, value: Option<&Value>, record: &Value) -> bool {
    match (needle, value) {
        (Needle::Null, None | Some(Value::Null)) => true,
        (Needle::Exists, value) => value.is_some(),
        (_, None | Some(Value::Null)) => false,
        (needle, Some(Value::Array(items))) => {
            items.iter().any(|item| holds_needle(needle, Some(item), record))
        }
        (needle, Some(value)) => holds_value(needle, value, record),
    }
}

fn holds_value(needle: &Needle, value: &Value, record: &Value) -> bool {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    match needle {
        Needle::Text { pattern, cased } => fits(pattern, &text, *cased),
        Needle::Empty => text.is_empty(),
        Needle::Null | Needle::Exists => false,
        Needle::Bool(wanted) => {
            text.eq_ignore_ascii_case(&wanted.to_string()) || text == u8::from(*wanted).to_string()
        }
        Needle::Number(number) => text == number.to_string() || value.as_f64() == Some(number.as_f64()),
        Needle::Compare(comparison, number) => {
            text.parse().is_ok_and(|value: f64| comparison.holds(value, number.as_f64()))
        }
        Needle::Network(network) => text.parse().is_ok_and(|address| network.contains(address)),
        Needle::Regex(regex) => regex::Regex::new(&regex.to_string()).unwrap().is_match(&text),
        Needle::Field { field, position, cased } => {
            find(record, field).and_then(Value::as_str).is_some_and(|other| {
                let (text, other) = if *cased {
                    (text, other.to_owned())
                } else {
                    (text.to_lowercase(), other.to_lowercase())
                };
                match position {
                    Position::Whole => text == other,
                    Position::Start => text.starts_with(&other),
                    Position::End => text.ends_with(&other),
                    Position::Anywhere => text.contains(&other),
                }
            })
        }
        // The hour of a time in UTC is enough for tests.
        #[expect(clippy::cast_precision_loss, reason = "an hour is small")]
        Needle::Date(_, comparison, number) => text
            .get(11..13)
            .and_then(|hour| hour.parse().ok())
            .is_some_and(|hour: f64| comparison.holds(hour, *number as f64)),
        Needle::Template(_) => panic!("a placeholder is left"),
    }
}

/// Reports whether a text fits a pattern, by trying every length of every run.
pub fn fits(pattern: &Pattern, text: &str, cased: bool) -> bool {
    let fold = |text: &str| if cased { text.to_owned() } else { text.to_lowercase() };
    fits_pieces(pattern.pieces(), &fold(text), &fold)
}

fn fits_pieces(pieces: &[Piece], text: &str, fold: &impl Fn(&str) -> String) -> bool {
    match pieces {
        [] => text.is_empty(),
        [Piece::Text(literal), rest @ ..] => {
            text.strip_prefix(&fold(literal)).is_some_and(|behind| fits_pieces(rest, behind, fold))
        }
        [Piece::AnyChar, rest @ ..] => {
            let mut chars = text.chars();
            chars.next().is_some() && fits_pieces(rest, chars.as_str(), fold)
        }
        [Piece::AnyRun, rest @ ..] => {
            let ends = text.char_indices().map(|(at, _)| at).chain([text.len()]);
            ends.into_iter().any(|at| fits_pieces(rest, &text[at..], fold))
        }
    }
}
