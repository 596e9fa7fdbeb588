//! Bytes that a call of a function will make, a number a row, told by its arguments before it is made. Sums need not be exact.

#![expect(clippy::cast_precision_loss, reason = "no sum of sizes comes near the bits that a f64 loses")]

use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, AsArray, Int64Array, OffsetSizeTrait};
use datafusion::arrow::buffer::OffsetBuffer;
use datafusion::arrow::compute::kernels::length::length;
use datafusion::arrow::datatypes::{DataType, Int64Type, IntervalMonthDayNanoType, IntervalUnit, TimeUnit};
use datafusion::common::Result;
use datafusion::logical_expr::ColumnarValue;

use super::texts::Texts;

/// Tells the bytes that a call with these arguments makes.
pub(super) type Measure = fn(&[ColumnarValue]) -> Result<OfRow<'_>>;

/// Bytes of a row.
pub(super) type OfRow<'a> = Box<dyn Fn(usize) -> f64 + 'a>;

/// Bytes that an item of a list takes at least.
pub(super) const ITEM: f64 = 8.0;

/// Characters that a number has as text at most.
const NUMBER: f64 = 24.0;

/// Bytes that a byte of a time's form becomes at most: `%c` is `Mon Mar  2 08:00:00 2026`.
const FORM: f64 = 20.0;

/// Nanoseconds of a day.
const DAY: f64 = 86_400e9;

/// A number for each row, one for all if it is a constant.
pub(super) fn numbers(
    value: &ColumnarValue,
    of: impl Fn(&ArrayRef) -> Result<Vec<f64>>,
) -> Result<OfRow<'_>> {
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

/// Bytes of each value: of texts in lists, too, which arrays of views would not count among their own.
pub(super) fn sizes(array: &ArrayRef) -> Result<Vec<f64>> {
    match array.data_type() {
        DataType::Utf8
        | DataType::LargeUtf8
        | DataType::Utf8View
        | DataType::Binary
        | DataType::LargeBinary
        | DataType::BinaryView => integers(&length(array)?),
        DataType::List(_) => {
            sizes_of_lists(array.as_list::<i32>().values(), array.as_list::<i32>().offsets())
        }
        DataType::LargeList(_) => {
            sizes_of_lists(array.as_list::<i64>().values(), array.as_list::<i64>().offsets())
        }
        DataType::Map(..) => {
            let map = array.as_map();
            let entries: ArrayRef = Arc::new(map.entries().clone());
            sizes_of_lists(&entries, map.offsets())
        }
        DataType::Struct(_) => {
            let mut sums = vec![0.0; array.len()];
            for column in array.as_struct().columns() {
                sums.iter_mut().zip(sizes(column)?).for_each(|(sum, bytes)| *sum += bytes);
            }
            Ok(sums)
        }
        _ => {
            let bytes = array.to_data().get_slice_memory_size()? as f64;
            Ok(vec![bytes / array.len().max(1) as f64; array.len()])
        }
    }
}

fn sizes_of_lists<O: OffsetSizeTrait>(values: &ArrayRef, offsets: &OffsetBuffer<O>) -> Result<Vec<f64>> {
    let sizes = sizes(values)?;
    let of = |places: &[O]| -> f64 {
        sizes[places[0].as_usize()..places[1].as_usize()].iter().map(|bytes| bytes + ITEM).sum()
    };
    Ok(offsets.windows(2).map(of).collect())
}

/// Measures a value that is there so many times.
pub(super) fn measure_repeat(args: &[ColumnarValue]) -> Result<OfRow<'_>> {
    let [value, times, ..] = args else { return Ok(Box::new(|_| 0.0)) };
    let (value, times) = (numbers(value, sizes)?, numbers(times, integers)?);
    Ok(Box::new(move |row| value(row) * times(row).max(0.0)))
}

