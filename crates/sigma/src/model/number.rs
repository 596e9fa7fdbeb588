//! Numbers of rules and comparisons with them.

use std::fmt;

/// A number of a rule.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Number {
    /// A whole number.
    Integer(i64),
    /// Any other number; finite.
    Float(f64),
}

impl Number {
    /// Returns the number as the nearest float.
    pub fn as_f64(self) -> f64 {
        match self {
            #[expect(
                clippy::cast_precision_loss,
                reason = "the nearest float is what a comparison with floats needs"
            )]
            Number::Integer(number) => number as f64,
            Number::Float(number) => number,
        }
    }
}

/// Writes the number as a record has it as text.
impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Number::Integer(number) => number.fmt(f),
            Number::Float(number) => number.fmt(f),
        }
    }
}

/// A comparison of a value with a number of the rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Comparison {
    /// `lt`
    Less,
    /// `lte`
    LessOrEqual,
    /// `gt`
    Greater,
    /// `gte`
    GreaterOrEqual,
    /// `eq`
    Equal,
    /// `neq`
    NotEqual,
}

impl Comparison {
    /// Sigma's words with their comparisons.
    pub(crate) const WORDS: [(&'static str, Comparison); 6] = [
        ("lt", Comparison::Less),
        ("lte", Comparison::LessOrEqual),
        ("gt", Comparison::Greater),
        ("gte", Comparison::GreaterOrEqual),
        ("eq", Comparison::Equal),
        ("neq", Comparison::NotEqual),
    ];

    /// Reports whether a value compares so with a limit.
    pub fn holds(self, value: f64, limit: f64) -> bool {
        match self {
            Comparison::Less => value < limit,
            Comparison::LessOrEqual => value <= limit,
            Comparison::Greater => value > limit,
            Comparison::GreaterOrEqual => value >= limit,
            #[expect(clippy::float_cmp, reason = "the rule asks for equality")]
            Comparison::Equal => value == limit,
            #[expect(clippy::float_cmp, reason = "the rule asks for inequality")]
            Comparison::NotEqual => value != limit,
        }
    }
}
