//! What is known of a record that a rule matched.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Int64Array, RecordBatch, UInt32Array};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Int64Type, TimeUnit};
use datafusion::common::Result;

use super::compile::{Compiler, Planned};
use super::take::evaluate_rows;
use super::texts::Texts;

/// What is known of a record that a rule matched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// Its Id.
    pub id: Option<Arc<str>>,
    /// Hash of its content.
    pub content_hash: i64,
    /// Its time in microseconds since 1970, UTC.
    pub time: Option<i64>,
    /// The tenant's id.
    pub tenant: Option<Arc<str>>,
    /// Its operation.
    pub operation: Option<Arc<str>>,
    /// Its workload.
    pub workload: Option<Arc<str>>,
    /// The user who acted.
    pub user: Option<Arc<str>>,
    /// The address that it came from, without a port.
    pub address: Option<Arc<str>>,
    /// Id of the app that was used.
    pub app: Option<Arc<str>>,
    /// Id of the session.
    pub session: Option<Arc<str>>,
    /// File or content that it was read from.
    pub source: Option<Arc<str>>,
    /// Line or number of the record in its source.
    pub source_line: Option<i64>,
}

/// Expressions of the facts, in the order of [`Facts`].
const TEXTS: [&str; 9] = [
    "id",
    "organization_id",
    "operation",
    "workload",
    "user_id",
    "array_element(all_values(client_ip, client_ip_address, actor_ip_address), 1)",
    "array_element(first_values(application_id, client_app_id, app_id), 1)",
    "array_element(first_values(values_at(app_access_context, 'AADSessionId'), session_id, \
     values_at(device_properties, 'SessionId')), 1)",
    "source",
];
const NUMBERS: [&str; 2] = ["content_hash", "source_line"];
const TIME: &str = "creation_time";

/// The expressions of all facts.
#[derive(Debug, Clone)]
pub(super) struct FactPlans {
    texts: Vec<Planned>,
    numbers: Vec<Planned>,
    time: Planned,
}

impl FactPlans {
    pub fn new(compiler: &Compiler) -> Result<Self> {
        let plan = |sql: &[&str]| sql.iter().map(|sql| compiler.plan_sql(sql)).collect::<Result<Vec<_>>>();
        Ok(FactPlans { texts: plan(&TEXTS)?, numbers: plan(&NUMBERS)?, time: compiler.plan_sql(TIME)? })
    }

    pub fn plans(&self) -> impl Iterator<Item = &Planned> {
        self.texts.iter().chain(&self.numbers).chain([&self.time])
    }

    /// Returns the facts of some rows of a batch.
    pub fn of_rows(
        &self,
        batch: &RecordBatch,
        rows: &UInt32Array,
        texts: &mut Texts,
    ) -> Result<Vec<Arc<Facts>>> {
        let evaluate = |plan: &Planned, ty: &DataType| -> Result<ArrayRef> {
            Ok(cast(&evaluate_rows(plan, batch, rows)?, ty)?)
        };
        let columns = self.texts.iter().map(|plan| evaluate(plan, &DataType::Utf8View));
        let columns = columns.collect::<Result<Vec<_>>>()?;
        let numbers = self.numbers.iter().map(|plan| evaluate(plan, &DataType::Int64));
        let numbers = numbers.collect::<Result<Vec<_>>>()?;
        let micros = DataType::Timestamp(TimeUnit::Microsecond, None);
        let time = cast(&evaluate(&self.time, &micros)?, &DataType::Int64)?;
        let number = |array: &ArrayRef, row: usize| {
            let array: &Int64Array = array.as_primitive::<Int64Type>();
            array.is_valid(row).then(|| array.value(row))
        };
        let facts = (0..rows.len()).map(|row| {
            let text = |place: usize| {
                let column = columns[place].as_string_view();
                column.is_valid(row).then(|| column.value(row))
            };
            // No two records share an Id.
            let id = text(0).map(Arc::from);
            let mut text = |place: usize| text(place).map(|text| texts.share(text));
            Arc::new(Facts {
                id,
                tenant: text(1),
                operation: text(2),
                workload: text(3),
                user: text(4),
                address: text(5),
                app: text(6),
                session: text(7),
                source: text(8),
                content_hash: number(&numbers[0], row).unwrap_or_default(),
                source_line: number(&numbers[1], row),
                time: number(&time, row),
            })
        });
        Ok(facts.collect())
    }
}
