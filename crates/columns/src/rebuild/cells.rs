//! Values of a column as JSON.

use std::io::Write as _;

use arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, Int32Array, Int64Array, ListArray, MapArray, StringViewArray,
    StructArray, TimestampMicrosecondArray,
};
use arrow::datatypes::{Int32Type, Int64Type, TimestampMicrosecondType};
use trail365_records::{Timestamp, meaning};
use trail365_schema::{SchemaId, Type};
use trail365_text::json::write_items;

use crate::integer;
use crate::layout::data_type;

/// The values of a column or of a part of one. The arrays are of the types that [`data_type::arrow_type`] gives.
pub(super) enum Cells {
    Text(Texts),
    Json(Texts),
    /// Members of an enum; digits are a number.
    Enum(Texts),
    Address(Box<(Texts, Option<Numbers>)>),
    Time(TimestampMicrosecondArray),
    I32(Int32Array),
    I64(Int64Array),
    Bool(BooleanArray),
    Map(Box<Maps>),
    Struct {
        structs: StructArray,
        members: Vec<(&'static str, Cells)>,
    },
    List {
        lists: ListArray,
        items: Box<Cells>,
    },
}

pub(super) struct Maps {
    all: MapArray,
    names: Texts,
    values: Texts,
}

/// A column of text.
pub(super) struct Texts(StringViewArray);

/// A column of small numbers.
pub(super) struct Numbers(Int32Array);

impl Texts {
    pub fn of(array: &ArrayRef) -> Self {
        Texts(array.as_string_view().clone())
    }

    pub fn get(&self, row: usize) -> Option<&str> {
        self.0.is_valid(row).then(|| self.0.value(row))
    }
}

impl Numbers {
    pub fn of(array: &ArrayRef) -> Self {
        Numbers(array.as_primitive::<Int32Type>().clone())
    }

    pub fn get(&self, row: usize) -> Option<i32> {
        self.0.is_valid(row).then(|| self.0.value(row))
    }
}

impl Cells {
    pub fn of(ty: Type, array: &ArrayRef) -> Self {
        match ty {
            Type::Json => Cells::Json(Texts::of(array)),
            Type::DateTime => Cells::Time(array.as_primitive::<TimestampMicrosecondType>().clone()),
            Type::I32 => Cells::I32(array.as_primitive::<Int32Type>().clone()),
            Type::I64 => Cells::I64(array.as_primitive::<Int64Type>().clone()),
            Type::Bool => Cells::Bool(array.as_boolean().clone()),
            Type::Enum(id) if data_type::is_number(id.get()) => {
                Cells::I32(array.as_primitive::<Int32Type>().clone())
            }
            Type::String | Type::Guid | Type::Address => Cells::Text(Texts::of(array)),
            Type::Enum(_) => Cells::Enum(Texts::of(array)),
            Type::Pairs => Self::of_map(array.as_map()),
            Type::Complex(schema) => Self::of_struct(schema, array.as_struct()),
            Type::List(item) => {
                let lists: &ListArray = array.as_list();
                Cells::List { lists: lists.clone(), items: Box::new(Cells::of(*item, lists.values())) }
            }
        }
    }

    fn of_map(maps: &MapArray) -> Self {
        let (names, values) = (Texts::of(maps.keys()), Texts::of(maps.values()));
        Cells::Map(Box::new(Maps { all: maps.clone(), names, values }))
    }

    fn of_struct(schema: SchemaId, structs: &StructArray) -> Self {
        let fields = schema.get().all_fields().zip(structs.columns());
        let members = fields.map(|((_, f), array)| (f.name, Cells::of(f.ty, array))).collect();
        Cells::Struct { structs: structs.clone(), members }
    }

    fn as_array(&self) -> &dyn Array {
        match self {
            Cells::Text(texts) | Cells::Json(texts) | Cells::Enum(texts) => &texts.0,
            Cells::Address(address) => &address.0.0,
            Cells::Time(array) => array,
            Cells::I32(array) => array,
            Cells::I64(array) => array,
            Cells::Bool(array) => array,
            Cells::Map(map) => &map.all,
            Cells::Struct { structs, .. } => structs,
            Cells::List { lists, .. } => lists,
        }
    }

