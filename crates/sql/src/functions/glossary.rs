//! `operation_meaning`, `sign_in_error`, `sign_in_error_class`, `app_name`: words for what records say.

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
        syntax: "operation_meaning(operation, [workload])",
        description: "What happened, in one sentence, whatever the case of the name and with or without a dot at its end. Of a name that \
                      several services use, the meaning in the workload, or without one that which real records show most. Null where the operation is not \
                      known.",
        example: "SELECT operation, operation_meaning(operation, workload) AS meaning, count(*) FROM events GROUP BY operation, workload",
    },
    takes: Takes::Texts(1, 2),
    returns: |_| DataType::Utf8View,
    check: None,
    evaluate: meanings_of_operations,
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

pub(super) const SIGN_IN_ERROR_CLASS: Definition = Definition {
    function: Function {
        name: "sign_in_error_class",
        syntax: "sign_in_error_class(error_number)",
        description: "What kind of reason kept a sign-in from going through, by its number as text or integer: credential failure, MFA, \
                      conditional access, account state, risk, federation, configuration, or 'interrupt, normal step'. Null where the number \
                      is not known.",
        example: "SELECT sign_in_error_class(error_number) AS class, count(*) FROM activity WHERE operation = 'UserLoginFailed' GROUP BY class",
    },
    takes: Takes::TextOrNumber,
    returns: |_| DataType::Utf8View,
    check: None,
    evaluate: |args| {
        words_of_texts(args, |number| number.trim().parse().ok().and_then(sign_in_error).map(|e| e.class))
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

fn meanings_of_operations(args: &ScalarFunctionArgs) -> Result<ColumnarValue> {
    let texts = Texts::of_all(&args.args)?;
    let meaning = |row| {
        let workload = texts.get(1).and_then(|workloads| workloads.get(row));
        meaning_in(texts[0].get(row)?, workload)
    };
    Ok(ColumnarValue::Array(Arc::new((0..args.number_rows).map(meaning).collect::<StringViewArray>())))
}

/// Returns what an operation means in a workload, or what it means most where it is not known there.
fn meaning_in(operation: &str, workload: Option<&str>) -> Option<&'static str> {
    let known = operations_named(operation);
    let is_in =
        |names: &[&str]| workload.is_some_and(|it| names.iter().any(|name| name.eq_ignore_ascii_case(it)));
    let own = known.iter().find(|o| is_in(&[o.workload.name]) || is_in(&o.also_in));
    own.or(known.first()).map(|o| o.meaning)
}

/// Looks up the text of each row.
fn words_of_texts(
    args: &ScalarFunctionArgs,
    words: impl Fn(&str) -> Option<&'static str>,
) -> Result<ColumnarValue> {
    let texts = Texts::new(&args.args[0])?;
    let row = |row| texts.get(row).and_then(&words);
    Ok(ColumnarValue::Array(Arc::new((0..args.number_rows).map(row).collect::<StringViewArray>())))
}
