//! What to say when a name means nothing: near names, each with its kind.

use std::collections::BTreeSet;

use trail365_schema::{ENUMS, RECORD_TYPES, SCHEMAS, SHAREPOINT_OPERATIONS, SOURCE, Schema, Type};

use super::Kind;
use super::lookup::{Subject, schema_words};
use super::path::{self, Hit, same_folded, scopes};
use super::usage::{all_places, complex_of};

/// How many near names are shown.
const MOST: usize = 5;

/// Why `name` was not found, as one message; `meanings` is what it means besides the `kind` that was asked for.
pub fn unknown(name: &str, kind: Option<Kind>, meanings: &[Subject]) -> String {
    let what = kind.map_or("record type, schema, enum, field or operation", Kind::words);
    if !meanings.is_empty() {
        let others: Vec<_> = meanings.iter().map(Subject::words_with_article).collect();
        return format!("no {what} is called {name}, but there is {} of that name", others.join(" and "));
    }
    let may_be = |other: Kind| kind.is_none_or(|kind| kind == other);
    if may_be(Kind::RecordType) && name.parse::<i64>().is_ok() {
        return format!(
            "the documentation of {} has no record type {name}; trail365 describe lists them",
            SOURCE.date
        );
    }
    if may_be(Kind::Field)
        && let Some(message) = broken_path(name)
    {
        return message;
    }
    let candidates = candidates().into_iter().filter(|candidate| may_be(candidate.kind));
    let near =
        near(name, candidates).unwrap_or_else(|| "; trail365 describe lists the record types".to_owned());
    format!("no {what} is called {name}{near}")
}

/// A name that could have been meant.
struct Candidate {
    name: &'static str,
    kind: Kind,
    words: &'static str,
}

fn candidates() -> Vec<Candidate> {
    let of = |kind: Kind| move |name| Candidate { name, kind, words: kind.words() };
    let mut all = Vec::new();
    for record_type in &RECORD_TYPES {
        let names =
            [record_type.name, record_type.graph].into_iter().chain(record_type.former.iter().copied());
        all.extend(names.map(of(Kind::RecordType)));
    }
    all.extend(SCHEMAS.iter().map(|s| Candidate {
        name: s.name,
        kind: Kind::Schema,
        words: schema_words(s),
    }));
    all.extend(ENUMS.iter().map(|e| e.name).map(of(Kind::Enum)));
    all.extend(all_places().map(|place| place.field.name).map(of(Kind::Field)));
    all.extend(SHAREPOINT_OPERATIONS.iter().copied().map(of(Kind::Operation)));
    all
}

/// A name that is near, with all kinds of thing that it means.
struct Near {
    name: &'static str,
    distance: usize,
    words: Vec<&'static str>,
}

/// The near names below each other, best first, if there are any.
fn near(asked: &str, candidates: impl Iterator<Item = Candidate>) -> Option<String> {
    let mut found: Vec<Near> = Vec::new();
    for Candidate { name, words, .. } in candidates {
        match found.iter_mut().find(|other| same_folded(other.name, name)) {
            Some(other) if other.words.contains(&words) => {}
            Some(other) => other.words.push(words),
            None => {
                let Some(distance) = trail365_text::near::distance(asked, name) else { continue };
                found.push(Near { name, distance, words: vec![words] });
            }
        }
    }
    found.sort_by_key(|near| near.distance);
    found.truncate(MOST);
    let longest = found.iter().map(|near| near.name.len()).max().unwrap_or(0);
    let lines = found.iter().map(|near| format!("\n  {:longest$}  {}", near.name, near.words.join(", ")));
    (!found.is_empty()).then(|| format!("; near names:{}", lines.collect::<String>()))
}

/// Where a dotted path breaks off, if it leads somewhere at all.
fn broken_path(path: &str) -> Option<String> {
    let (head, key) = path.match_indices('.').rev().find_map(|(at, _)| {
        let (head, rest) = (&path[..at], &path[at + 1..]);
        let leads_somewhere =
            !path::resolve(head).is_empty() || (!head.contains('.') && scopes(head).next().is_some());
        let key = rest.split('.').next().filter(|key| !key.is_empty())?;
        leads_somewhere.then_some((head, key))
    })?;
    let hits = path::resolve(head);
    let inside = hits.iter().filter_map(|hit| complex_of(hit.end.field.ty)).chain(scopes(head));
    let keys: BTreeSet<_> = inside.flat_map(Schema::all_fields).map(|(_, field)| field.name).collect();
    if keys.is_empty() {
        return Some(nothing_below(head, key, &hits));
    }
    let candidates =
        keys.into_iter().map(|name| Candidate { name, kind: Kind::Field, words: Kind::Field.words() });
    let near =
        near(key, candidates).unwrap_or_else(|| format!("; trail365 describe {head} lists what it has"));
    Some(format!("{head} has no field {key}{near}"))
}

fn nothing_below(head: &str, key: &str, hits: &[Hit]) -> String {
    let types: BTreeSet<_> = hits.iter().map(|hit| hit.end.field.ty.to_string()).collect();
    let types = types.into_iter().collect::<Vec<_>>().join(" or ");
    let message = format!("the schema names no fields in {head}, whose type is {types}");
    if hits.iter().any(|hit| hit.end.field.ty == Type::Pairs) {
        return format!("{message}; {key} may be the Name of a pair: trail365 describe {head}");
    }
    message
}
