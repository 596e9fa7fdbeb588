//! Conditions on one element of a list.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, RecordBatch};
use arrow::datatypes::{DataType, Field as ArrowField, Schema, SchemaRef};
use datafusion::common::{Result, exec_err};
use datafusion::logical_expr::{
    ColumnarValue, Expr, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
};
use datafusion::physical_expr::PhysicalExpr;

/// Column of an element that is a text.
pub(super) const ELEMENT: &str = "element";

/// Returns the columns that the elements of a list have; `None` where the type is no list.
pub(super) fn element_schema(list: &DataType) -> Option<SchemaRef> {
    let fields = match list {
        DataType::List(item) => match item.data_type() {
            DataType::Struct(members) => members.clone(),
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
        let columns =
            elements.as_struct_opt().map_or_else(|| vec![elements.clone()], |of| of.columns().to_vec());
        let batch = RecordBatch::try_new(self.schema.clone(), columns)?;
        let holds = self.body.evaluate(&batch)?.into_array(batch.num_rows())?;
        Ok(holds.as_boolean().clone())
    }
}
