//! Names that mean nothing: the reason, and the names that may have been meant.

use std::collections::BTreeSet;

use trail365_text::near;

use super::path::{FieldPath, is_same_name, resolve_path, schemas_called};
use super::subject::{Subject, SubjectKind};
use super::usage::field_places;
use crate::generated::{ENUMS, RECORD_TYPES, SCHEMAS};
use crate::glossary::{apps, operations, property_keys, sign_in_errors};
use crate::model::{Schema, Type};

/// Near names beyond this many are left out: more of them help nobody.
const MAX_NEAR: usize = 5;

/// The reason why a name was not found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unknown {
    /// It is the name of other kinds of things than the one that was asked for; each in words with an article.
    OtherKinds(Vec<String>),
    /// It is a number that no record type and no sign-in error has.
    Number,
    /// It is an id that no known app has.
    AppId,
    /// A path breaks off: what `head` leads to has no field `key`.
    NoKey {
        /// The part of the path that leads somewhere.
        head: String,
        /// The key behind it.
        key: String,
        /// Names of its fields that are near to the key, best first.
        near: Vec<NearName>,
    },
    /// A path goes on behind a field in which the schema names no fields.
    NothingBelow {
        /// The part of the path that leads to a field.
        head: String,
        /// The key behind it.
        key: String,
        /// Types of the field, in words.
        types: Vec<String>,
        /// The field is a list of pairs, so the key may be the name of a pair.
        has_pairs: bool,
    },
    /// Nothing has this name.
    NoName {
        /// Names that are near, best first.
        near: Vec<NearName>,
    },
}

/// A name that may have been meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NearName {
    /// The name.
    pub name: &'static str,
    /// Words for the kinds of things that it means.
    pub words: Vec<&'static str>,
}

/// Explains why `name` was not found as a thing of `kind`, or of any kind for `None`. `meanings` is what it means besides.
///
/// ```
/// use trail365_schema::describe::{Unknown, explain_unknown};
///
/// let Unknown::NoName { near } = explain_unknown("MailboxOwnerUNP", None, &[]) else { panic!() };
/// assert_eq!(near[0].name, "MailboxOwnerUPN");
/// ```
pub fn explain_unknown(name: &str, kind: Option<SubjectKind>, meanings: &[Subject]) -> Unknown {
    if !meanings.is_empty() {
        return Unknown::OtherKinds(meanings.iter().map(Subject::words_with_article).collect());
    }
    let may_be = |other: SubjectKind| kind.is_none_or(|kind| kind == other);
    // Wider than the number of a record type, so that one with too many digits is still called a number.
    let has_number = may_be(SubjectKind::RecordType) || may_be(SubjectKind::SignInError);
    if has_number && name.parse::<i64>().is_ok() {
        return Unknown::Number;
    }
    if may_be(SubjectKind::App) && is_guid(name) {
        return Unknown::AppId;
    }
    if may_be(SubjectKind::Field)
        && let Some(broken) = find_break(name)
    {
        return broken;
    }
    let candidates = all_candidates().into_iter().filter(|candidate| may_be(candidate.kind));
    Unknown::NoName { near: near_names(name, candidates) }
}

/// A name that could have been meant.
struct Candidate {
    name: &'static str,
    kind: SubjectKind,
    words: &'static str,
}

impl Candidate {
    fn new(kind: SubjectKind, name: &'static str) -> Self {
        Candidate { name, kind, words: kind.words() }
    }
}

fn all_candidates() -> Vec<Candidate> {
    let of = |kind: SubjectKind| move |name| Candidate::new(kind, name);
    let mut all = Vec::new();
    for record_type in &RECORD_TYPES {
        let names =
            [record_type.name, record_type.graph].into_iter().chain(record_type.former.iter().copied());
        all.extend(names.map(of(SubjectKind::RecordType)));
    }
    let schema =
        |s: &'static Schema| Candidate { name: s.name, kind: SubjectKind::Schema, words: s.kind.words() };
    all.extend(SCHEMAS.iter().map(schema));
    all.extend(ENUMS.iter().map(|e| e.name).map(of(SubjectKind::Enum)));
    all.extend(field_places().map(|place| place.field.name).map(of(SubjectKind::Field)));
    all.extend(operations().iter().map(|o| o.name).map(of(SubjectKind::Operation)));
    all.extend(sign_in_errors().iter().map(|e| e.name).map(of(SubjectKind::SignInError)));
    all.extend(apps().iter().map(|a| a.name).map(of(SubjectKind::App)));
    all.extend(property_keys().iter().map(|k| k.name).map(of(SubjectKind::PropertyKey)));
    all
}

