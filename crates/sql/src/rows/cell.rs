//! Values of Arrow's arrays as text.

use std::fmt::Write;
use std::sync::LazyLock;

use arrow::array::{Array, ArrayRef};
use arrow::buffer::NullBuffer;
use arrow::datatypes::{DataType, FieldRef};
use arrow::json::EncoderOptions;
use arrow::json::writer::{NullableEncoder, make_encoder};
use arrow::util::display::{ArrayFormatter, FormatOptions};
use trail365_text::json::escape_document;

use crate::error::{Error, Result};

/// Times as RFC 3339 writes them, binary values in hexadecimal digits.
const FORMAT: FormatOptions<'static> = FormatOptions::new().with_display_error(true);

/// Objects inside of values name what is null, so that a struct always looks the same.
static JSON: LazyLock<EncoderOptions> =
    LazyLock::new(|| EncoderOptions::default().with_explicit_nulls(false));

/// A class of column types that are laid out alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Numbers: right-aligned, never cut.
    Number,
    /// Text as it came: may hold anything.
    Text,
    /// Times, true and false: short and harmless.
    Plain,
    /// Lists, maps and objects, as JSON.
    Json,
}

impl Class {
    /// Returns the class of a type.
    pub fn of_type(data_type: &DataType) -> Self {
        match data_type {
            DataType::Dictionary(_, values) => Self::of_type(values),
            DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => Self::Text,
            other if other.is_numeric() => Self::Number,
            other if other.is_nested() => Self::Json,
            _ => Self::Plain,
        }
    }
}

/// The values of one column of a batch, as text.
pub struct Cells<'a> {
    nulls: Option<NullBuffer>,
    writer: Writer<'a>,
    bytes: Vec<u8>,
}

enum Writer<'a> {
    Display(ArrayFormatter<'a>),
    Json(NullableEncoder<'a>),
}

impl<'a> Cells<'a> {
    /// Takes the values of a column.
    ///
    /// # Errors
    /// If its type has no text.
    pub fn new(field: &'a FieldRef, array: &'a ArrayRef) -> Result<Self> {
        let writer = match Class::of_type(array.data_type()) {
            Class::Json => Writer::Json(make_encoder(field, array, &JSON)?),
            _ => Writer::Display(ArrayFormatter::try_new(array, &FORMAT)?),
        };
        Ok(Self { nulls: array.logical_nulls(), writer, bytes: Vec::new() })
    }

    /// Appends the value of a row; returns false where it is null.
    ///
    /// # Errors
    /// If the value has no text.
    pub fn write_value(&mut self, row: usize, out: &mut String) -> Result<bool> {
        // Logical nulls: those of a dictionary lie in its values.
        if self.nulls.as_ref().is_some_and(|nulls| nulls.is_null(row)) {
            return Ok(false);
        }
        match &mut self.writer {
            Writer::Display(formatter) => {
                write!(out, "{}", formatter.value(row)).map_err(Error::of_write)?;
            }
            Writer::Json(encoder) => {
                self.bytes.clear();
                encoder.encode(row, &mut self.bytes);
                // The encoder writes JSON, which is UTF-8, into a buffer of bytes.
                let json = std::str::from_utf8(&self.bytes).map_err(Error::of_write)?;
                out.push_str(&escape_document(json));
            }
        }
        Ok(true)
    }
}
