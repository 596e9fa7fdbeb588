//! Conditions on elements of lists: `Field[any]` of Sigma's third version.

use crate::model::{Expr, Subject};
use crate::walk::{Result, Walk};

/// Deepest conditions on elements inside each other: `[all]` writes its body twice.
const DEEPEST: usize = 4;

/// Surroundings of a search.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scope {
    /// The document may name elements of lists, as `sigma-version: 3` does.
    pub elements: bool,
    /// Element conditions around the search.
    pub depth: usize,
}

impl Scope {
    /// Returns what a value without a field is compared with.
    pub fn nameless_subject(self) -> Subject {
        if self.depth == 0 { Subject::Record } else { Subject::Element }
    }
}

/// A field's name.
pub(super) enum Field<'k> {
    /// Without elements.
    Plain(String),
    /// An element of a list, and the path inside the element.
    Element { list: String, which: Which, rest: &'k str },
}

/// Elements of a list that have to hold a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    Any,
    All,
    AllOrEmpty,
    None,
}

/// Splits a name at its first selector of elements.
pub(super) fn split_field<'k>(walk: &Walk, name: &'k str, scope: Scope) -> Result<Field<'k>> {
    let mut start = 0;
    for segment in name.split('.') {
        let end = start + segment.len();
        if let Some((list, selector)) = split_selector(segment) {
            if !scope.elements {
                return refuse_old_version(walk, segment, selector, name);
            }
            let which = read_selector(walk, selector)?;
            if list.is_empty() {
                return walk
                    .refuse(format!("`{segment}` has no name"), "write the list's name in front of it");
            }
            if scope.depth >= DEEPEST {
                return walk
                    .refuse("elements are nested too deep", "look for one list inside another at most");
            }
            let list = unescape_brackets(&name[..start + list.len()]);
            return Ok(Field::Element { list, which, rest: name[end..].trim_start_matches('.') });
        }
        start = end + 1;
    }
    Ok(Field::Plain(if scope.elements { unescape_brackets(name) } else { name.to_owned() }))
}

/// Returns the name and selector of a segment such as `Members[any]`. Empty brackets and escaped ones are none.
fn split_selector(segment: &str) -> Option<(&str, &str)> {
    let (list, selector) = segment.strip_suffix(']')?.rsplit_once('[')?;
    let is_escaped = list.ends_with('\\') || selector.ends_with('\\');
    (!selector.is_empty() && !is_escaped).then_some((list, selector))
}

/// Before the third version brackets are a part of the name. A name that only lacks the version never matches.
fn refuse_old_version<'k>(walk: &Walk, segment: &str, selector: &str, name: &'k str) -> Result<Field<'k>> {
    match read_selector(walk, selector) {
        Ok(_) => walk.refuse(
            format!("`{segment}` names elements, which needs Sigma's third version"),
            "add `sigma-version: 3` to the document",
        ),
        Err(_) => Ok(Field::Plain(name.to_owned())),
    }
}

fn read_selector(walk: &Walk, selector: &str) -> Result<Which> {
    match selector {
        "any" => Ok(Which::Any),
        "all" => Ok(Which::All),
        "all_or_empty" => Ok(Which::AllOrEmpty),
        "none" => Ok(Which::None),
        other => walk.refuse(
            format!("the selector `[{other}]` is not supported"),
            "use [any], [all], [all_or_empty] or [none], or escape the brackets as \\[ and \\]",
        ),
    }
}

fn unescape_brackets(name: &str) -> String {
    name.replace("\\[", "[").replace("\\]", "]")
}

/// Reads the condition on elements of a list, expressed by `some element` alone.
pub(super) fn read_element(
    walk: &mut Walk,
    list: &str,
    which: Which,
    read_body: impl FnOnce(&mut Walk) -> Result<Expr>,
) -> Result<Expr> {
    let body = read_body(walk)?;
    let some = |body: Expr| Expr::Element { field: list.to_owned(), body: Box::new(body) };
    Ok(match which {
        Which::Any => some(body),
        Which::None => some(body).negate(),
        Which::AllOrEmpty => some(body.negate()).negate(),
        Which::All => Expr::All(vec![some(body.clone()), some(body.negate()).negate()]),
    })
}