/// Measures a value whose length is the second argument.
pub(super) fn measure_length(args: &[ColumnarValue], item: f64) -> Result<OfRow<'_>> {
    let [_, length, ..] = args else { return Ok(Box::new(|_| 0.0)) };
    let length = numbers(length, integers)?;
    Ok(Box::new(move |row| length(row).max(0.0) * item))
}

/// Measures a list of the values from one to another.
pub(super) fn measure_range(args: &[ColumnarValue]) -> Result<OfRow<'_>> {
    let zero = || -> OfRow<'static> { Box::new(|_| 0.0) };
    let one = || -> OfRow<'static> { Box::new(|_| 1.0) };
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

/// Measures values that stand one behind the other.
pub(super) fn measure_sum(args: &[ColumnarValue]) -> Result<OfRow<'_>> {
    let parts = args.iter().map(|arg| numbers(arg, sizes)).collect::<Result<Vec<_>>>()?;
    Ok(Box::new(move |row| parts.iter().map(|part| part(row)).sum()))
}

/// Measures texts with the first between the others.
pub(super) fn measure_joined(args: &[ColumnarValue]) -> Result<OfRow<'_>> {
    let [between, ..] = args else { return Ok(Box::new(|_| 0.0)) };
    let (times, between) = (args.len().saturating_sub(2) as f64, numbers(between, sizes)?);
    let sum = measure_sum(&args[1..])?;
    Ok(Box::new(move |row| sum(row) + between(row) * times))
}

/// Measures a text whose characters become others: the widest takes the place of each.
pub(super) fn measure_translated(args: &[ColumnarValue]) -> Result<OfRow<'_>> {
    let [text, _, to, ..] = args else { return Ok(Box::new(|_| 0.0)) };
    let (text, to) = (numbers(text, sizes)?, Texts::new(to)?);
    let widest =
        move |row| to.get(row).into_iter().flat_map(str::chars).map(char::len_utf8).max().unwrap_or(1);
    Ok(Box::new(move |row| text(row) * widest(row) as f64))
}

/// Measures bytes that are written as two digits each at most.
pub(super) fn measure_encoded(args: &[ColumnarValue]) -> Result<OfRow<'_>> {
    let [value, ..] = args else { return Ok(Box::new(|_| 0.0)) };
    let value = numbers(value, sizes)?;
    Ok(Box::new(move |row| value(row) * 2.0))
}

/// Measures a time in a form.
pub(super) fn measure_time_texts(args: &[ColumnarValue]) -> Result<OfRow<'_>> {
    let [_, form, ..] = args else { return Ok(Box::new(|_| 0.0)) };
    let form = numbers(form, sizes)?;
    Ok(Box::new(move |row| form(row) * FORM))
}

/// Measures the items of a list as text, with others between them and in the place of nulls.
pub(super) fn measure_item_texts(args: &[ColumnarValue]) -> Result<OfRow<'_>> {
    let [list, others @ ..] = args else { return Ok(Box::new(|_| 0.0)) };
    let (bytes, count, others) = (numbers(list, sizes)?, numbers(list, items)?, measure_sum(others)?);
    Ok(Box::new(move |row| bytes(row) + count(row) * (others(row) + NUMBER)))
}

/// Measures a list whose items become another value.
pub(super) fn measure_replaced_items(args: &[ColumnarValue]) -> Result<OfRow<'_>> {
    let [list, _, to, ..] = args else { return Ok(Box::new(|_| 0.0)) };
    let (bytes, count, to) = (numbers(list, sizes)?, numbers(list, items)?, numbers(to, sizes)?);
    Ok(Box::new(move |row| bytes(row) + count(row) * to(row)))
}

/// Items of each list.
fn items(array: &ArrayRef) -> Result<Vec<f64>> {
    match array.data_type() {
        DataType::List(_) | DataType::LargeList(_) | DataType::FixedSizeList(..) => integers(&length(array)?),
        _ => Ok(vec![0.0; array.len()]),
    }
}
