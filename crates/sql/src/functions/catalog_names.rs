//! `record_type_name`, `record_type_number`, `enum_name`: numbers and Microsoft's names for them.

use std::sync::Arc;

use datafusion::arrow::array::{Array, AsArray, Int32Array, StringViewArray};
use datafusion::arrow::datatypes::{DataType, Int64Type};
use datafusion::common::{Result, ScalarValue, plan_err};
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs};
use trail365_schema::{Enum, enum_named, record_type, record_type_named};

use super::definition::{Definition, Function, Takes};
use super::texts::{Prepared, Texts};

pub(super) const RECORD_TYPE_NAME: Definition = Definition {
    function: Function {
        name: "record_type_name",
        syntax: "record_type_name(number)",
        description: "Microsoft's name of a record type (AuditLogRecordType). Null where the number is not known.",
        example: "SELECT record_type_name(15)",
    },
    takes: Takes::Number,
    returns: |_| DataType::Utf8View,
    check: None,
    evaluate: |args| {
        names_of_numbers(args, 0, |_, n| i32::try_from(n).ok().and_then(record_type).map(|t| t.name))
    },
};

pub(super) const RECORD_TYPE_NUMBER: Definition = Definition {
    function: Function {
        name: "record_type_number",
        syntax: "record_type_number(name)",
        description: "Number of a record type by its name, its name in Microsoft Graph or a former name, whatever the case. Null where \
                      the name is not known.",
        example: "SELECT count(*) FROM activity WHERE record_type = record_type_number('ExchangeItem')",
    },
    takes: Takes::Texts(1, 1),
    returns: |_| DataType::Int32,
    check: None,
    evaluate: numbers_of_names,
};

pub(super) const ENUM_NAME: Definition = Definition {
    function: Function {
        name: "enum_name",
        syntax: "enum_name(enum, number)",
        description: "Microsoft's name of a member of an enum. Null where the number is not known.",
        example: "SELECT enum_name('LogonType', logon_type) AS logon, count(*) FROM activity GROUP BY logon",
    },
    takes: Takes::TextAndNumber,
    returns: |_| DataType::Utf8View,
    check: Some(check_enum),
    evaluate: enum_names,
};

fn check_enum(constants: &[Option<&ScalarValue>]) -> Result<()> {
    let name = constants.first().copied().flatten().and_then(|v| v.try_as_str().flatten());
    match name {
        Some(name) if enum_named(name).is_none() => plan_err!("no enum '{name}' in the schema"),
        _ => Ok(()),
    }
}

fn enum_names(args: &ScalarFunctionArgs) -> Result<ColumnarValue> {
    let texts = Texts::new(&args.args[0])?;
    let made = Prepared::new(&texts, enum_named);
    // A search through the members is enough: enums are short, and an index would be built for each batch.
    names_of_numbers(args, 1, |row, n| made.with_value(&texts, row, |e| find_member(e, n)).flatten())
}

fn find_member(e: &'static Enum, number: i64) -> Option<&'static str> {
    e.members.iter().find(|m| m.value.map(i64::from) == Some(number)).map(|m| m.name)
}

/// Names of the numbers in an argument.
fn names_of_numbers(
    args: &ScalarFunctionArgs,
    argument: usize,
    name: impl Fn(usize, i64) -> Option<&'static str>,
) -> Result<ColumnarValue> {
    let array = args.args[argument].to_array(args.number_rows)?;
    let numbers = array.as_primitive::<Int64Type>();
    let row = |row| numbers.is_valid(row).then(|| name(row, numbers.value(row))).flatten();
    Ok(ColumnarValue::Array(Arc::new((0..args.number_rows).map(row).collect::<StringViewArray>())))
}

fn numbers_of_names(args: &ScalarFunctionArgs) -> Result<ColumnarValue> {
    let texts = Texts::new(&args.args[0])?;
    let row = |row| texts.get(row).and_then(record_type_named).map(|t| t.value);
    Ok(ColumnarValue::Array(Arc::new((0..args.number_rows).map(row).collect::<Int32Array>())))
}
