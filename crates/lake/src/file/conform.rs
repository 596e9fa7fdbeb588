//! Gives the columns of a file the types that the table has today.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, ListArray, MapArray, StructArray, new_null_array};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Field, FieldRef, Fields, Schema};
use arrow::error::ArrowError;

/// Returns the schema to decode a file with: its own, with texts as views where the table has them as views.
///
/// A view costs 16 bytes and no copy, so that a value that repeats in a page takes its bytes once.
pub(super) fn with_views(file: &Schema, table: &Schema) -> Schema {
    Schema::new(fields_with_views(file.fields(), table.fields()))
}

fn fields_with_views(file: &Fields, table: &Fields) -> Fields {
    let field = |field: &FieldRef| match table.find(field.name()) {
        Some((_, wanted)) => with_type(field, type_with_views(field.data_type(), wanted.data_type())),
        None => field.clone(),
    };
    file.iter().map(field).collect()
}

fn type_with_views(file: &DataType, table: &DataType) -> DataType {
    let item = |file: &FieldRef, table: &FieldRef| {
        with_type(file, type_with_views(file.data_type(), table.data_type()))
    };
    match (file, table) {
        (DataType::Utf8, DataType::Utf8View) => DataType::Utf8View,
        (DataType::Struct(file), DataType::Struct(table)) => DataType::Struct(fields_with_views(file, table)),
        (DataType::List(file), DataType::List(table)) => DataType::List(item(file, table)),
        (DataType::Map(file, sorted), DataType::Map(table, _)) => DataType::Map(item(file, table), *sorted),
        _ => file.clone(),
    }
}

fn with_type(field: &FieldRef, data_type: DataType) -> FieldRef {
    Arc::new(Field::clone(field).with_data_type(data_type))
}

/// Returns a column with the type that the table has. Fields that a struct of an older file lacks are null.
pub(super) fn conform(column: &ArrayRef, wanted: &DataType) -> Result<ArrayRef, ArrowError> {
    if column.data_type() == wanted {
        return Ok(column.clone());
    }
    Ok(match (column.data_type(), wanted) {
        (DataType::Struct(_), DataType::Struct(fields)) => {
            Arc::new(conform_struct(column.as_struct(), fields)?)
        }
        (DataType::List(_), DataType::List(item)) => {
            let (_, offsets, values, nulls) = column.as_list::<i32>().clone().into_parts();
            Arc::new(ListArray::try_new(item.clone(), offsets, conform(&values, item.data_type())?, nulls)?)
        }
        (DataType::Map(..), DataType::Map(entries, sorted)) => {
            let (_, offsets, pairs, nulls, _) = column.as_map().clone().into_parts();
            let pairs = conform(&(Arc::new(pairs) as ArrayRef), entries.data_type())?;
            Arc::new(MapArray::try_new(entries.clone(), offsets, pairs.as_struct().clone(), nulls, *sorted)?)
        }
        _ => cast(column, wanted)?,
    })
}

fn conform_struct(column: &StructArray, fields: &Fields) -> Result<StructArray, ArrowError> {
    let of = |field: &FieldRef| match column.column_by_name(field.name()) {
        Some(inner) => conform(inner, field.data_type()),
        None => Ok(new_null_array(field.data_type(), column.len())),
    };
    let columns = fields.iter().map(of).collect::<Result<_, _>>()?;
    StructArray::try_new(fields.clone(), columns, column.nulls().cloned())
}

#[cfg(test)]
mod tests {
    use arrow::array::{RecordBatch, StringArray};

    use super::*;

    #[test]
    fn fields_that_an_older_file_lacks_are_null() {
        let name: FieldRef = Arc::new(Field::new("Name", DataType::Utf8, true));
        let value: FieldRef = Arc::new(Field::new("Value", DataType::Utf8View, true));
        let names: ArrayRef = Arc::new(StringArray::from(vec![Some("a"), None]));
        let older: ArrayRef = Arc::new(StructArray::from(vec![(name, names)]));
        let views: FieldRef = Arc::new(Field::new("Name", DataType::Utf8View, true));
        let today = DataType::Struct(vec![value, views].into());
        let column = conform(&older, &today).unwrap();
        assert_eq!(column.data_type(), &today);
        assert_eq!(column.as_struct().column(0).null_count(), 2);
        assert_eq!(column.as_struct().column(1).as_string_view().value(0), "a");
        assert!(RecordBatch::try_from_iter([("column", column)]).is_ok());
    }

    #[test]
    fn texts_are_views_where_the_table_has_views() {
        let text = |name: &str| Field::new(name, DataType::Utf8, true);
        let view = |name: &str| Field::new(name, DataType::Utf8View, true);
        let nested =
            |field: Field| Field::new_list("list", Field::new_struct("element", vec![field], true), true);
        let file = Schema::new(vec![text("a"), nested(text("b")), text("other")]);
        let table = Schema::new(vec![nested(view("b")), view("a"), text("c")]);
        assert_eq!(with_views(&file, &table), Schema::new(vec![view("a"), nested(view("b")), text("other")]));
    }
}
