//! Functions of DataFusion that make a large value of a small number, with a bound: what a function returns is counted by no memory
//! limit, so that `repeat('x', 2000000000)` would take what the machine has.

// Sums of sizes need not be exact.
#![allow(clippy::cast_precision_loss)]

use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, AsArray, Int64Array};
use datafusion::arrow::compute::kernels::length::length;
use datafusion::arrow::datatypes::{
    DataType, FieldRef, Int64Type, IntervalMonthDayNanoType, IntervalUnit, TimeUnit,
};
use datafusion::common::{Result, exec_err};
use datafusion::logical_expr::{
    ColumnarValue, Documentation, ReturnFieldArgs, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature,
};

/// Bytes that a function may return for a batch of rows.
const MOST_BYTES: f64 = (64 << 20) as f64;

/// Bytes that an item of a list takes at least.
const ITEM: f64 = 8.0;

/// Nanoseconds of a day.
const DAY: f64 = 86_400e9;

/// Functions with a bound, each with what tells the bytes of its result for a row.
const BOUNDED: [(&str, Measure); 7] = [
    ("repeat", |args| measure_repeat(args)),
    ("lpad", |args| measure_length(args, 1.0)),
    ("rpad", |args| measure_length(args, 1.0)),
    ("array_repeat", |args| measure_repeat(args)),
    ("array_resize", |args| measure_length(args, ITEM)),
    ("range", |args| measure_range(args)),
    ("generate_series", |args| measure_range(args)),
];

type Measure = fn(&[ColumnarValue]) -> Result<OfRow>;
type OfRow = Box<dyn Fn(usize) -> f64>;

/// Makes the functions with a bound, of those that `find` knows.
pub(crate) fn bounded_functions(find: impl Fn(&str) -> Option<Arc<ScalarUDF>>) -> Vec<Arc<ScalarUDF>> {
    let bound = |&(name, measure): &(&str, Measure)| {
        Some(Arc::new(ScalarUDF::new_from_impl(Bounded { inner: find(name)?, measure })))
    };
    BOUNDED.iter().filter_map(bound).collect()
}

#[derive(Debug)]
struct Bounded {
    inner: Arc<ScalarUDF>,
    measure: Measure,
}

impl PartialEq for Bounded {
    fn eq(&self, other: &Self) -> bool {
        self.inner == other.inner
    }
}

impl Eq for Bounded {}

impl std::hash::Hash for Bounded {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.inner.hash(state);
    }
}

impl ScalarUDFImpl for Bounded {
    fn name(&self) -> &str {
        self.inner.name()
    }

    fn aliases(&self) -> &[String] {
        self.inner.aliases()
    }

    fn signature(&self) -> &Signature {
        self.inner.signature()
    }

    fn coerce_types(&self, types: &[DataType]) -> Result<Vec<DataType>> {
        self.inner.coerce_types(types)
    }

    fn return_type(&self, types: &[DataType]) -> Result<DataType> {
        self.inner.return_type(types)
    }

    fn return_field_from_args(&self, args: ReturnFieldArgs<'_>) -> Result<FieldRef> {
        self.inner.return_field_from_args(args)
    }

    fn documentation(&self) -> Option<&Documentation> {
        self.inner.documentation()
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let of_row = (self.measure)(&args.args)?;
        let is_constant = args.args.iter().all(|arg| matches!(arg, ColumnarValue::Scalar(_)));
        let rows = if is_constant { 1 } else { args.number_rows };
        let bytes: f64 = (0..rows).map(of_row).sum();
        if bytes > MOST_BYTES {
            return exec_err!(
                "{} would make {:.0} MiB for {rows} rows at once, and {:.0} MiB at most: ask for fewer or shorter values",
                self.name(),
                bytes / f64::from(1 << 20),
                MOST_BYTES / f64::from(1 << 20)
            );
        }
        self.inner.invoke_with_args(args)
    }
}

