//! Aggregates that gather values, with a bound.
//!
//! Over a window each row has a text or list of its own, and that of a whole window stands in each of its rows: no memory limit counts
//! them. Of groups it counts what is gathered, but for the texts behind the views that `array_agg` holds.

#![expect(clippy::cast_precision_loss, reason = "no sum of sizes comes near the bits that a f64 loses")]

use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, BooleanArray};
use datafusion::arrow::datatypes::{DataType, FieldRef};
use datafusion::common::{Result, ScalarValue, exec_err};
use datafusion::logical_expr::function::{AccumulatorArgs, StateFieldsArgs};
use datafusion::logical_expr::utils::AggregateOrderSensitivity;
use datafusion::logical_expr::{
    Accumulator, AggregateUDF, AggregateUDFImpl, Documentation, EmitTo, GroupsAccumulator, ReversedUDAF,
    Signature,
};

use super::bounded::MOST_BYTES;
use super::sizes::sizes;

/// Returns an aggregate with its bound; `None` if it needs none, or has one.
pub(crate) fn bound_gathering(inner: &Arc<AggregateUDF>, is_window: bool) -> Option<Arc<AggregateUDF>> {
    let function: &dyn std::any::Any = inner.inner().as_ref();
    let is_wanted = match inner.name() {
        "array_agg" => true,
        "string_agg" => is_window,
        _ => false,
    };
    (is_wanted && !function.is::<Gathered>()).then(|| {
        let inner = Arc::clone(inner);
        Arc::new(AggregateUDF::new_from_impl(Gathered { inner, is_window }))
    })
}

/// Reports of an aggregate with its bound whether it goes over windows; `None` for one without.
pub(crate) fn gathers_windows(function: &AggregateUDF) -> Option<bool> {
    let function: &dyn std::any::Any = function.inner().as_ref();
    Some(function.downcast_ref::<Gathered>()?.is_window)
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct Gathered {
    inner: Arc<AggregateUDF>,
    is_window: bool,
}

impl Gathered {
    fn bound(&self, inner: Box<dyn Accumulator>) -> Box<dyn Accumulator> {
        Box::new(Bounded { name: self.inner.name().to_owned(), inner, rows: 0, made: 0.0 })
    }
}

impl AggregateUDFImpl for Gathered {
    fn name(&self) -> &str {
        self.inner.name()
    }

    fn signature(&self) -> &Signature {
        self.inner.signature()
    }

    fn return_type(&self, types: &[DataType]) -> Result<DataType> {
        self.inner.return_type(types)
    }

    fn return_field(&self, fields: &[FieldRef]) -> Result<FieldRef> {
        self.inner.return_field(fields)
    }

    fn is_nullable(&self) -> bool {
        self.inner.is_nullable()
    }

    fn coerce_types(&self, types: &[DataType]) -> Result<Vec<DataType>> {
        self.inner.coerce_types(types)
    }

    fn default_value(&self, of: &DataType) -> Result<ScalarValue> {
        self.inner.default_value(of)
    }

    fn supports_null_handling_clause(&self) -> bool {
        self.inner.supports_null_handling_clause()
    }

    fn order_sensitivity(&self) -> AggregateOrderSensitivity {
        self.inner.order_sensitivity()
    }

    fn with_beneficial_ordering(
        self: Arc<Self>,
        is_ordered: bool,
    ) -> Result<Option<Arc<dyn AggregateUDFImpl>>> {
        let ordered = AggregateUDF::clone(&self.inner).with_beneficial_ordering(is_ordered)?;
        let is_window = self.is_window;
        Ok(ordered.map(|inner| Arc::new(Gathered { inner: Arc::new(inner), is_window }) as _))
    }

    fn state_fields(&self, args: StateFieldsArgs) -> Result<Vec<FieldRef>> {
        self.inner.state_fields(args)
    }

    fn accumulator(&self, args: AccumulatorArgs) -> Result<Box<dyn Accumulator>> {
        // What is sorted or made distinct is held as values of its own, which are counted.
        let holds_views = !args.is_distinct && args.order_bys.is_empty();
        let inner = self.inner.accumulator(args)?;
        match (self.is_window, holds_views) {
            (true, _) => Ok(self.bound(inner)),
            (false, true) => Ok(Box::new(Counted { inner, bytes: 0 })),
            (false, false) => Ok(inner),
        }
    }

    fn create_sliding_accumulator(&self, args: AccumulatorArgs) -> Result<Box<dyn Accumulator>> {
        self.inner.create_sliding_accumulator(args).map(|inner| self.bound(inner))
    }

    fn groups_accumulator_supported(&self, args: AccumulatorArgs) -> bool {
        self.inner.groups_accumulator_supported(args)
    }

    fn create_groups_accumulator(&self, args: AccumulatorArgs) -> Result<Box<dyn GroupsAccumulator>> {
        let inner = self.inner.create_groups_accumulator(args)?;
        Ok(Box::new(CountedGroups { inner, groups: 0, bytes: 0 }))
    }

    fn reverse_expr(&self) -> ReversedUDAF {
        // What is reversed would have no bound; of groups it is sorted, and needs none.
        if self.is_window { ReversedUDAF::NotSupported } else { self.inner.reverse_udf() }
    }

    fn documentation(&self) -> Option<&Documentation> {
        self.inner.documentation()
    }
}

/// Bytes of the texts behind the views of an array, which it does not count among its own.
fn bytes_of_views(values: Option<&ArrayRef>) -> Result<usize> {
    let Some(values) = values.filter(|values| has_views(values.data_type())) else { return Ok(0) };
    Ok(sizes(values)?.iter().sum::<f64>() as usize)
}

fn has_views(of: &DataType) -> bool {
    match of {
        DataType::Utf8View | DataType::BinaryView => true,
        DataType::List(item) | DataType::LargeList(item) | DataType::Map(item, _) => {
            has_views(item.data_type())
        }
        DataType::Struct(fields) => fields.iter().any(|field| has_views(field.data_type())),
        _ => false,
    }
}

/// Counts the texts behind the views that an accumulator holds.
#[derive(Debug)]
struct Counted {
    inner: Box<dyn Accumulator>,
    bytes: usize,
}

impl Accumulator for Counted {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        self.bytes += bytes_of_views(values.first())?;
        self.inner.update_batch(values)
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        self.inner.evaluate()
    }

    fn size(&self) -> usize {
        self.inner.size() + self.bytes
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        self.inner.state()
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        self.bytes += bytes_of_views(states.first())?;
        self.inner.merge_batch(states)
    }
}

