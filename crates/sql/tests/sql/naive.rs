//! A naive evaluator of conditions over the JSON of records, which shows what compiled ones mean.

use serde_json::Value;
use trail365_schema::{COLUMNS, record_type};
use trail365_sigma::{Comparison, Expr, Match, Needle, Pattern, Piece, Position, Quantifier, Subject};

/// Bags in which a name that is no field is looked for.
const BAGS: [&str; 4] = ["ExtendedProperties", "DeviceProperties", "OperationProperties", "Parameters"];

/// Reports whether a record, or an element of a list, holds a condition.
pub fn holds(expr: &Expr, record: &Value, is_element: bool) -> bool {
    match expr {
        Expr::All(parts) => parts.iter().all(|part| holds(part, record, is_element)),
        Expr::Any(parts) => parts.iter().any(|part| holds(part, record, is_element)),
        Expr::Not(inner) => !holds(inner, record, is_element),
        Expr::Search(search) => holds(&search.expr, record, is_element),
        Expr::Match(matched) => holds_match(matched, record, is_element),
        Expr::Element { field, body } => {
            // Lists that stand in columns have copies.
            let items = record.get(format!("[]{field}")).and_then(Value::as_array);
            items.into_iter().flatten().any(|item| holds(body, item, true))
        }
    }
}

/// Returns a member of an object by its name in any case.
fn member<'r>(of: &'r Value, name: &str) -> Option<&'r Value> {
    of.as_object()?.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

/// Returns the texts of a field.
fn values(record: &Value, name: &str, is_element: bool) -> Vec<String> {
    let names: Vec<&str> = name.split('.').map(|name| name.trim_end_matches("{}")).collect();
    let mut found = Vec::new();
    match member(record, names[0]) {
        // A whole bag is compared as JSON; one in `extra` item by item.
        Some(bag)
            if names.len() == 1 && BAGS.contains(&name) && record.get(format!("[]{name}")).is_some() =>
        {
            found.push(bag.to_string());
        }
        _ => walk(record, &names, &mut found),
    }
    if names.len() == 1 && !is_element && !is_column(name) {
        for bag in BAGS {
            walk(record, &[bag, name], &mut found);
        }
    }
    // A flag in another form is one all the same.
    if name == "ExternalAccess" {
        let flag = found.iter().find_map(|text| match text.as_str() {
            "0" | "false" => Some("false"),
            "1" | "true" => Some("true"),
            _ => None,
        });
        found.extend(flag.map(str::to_owned));
    }
    if name.eq_ignore_ascii_case("RecordType") && !is_element {
        let number = record.get("RecordType").and_then(Value::as_i64).and_then(|n| i32::try_from(n).ok());
        found.extend(number.and_then(record_type).map(|known| known.name.to_owned()));
    }
    found
}

/// Reports whether a name is that of a field which some type of record has.
fn is_column(name: &str) -> bool {
    COLUMNS.iter().any(|column| column.fields.iter().any(|(_, field)| field.eq_ignore_ascii_case(name)))
}

fn walk(value: &Value, names: &[&str], found: &mut Vec<String>) {
    match (value, names) {
        (Value::Null, _) => {}
        (Value::Array(items), _) => items.iter().for_each(|item| walk_item(item, names, found)),
        (Value::String(text), []) => found.push(text.clone()),
        (other, []) => found.push(other.to_string()),
        (Value::Object(_), _) => {
            let key = (1..=names.len())
                .rev()
                .find_map(|count| member(value, &names[..count].join(".")).map(|value| (value, count)));
            if let Some((value, count)) = key {
                walk(value, &names[count..], found);
            }
        }
        _ => {}
    }
}

/// An item has the member that the path names, or is called so itself.
fn walk_item(item: &Value, names: &[&str], found: &mut Vec<String>) {
    let name = member(item, "Name").and_then(Value::as_str);
    let count = name.and_then(|name| {
        (1..=names.len()).rev().find(|count| names[..*count].join(".").eq_ignore_ascii_case(name))
    });
    match count {
        Some(count) if count == names.len() => {
            for value in ["Value", "NewValue"] {
                walk(item, &[value], found);
            }
        }
        Some(count) => walk(item, &names[count..], found),
        None => walk(item, names, found),
    }
}

fn holds_match(matched: &Match, record: &Value, is_element: bool) -> bool {
    let texts = match &matched.subject {
        Subject::Field(name) => values(record, name, is_element),
        Subject::Element => record.as_str().map(str::to_owned).into_iter().collect(),
        Subject::Record => panic!("not asked here"),
    };
    let mut needles = matched.needles.iter().map(|needle| match needle {
        Needle::Null => texts.is_empty(),
        Needle::Exists => !texts.is_empty(),
        needle => texts.iter().any(|text| holds_text(needle, text, record, is_element)),
    });
    match matched.quantifier {
        Quantifier::Any => needles.any(|holds| holds),
        Quantifier::All => needles.all(|holds| holds),
    }
}

fn holds_text(needle: &Needle, text: &str, record: &Value, is_element: bool) -> bool {
    let number = || text.trim().parse::<f64>().ok().filter(|number| number.is_finite());
    match needle {
        Needle::Text { pattern, cased } => fits(pattern, text, *cased),
        Needle::Empty => text.is_empty(),
        Needle::Null | Needle::Exists => panic!("asked above"),
        Needle::Bool(wanted) => {
            text.eq_ignore_ascii_case(&wanted.to_string()) || text == u8::from(*wanted).to_string()
        }
        Needle::Number(wanted) => {
            number().is_some_and(|number| Comparison::Equal.holds(number, wanted.as_f64()))
        }
        Needle::Compare(comparison, limit) => {
            number().is_some_and(|number| comparison.holds(number, limit.as_f64()))
        }
        Needle::Network(network) => {
            let address = text.rsplit_once(':').filter(|(ip, _)| ip.contains('.')).map_or(text, |(ip, _)| ip);
            address.parse().is_ok_and(|address| network.contains(address))
        }
        Needle::Regex(regex) => regex::Regex::new(&regex.to_string()).unwrap().is_match(text),
        Needle::Field { field, position, cased } => {
            let fold = |text: &str| if *cased { text.to_owned() } else { text.to_lowercase() };
            let text = fold(text);
            values(record, field, is_element).iter().map(|other| fold(other)).any(|other| match position {
                Position::Whole => text == other,
                Position::Start => text.starts_with(&other),
                Position::End => text.ends_with(&other),
                Position::Anywhere => text.contains(&other),
            })
        }
        // The hour is enough for tests.
        #[expect(clippy::cast_precision_loss, reason = "an hour is small")]
        Needle::Date(_, comparison, limit) => {
            let hour = text.get(11..13).and_then(|hour| hour.parse().ok());
            hour.is_some_and(|hour: f64| comparison.holds(hour, *limit as f64))
        }
        Needle::Template(_) => panic!("a placeholder is left"),
    }
}

/// Reports whether a text fits a pattern, by trying every length of every run.
fn fits(pattern: &Pattern, text: &str, cased: bool) -> bool {
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