/// A number for each row, one for all if it is a constant.
fn numbers(value: &ColumnarValue, of: impl Fn(&ArrayRef) -> Result<Vec<f64>>) -> Result<OfRow> {
    let (array, is_constant) = match value {
        ColumnarValue::Array(array) => (Arc::clone(array), false),
        ColumnarValue::Scalar(constant) => (constant.to_array()?, true),
    };
    let numbers = of(&array)?;
    Ok(Box::new(move |row| numbers.get(if is_constant { 0 } else { row }).copied().unwrap_or(0.0)))
}

fn integers(array: &ArrayRef) -> Result<Vec<f64>> {
    let numbers = datafusion::arrow::compute::cast(array, &DataType::Int64)?;
    let numbers: &Int64Array = numbers.as_primitive::<Int64Type>();
    Ok(numbers.iter().map(|number| number.unwrap_or(0) as f64).collect())
}

/// Bytes of each value; of lists and numbers the mean.
fn sizes(array: &ArrayRef) -> Result<Vec<f64>> {
    if matches!(array.data_type(), DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View) {
        return integers(&length(array)?);
    }
    let bytes = array.to_data().get_slice_memory_size()? as f64;
    Ok(vec![bytes / array.len().max(1) as f64 + ITEM; array.len()])
}

/// Measures a value that is there so many times.
fn measure_repeat(args: &[ColumnarValue]) -> Result<OfRow> {
    let [value, times, ..] = args else { return Ok(Box::new(|_| 0.0)) };
    let (value, times) = (numbers(value, sizes)?, numbers(times, integers)?);
    Ok(Box::new(move |row| value(row) * times(row).max(0.0)))
}

/// Measures a value whose length is the second argument.
fn measure_length(args: &[ColumnarValue], item: f64) -> Result<OfRow> {
    let [_, length, ..] = args else { return Ok(Box::new(|_| 0.0)) };
    let length = numbers(length, integers)?;
    Ok(Box::new(move |row| length(row).max(0.0) * item))
}

/// Measures a list of the values from one to another.
fn measure_range(args: &[ColumnarValue]) -> Result<OfRow> {
    let zero = || -> OfRow { Box::new(|_| 0.0) };
    let one = || -> OfRow { Box::new(|_| 1.0) };
    let (from, until, step) = match args {
        [stop] => (zero(), numbers(stop, moments)?, one()),
        [start, stop] => (numbers(start, moments)?, numbers(stop, moments)?, one()),
        [start, stop, by] => (numbers(start, moments)?, numbers(stop, moments)?, numbers(by, steps)?),
        _ => return Ok(zero()),
    };
    // Steps that lead away make an empty list; a step of 0 is refused by the function itself.
    Ok(Box::new(move |row| {
        let step = step(row);
        if step == 0.0 { 0.0 } else { ((until(row) - from(row)) / step).max(0.0) * ITEM }
    }))
}

/// Integers as they are, times in nanoseconds.
fn moments(array: &ArrayRef) -> Result<Vec<f64>> {
    if array.data_type().is_temporal() {
        let nanoseconds = DataType::Timestamp(TimeUnit::Nanosecond, None);
        return integers(&datafusion::arrow::compute::cast(array, &nanoseconds)?);
    }
    integers(array)
}

/// Integers as they are, intervals in nanoseconds.
fn steps(array: &ArrayRef) -> Result<Vec<f64>> {
    if !matches!(array.data_type(), DataType::Interval(_)) {
        return integers(array);
    }
    let intervals = datafusion::arrow::compute::cast(array, &DataType::Interval(IntervalUnit::MonthDayNano))?;
    let intervals = intervals.as_primitive::<IntervalMonthDayNanoType>();
    let length = |months: i32, days: i32, nanoseconds: i64| {
        (f64::from(months) * 30.0 + f64::from(days)) * DAY + nanoseconds as f64
    };
    let steps = intervals
        .iter()
        .map(|step| step.map_or(0.0, |step| length(step.months, step.days, step.nanoseconds)));
    Ok(steps.collect())
}
