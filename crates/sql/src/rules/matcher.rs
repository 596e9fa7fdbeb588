//! Rules over batches of records.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::{Array, AsArray, BooleanArray, RecordBatch, UInt32Array};
use datafusion::common::Result;
use datafusion::logical_expr::ColumnarValue;

use super::compile::{CompiledRule, Compiler};
use super::facts::{FactPlans, Facts};
use super::field_values::FieldValues;
use super::kinds::{Group, Kinds};
use super::take::evaluate_rows;
use super::texts::Texts;
use crate::error::Error;
use crate::functions::Values;

/// A record that a rule matched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    /// The rule, by its place.
    pub rule: usize,
    /// What is known of the record.
    pub facts: Arc<Facts>,
    /// Values of each field that was wanted of the rule's matches.
    pub values: FieldValues,
}

/// Asks rules about batches of records.
///
/// Conditions are asked only of rows whose kind (operation, record type, workload) they may match.
#[derive(Debug, Clone)]
pub struct Matcher {
    rules: Arc<[CompiledRule]>,
    facts: Arc<FactPlans>,
    kinds: Kinds,
    texts: Texts,
}

impl Matcher {
    /// Makes a matcher of rules of a compiler.
    ///
    /// # Errors
    /// When an expression of our own does not fit the columns.
    pub fn new(compiler: &Compiler, rules: Vec<CompiledRule>) -> crate::Result<Self> {
        let facts = FactPlans::new(compiler).map_err(Error::of_setup)?;
        Ok(Matcher {
            rules: rules.into(),
            facts: Arc::new(facts),
            kinds: Kinds::default(),
            texts: Texts::default(),
        })
    }

    /// Returns the rules.
    pub fn rules(&self) -> &[CompiledRule] {
        &self.rules
    }

    pub(super) fn facts(&self) -> &FactPlans {
        &self.facts
    }

    /// Makes a matcher of some of the rules, by their places.
    pub(super) fn with_rules(&self, places: &[usize]) -> Self {
        let rules = places.iter().map(|place| self.rules[*place].clone()).collect();
        Matcher { rules, facts: Arc::clone(&self.facts), kinds: Kinds::default(), texts: Texts::default() }
    }

    /// Finds the matches in a batch with columns of `activity`, by rule and in the order of its rows. A column that the batch lacks is
    /// null.
    ///
    /// # Errors
    /// When an expression cannot be evaluated.
    pub fn find_matches(&mut self, batch: &RecordBatch) -> crate::Result<Vec<Match>> {
        self.try_find(batch).map_err(Error::from)
    }

    fn try_find(&mut self, batch: &RecordBatch) -> Result<Vec<Match>> {
        let mut rows_of_rule = BTreeMap::new();
        for group in self.kinds.group_rows(&self.rules, batch)? {
            for rule in &group.rules {
                let rows = self.matching_rows(*rule, &group, batch)?;
                if !rows.is_empty() {
                    rows_of_rule.insert(*rule, rows);
                }
            }
        }
        let mut matched: Vec<u32> =
            rows_of_rule.values().flat_map(|rows| rows.values().iter().copied()).collect();
        matched.sort_unstable();
        matched.dedup();
        let facts = self.facts.of_rows(batch, &UInt32Array::from(matched.clone()), &mut self.texts)?;
        let mut found = Vec::new();
        for (rule, rows) in rows_of_rule {
            let mut values = self.wanted_values(rule, batch, &rows)?.into_iter();
            for row in rows.values() {
                let place = matched.binary_search(row).unwrap_or_default();
                let values = values.next().unwrap_or_default();
                found.push(Match { rule: rule as usize, facts: Arc::clone(&facts[place]), values });
            }
        }
        Ok(found)
    }

    fn matching_rows(&self, rule: u32, group: &Group, batch: &RecordBatch) -> Result<UInt32Array> {
        let mut rows = group.rows.clone();
        for condition in &self.rules[rule as usize].conditions {
            if rows.is_empty() {
                break;
            }
            let holds = evaluate_rows(condition, batch, &rows)?;
            let holds: &BooleanArray = holds.as_boolean();
            let left = (0..holds.len()).filter(|row| holds.is_valid(*row) && holds.value(*row));
            rows = UInt32Array::from_iter_values(left.map(|row| rows.value(row)));
        }
        Ok(rows)
    }

    /// Returns, for each row, the values of each field that is wanted of a rule's matches.
    fn wanted_values(
        &mut self,
        rule: u32,
        batch: &RecordBatch,
        rows: &UInt32Array,
    ) -> Result<Vec<FieldValues>> {
        let wanted = self.rules[rule as usize].wanted.iter();
        let columns = wanted.map(|plan| Ok(ColumnarValue::Array(evaluate_rows(plan, batch, rows)?)));
        let columns = columns.collect::<Result<Vec<_>>>()?;
        let fields = columns.iter().map(Values::new).collect::<Result<Vec<_>>>()?;
        let of_row = |row: usize| {
            let of_field = |field: &Values| {
                let mut texts = Vec::new();
                field.visit(row, &mut |text| texts.push(self.texts.share(text)));
                texts
            };
            fields.iter().map(of_field).collect()
        };
        Ok((0..rows.len()).map(of_row).collect())
    }
}
