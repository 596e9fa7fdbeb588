//! An argument with any number of texts a row: a text, or a list of texts.

use std::ops::Range;

use datafusion::arrow::array::{Array, AsArray, ListArray, StringViewArray};
use datafusion::arrow::datatypes::DataType;
use datafusion::common::{Result, exec_err};
use datafusion::logical_expr::ColumnarValue;

use super::texts::{Texts, as_texts};

/// The texts of each row.
pub(crate) enum Values<'a> {
    /// One a row, or none.
    Texts(Texts<'a>),
    /// A list a row. The array of texts is that of all lists.
    Lists(ListArray, StringViewArray),
}

impl<'a> Values<'a> {
    pub fn new(argument: &'a ColumnarValue) -> Result<Self> {
        match argument.data_type() {
            DataType::List(_) => {
                let array = argument.to_array(1)?;
                let Some(lists) = array.as_list_opt::<i32>() else {
                    return exec_err!("a list was expected");
                };
                Ok(Values::Lists(lists.clone(), as_texts(lists.values())?))
            }
            _ => Ok(Values::Texts(Texts::new(argument)?)),
        }
    }

    /// Reports whether a text of the row holds a condition.
    pub fn any(&self, row: usize, mut holds: impl FnMut(&str) -> bool) -> bool {
        match self {
            Values::Texts(texts) => texts.get(row).is_some_and(holds),
            Values::Lists(lists, texts) => {
                places_of(lists, row).any(|at| texts.is_valid(at) && holds(texts.value(at)))
            }
        }
    }

    /// Calls `found` with each text of a row.
    pub fn visit(&self, row: usize, found: &mut dyn FnMut(&str)) {
        self.any(row, |text| {
            found(text);
            false
        });
    }
}

/// Returns the places of the items of a row's list.
fn places_of(lists: &ListArray, row: usize) -> Range<usize> {
    // A list that is the same for every row stands in an array of one.
    let row = if lists.len() == 1 { 0 } else { row };
    if lists.is_null(row) {
        return 0..0;
    }
    let offsets = lists.value_offsets();
    offsets[row] as usize..offsets[row + 1] as usize
}
