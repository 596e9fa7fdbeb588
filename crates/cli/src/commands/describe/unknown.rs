//! The message for a name that means nothing.

use trail365_schema::SOURCE;
use trail365_schema::describe::{NearName, SubjectKind, Unknown};

use crate::output::printable;

/// Writes why `name` was not found, and what to try instead.
pub fn message(name: &str, kind: Option<SubjectKind>, reason: &Unknown) -> String {
    // The name is whatever somebody typed or pasted.
    let name = printable(name);
    let what =
        kind.map_or("record type, schema, enum, field, operation, app or property key", SubjectKind::words);
    match reason {
        Unknown::OtherKinds(others) => {
            format!("no {what} is called {name}, but there is {} of that name", others.join(" and "))
        }
        Unknown::Number => format!(
            "the documentation of {} has no record type {name}, and no sign-in error of that number is known; trail365 \
             describe lists the record types, trail365 describe --kind sign-in-error the errors",
            SOURCE.date
        ),
        Unknown::AppId => format!(
            "no app with the id {name} is known: it may be one of your own tenant, whose name stands in its records: \
             trail365 search --text {name}"
        ),
        Unknown::NoKey { head, key, near } => {
            let hint =
                near_lines(near).unwrap_or_else(|| format!("; trail365 describe {head} lists what it has"));
            format!("{head} has no field {key}{hint}")
        }
        Unknown::NothingBelow { head, key, types, has_pairs } => {
            let types = types.join(" or ");
            let hint = format!("; {key} may be the Name of a pair: trail365 describe {head}");
            let hint = if *has_pairs { hint.as_str() } else { "" };
            format!("the schema names no fields in {head}, whose type is {types}{hint}")
        }
        Unknown::NoName { near } => {
            let hint =
                near_lines(near).unwrap_or_else(|| "; trail365 describe lists the record types".to_owned());
            format!("no {what} is called {name}{hint}")
        }
    }
}

/// Writes the near names below each other, if there are any.
fn near_lines(near: &[NearName]) -> Option<String> {
    let longest = near.iter().map(|near| near.name.len()).max()?;
    let lines = near.iter().map(|near| format!("\n  {:longest$}  {}", near.name, near.words.join(", ")));
    Some(format!("; near names:{}", lines.collect::<String>()))
}
