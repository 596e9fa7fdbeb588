//! Correlations of matches.

use super::metadata::Metadata;
use super::number::Comparison;
use super::timespan::Timespan;
use crate::problem::Place;

/// A rule over the matches of other rules.
///
/// ```
/// use trail365_sigma::{Collection, Comparison, CorrelationKind, Target, Threshold};
///
/// let text = "
/// title: A failed sign-in
/// name: failed
/// logsource: {product: m365}
/// detection: {selection: {Operation: UserLoginFailed}, condition: selection}
/// ---
/// title: Many failed sign-ins
/// correlation:
///     type: event_count
///     rules: [failed]
///     group-by: [UserId]
///     timespan: 10m
///     condition: {gte: 10}
/// ";
/// let rules = Collection::from_text("failed.yml", text).link();
/// let many = &rules.correlations[0];
/// assert_eq!(many.parts[0].target, Target::Rule(0));
/// assert_eq!(many.timespan.duration().as_secs(), 600);
/// let ten = Threshold { comparison: Comparison::GreaterOrEqual, value: 10.0 };
/// assert_eq!(many.kind, CorrelationKind::EventCount(vec![ten]));
/// assert!(!rules.rules[0].alerts);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Correlation {
    /// Its metadata.
    pub metadata: Metadata,
    /// Place of its document.
    pub place: Place,
    /// Its condition.
    pub kind: CorrelationKind,
    /// The rules and correlations whose matches it takes, in the order of the document; none twice.
    pub parts: Vec<Part>,
    /// Matches are taken together if they agree in these. Empty: all matches are one group.
    pub group_by: Vec<Key>,
    /// Length of the sliding window; of [`CorrelationKind::FirstSeen`] the history.
    pub timespan: Timespan,
    /// Its parts raise alerts of their own because of it.
    pub generate: bool,
    /// It raises alerts: no other correlation refers to it, or one of them has `generate: true`.
    pub alerts: bool,
}

/// A rule or correlation that a correlation takes matches from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The id or name that the correlation has for it.
    pub reference: String,
    /// Its place in the [`RuleSet`](crate::RuleSet).
    pub target: Target,
}

/// A member of a [`RuleSet`](crate::RuleSet) by its index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Target {
    /// One of `rules`.
    Rule(usize),
    /// One of `correlations`; smaller than the index of every correlation that refers to it.
    Correlation(usize),
}

/// A value that is taken from each match, with aliases resolved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// Name of the field or alias.
    pub name: String,
    /// Field for each of the parts, in their order.
    pub fields: Vec<String>,
}

/// Condition of a correlation. All of it is per group and within the sliding window.
#[derive(Debug, Clone, PartialEq)]
pub enum CorrelationKind {
    /// The number of matches meets all thresholds.
    EventCount(Vec<Threshold>),
    /// The number of distinct values meets all thresholds; several fields count as one tuple. Absent values do not count.
    ValueCount {
        /// The values.
        values: Vec<Key>,
        /// Bounds of their number.
        thresholds: Vec<Threshold>,
    },
    /// Matches of the parts come together in any order.
    Temporal(TemporalCondition),
    /// Matches of the parts follow each other in the order of the parts; equal times are in order.
    TemporalOrdered(TemporalCondition),
    /// A function of a numeric value meets all thresholds.
    Value {
        /// The function.
        function: Function,
        /// The value.
        value: Key,
        /// Bounds of the function.
        thresholds: Vec<Threshold>,
    },
    /// The values were not seen together in this group during the history before the match.
    ///
    /// This type is trail365's own. A document has `trail365: {first_seen: [...], history: 14d}` in its section
    /// `correlation` in place of `type`. Without `group-by` the first of the values is the group.
    FirstSeen(Vec<Key>),
}

/// Condition on the parts of a temporal correlation.
#[derive(Debug, Clone, PartialEq)]
pub enum TemporalCondition {
    /// Each part has a match.
    All,
    /// The number of parts with a match meets all thresholds.
    Count(Vec<Threshold>),
    /// The formula holds.
    Formula(PartFormula),
}

/// A boolean formula over the parts of a correlation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PartFormula {
    /// All hold.
    All(Vec<PartFormula>),
    /// At least one holds.
    Any(Vec<PartFormula>),
    /// The inner formula does not hold.
    Not(Box<PartFormula>),
    /// The part with this index has a match.
    Part(usize),
}

/// A function of the values in a window.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Function {
    /// `value_sum`
    Sum,
    /// `value_avg`
    Average,
    /// `value_percentile` with its rank from 0 to 100; `value_median` is the 50th.
    Percentile(f64),
}

/// A bound of a number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Threshold {
    /// Comparison of the number with the value.
    pub comparison: Comparison,
    /// The value.
    pub value: f64,
}

impl Threshold {
    /// Reports whether a number meets the bound.
    pub fn holds(&self, number: f64) -> bool {
        self.comparison.holds(number, self.value)
    }
}

impl Correlation {
    /// Reports whether the condition holds for a group without any match, as `lt: 5` does.
    ///
    /// Such a condition cannot be seen from matches alone: it needs a clock for each known group.
    pub fn holds_without_matches(&self) -> bool {
        let zero = |thresholds: &[Threshold]| thresholds.iter().all(|threshold| threshold.holds(0.0));
        match &self.kind {
            CorrelationKind::EventCount(thresholds) | CorrelationKind::ValueCount { thresholds, .. } => {
                zero(thresholds)
            }
            CorrelationKind::Temporal(condition) | CorrelationKind::TemporalOrdered(condition) => {
                match condition {
                    TemporalCondition::All => false,
                    TemporalCondition::Count(thresholds) => zero(thresholds),
                    TemporalCondition::Formula(formula) => formula.holds_without_matches(),
                }
            }
            // No values have a sum of 0, but no mean and no percentile.
            CorrelationKind::Value { function: Function::Sum, thresholds, .. } => zero(thresholds),
            CorrelationKind::Value { .. } | CorrelationKind::FirstSeen(_) => false,
        }
    }
}

impl PartFormula {
    fn holds_without_matches(&self) -> bool {
        match self {
            PartFormula::All(parts) => parts.iter().all(PartFormula::holds_without_matches),
            PartFormula::Any(parts) => parts.iter().any(PartFormula::holds_without_matches),
            PartFormula::Not(inner) => !inner.holds_without_matches(),
            PartFormula::Part(_) => false,
        }
    }
}
