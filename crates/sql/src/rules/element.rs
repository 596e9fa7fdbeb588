//! Conditions on one element of a list.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, RecordBatch, StructArray};
use arrow::compute::nullif;
use arrow::datatypes::{DataType, Field as ArrowField, Fields, Schema, SchemaRef};
use datafusion::common::{Result, exec_err};
use datafusion::logical_expr::{
    ColumnarValue, Expr, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
};
use datafusion::physical_expr::PhysicalExpr;

/// Column of an element that is a text.
pub(super) const ELEMENT: &str = "element";

/// Returns the columns that the elements of a list have; `None` where the type is no list.
pub(super) fn element_schema(list: &DataType) -> Option<SchemaRef> {
    let fields: Fields = match list {
        DataType::List(item) => match item.data_type() {
            DataType::Struct(members) => {
                members.iter().map(|member| member.as_ref().clone().with_nullable(true)).collect()
            }
            ty => vec![ArrowField::new(ELEMENT, ty.clone(), true)].into(),
        },
        DataType::Map(..) => vec![
            ArrowField::new("name", DataType::Utf8View, true),
            ArrowField::new("value", DataType::Utf8View, true),
        ]
        .into(),
        _ => return None,
    };
    Some(Arc::new(Schema::new(fields)))
}

/// Makes the condition that some element of a list holds a body, which is planned over [`element_schema`].
pub(super) fn any_element(
    list: Expr,
    schema: SchemaRef,
    body: &Expr,
    planned: Arc<dyn PhysicalExpr>,
) -> Expr {
    let signature = Signature::any(1, Volatility::Immutable);
    let text = body.to_string();
    ScalarUDF::new_from_impl(AnyElement { text, schema, body: planned, signature }).call(vec![list])
}

#[derive(Debug)]
struct AnyElement {
    /// The body in words: tells one function from another.
    text: String,
    schema: SchemaRef,
    body: Arc<dyn PhysicalExpr>,
    signature: Signature,
}

impl PartialEq for AnyElement {
    fn eq(&self, other: &Self) -> bool {
        (&self.text, &self.schema) == (&other.text, &other.schema)
    }
}

impl Eq for AnyElement {}

impl Hash for AnyElement {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl ScalarUDFImpl for AnyElement {
    fn name(&self) -> &'static str {
        "any_element"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Boolean)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let list = args.args[0].to_array(args.number_rows)?;
        let (elements, offsets) = match list.data_type() {
            DataType::List(_) => {
                (list.as_list::<i32>().values().clone(), list.as_list::<i32>().value_offsets())
            }
            DataType::Map(..) => {
                let map = list.as_map();
                (Arc::new(map.entries().clone()) as ArrayRef, map.value_offsets())
            }
            other => return exec_err!("any_element takes lists, not {other}"),
        };
        let holds = self.evaluate(&elements)?;
        let any = |row: usize| {
            let (start, end) = (offsets[row] as usize, offsets[row + 1] as usize);
            list.is_valid(row) && (start..end).any(|at| holds.is_valid(at) && holds.value(at))
        };
        let rows: BooleanArray = (0..list.len()).map(|row| Some(any(row))).collect();
        Ok(ColumnarValue::Array(Arc::new(rows)))
    }
}

impl AnyElement {
    fn evaluate(&self, elements: &ArrayRef) -> Result<BooleanArray> {
        let columns = match elements.as_struct_opt() {
            Some(of) => {
                of.columns().iter().map(|column| without_absent(column, of)).collect::<Result<_>>()?
            }
            None => vec![elements.clone()],
        };
        let batch = RecordBatch::try_new(self.schema.clone(), columns)?;
        let holds = self.body.evaluate(&batch)?.into_array(batch.num_rows())?;
        Ok(holds.as_boolean().clone())
    }
}