    /// Reports whether a row has a value.
    pub fn has_value(&self, row: usize) -> bool {
        self.as_array().is_valid(row)
    }

    /// Writes the value of a row, `null` where it has none.
    pub fn write_value(&self, row: usize, out: &mut Vec<u8>) {
        if !self.has_value(row) {
            out.extend_from_slice(b"null");
            return;
        }
        match self {
            Cells::Text(texts) => meaning::write_string(texts.0.value(row), out),
            Cells::Json(texts) => out.extend_from_slice(texts.0.value(row).as_bytes()),
            Cells::Enum(texts) => write_member(texts.0.value(row), out),
            Cells::Address(address) => {
                let (found, ports) = &**address;
                write_address(found.0.value(row), ports.as_ref().and_then(|p| p.get(row)), out);
            }
            Cells::Time(array) => write_time(array.value(row), out),
            Cells::I32(array) => write_number(i64::from(array.value(row)), out),
            Cells::I64(array) => write_number(array.value(row), out),
            Cells::Bool(array) => out.extend_from_slice(if array.value(row) { b"true" } else { b"false" }),
            Cells::Map(map) => write_map(map, row, out),
            Cells::Struct { members, .. } => write_struct(members, row, out),
            Cells::List { lists, items } => write_list(lists, items, row, out),
        }
    }
}

/// Writes a member's name, or the number of one that has none.
fn write_member(text: &str, out: &mut Vec<u8>) {
    match integer::parse_plain(text.as_bytes()) {
        Some(number) => write_number(number, out),
        None => meaning::write_string(text, out),
    }
}

fn write_address(ip: &str, port: Option<i32>, out: &mut Vec<u8>) {
    let text = match port {
        None => ip.to_owned(),
        Some(port) if ip.contains(':') => format!("[{ip}]:{port}"),
        Some(port) => format!("{ip}:{port}"),
    };
    meaning::write_string(&text, out);
}

/// Writes a time without its zone: nearly all records have it so.
fn write_time(microseconds: i64, out: &mut Vec<u8>) {
    let text = Timestamp::from_microseconds(microseconds).to_string();
    meaning::write_string(text.trim_end_matches('Z'), out);
}

fn write_number(number: i64, out: &mut Vec<u8>) {
    // Writing to memory does not fail.
    let _ = write!(out, "{number}");
}

fn write_map(Maps { all, names, values }: &Maps, row: usize, out: &mut Vec<u8>) {
    let entries = items_of(all.value_offsets(), row);
    write_items(*b"[]", entries, out, |entry, out| {
        out.extend_from_slice(b"{\"Name\":");
        meaning::write_string(names.get(entry).unwrap_or_default(), out);
        out.extend_from_slice(b",\"Value\":");
        match values.get(entry) {
            Some(value) => meaning::write_string(value, out),
            None => out.extend_from_slice(b"null"),
        }
        out.push(b'}');
    });
}

fn write_struct(members: &[(&str, Cells)], row: usize, out: &mut Vec<u8>) {
    write_items(
        *b"{}",
        // An object with a null in it stands in `extra`, so a member without a value was absent.
        members.iter().filter(|(_, cells)| cells.has_value(row)),
        out,
        |(name, cells), out| {
            meaning::write_string(name, out);
            out.push(b':');
            cells.write_value(row, out);
        },
    );
}

fn write_list(lists: &ListArray, items: &Cells, row: usize, out: &mut Vec<u8>) {
    write_items(*b"[]", items_of(lists.value_offsets(), row), out, |item, out| items.write_value(item, out));
}

/// Returns the places of a row's items.
fn items_of(offsets: &[i32], row: usize) -> std::ops::Range<usize> {
    let at = |row: usize| offsets.get(row).and_then(|at| usize::try_from(*at).ok()).unwrap_or(0);
    at(row)..at(row + 1)
}
