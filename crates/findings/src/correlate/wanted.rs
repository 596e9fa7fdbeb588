//! Fields whose values correlations need of the matches of rules.

use trail365_sigma::{Correlation, CorrelationKind, Expr, Key, Rule, RuleSet, Subject, Target};

/// For each rule the fields whose values its matches are to have.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Wanted(Vec<Vec<String>>);

impl Wanted {
    /// Collects the fields: those that a rule shows, those that correlations group by and count.
    pub fn new(set: &RuleSet) -> Self {
        let mut wanted = Wanted(set.rules.iter().map(shown_fields).collect());
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

/// Fields that an alert shows anyway, or that say nothing beside the title of the rule.
const PLAIN: [&str; 8] =
    ["Operation", "Outcome", "Workload", "RecordType", "UserId", "UserType", "ClientIP", "EventSource"];

/// Returns the fields that say why a rule holds: those that it looks at, then those that it names, whole bags at the end.
pub(crate) fn shown_fields(rule: &Rule) -> Vec<String> {
    let mut fields: Vec<String> = Vec::new();
    let mut add = |name: &str| {
        let is_known = |other: &String| other.eq_ignore_ascii_case(name);
        if !PLAIN.iter().any(|plain| plain.eq_ignore_ascii_case(name)) && !fields.iter().any(is_known) {
            fields.push(name.to_owned());
        }
    };
    visit_fields(&rule.condition, &mut add);
    let is_bag = |name: &&String| BAGS.iter().any(|bag| bag.eq_ignore_ascii_case(name));
    let (bags, plain): (Vec<&String>, Vec<&String>) = rule.metadata.fields.iter().partition(is_bag);
    plain.into_iter().chain(bags).for_each(|name| add(name));
    fields
}

/// Fields that are many at once.
const BAGS: [&str; 6] = [
    "Parameters",
    "ModifiedProperties",
    "ExtendedProperties",
    "OperationProperties",
    "DeviceProperties",
    "Data",
];

/// Visits the fields that a record has to have for a condition to hold.
pub(crate) fn visit_fields(condition: &Expr, visit: &mut impl FnMut(&str)) {
    match condition {
        Expr::All(parts) | Expr::Any(parts) => parts.iter().for_each(|part| visit_fields(part, visit)),
        Expr::Not(_) => {}
        Expr::Search(search) => visit_fields(&search.expr, visit),
        Expr::Match(matched) => {
            if let Subject::Field(name) = &matched.subject {
                visit(name);
            }
        }
        Expr::Element { field, .. } => visit(field),
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
