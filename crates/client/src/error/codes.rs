//! The codes of the service, as data.

use super::activity::ACTIVITY;
use super::sign_in::SIGN_IN;
use super::{ErrorKind, Fault};

/// What a code of the service means and what to do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Code {
    /// As the service writes it: `AF20022`, `AADSTS7000215`.
    pub name: &'static str,
    /// Kind of error that it makes.
    pub kind: ErrorKind,
    /// Whose fault it is.
    pub fault: Fault,
    /// Whether it may pass by itself.
    pub soon: bool,
    /// What it means.
    pub meaning: &'static str,
    /// What to do about it.
    pub remedy: &'static str,
}

/// A code that stays until somebody does something.
pub(super) const fn stays(
    name: &'static str,
    kind: ErrorKind,
    fault: Fault,
    meaning: &'static str,
    remedy: &'static str,
) -> Code {
    Code { name, kind, fault, soon: false, meaning, remedy }
}

/// A code that passes by itself.
pub(super) const fn passes(
    name: &'static str,
    kind: ErrorKind,
    meaning: &'static str,
    remedy: &'static str,
) -> Code {
    let fault = if matches!(kind, ErrorKind::Throttled) { Fault::Caller } else { Fault::Service };
    Code { name, kind, fault, soon: true, meaning, remedy }
}

/// Every code that is known, those of the API first.
pub fn codes() -> impl Iterator<Item = &'static Code> {
    ACTIVITY.iter().chain(SIGN_IN)
}

/// The code of this name, in any case.
///
/// ```
/// let code = trail365_client::code("aadsts7000222").expect("a known code");
/// assert_eq!(code.meaning, "the client secret has expired");
/// ```
pub fn code(name: &str) -> Option<&'static Code> {
    codes().find(|code| code.name.eq_ignore_ascii_case(name))
}