/// Counts the texts behind the views that groups hold.
struct CountedGroups {
    inner: Box<dyn GroupsAccumulator>,
    groups: usize,
    bytes: usize,
}

impl CountedGroups {
    /// Groups that leave take their part, as if all were of one size.
    fn leave(&mut self, emit: EmitTo) {
        let left = match emit {
            EmitTo::All => 0,
            EmitTo::First(count) => self.groups.saturating_sub(count),
        };
        self.bytes = (self.bytes as f64 * left as f64 / self.groups.max(1) as f64) as usize;
        self.groups = left;
    }
}

impl GroupsAccumulator for CountedGroups {
    fn update_batch(
        &mut self,
        values: &[ArrayRef],
        groups: &[usize],
        filter: Option<&BooleanArray>,
        count: usize,
    ) -> Result<()> {
        self.groups = count;
        self.bytes += bytes_of_views(values.first())?;
        self.inner.update_batch(values, groups, filter, count)
    }

    fn evaluate(&mut self, emit: EmitTo) -> Result<ArrayRef> {
        self.leave(emit);
        self.inner.evaluate(emit)
    }

    fn state(&mut self, emit: EmitTo) -> Result<Vec<ArrayRef>> {
        self.leave(emit);
        self.inner.state(emit)
    }

    fn merge_batch(&mut self, states: &[ArrayRef], groups: &[usize], count: usize) -> Result<()> {
        self.groups = count;
        self.bytes += bytes_of_views(states.first())?;
        self.inner.merge_batch(states, groups, count)
    }

    fn convert_to_state(&self, values: &[ArrayRef], filter: Option<&BooleanArray>) -> Result<Vec<ArrayRef>> {
        self.inner.convert_to_state(values, filter)
    }

    fn size(&self) -> usize {
        self.inner.size() + self.bytes
    }
}

/// Bounds what an accumulator makes for the rows of a window.
#[derive(Debug)]
struct Bounded {
    name: String,
    inner: Box<dyn Accumulator>,
    /// Rows that the window has now.
    rows: usize,
    /// Bytes of all values that were asked for.
    made: f64,
}

impl Accumulator for Bounded {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        self.rows += values.first().map_or(0, |values| values.len());
        self.inner.update_batch(values)
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        let value = self.inner.evaluate()?;
        let bytes: f64 = sizes(&value.to_array()?)?.iter().sum();
        self.made += bytes;
        if self.made.max(bytes * self.rows as f64) > MOST_BYTES {
            return exec_err!(
                "{} would make more than {:.0} MiB for the rows of a window: ask for smaller windows, or group the rows",
                self.name,
                MOST_BYTES / f64::from(1 << 20)
            );
        }
        Ok(value)
    }

    fn size(&self) -> usize {
        self.inner.size()
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        self.inner.state()
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        self.inner.merge_batch(states)
    }

    fn retract_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        self.rows = self.rows.saturating_sub(values.first().map_or(0, |values| values.len()));
        self.inner.retract_batch(values)
    }

    fn supports_retract_batch(&self) -> bool {
        self.inner.supports_retract_batch()
    }
}