/// Takes the values of a member from elements that are null: Arrow lets them have any.
fn without_absent(column: &ArrayRef, of: &StructArray) -> Result<ArrayRef> {
    match of.nulls() {
        Some(nulls) if nulls.null_count() > 0 => {
            Ok(nullif(column, &BooleanArray::new(!nulls.inner(), None))?)
        }
        _ => Ok(column.clone()),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use std::sync::Arc;

    use arrow::array::{Array, ArrayRef, AsArray, ListArray, MapArray, StringViewArray, StructArray};
    use arrow::buffer::{NullBuffer, OffsetBuffer};
    use arrow::datatypes::{DataType, Field, Fields, Schema};
    use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs, col, lit};

    use super::{any_element, element_schema};
    use crate::rules::dialect::Dialect;

    /// Evaluates `name = wanted` for the elements of each list.
    fn any_name(list: &ArrayRef, wanted: &str) -> Vec<bool> {
        let schema = element_schema(list.data_type()).unwrap();
        let inside = Dialect::new(&schema).unwrap();
        let body = inside.call("any_like", col("name"), [wanted.to_owned()]);
        let planned = inside.plan(body.clone()).unwrap();
        let call = any_element(lit(1), schema, &body, planned);
        let datafusion::logical_expr::Expr::ScalarFunction(call) = call else { unreachable!() };
        let field = Arc::new(Field::new("l", list.data_type().clone(), true));
        let args = ScalarFunctionArgs {
            args: vec![ColumnarValue::Array(Arc::clone(list))],
            arg_fields: vec![field],
            number_rows: list.len(),
            return_field: Arc::new(Field::new("r", DataType::Boolean, true)),
            config_options: Arc::default(),
        };
        let holds = call.func.invoke_with_args(args).unwrap().into_array(list.len()).unwrap();
        holds.as_boolean().iter().map(Option::unwrap).collect()
    }

    fn members(nulls: Option<Vec<bool>>) -> StructArray {
        let names: ArrayRef = Arc::new(StringViewArray::from(vec!["a", "b", "c", "d"]));
        let values: ArrayRef = Arc::new(StringViewArray::from(vec![Some("1"), None, Some("3"), Some("4")]));
        let fields: Fields =
            ["name", "value"].map(|n| Field::new(n, DataType::Utf8View, n == "value")).to_vec().into();
        StructArray::new(fields, vec![names, values], nulls.map(NullBuffer::from))
    }

    fn lists(of: StructArray) -> ListArray {
        let item = Arc::new(Field::new("item", of.data_type().clone(), true));
        let nulls = NullBuffer::from(vec![true, true, false, true]);
        ListArray::new(item, OffsetBuffer::new(vec![0, 1, 1, 3, 4].into()), Arc::new(of), Some(nulls))
    }

    #[test]
    fn null_lists_and_null_elements_hold_nothing() {
        let list: ArrayRef = Arc::new(lists(members(Some(vec![true, true, true, false]))));
        assert_eq!(any_name(&list, "*"), [true, false, false, false]);
    }

    #[test]
    fn slices_keep_their_elements() {
        let list: ArrayRef = Arc::new(lists(members(None)));
        for start in 0..4 {
            let expected = [true, false, false, true][start..].to_vec();
            assert_eq!(any_name(&list.slice(start, 4 - start), "*"), expected);
        }
        assert_eq!(any_name(&list.slice(3, 1), "a"), [false]);
        let entries = members(None);
        let field = Arc::new(Field::new("entries", entries.data_type().clone(), false));
        let map = MapArray::new(field, OffsetBuffer::new(vec![0, 2, 2, 4].into()), entries, None, false);
        let map: ArrayRef = Arc::new(map);
        assert_eq!(any_name(&map.slice(1, 2), "c"), [false, true]);
        assert_eq!(any_name(&map.slice(2, 1), "a"), [false]);
    }

    #[test]
    fn members_may_be_null_where_elements_are() {
        let strict: Fields = vec![Field::new("name", DataType::Utf8View, false)].into();
        let list = DataType::List(Arc::new(Field::new("item", DataType::Struct(strict), true)));
        let expected = Schema::new(vec![Field::new("name", DataType::Utf8View, true)]);
        assert_eq!(*element_schema(&list).unwrap(), expected);
    }
}
