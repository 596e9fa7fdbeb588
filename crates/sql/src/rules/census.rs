//! The kinds of records that a lake holds, counted: what rules can find at all.

use std::sync::Arc;

use arrow::array::{Array, AsArray, RecordBatch, StringViewArray};
use arrow::compute::{cast, concat_batches};
use arrow::datatypes::{DataType, Int64Type};
use datafusion::common::Result;
use datafusion::prelude::SessionContext;

use super::compile::CompiledRule;
use super::condition::KIND;
use super::kinds::holds;
use crate::error::Error;
use crate::query::sql;

/// The kinds of records that a lake holds, with their counts.
#[derive(Debug, Clone)]
pub struct Census {
    /// A row for each kind.
    kinds: RecordBatch,
    counts: Vec<u64>,
    without_time: u64,
}

impl Census {
    /// Counts the kinds of records between two times in microseconds since 1970; `None` is open.
    ///
    /// # Errors
    /// If the query fails.
    pub async fn take(session: &SessionContext, range: Range) -> crate::Result<Self> {
        let condition = range.sql();
        let query = format!(
            "SELECT operation, record_type, record_type_name, workload, count(*) AS records, \
             count(*) - count(creation_time) AS without_time FROM events \
             WHERE {condition} GROUP BY operation, record_type, record_type_name, workload"
        );
        let frame = sql(session, &query).await?;
        let schema = Arc::new(frame.schema().as_arrow().clone());
        let batches = frame.collect().await?;
        let all = concat_batches(&schema, &batches).map_err(|error| Error::of_setup(error.into()))?;
        Self::of_batch(&all).map_err(Error::of_setup)
    }

    fn of_batch(all: &RecordBatch) -> Result<Self> {
        let columns = KIND.fields().iter().zip(all.columns());
        let columns =
            columns.map(|(field, column)| Ok(cast(column, field.data_type())?)).collect::<Result<_>>()?;
        let numbers = |at: usize| -> Result<Vec<u64>> {
            let column = cast(all.column(KIND.fields().len() + at), &DataType::Int64)?;
            Ok(column.as_primitive::<Int64Type>().values().iter().map(|n| n.unsigned_abs()).collect())
        };
        let kinds = RecordBatch::try_new(KIND.clone(), columns)?;
        Ok(Census { kinds, counts: numbers(0)?, without_time: numbers(1)?.iter().sum() })
    }

    /// Returns the number of records.
    pub fn records(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// Returns the number of records that have no time.
    pub fn without_time(&self) -> u64 {
        self.without_time
    }

    /// Returns the number of records of the kinds that a rule may match.
    ///
    /// # Errors
    /// When the rule cannot be evaluated.
    pub fn records_for(&self, rule: &CompiledRule) -> crate::Result<u64> {
        let holds = holds(rule, &self.kinds).map_err(Error::from)?;
        let counted = holds.iter().zip(&self.counts).filter(|(holds, _)| *holds == Some(true));
        Ok(counted.map(|(_, count)| count).sum())
    }

    /// Returns the operations of the kinds that rules may match, as they are spelled; `None` where a record without an operation may
    /// match, too.
    pub(super) fn operations_for(&self, rules: &[&CompiledRule]) -> Result<Option<Vec<String>>> {
        let operations: &StringViewArray = self.kinds.column(0).as_string_view();
        let mut wanted = Vec::new();
        for rule in rules {
            let holds = holds(rule, &self.kinds)?;
            for row in (0..holds.len()).filter(|row| holds.is_valid(*row) && holds.value(*row)) {
                if operations.is_null(row) {
                    return Ok(None);
                }
                wanted.push(operations.value(row).to_owned());
            }
        }
        wanted.sort_unstable();
        wanted.dedup();
        Ok(Some(wanted))
    }
}

/// A span of time, in microseconds since 1970.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Range {
    /// First time; `None` for the beginning, with records that have no time.
    pub from: Option<i64>,
    /// First time behind; `None` for the end.
    pub until: Option<i64>,
}

impl Range {
    /// Writes the condition of its records as SQL over `activity`.
    ///
    /// ```
    /// let range = trail365_sql::rules::Range { from: Some(1_772_438_400_000_000), until: None };
    /// assert_eq!(range.sql(), "creation_time >= to_timestamp_micros(1772438400000000)");
    /// ```
    pub fn sql(self) -> String {
        let bound = |sign: &str, time: Option<i64>| {
            time.map(|time| format!("creation_time {sign} to_timestamp_micros({time})"))
        };
        let bounds: Vec<_> = [bound(">=", self.from), bound("<", self.until)].into_iter().flatten().collect();
        if bounds.is_empty() { "true".to_owned() } else { bounds.join(" AND ") }
    }
}
