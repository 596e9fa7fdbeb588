//! Equality of texts whatever the case, for plans of this crate: as `lower(text) = 'a'`, without making the small letters.

use std::sync::Arc;

use datafusion::arrow::array::{Array as _, ArrayRef, AsArray, BooleanArray};
use datafusion::arrow::buffer::BooleanBuffer;
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
    let of = of.as_string_view();
    let starts: Vec<_> = texts.iter().map(|text| start_of(text.as_bytes())).collect();
    let is_one = |at| may_be_one(of.views()[at], &starts) && is_one(of.value(at), texts);
    Ok(BooleanArray::new(BooleanBuffer::collect_bool(of.len(), is_one), of.nulls().cloned()))
}

/// The first bytes of a text, which stand in its view, and nothing where it ends.
type Start = [u8; 4];

fn start_of(text: &[u8]) -> Start {
    std::array::from_fn(|at| text.get(at).copied().unwrap_or_default())
}

/// Reports whether the text of a view can be one of those that start so: most cannot, and are not looked at.
fn may_be_one(view: u128, starts: &[Start]) -> bool {
    let start: Start = std::array::from_fn(|at| view.to_le_bytes()[at + 4]);
    // Letters that are not ASCII can become ones that are.
    !start.is_ascii() || starts.contains(&start.map(|byte| byte.to_ascii_lowercase()))
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use datafusion::arrow::array::{ArrayRef, BooleanArray, StringViewArray};
    use proptest::prelude::*;

    use super::compare;

    proptest! {
        /// Short and long texts, which views hold differently, and letters that become others.
        #[test]
        fn it_compares_as_small_letters_do(
            values in proptest::collection::vec(proptest::option::of("[aAkK\u{212a}İ\u{0}]{0,5}(@example.com)?"), 0..70),
            at in 0..70usize, other in "[ak]{0,4}",
        ) {
            let lower = |value: &Option<String>| value.as_ref().map(|value| value.to_lowercase());
            let texts = [values.get(at).and_then(lower).unwrap_or_default(), other];
            let expected: BooleanArray = values.iter().map(|value| Some(texts.contains(&lower(value)?))).collect();
            let of: ArrayRef = Arc::new(StringViewArray::from(values));
            prop_assert_eq!(compare(&of, &texts).unwrap(), expected);
        }
    }
}
