//! Fields whose values correlations need of the matches of rules.

use trail365_sigma::{Correlation, CorrelationKind, Key, RuleSet, Target};

/// For each rule the fields whose values its matches are to have.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Wanted(Vec<Vec<String>>);

impl Wanted {
    /// Collects the fields: those that a rule shows, those that correlations group by and count.
    pub fn new(set: &RuleSet) -> Self {
        let mut wanted = Wanted(set.rules.iter().map(|rule| rule.metadata.fields.clone()).collect());
        for correlation in &set.correlations {
            for (part, of) in correlation.parts.iter().enumerate() {
                for key in keys_of(correlation) {
                    wanted.want(set, of.target, &key.fields[part]);
                }
            }
        }
        wanted
    }

    fn want(&mut self, set: &RuleSet, target: Target, field: &str) {
        match target {
            Target::Rule(rule) => {
                if self.find(rule, field).is_none() {
                    self.0[rule].push(field.to_owned());
                }
            }
            Target::Correlation(inner) => {
                let inner = &set.correlations[inner];
                if group_key(inner, field).is_none() {
                    inner.parts.iter().for_each(|part| self.want(set, part.target, field));
                }
            }
        }
    }

    /// Returns the fields of a rule.
    pub fn of_rule(&self, rule: usize) -> &[String] {
        &self.0[rule]
    }

    /// Returns the place of a field's values in the matches of a rule.
    pub fn find(&self, rule: usize, field: &str) -> Option<usize> {
        self.0[rule].iter().position(|known| known.eq_ignore_ascii_case(field))
    }
}

/// Returns the place of a correlation's group key of this name.
pub(super) fn group_key(correlation: &Correlation, name: &str) -> Option<usize> {
    correlation.group_by.iter().position(|key| key.name.eq_ignore_ascii_case(name))
}

/// Returns the keys that a correlation counts or computes with.
pub(super) fn value_keys(correlation: &Correlation) -> &[Key] {
    match &correlation.kind {
        CorrelationKind::ValueCount { values, .. } | CorrelationKind::FirstSeen(values) => values,
        CorrelationKind::Value { value, .. } => std::slice::from_ref(value),
        CorrelationKind::EventCount(_)
        | CorrelationKind::Temporal(_)
        | CorrelationKind::TemporalOrdered(_) => &[],
    }
}

/// Returns the keys that a correlation groups by. The first of the values is the group of one that looks for new values.
pub(super) fn group_keys(correlation: &Correlation) -> &[Key] {
    match &correlation.kind {
        CorrelationKind::FirstSeen(values) if correlation.group_by.is_empty() => {
            &values[..values.len().min(1)]
        }
        _ => &correlation.group_by,
    }
}

fn keys_of(correlation: &Correlation) -> impl Iterator<Item = &Key> {
    group_keys(correlation).iter().chain(value_keys(correlation))
}
