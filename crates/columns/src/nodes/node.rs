//! A builder of a column, whatever the type of its values.

use std::sync::Arc;

use arrow::array::ArrayRef;
use arrow::buffer::Buffer;
use arrow::error::ArrowError;
use trail365_records::Cursor;
use trail365_schema::{EnumId, Type};

use super::address::Addresses;
use super::fit::Fit;
use super::list::Lists;
use super::map::Maps;
use super::scalar;
use super::structure::Structs;
use super::text::{self, text_array};
use crate::buffers::{Cells, Texts};
use crate::layout::data_type;

/// Builder of a column or of a part of one.
pub(crate) enum Node {
    Text(Cells<u128>),
    /// JSON as text.
    Json(Cells<u128>),
    /// An address and its port.
    Address(Addresses),
    Time(Cells<i64>),
    I32(Cells<i32>),
    I64(Cells<i64>),
    Bool(Cells<bool>),
    EnumNumber(EnumId, Cells<i32>),
    EnumText(EnumId, Cells<u128>),
    Map(Maps),
    // Boxed: each of some 750 columns has a builder, and an enum is as large as its largest variant.
    Struct(Box<Structs>),
    List(Box<Lists>),
}

impl Node {
    /// Makes the builder of a part of a column.
    pub fn new(ty: Type) -> Self {
        match ty {
            Type::String | Type::Guid | Type::Address => Node::Text(Cells::default()),
            Type::Json => Node::Json(Cells::default()),
            Type::DateTime => Node::Time(Cells::default()),
            Type::I32 => Node::I32(Cells::default()),
            Type::I64 => Node::I64(Cells::default()),
            Type::Bool => Node::Bool(Cells::default()),
            Type::Enum(id) if data_type::is_number(id.get()) => Node::EnumNumber(id, Cells::default()),
            Type::Enum(id) => Node::EnumText(id, Cells::default()),
            Type::Pairs => Node::Map(Maps::default()),
            Type::Complex(schema) => Node::Struct(Box::new(Structs::new(schema))),
            Type::List(item) => Node::List(Box::new(Lists::new(*item))),
        }
    }

    /// Makes the builder of a whole column: an address there has its port beside it.
    pub fn of_column(ty: Type) -> Self {
        match ty {
            Type::Address => Node::Address(Addresses::default()),
            other => Node::new(other),
        }
    }

    /// Reads the value that comes next, which is not null, into a row behind those before.
    pub fn read_value(&mut self, row: usize, cursor: &mut Cursor<'_>, texts: &mut Texts) -> Fit {
        match self {
            Node::Text(cells) => text::read_text(cells, row, cursor, texts),
            Node::Json(cells) => text::read_json(cells, row, cursor, texts),
            Node::Address(addresses) => addresses.read_address(row, cursor, texts),
            Node::Time(cells) => scalar::read_time(cells, row, cursor),
            Node::I32(cells) => scalar::read_integer(cells, row, cursor),
            Node::I64(cells) => scalar::read_integer(cells, row, cursor),
            Node::Bool(cells) => scalar::read_bool(cells, row, cursor),
            Node::EnumNumber(id, cells) => scalar::read_enum(*id, cells, row, cursor),
            Node::EnumText(id, cells) => text::read_enum(*id, cells, row, cursor, texts),
            Node::Map(maps) => maps.read_pairs(row, cursor, texts),
            Node::Struct(structs) => structs.read_struct(row, cursor, texts),
            Node::List(lists) => lists.read_list(row, cursor, texts),
        }
    }

    /// Returns the number in a row of a numbered enum.
    pub fn enum_number(&self, row: usize) -> Option<i32> {
        match self {
            Node::EnumNumber(_, cells) => cells.get(row),
            _ => None,
        }
    }

    /// Forgets the rows from `len` on.
    pub fn truncate(&mut self, len: usize) {
        match self {
            Node::Text(cells) | Node::Json(cells) | Node::EnumText(_, cells) => cells.truncate(len),
            Node::Address(addresses) => addresses.truncate(len),
            Node::Time(cells) | Node::I64(cells) => cells.truncate(len),
            Node::I32(cells) | Node::EnumNumber(_, cells) => cells.truncate(len),
            Node::Bool(cells) => cells.truncate(len),
            Node::Map(maps) => maps.truncate(len),
            Node::Struct(structs) => structs.truncate(len),
            Node::List(lists) => lists.truncate(len),
        }
    }

    /// Returns the array of `len` rows. Of an address it is the IP; see [`Node::take_port`].
    pub fn take_array(&mut self, len: usize, buffers: &Arc<[Buffer]>) -> Result<ArrayRef, ArrowError> {
        Ok(match self {
            Node::Text(cells) | Node::Json(cells) | Node::EnumText(_, cells) => {
                text_array(cells, len, buffers)?
            }
            Node::Address(addresses) => text_array(&mut addresses.ips, len, buffers)?,
            Node::Time(cells) => scalar::time_array(cells, len)?,
            Node::I64(cells) => scalar::i64_array(cells, len)?,
            Node::I32(cells) | Node::EnumNumber(_, cells) => scalar::i32_array(cells, len)?,
            Node::Bool(cells) => scalar::bool_array(cells, len),
            Node::Map(maps) => maps.take_array(len, buffers)?,
            Node::Struct(structs) => structs.take_array(len, buffers)?,
            Node::List(lists) => lists.take_array(len, buffers)?,
        })
    }

    /// Returns the ports of an address column, where there are any.
    pub fn take_port(&mut self, len: usize) -> Result<Option<ArrayRef>, ArrowError> {
        match self {
            Node::Address(addresses) if !addresses.ports.is_empty() => {
                scalar::i32_array(&mut addresses.ports, len).map(Some)
            }
            _ => Ok(None),
        }
    }
}
