//! `bytes_text`: bytes as text, whatever they are.

use std::sync::Arc;

use datafusion::arrow::array::{AsArray, StringViewArray};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::DataType;
use datafusion::common::Result;
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs};

use super::definition::{Definition, Function, Takes};

pub(super) const BYTES_TEXT: Definition = Definition {
    function: Function {
        name: "bytes_text",
        syntax: "bytes_text(bytes)",
        description: "Bytes as text; what is no UTF-8 is replaced by U+FFFD. A cast to text ends the query where one value is \
                      no UTF-8.",
        example: "SELECT bytes_text(X'4a6f73e9')",
    },
    takes: Takes::Bytes,
    returns: |_| DataType::Utf8View,
    check: None,
    evaluate: texts_of_bytes,
};

fn texts_of_bytes(args: &ScalarFunctionArgs) -> Result<ColumnarValue> {
    let bytes = cast(&args.args[0].to_array(args.number_rows)?, &DataType::LargeBinary)?;
    let texts = bytes.as_binary::<i64>().iter().map(|bytes| bytes.map(String::from_utf8_lossy));
    Ok(ColumnarValue::Array(Arc::new(texts.collect::<StringViewArray>())))
}
