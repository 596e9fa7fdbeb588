//! `operation_meaning`, `sign_in_error`, `app_name`: words for what records say.

use std::sync::Arc;

use datafusion::arrow::array::StringViewArray;
use datafusion::arrow::datatypes::DataType;
use datafusion::common::Result;
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs};
use trail365_schema::glossary::{app, operations_named, sign_in_error};

use super::definition::{Definition, Function, Takes};
use super::texts::Texts;

pub(super) const OPERATION_MEANING: Definition = Definition {
    function: Function {
        name: "operation_meaning",
        syntax: "operation_meaning(operation)",
        description: "What happened, in one sentence, whatever the case of the name and with or without a dot at its end. Of a name that \
                      several services use, the meaning that real records show most. Null where the operation is not known.",
        example: "SELECT operation, operation_meaning(operation) AS meaning, count(*) FROM activity GROUP BY operation",
    },
    takes: Takes::Texts(1, 1),
    returns: |_| DataType::Utf8View,
    check: None,
    evaluate: |args| words_of_texts(args, |name| operations_named(name).first().map(|o| o.meaning)),
};

pub(super) const SIGN_IN_ERROR: Definition = Definition {
    function: Function {
        name: "sign_in_error",
        syntax: "sign_in_error(error_number)",
        description: "Why a sign-in did not go through, in one sentence, by its number as text or integer. Null where the number is not \
                      known.",
        example: "SELECT error_number, sign_in_error(error_number) AS why, count(*) FROM activity WHERE operation = 'UserLoginFailed' GROUP \
                  BY error_number",
    },
    takes: Takes::TextOrNumber,
    returns: |_| DataType::Utf8View,
    check: None,
    evaluate: |args| {
        words_of_texts(args, |number| number.trim().parse().ok().and_then(sign_in_error).map(|e| e.meaning))
    },
};

pub(super) const APP_NAME: Definition = Definition {
    function: Function {
        name: "app_name",
        syntax: "app_name(app_id)",
        description: "Name of an app by its id: apps of Microsoft, apps that intruders often use, and apps made for consent phishing. Null \
                      where the id is not known, as those of a tenant's own apps.",
        example: "SELECT app_name(application_id) AS app, count(*) FROM activity WHERE operation = 'UserLoggedIn' GROUP BY app",
    },
    takes: Takes::Texts(1, 1),
    returns: |_| DataType::Utf8View,
    check: None,
    evaluate: |args| words_of_texts(args, |id| app(id).map(|app| app.name)),
};

/// Looks up the text of each row.
fn words_of_texts(
    args: &ScalarFunctionArgs,
    words: impl Fn(&str) -> Option<&'static str>,
) -> Result<ColumnarValue> {
    let texts = Texts::new(&args.args[0])?;
    let row = |row| texts.get(row).and_then(&words);
    Ok(ColumnarValue::Array(Arc::new((0..args.number_rows).map(row).collect::<StringViewArray>())))
}
