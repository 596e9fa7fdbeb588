//! Whether an activity succeeded.

use std::fmt;

use crate::number;
use crate::record::Record;

/// Whether the activity that a record tells of succeeded.
///
/// The rule, first that decides:
/// 1. The operation of a sign-in: `UserLoggedIn` succeeded, `UserLoginFailed` failed. `ResultStatus` does not count
///    there: Entra ID writes `Success` into failed sign-ins, and error numbers of mere interrupts into good ones.
/// 2. An error: `ErrorNumber` or `ErrorCode` that is a number other than 0, or a `LogonError` with text in it: failed.
/// 3. `ResultStatus`, case and blanks aside: `True`, `Success`, `Succeeded`, `Successful`, `Completed` succeeded;
///    `False`, `Failed`, `Failure`, `Error`, `AuthorizationFailure`, `Denied` failed; `PartiallySucceeded` (also in Aspose's
///    spelling, `PartiallySucceded`), `PartialSuccess` and `CompletedWithErrors` partial. In Planner's records the
///    numbers of `PlannerResultStatus`.
/// 4. `ErrorNumber` 0: succeeded.
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

pub(crate) fn of(record: &Record<'_>) -> Outcome {
    match record.word("Operation").as_deref() {
        Some("UserLoggedIn") => return Outcome::Succeeded,
        Some("UserLoginFailed") => return Outcome::Failed,
        _ => {}
    }
    let error =
        ["ErrorNumber", "ErrorCode"].iter().find_map(|key| number::integer(record.word(key)?.as_bytes()));
    let logon_error = record.word("LogonError").is_some_and(|e| !e.trim().is_empty());
    if logon_error || error.is_some_and(|n| n != 0) {
        return Outcome::Failed;
    }
    match record.word("ResultStatus").and_then(|status| of_status(record, &status)) {
        Some(outcome) => outcome,
        None if error == Some(0) => Outcome::Succeeded,
        None => Outcome::Unknown,
    }
}

fn of_status(record: &Record<'_>, status: &str) -> Option<Outcome> {
    let planner = record.object().schema().name.starts_with("Planner");
    match status.trim().to_ascii_lowercase().as_str() {
        "true" | "success" | "succeeded" | "successful" | "completed" => Some(Outcome::Succeeded),
        "false" | "failed" | "failure" | "error" | "authorizationfailure" | "denied" => Some(Outcome::Failed),
        "partiallysucceeded" | "partiallysucceded" | "partialsuccess" | "completedwitherrors" => {
            Some(Outcome::Partial)
        }
        "1" if planner => Some(Outcome::Succeeded),
        "2" | "3" if planner => Some(Outcome::Failed),
        _ => None,
    }
}
