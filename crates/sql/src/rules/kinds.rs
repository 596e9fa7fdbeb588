//! Kinds of records: operation, record type and workload. Most rules look at few of them.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::array::{Array, AsArray, BooleanArray, Int32Array, RecordBatch, StringViewArray, UInt32Array};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Int32Type};
use datafusion::common::Result;
use trail365_schema::record_type;

use super::compile::CompiledRule;
use super::condition::KIND;

/// Kind of a record.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Kind {
    operation: Option<Box<str>>,
    record_type: Option<i32>,
    workload: Option<Box<str>>,
}

/// Rules that may match records of a kind, by their places.
type Candidates = Arc<[u32]>;

/// The rules that may match each kind of record that was seen.
#[derive(Debug, Clone, Default)]
pub(super) struct Kinds(HashMap<Kind, Candidates>);

/// Kinds that are remembered, beside those of one batch.
const MOST: usize = 100_000;

/// Rows of a batch that some rules may match.
pub(super) struct Group {
    pub rules: Vec<u32>,
    pub rows: UInt32Array,
}

impl Kinds {
    /// Groups the rows of a batch by the rules that may match them. Rules that may match the same kinds stand together.
    pub fn group_rows(&mut self, rules: &[CompiledRule], batch: &RecordBatch) -> Result<Vec<Group>> {
        let (kinds, rows) = kinds_of(batch)?;
        self.judge(rules, &kinds)?;
        let mut kinds_of_rule = vec![Vec::new(); rules.len()];
        for (number, kind) in kinds.iter().enumerate() {
            for rule in self.0.get(kind).into_iter().flat_map(|candidates| candidates.iter()) {
                kinds_of_rule[*rule as usize].push(number);
            }
        }
        let mut groups: HashMap<Vec<usize>, Vec<u32>> = HashMap::new();
        for (rule, kinds) in kinds_of_rule.into_iter().enumerate().filter(|(_, kinds)| !kinds.is_empty()) {
            groups.entry(kinds).or_default().push(rule as u32);
        }
        let group = |(kinds, rules): (Vec<usize>, Vec<u32>)| {
            let mut places: Vec<u32> = kinds.iter().flat_map(|kind| rows[*kind].iter().copied()).collect();
            places.sort_unstable();
            Group { rules, rows: UInt32Array::from(places) }
        };
        Ok(groups.into_iter().map(group).collect())
    }

    /// Finds the candidates of kinds that were not seen before.
    fn judge(&mut self, rules: &[CompiledRule], kinds: &[Kind]) -> Result<()> {
        let new: Vec<&Kind> = kinds.iter().filter(|kind| !self.0.contains_key(*kind)).collect();
        if new.is_empty() {
            return Ok(());
        }
        if !self.0.is_empty() && self.0.len() + new.len() > MOST {
            // Those of this batch are judged anew. Nobody but an attacker has so many.
            self.0.clear();
            return self.judge(rules, kinds);
        }
        let batch = batch_of(&new)?;
        let mut candidates = vec![Vec::new(); new.len()];
        for (place, rule) in rules.iter().enumerate() {
            let holds = holds(rule, &batch)?;
            for (row, candidates) in candidates.iter_mut().enumerate() {
                if holds.is_valid(row) && holds.value(row) {
                    candidates.push(place as u32);
                }
            }
        }
        self.0.extend(new.into_iter().cloned().zip(candidates.into_iter().map(Arc::from)));
        Ok(())
    }
}

/// Reports for each kind of a batch whether a rule may match its records.
pub(super) fn holds(rule: &CompiledRule, kinds: &RecordBatch) -> Result<BooleanArray> {
    let holds = rule.gate.expr.evaluate(kinds)?.into_array(kinds.num_rows())?;
    Ok(holds.as_boolean().clone())
}

/// Returns the kinds in a batch, and the rows of each.
fn kinds_of(batch: &RecordBatch) -> Result<(Vec<Kind>, Vec<Vec<u32>>)> {
    let text = |name: &str| -> Result<StringViewArray> {
        match batch.column_by_name(name) {
            Some(column) => Ok(cast(column, &DataType::Utf8View)?.as_string_view().clone()),
            None => Ok(StringViewArray::new_null(batch.num_rows())),
        }
    };
    let (operations, workloads) = (text("operation")?, text("workload")?);
    let types = match batch.column_by_name("record_type") {
        Some(column) => cast(column, &DataType::Int32)?.as_primitive::<Int32Type>().clone(),
        None => Int32Array::new_null(batch.num_rows()),
    };
    let mut numbers = HashMap::new();
    let (mut kinds, mut rows) = (Vec::new(), Vec::<Vec<u32>>::new());
    for row in 0..batch.num_rows() {
        let text = |texts: &'_ StringViewArray| texts.is_valid(row).then(|| texts.value(row).to_owned());
        let borrowed = (
            operations.is_valid(row).then(|| operations.value(row)),
            types.is_valid(row).then(|| types.value(row)),
            workloads.is_valid(row).then(|| workloads.value(row)),
        );
        let number = *numbers.entry(borrowed).or_insert_with(|| {
            kinds.push(Kind {
                operation: text(&operations).map(Into::into),
                record_type: borrowed.1,
                workload: text(&workloads).map(Into::into),
            });
            rows.push(Vec::new());
            kinds.len() - 1
        });
        rows[number].push(row as u32);
    }
    Ok((kinds, rows))
}

/// Makes a batch with a row for each kind.
fn batch_of(kinds: &[&Kind]) -> Result<RecordBatch> {
    let text = |of: fn(&Kind) -> Option<&str>| kinds.iter().map(|kind| of(kind)).collect::<StringViewArray>();
    let name = |kind: &Kind| kind.record_type.and_then(record_type).map(|known| known.name);
    let names: StringViewArray = kinds.iter().map(|kind| name(kind)).collect();
    let types: Int32Array = kinds.iter().map(|kind| kind.record_type).collect();
    Ok(RecordBatch::try_new(
        KIND.clone(),
        vec![
            Arc::new(text(|kind| kind.operation.as_deref())),
            Arc::new(types),
            Arc::new(names),
            Arc::new(text(|kind| kind.workload.as_deref())),
        ],
    )?)
}
