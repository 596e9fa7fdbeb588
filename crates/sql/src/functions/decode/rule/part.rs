//! Parts of a rule: conditions, exceptions and actions, and the sentence that they make.

use super::super::quote::join;

/// A part of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    /// Name that a later record changes it by: a parameter of the cmdlet, or a name of our own.
    pub key: String,
    pub role: Role,
    /// Its words, empty where a record cleared the part.
    pub phrase: String,
    /// Addresses that mail goes to.
    pub targets: Vec<String>,
    pub hides: bool,
    pub diverts: bool,
}

/// What a part does in its rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Condition,
    Exception,
    Action,
    /// Says that no rule behind this one runs.
    Stop,
}

impl Part {
    pub fn new(key: impl Into<String>, role: Role, phrase: impl Into<String>) -> Self {
        let (key, phrase) = (key.into(), phrase.into());
        Part { key, role, phrase, targets: Vec::new(), hides: false, diverts: false }
    }

    pub fn is_cleared(&self) -> bool {
        self.phrase.is_empty()
    }
}

/// Returns the words of the parts with a role.
pub(super) fn phrases(parts: &[Part], role: Role) -> Vec<String> {
    let with_role = parts.iter().filter(|part| part.role == role && !part.is_cleared());
    with_role.map(|part| part.phrase.clone()).collect()
}

/// Returns the targets of all parts, once each.
pub(super) fn targets(parts: &[Part]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for target in parts.iter().filter(|part| !part.is_cleared()).flat_map(|part| &part.targets) {
        if !found.contains(target) {
            found.push(target.clone());
        }
    }
    found
}

pub(super) fn hides(parts: &[Part]) -> bool {
    parts.iter().any(|part| part.hides && !part.is_cleared())
}

pub(super) fn diverts(parts: &[Part]) -> bool {
    parts.iter().any(|part| part.diverts && !part.is_cleared())
}

/// Writes what the parts mean: `when the subject has «a», unless it is from «b»: delete it; no further rules run`.
pub(super) fn describe(parts: &[Part]) -> String {
    let of = |role| phrases(parts, role);
    let conditions = match of(Role::Condition) {
        none if none.is_empty() => "for every message".to_owned(),
        some => format!("when {}", some.join(" and ")),
    };
    let exceptions = match of(Role::Exception) {
        none if none.is_empty() => String::new(),
        some => format!(", unless {}", some.join(" or ")),
    };
    let actions = match of(Role::Action) {
        none if none.is_empty() => "no action is logged".to_owned(),
        some => join(&some, "and"),
    };
    let stop = if of(Role::Stop).is_empty() { "" } else { "; no further rules run" };
    format!("{conditions}{exceptions}: {actions}{stop}")
}
