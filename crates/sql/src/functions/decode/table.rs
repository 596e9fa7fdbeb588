//! What a decoder gives: rows with columns of a few types, and the arrays that they become.

use std::sync::Arc;

use datafusion::arrow::array::{
    ArrayRef, BooleanBuilder, Int64Builder, ListArray, ListBuilder, StringViewBuilder, StructArray,
};
use datafusion::arrow::buffer::OffsetBuffer;
use datafusion::arrow::datatypes::{DataType, Field, Fields};
use datafusion::common::Result;
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs};

use super::super::json::item_field;
use super::super::texts::Texts;
use super::super::values::Values;

/// Type of a column of a decoder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Kind {
    Text,
    Flag,
    Number,
    Texts,
}

/// Names and types of the columns of a decoder.
pub(in super::super) type Columns = [(&'static str, Kind)];

/// Value of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) enum Value {
    Text(Option<String>),
    Flag(Option<bool>),
    Number(Option<i64>),
    /// Null in SQL where there is none, as with the other functions that give lists.
    Texts(Vec<String>),
}

/// A row of a decoder: a value for each of its columns.
pub(in super::super) type Row = Vec<Value>;

/// Returns the type of one row.
pub(in super::super) fn row_type(columns: &Columns) -> DataType {
    DataType::Struct(fields_of(columns))
}

/// Returns the type of a list of rows.
pub(in super::super) fn rows_type(columns: &Columns) -> DataType {
    DataType::List(Arc::new(Field::new("item", row_type(columns), true)))
}

fn fields_of(columns: &Columns) -> Fields {
    columns.iter().map(|(name, kind)| Field::new(*name, kind.data_type(), true)).collect()
}

impl Kind {
    fn data_type(self) -> DataType {
        match self {
            Kind::Text => DataType::Utf8View,
            Kind::Flag => DataType::Boolean,
            Kind::Number => DataType::Int64,
            Kind::Texts => DataType::List(Arc::new(item_field())),
        }
    }
}

/// Decodes the texts of each row to one row of columns.
pub(in super::super) fn decode_each(
    args: &ScalarFunctionArgs,
    columns: &'static Columns,
    decode: impl Fn(&[Option<&str>]) -> Row,
) -> Result<ColumnarValue> {
    let texts = Texts::of_all(&args.args)?;
    let mut out = Builder::new(columns);
    for row in 0..args.number_rows {
        let given: Vec<_> = texts.iter().map(|text| text.get(row)).collect();
        out.push(decode(&given));
    }
    Ok(ColumnarValue::Array(Arc::new(out.finish())))
}

/// Decodes the texts of each row to one text.
pub(in super::super) fn decode_texts(
    args: &ScalarFunctionArgs,
    decode: impl Fn(&[Option<&str>]) -> Option<String>,
) -> Result<ColumnarValue> {
    let texts = Texts::of_all(&args.args)?;
    let mut out = StringViewBuilder::new();
    for row in 0..args.number_rows {
        let given: Vec<_> = texts.iter().map(|text| text.get(row)).collect();
        out.append_option(decode(&given));
    }
    Ok(ColumnarValue::Array(Arc::new(out.finish())))
}

/// Decodes the texts of each row to a list of rows of columns.
pub(in super::super) fn decode_lists(
    args: &ScalarFunctionArgs,
    columns: &'static Columns,
    decode: impl Fn(&[Option<&str>]) -> Vec<Row>,
) -> Result<ColumnarValue> {
    let texts = Texts::of_all(&args.args)?;
    build_lists(args, columns, |row| {
        let given: Vec<_> = texts.iter().map(|text| text.get(row)).collect();
        decode(&given)
    })
}

/// Folds the list of texts of each row to a list of rows of columns.
pub(in super::super) fn fold_lists(
    args: &ScalarFunctionArgs,
    columns: &'static Columns,
    fold: impl Fn(&[String]) -> Vec<Row>,
) -> Result<ColumnarValue> {
    let values = Values::new(&args.args[0])?;
    build_lists(args, columns, |row| {
        let mut texts = Vec::new();
        values.visit(row, &mut |text| texts.push(text.to_owned()));
        fold(&texts)
    })
}

fn build_lists(
    args: &ScalarFunctionArgs,
    columns: &'static Columns,
    rows_of: impl Fn(usize) -> Vec<Row>,
) -> Result<ColumnarValue> {
    let mut out = Builder::new(columns);
    let mut lengths = Vec::with_capacity(args.number_rows);
    for row in 0..args.number_rows {
        let rows = rows_of(row);
        lengths.push(rows.len());
        for row in rows {
            out.push(row);
        }
    }
    let item = Arc::new(Field::new("item", row_type(columns), true));
    let lists = ListArray::try_new(item, OffsetBuffer::from_lengths(lengths), Arc::new(out.finish()), None)?;
    Ok(ColumnarValue::Array(Arc::new(lists)))
}

struct Builder {
    columns: &'static Columns,
    arrays: Vec<Cells>,
}

enum Cells {
    Text(StringViewBuilder),
    Flag(BooleanBuilder),
    Number(Int64Builder),
    Texts(ListBuilder<StringViewBuilder>),
}

impl Builder {
    fn new(columns: &'static Columns) -> Self {
        let arrays = columns.iter().map(|(_, kind)| Cells::new(*kind)).collect();
        Builder { columns, arrays }
    }

    fn push(&mut self, row: Row) {
        let mut values = row.into_iter();
        for cells in &mut self.arrays {
            cells.push(values.next());
        }
    }

    fn finish(self) -> StructArray {
        let arrays = self.arrays.into_iter().map(Cells::finish).collect();
        StructArray::new(fields_of(self.columns), arrays, None)
    }
}

impl Cells {
    fn new(kind: Kind) -> Self {
        match kind {
            Kind::Text => Cells::Text(StringViewBuilder::new()),
            Kind::Flag => Cells::Flag(BooleanBuilder::new()),
            Kind::Number => Cells::Number(Int64Builder::new()),
            Kind::Texts => Cells::Texts(ListBuilder::new(StringViewBuilder::new()).with_field(item_field())),
        }
    }

    /// Adds a value; null where there is none or it is of another type.
    fn push(&mut self, value: Option<Value>) {
        match (self, value) {
            (Cells::Text(cells), Some(Value::Text(text))) => cells.append_option(text),
            (Cells::Text(cells), _) => cells.append_null(),
            (Cells::Flag(cells), Some(Value::Flag(flag))) => cells.append_option(flag),
            (Cells::Flag(cells), _) => cells.append_null(),
            (Cells::Number(cells), Some(Value::Number(number))) => cells.append_option(number),
            (Cells::Number(cells), _) => cells.append_null(),
            (Cells::Texts(cells), Some(Value::Texts(texts))) if !texts.is_empty() => {
                for text in &texts {
                    cells.values().append_value(text);
                }
                cells.append(true);
            }
            (Cells::Texts(cells), _) => cells.append(false),
        }
    }

    fn finish(self) -> ArrayRef {
        match self {
            Cells::Text(mut cells) => Arc::new(cells.finish()),
            Cells::Flag(mut cells) => Arc::new(cells.finish()),
            Cells::Number(mut cells) => Arc::new(cells.finish()),
            Cells::Texts(mut cells) => Arc::new(cells.finish()),
        }
    }
}

impl Value {
    /// Makes a text; one that is blank is none.
    pub fn text(text: impl Into<String>) -> Self {
        Value::Text(Some(text.into()).filter(|text| !text.trim().is_empty()))
    }

    /// Makes a text of one that may be missing; one that is blank is none.
    pub fn optional(text: Option<&str>) -> Self {
        Value::Text(text.filter(|text| !text.trim().is_empty()).map(str::to_owned))
    }

    pub fn flag(flag: bool) -> Self {
        Value::Flag(Some(flag))
    }
}
