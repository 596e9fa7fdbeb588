//! Columns of text.

use std::sync::Arc;

use arrow::array::{ArrayRef, StringViewArray};
use arrow::buffer::{Buffer, ScalarBuffer};
use arrow::error::ArrowError;
use trail365_records::{Cursor, meaning};
use trail365_schema::{Enum, EnumId};

use super::fit::Fit;
use crate::buffers::{Cells, Texts};
use crate::integer;

/// Reads text from a string; no other value is text.
#[inline]
pub(super) fn read_text(
    cells: &mut Cells<u128>,
    row: usize,
    cursor: &mut Cursor<'_>,
    texts: &mut Texts,
) -> Fit {
    if cursor.next() != b'"' {
        cursor.value();
        return Fit::Nothing;
    }
    let (view, exact) = texts.view_of_string(cursor.string());
    cells.push(row, view);
    if exact { Fit::Exact } else { Fit::Meaning }
}

/// Reads the text of any value, as it stands.
pub(super) fn read_json(
    cells: &mut Cells<u128>,
    row: usize,
    cursor: &mut Cursor<'_>,
    texts: &mut Texts,
) -> Fit {
    cells.push(row, texts.view_of(cursor.value()));
    Fit::Exact
}

/// Reads the name of an enum's member, known or not; for a number the name of its member, or its digits where it has none. So
/// digits stand for a number, and a string of digits cannot be written again from them.
pub(super) fn read_enum(
    id: EnumId,
    cells: &mut Cells<u128>,
    row: usize,
    cursor: &mut Cursor<'_>,
    texts: &mut Texts,
) -> Fit {
    if cursor.next() == b'"' {
        let mut ahead = *cursor;
        let digits = integer::parse_plain(ahead.string().body.as_bytes()).is_some();
        let fit = read_text(cells, row, cursor, texts);
        return if digits { fit.max(Fit::Meaning) } else { fit };
    }
    let text = cursor.value();
    let Some(number) = meaning::integer(text) else { return Fit::Nothing };
    let (found, fit) = match member_name(id.get(), number) {
        Some(name) => (texts.copy_of(name.as_bytes()), Fit::Meaning),
        None if integer::parse_plain(text.as_bytes()).is_some() => (texts.view_of(text), Fit::Exact),
        None => (texts.copy_of(number.to_string().as_bytes()), Fit::Meaning),
    };
    cells.push(row, found);
    fit
}

fn member_name(definition: &Enum, number: i64) -> Option<&'static str> {
    definition.members.iter().find(|m| m.value.is_some_and(|v| i64::from(v) == number)).map(|m| m.name)
}

/// Returns the array of a column's views.
pub(crate) fn text_array(
    cells: &mut Cells<u128>,
    len: usize,
    buffers: &Arc<[Buffer]>,
) -> Result<ArrayRef, ArrowError> {
    let (views, nulls) = cells.take_rows(len);
    let views = ScalarBuffer::from(views);
    if cfg!(debug_assertions) {
        return Ok(Arc::new(StringViewArray::try_new(views, Arc::clone(buffers), nulls)?));
    }
    #[allow(unsafe_code, reason = "checking every text again costs as much as building the column")]
    // SAFETY: each view was made by `Texts` of a `str` that is short, lies in a chunk at the place found, or was
    // copied to a block whose bytes never move or change; `buffers` are those chunks and blocks.
    let array = unsafe { StringViewArray::new_unchecked(views, Arc::clone(buffers), nulls) };
    Ok(Arc::new(array))
}
