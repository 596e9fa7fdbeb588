//! Boolean expressions over the fields of a record.

use std::sync::Arc;

use super::needle::Needle;

/// A boolean expression over the fields of a record.
///
/// Every node is true or false, never unknown: a match on a field that a record lacks is false, so [`Expr::Not`] of it
/// is true. In SQL a negation is `(...) IS NOT TRUE`.
///
/// `All` and `Any` are never empty.
#[derive(Debug, Clone, PartialEq)]
pub enum Expr {
    /// All parts hold.
    All(Vec<Expr>),
    /// At least one part holds.
    Any(Vec<Expr>),
    /// The inner expression is not true.
    Not(Box<Expr>),
    /// A named search holds. References to one search share it.
    Search(Arc<Search>),
    /// A comparison.
    Match(Match),
    /// Some element of a list holds the body, whose fields and [`Subject::Element`] are those of that element.
    ///
    /// `[all]`, `[all_or_empty]` and `[none]` of Sigma are expressed by this and negation.
    Element {
        /// Field of the list.
        field: String,
        /// Condition on one element.
        body: Box<Expr>,
    },
}

/// A named search of a rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Search {
    /// Its name in the rule.
    pub name: String,
    /// Its condition.
    pub expr: Expr,
    pub(crate) weight: usize,
}

/// A comparison of one subject with one or more needles.
#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    /// The subject.
    pub subject: Subject,
    /// Number of needles that have to match.
    pub quantifier: Quantifier,
    /// The needles; at least one.
    pub needles: Vec<Needle>,
}

/// The subject of a comparison.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Subject {
    /// A field by its name or path as the rule spells it, such as `ModifiedProperties.Role.NewValue`.
    Field(String),
    /// The text of the whole record. Patterns carry the wildcards that make them a search inside it.
    Record,
    /// The element of the surrounding [`Expr::Element`] itself.
    Element,
}

/// Number of needles that have to match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Quantifier {
    /// At least one.
    Any,
    /// All of them.
    All,
}

impl Expr {
    /// Joins expressions by AND. A single one stays as it is.
    pub(crate) fn all(mut parts: Vec<Expr>) -> Expr {
        if parts.len() == 1 { parts.remove(0) } else { Expr::All(parts) }
    }

    /// Joins expressions by OR. A single one stays as it is.
    pub(crate) fn any(mut parts: Vec<Expr>) -> Expr {
        if parts.len() == 1 { parts.remove(0) } else { Expr::Any(parts) }
    }

    pub(crate) fn negate(self) -> Expr {
        Expr::Not(Box::new(self))
    }

    /// Returns the needles of the expression, those of a search once for each reference to it.
    pub(crate) fn weight(&self) -> usize {
        match self {
            Expr::All(parts) | Expr::Any(parts) => {
                parts.iter().fold(0_usize, |sum, part| sum.saturating_add(part.weight()))
            }
            Expr::Not(inner) => inner.weight(),
            Expr::Search(search) => search.weight,
            Expr::Match(matched) => matched.needles.len(),
            Expr::Element { body, .. } => body.weight(),
        }
    }

    /// Calls a function with each match, those of a search once for each reference to it.
    pub fn visit_matches<'e>(&'e self, visit: &mut impl FnMut(&'e Match)) {
        match self {
            Expr::All(parts) | Expr::Any(parts) => parts.iter().for_each(|part| part.visit_matches(visit)),
            Expr::Not(inner) => inner.visit_matches(visit),
            Expr::Search(search) => search.expr.visit_matches(visit),
            Expr::Match(matched) => visit(matched),
            Expr::Element { body, .. } => body.visit_matches(visit),
        }
    }
}
