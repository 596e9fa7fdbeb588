//! Equality of texts whatever the case, for plans of this crate: as `lower(text) = 'a'`, without making the small letters.

use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, AsArray, BooleanArray};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::DataType;
use datafusion::common::{Result, exec_err};
use datafusion::logical_expr::{
    ColumnarValue, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
};

/// Makes the function: it takes a text, and those of which the text has to be one in small letters.
pub(crate) fn lowers_to() -> Arc<ScalarUDF> {
    let signature = Signature::variadic_any(Volatility::Immutable);
    Arc::new(ScalarUDF::new_from_impl(LowersTo { signature }))
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct LowersTo {
    signature: Signature,
}

impl ScalarUDFImpl for LowersTo {
    fn name(&self) -> &'static str {
        "lowers_to"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Boolean)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let Some((of, texts)) = args.args.split_first() else { return exec_err!("lowers_to has texts") };
        let text = |text: &ColumnarValue| match text {
            ColumnarValue::Scalar(value) => value.try_as_str().flatten().map(str::to_owned),
            ColumnarValue::Array(_) => None,
        };
        let Some(texts) = texts.iter().map(text).collect::<Option<Vec<_>>>() else {
            return exec_err!("lowers_to compares with constant texts");
        };
        Ok(ColumnarValue::Array(Arc::new(compare(&of.to_array(args.number_rows)?, &texts)?)))
    }
}

fn compare(of: &ArrayRef, texts: &[String]) -> Result<BooleanArray> {
    let of = cast(of, &DataType::Utf8View)?;
    Ok(of.as_string_view().iter().map(|value| Some(is_one(value?, texts))).collect())
}

/// Reports whether a text in small letters is one of these.
fn is_one(value: &str, texts: &[String]) -> bool {
    if !value.is_ascii() {
        return texts.contains(&value.to_lowercase());
    }
    let is_same = |text: &String| {
        text.len() == value.len() && value.bytes().map(|byte| byte.to_ascii_lowercase()).eq(text.bytes())
    };
    texts.iter().any(is_same)
}
