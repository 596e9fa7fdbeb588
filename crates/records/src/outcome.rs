//! Whether an activity succeeded.

use std::fmt;
use std::sync::LazyLock;

use crate::names::{self, NameId};
use crate::number;
use crate::record::Record;

/// Whether the activity that a record tells of succeeded.
///
/// The rule, first that decides; case does not count, nor do blanks around a value:
/// 1. The operation of a sign-in: `UserLoggedIn` succeeded, `UserLoginFailed` failed. `ResultStatus` does not count
///    there: Entra ID writes `Success` into failed sign-ins, and error numbers of mere interrupts into good ones.
/// 2. An error: an `ErrorNumber` or `ErrorCode` that is a number other than 0, decimal or `0x` hexadecimal, or a
///    `LogonError` other than `None`: failed.
/// 3. `ResultStatus`: `True`, `Success`, `Succeeded`, `Successful`, `Completed` succeeded; `False`, `Failed`, `Failure`,
///    `Error`, `AuthorizationFailure`, `Denied` failed; `PartiallySucceeded` (also in Aspose's spelling,
///    `PartiallySucceded`), `PartialSuccess` and `CompletedWithErrors` partial. In Planner's records the numbers of
///    `PlannerResultStatus`.
/// 4. `ErrorNumber` or `ErrorCode` 0: succeeded.
/// 5. Anything else, such as `InProgress` or nothing: unknown. Most SharePoint and Teams records carry no result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Outcome {
    /// It was done.
    Succeeded,
    /// It was refused or went wrong.
    Failed,
    /// Done for some of the items.
    Partial,
    /// The record does not tell.
    Unknown,
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Outcome::Succeeded => "succeeded",
            Outcome::Failed => "failed",
            Outcome::Partial => "partial",
            Outcome::Unknown => "unknown",
        })
    }
}

/// The keys that the rule looks at, found once: a record is asked for each of them.
struct Keys {
    operation: Key,
    error_codes: [Key; 2],
    logon_error: Key,
    result_status: Key,
}

struct Key(&'static str, NameId);

static KEYS: LazyLock<Keys> = LazyLock::new(|| {
    let key = |name| Key(name, names::find(name).unwrap_or(NameId::UNKNOWN));
    Keys {
        operation: key("Operation"),
        error_codes: [key("ErrorNumber"), key("ErrorCode")],
        logon_error: key("LogonError"),
        result_status: key("ResultStatus"),
    }
});

pub(crate) fn of(record: &Record<'_>) -> Outcome {
    let keys = &*KEYS;
    let object = record.object();
    let word = |key: &Key| object.get_named(key.1, key.0)?.as_text().filter(|t| t != "null");
    let operation = word(&keys.operation).unwrap_or_default();
    let operation_is = |name: &str| operation.trim().eq_ignore_ascii_case(name);
    if operation_is("UserLoggedIn") {
        return Outcome::Succeeded;
    }
    let codes = keys.error_codes.each_ref().map(|key| code(&word(key)?));
    let no_error = |e: &str| e.trim().is_empty() || e.trim().eq_ignore_ascii_case("None");
    let logon_error = word(&keys.logon_error).is_some_and(|e| !no_error(&e));
    if operation_is("UserLoginFailed") || logon_error || codes.iter().flatten().any(|code| *code != 0) {
        return Outcome::Failed;
    }
    match word(&keys.result_status).and_then(|status| of_status(record, &status)) {
        Some(outcome) => outcome,
        None if codes.iter().flatten().next().is_some() => Outcome::Succeeded,
        None => Outcome::Unknown,
    }
}

/// An error code in decimal or hexadecimal.
fn code(text: &str) -> Option<i64> {
    let text = text.trim();
    match text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        Some(hex) => i64::from_str_radix(hex, 16).ok(),
        None => number::integer(text.as_bytes()),
    }
}

fn of_status(record: &Record<'_>, status: &str) -> Option<Outcome> {
    const SUCCEEDED: [&str; 5] = ["true", "success", "succeeded", "successful", "completed"];
    const FAILED: [&str; 6] = ["false", "failed", "failure", "error", "authorizationfailure", "denied"];
    const PARTIAL: [&str; 4] =
        ["partiallysucceeded", "partiallysucceded", "partialsuccess", "completedwitherrors"];
    let status = status.trim();
    let is_one_of = |words: &[&str]| words.iter().any(|word| status.eq_ignore_ascii_case(word));
    if is_one_of(&SUCCEEDED) {
        return Some(Outcome::Succeeded);
    } else if is_one_of(&FAILED) {
        return Some(Outcome::Failed);
    } else if is_one_of(&PARTIAL) {
        return Some(Outcome::Partial);
    }
    let planner = record.object().schema().name.starts_with("Planner");
    match status {
        "1" if planner => Some(Outcome::Succeeded),
        "2" | "3" if planner => Some(Outcome::Failed),
        _ => None,
    }
}