fn is_guid(name: &str) -> bool {
    let name = name.trim().trim_start_matches('{').trim_end_matches('}');
    let lengths: Vec<_> = name.split('-').map(str::len).collect();
    lengths == [8, 4, 4, 4, 12] && name.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-')
}

/// Returns the near names, best first, each with all kinds of things that it means.
fn near_names(asked: &str, candidates: impl Iterator<Item = Candidate>) -> Vec<NearName> {
    let mut found: Vec<(f64, NearName)> = Vec::new();
    for Candidate { name, words, .. } in candidates {
        // A name may be of several kinds, and in two spellings: it is suggested once.
        match found.iter_mut().find(|(_, other)| is_same_name(other.name, name)) {
            Some((_, other)) if other.words.contains(&words) => {}
            Some((_, other)) => other.words.push(words),
            None => {
                let Some(similarity) = near::similarity(asked, name) else { continue };
                found.push((similarity, NearName { name, words: vec![words] }));
            }
        }
    }
    found.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    found.truncate(MAX_NEAR);
    found.into_iter().map(|(_, near)| near).collect()
}

/// Finds where a dotted path breaks off, if it leads somewhere at all.
fn find_break(path: &str) -> Option<Unknown> {
    // The longest part that leads somewhere comes first, so the key behind it is the one that is wrong.
    let (head, key) = path.match_indices('.').rev().find_map(|(at, _)| {
        let (head, rest) = (&path[..at], &path[at + 1..]);
        let leads_somewhere =
            !resolve_path(head).is_empty() || (!head.contains('.') && schemas_called(head).next().is_some());
        let key = rest.split('.').next().filter(|key| !key.is_empty())?;
        leads_somewhere.then_some((head, key))
    })?;
    let paths = resolve_path(head);
    let inside = paths.iter().filter_map(|path| path.end.field.ty.complex_type()).chain(schemas_called(head));
    let keys: BTreeSet<_> = inside.flat_map(Schema::all_fields).map(|(_, field)| field.name).collect();
    if keys.is_empty() {
        return Some(nothing_below(head, key, &paths));
    }
    let candidates = keys.into_iter().map(|name| Candidate::new(SubjectKind::Field, name));
    Some(Unknown::NoKey { head: head.to_owned(), key: key.to_owned(), near: near_names(key, candidates) })
}

fn nothing_below(head: &str, key: &str, paths: &[FieldPath]) -> Unknown {
    let types: BTreeSet<_> = paths.iter().map(|path| path.end.field.ty.to_string()).collect();
    Unknown::NothingBelow {
        head: head.to_owned(),
        key: key.to_owned(),
        types: types.into_iter().collect(),
        has_pairs: paths.iter().any(|path| path.end.field.ty == Type::Pairs),
    }
}

#[cfg(test)]
mod tests {
    use super::super::find_subjects;
    use super::*;

    #[test]
    fn every_reason_is_told_apart() {
        let explain = |name, kind| explain_unknown(name, kind, &find_subjects(name));
        let near = |names: &[NearName]| names.iter().map(|near| near.name).collect::<Vec<_>>();
        match explain("LogonTyp", None) {
            Unknown::NoName { near: names } => {
                assert_eq!((names[0].name, &*names[0].words), ("LogonType", &["enum", "field"][..]));
            }
            other => panic!("{other:?}"),
        }
        assert_eq!(explain("100000", None), Unknown::Number);
        assert_eq!(
            explain("SharePoint", Some(SubjectKind::Enum)),
            Unknown::OtherKinds(vec!["a record type".into(), "a schema".into(), "an app".into()])
        );
        match explain("AffectedItems.Subjct", None) {
            Unknown::NoKey { head, key, near: names } => {
                assert_eq!((&*head, &*key, near(&names)[0]), ("AffectedItems", "Subjct", "Subject"));
            }
            other => panic!("{other:?}"),
        }
        let below = explain("ExtendedProperties.NoSuchKey", None);
        assert!(matches!(below, Unknown::NothingBelow { has_pairs: true, .. }), "{below:?}");
    }
}
