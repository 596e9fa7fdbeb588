//! A text argument: one for all rows, or one a row.

use std::borrow::Cow;

use datafusion::arrow::array::{Array, ArrayRef, AsArray, StringViewArray};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::DataType;
use datafusion::common::Result;
use datafusion::logical_expr::{ColumnarValue, Expr};

/// Reads the text of a constant, whatever kind of text it is cast to.
pub(crate) fn literal_text(expr: &Expr) -> Option<&str> {
    match expr {
        Expr::Literal(value, _) => value.try_as_str().flatten(),
        Expr::Cast(cast) => literal_text(&cast.expr),
        _ => None,
    }
}

/// A text argument of a function.
pub(crate) enum Texts<'a> {
    /// The same for every row.
    One(Option<&'a str>),
    /// One a row.
    Each(StringViewArray),
}

impl<'a> Texts<'a> {
    pub fn new(argument: &'a ColumnarValue) -> Result<Self> {
        match argument {
            ColumnarValue::Scalar(value) => Ok(Texts::One(value.try_as_str().flatten())),
            ColumnarValue::Array(array) => Ok(Texts::Each(as_texts(array)?)),
        }
    }

    pub fn of_all(arguments: &'a [ColumnarValue]) -> Result<Vec<Self>> {
        arguments.iter().map(Texts::new).collect()
    }

    pub fn get(&self, row: usize) -> Option<&str> {
        match self {
            Texts::One(text) => *text,
            Texts::Each(texts) => texts.is_valid(row).then(|| texts.value(row)),
        }
    }
}

/// Returns an array as texts; one that is so already is not cast, which would take as long as a short batch itself.
pub(super) fn as_texts(array: &ArrayRef) -> Result<StringViewArray> {
    match array.as_string_view_opt() {
        Some(texts) => Ok(texts.clone()),
        None => Ok(cast(array, &DataType::Utf8View)?.as_string_view().clone()),
    }
}

/// A value that is prepared from a text argument: a network, a path, a search term. A constant is prepared once a batch, not
/// once a row.
pub(super) enum Prepared<T> {
    Once(Option<T>),
    EachRow(fn(&str) -> Option<T>),
}

impl<T> Prepared<T> {
    pub fn new(texts: &Texts<'_>, make: fn(&str) -> Option<T>) -> Self {
        match texts {
            Texts::One(text) => Prepared::Once(text.and_then(make)),
            Texts::Each(_) => Prepared::EachRow(make),
        }
    }

    /// Returns the value for a row; `None` where the text has none.
    pub fn value(&self, texts: &Texts<'_>, row: usize) -> Option<Cow<'_, T>>
    where
        T: Clone,
    {
        match self {
            Prepared::Once(made) => made.as_ref().map(Cow::Borrowed),
            Prepared::EachRow(make) => texts.get(row).and_then(make).map(Cow::Owned),
        }
    }

    /// Calls `then` with the value for a row; `None` where the text has none.
    pub fn with_value<R>(&self, texts: &Texts<'_>, row: usize, then: impl FnOnce(&T) -> R) -> Option<R> {
        match self {
            Prepared::Once(made) => made.as_ref().map(then),
            Prepared::EachRow(make) => texts.get(row).and_then(make).map(|made| then(&made)),
        }
    }
}
