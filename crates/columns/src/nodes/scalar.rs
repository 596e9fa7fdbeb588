//! Columns of times, numbers and truth.

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, Int32Array, Int64Array, TimestampMicrosecondArray};
use arrow::buffer::{BooleanBuffer, ScalarBuffer};
use arrow::error::ArrowError;
use trail365_records::{Cursor, Timestamp, meaning};
use trail365_schema::{EnumId, record_type_named};

use super::fit::Fit;
use crate::buffers::Cells;
use crate::integer;

/// Reads a time; only `YYYY-MM-DDTHH:MM:SS` can be written again as it was.
#[inline]
pub(super) fn read_time(cells: &mut Cells<i64>, row: usize, cursor: &mut Cursor<'_>) -> Fit {
    if cursor.next() != b'"' {
        cursor.value();
        return Fit::Nothing;
    }
    let raw = cursor.string();
    if let Some(time) = Timestamp::parse_plain(raw.body) {
        cells.push(row, time.as_microseconds());
        return Fit::Exact;
    }
    let (text, exact) = meaning::decode(raw.body);
    let Some(time) = Timestamp::parse(&text) else { return Fit::Nothing };
    cells.push(row, time.as_microseconds());
    // The plain form behind escapes is the same text.
    if exact && Timestamp::parse_plain(&text).is_some() { Fit::Exact } else { Fit::Meaning }
}

/// Reads an integer; only its plain digits can be written again as they were.
#[inline]
pub(super) fn read_integer<T: Copy + Default + TryFrom<i64>>(
    cells: &mut Cells<T>,
    row: usize,
    cursor: &mut Cursor<'_>,
) -> Fit {
    let (number, fit) = match cursor.next() {
        b'-' | b'0'..=b'9' => parse_number(cursor.scalar()),
        b'"' => (meaning::integer(&meaning::decode(cursor.string().body).0), Fit::Meaning),
        _ => {
            cursor.value();
            return Fit::Nothing;
        }
    };
    push_if_it_fits(cells, row, number, fit)
}

/// Reads the number of an enum's member, known or not.
#[inline]
pub(super) fn read_enum(id: EnumId, cells: &mut Cells<i32>, row: usize, cursor: &mut Cursor<'_>) -> Fit {
    if cursor.next() != b'"' {
        return read_integer(cells, row, cursor);
    }
    let (text, _) = meaning::decode(cursor.string().body);
    push_if_it_fits(cells, row, member_number(id, &text), Fit::Meaning)
}

/// Returns the number that a text stands for: digits, or the name of a member.
fn member_number(id: EnumId, text: &str) -> Option<i64> {
    let definition = id.get();
    let by_name = || {
        let name = text.trim();
        match definition.name {
            // Record types also have Graph's names and former ones, which the enum does not list.
            "AuditLogRecordType" => record_type_named(name).map(|t| t.value),
            _ => definition.by_name(name).and_then(|m| m.value),
        }
    };
    meaning::integer(text).or_else(|| by_name().map(i64::from))
}

fn push_if_it_fits<T: Copy + Default + TryFrom<i64>>(
    cells: &mut Cells<T>,
    row: usize,
    number: Option<i64>,
    fit: Fit,
) -> Fit {
    match number.and_then(|n| T::try_from(n).ok()) {
        Some(value) => {
            cells.push(row, value);
            fit
        }
        None => Fit::Nothing,
    }
}

/// Parses an integer from a JSON number; exact where its digits are those that would be written again.
#[inline]
fn parse_number(text: &str) -> (Option<i64>, Fit) {
    match integer::parse_plain(text.as_bytes()) {
        Some(n) => (Some(n), Fit::Exact),
        None => (meaning::integer(text), Fit::Meaning),
    }
}

/// Reads a truth value; only `true` and `false` themselves can be written again as they were.
#[inline]
pub(super) fn read_bool(cells: &mut Cells<bool>, row: usize, cursor: &mut Cursor<'_>) -> Fit {
    let (truth, fit) = match cursor.next() {
        b't' | b'f' => (Some(cursor.scalar() == "true"), Fit::Exact),
        b'"' => (meaning::truth(&meaning::decode(cursor.string().body).0), Fit::Meaning),
        b'0' | b'1' => match cursor.scalar() {
            "0" => (Some(false), Fit::Meaning),
            "1" => (Some(true), Fit::Meaning),
            _ => (None, Fit::Nothing),
        },
        _ => {
            cursor.value();
            (None, Fit::Nothing)
        }
    };
    match truth {
        Some(truth) => {
            cells.push(row, truth);
            fit
        }
        None => Fit::Nothing,
    }
}

pub(super) fn time_array(cells: &mut Cells<i64>, len: usize) -> Result<ArrayRef, ArrowError> {
    let (values, nulls) = cells.take_rows(len);
    let array = TimestampMicrosecondArray::try_new(ScalarBuffer::from(values), nulls)?;
    Ok(Arc::new(array.with_timezone("UTC")))
}

pub(crate) fn i64_array(cells: &mut Cells<i64>, len: usize) -> Result<ArrayRef, ArrowError> {
    let (values, nulls) = cells.take_rows(len);
    Ok(Arc::new(Int64Array::try_new(ScalarBuffer::from(values), nulls)?))
}

pub(super) fn i32_array(cells: &mut Cells<i32>, len: usize) -> Result<ArrayRef, ArrowError> {
    let (values, nulls) = cells.take_rows(len);
    Ok(Arc::new(Int32Array::try_new(ScalarBuffer::from(values), nulls)?))
}

pub(super) fn bool_array(cells: &mut Cells<bool>, len: usize) -> ArrayRef {
    let (values, nulls) = cells.take_rows(len);
    Arc::new(BooleanArray::new(BooleanBuffer::from(values.as_slice()), nulls))
}
