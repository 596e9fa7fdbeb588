//! The only use of `rsigma-parser`: the grammar of conditions, of wildcards and of timespans.
//!
//! Documents are walked by `read`, because the parser's own tree has no places, loses the order of searches, turns
//! nested maps into text, and wraps negative thresholds. What this module returns are types of this crate, so another
//! parser can take its place.

use rsigma_parser::{
    ConditionExpr, Quantifier, SelectorPattern, SigmaString, SpecialChar, StringPart, Timespan,
};

use crate::model::{Pattern, Piece};

/// A condition over names that are not resolved yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Formula {
    All(Vec<Formula>),
    Any(Vec<Formula>),
    Not(Box<Formula>),
    Name(String),
    /// `1 of` a pattern of names; none stands for `them`.
    OneOf(Option<String>),
    /// `all of` a pattern of names; none stands for `them`.
    AllOf(Option<String>),
    /// `N of` with another number, which Sigma does not have.
    CountOf(u64),
}

/// Parses a condition. The error is the line and column from 1 on where it cannot be read, if they are known.
pub(crate) fn parse_condition(text: &str) -> Result<Formula, Option<(usize, usize)>> {
    match rsigma_parser::parse_condition(text) {
        Ok(condition) => Ok(convert(condition)),
        Err(error) => Err(error.location().map(|place| (place.line as usize, place.col as usize))),
    }
}

fn convert(condition: ConditionExpr) -> Formula {
    match condition {
        ConditionExpr::And(parts) => Formula::All(parts.into_iter().map(convert).collect()),
        ConditionExpr::Or(parts) => Formula::Any(parts.into_iter().map(convert).collect()),
        ConditionExpr::Not(inner) => Formula::Not(Box::new(convert(*inner))),
        ConditionExpr::Identifier(name) => Formula::Name(name),
        ConditionExpr::Selector { quantifier, pattern } => {
            let names = match pattern {
                SelectorPattern::Them => None,
                SelectorPattern::Pattern(pattern) => Some(pattern),
            };
            match quantifier {
                Quantifier::Any => Formula::OneOf(names),
                Quantifier::All => Formula::AllOf(names),
                Quantifier::Count(count) => Formula::CountOf(count),
            }
        }
    }
}

impl Pattern {
    /// Parses Sigma's notation: `*` and `?` are wildcards, `\*`, `\?` and `\\` stand for the second character, and a
    /// backslash before anything else for itself.
    pub fn parse(text: &str) -> Self {
        let convert = |part| match part {
            StringPart::Plain(text) => Piece::Text(text),
            StringPart::Special(SpecialChar::WildcardMulti) => Piece::AnyRun,
            StringPart::Special(SpecialChar::WildcardSingle) => Piece::AnyChar,
        };
        SigmaString::new(text).parts.into_iter().map(convert).collect()
    }
}

/// Returns the seconds of a timespan such as `90m`.
pub(crate) fn parse_seconds(text: &str) -> Option<u64> {
    Timespan::parse(text).ok().map(|timespan| timespan.seconds)
}
