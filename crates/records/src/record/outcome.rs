//! The outcome of an activity.

use std::fmt;
use std::sync::LazyLock;

use crate::parse::names::{self, NameId};
use crate::scalar::number;
use crate::value::object::Object;

/// Outcome of the activity that a record describes.
///
/// ```
/// use trail365_records::{Outcome, Parser};
///
/// let mut parser = Parser::new();
/// let record = parser.parse(br#"{"RecordType":15,"Operation":"UserLoginFailed","ResultStatus":"Success"}"#)?;
/// assert_eq!(record.outcome(), Outcome::Failed);
/// # Ok::<(), trail365_records::Error>(())
/// ```
///
/// The first of these rules that applies decides. Neither case nor blanks around a value count.
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
    /// The activity was done.
    Succeeded,
    /// The activity was refused or went wrong.
    Failed,
    /// The activity was done for some of the items.
    Partial,
    /// The record does not say.
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

/// The keys of the rule. Each record is asked for all of them, so their numbers are looked up once.
struct RuleKeys {
    operation: RuleKey,
    error_codes: [RuleKey; 2],
    logon_error: RuleKey,
    result_status: RuleKey,
}

struct RuleKey(&'static str, NameId);

static KEYS: LazyLock<RuleKeys> = LazyLock::new(|| {
    let key = |name| RuleKey(name, names::find_name(name).unwrap_or(NameId::UNKNOWN));
    RuleKeys {
        operation: key("Operation"),
        error_codes: [key("ErrorNumber"), key("ErrorCode")],
        logon_error: key("LogonError"),
        result_status: key("ResultStatus"),
    }
});

/// Returns the outcome of a record by the rule of [`Outcome`].
pub(crate) fn outcome_of(object: &Object<'_>) -> Outcome {
    let keys = &*KEYS;
    // Some exporters write the text "null" for a value that is absent.
    let word = |key: &RuleKey| object.get_named(key.1, key.0)?.as_text().filter(|t| t != "null");
    let operation = word(&keys.operation).unwrap_or_default();
    let operation_is = |name: &str| operation.trim().eq_ignore_ascii_case(name);
    if operation_is("UserLoggedIn") {
        return Outcome::Succeeded;
    }
    let codes = keys.error_codes.each_ref().map(|key| error_code(&word(key)?));
    let no_error = |e: &str| e.trim().is_empty() || e.trim().eq_ignore_ascii_case("None");
    let logon_error = word(&keys.logon_error).is_some_and(|e| !no_error(&e));
    if operation_is("UserLoginFailed") || logon_error || codes.iter().flatten().any(|code| *code != 0) {
        return Outcome::Failed;
    }
    match word(&keys.result_status).and_then(|status| of_status(object, &status)) {
        Some(outcome) => outcome,
        None if codes.iter().flatten().next().is_some() => Outcome::Succeeded,
        None => Outcome::Unknown,
    }
}

/// Reads an error code, decimal or hexadecimal.
fn error_code(text: &str) -> Option<i64> {
    let text = text.trim();
    match text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        Some(hex) => i64::from_str_radix(hex, 16).ok(),
        None => number::parse_integer(text.as_bytes()),
    }
}

fn of_status(object: &Object<'_>, status: &str) -> Option<Outcome> {
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
    let planner = object.schema().name.starts_with("Planner");
    match status {
        "1" if planner => Some(Outcome::Succeeded),
        "2" | "3" if planner => Some(Outcome::Failed),
        _ => None,
    }
}
