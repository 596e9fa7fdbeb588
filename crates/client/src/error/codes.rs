//! The registry of known codes.

use super::activity::ACTIVITY;
use super::code::Code;
use super::sign_in::SIGN_IN;

/// Iterates over every known code, those of the API first.
pub fn codes() -> impl Iterator<Item = &'static Code> {
    ACTIVITY.iter().chain(SIGN_IN)
}

/// Returns the code of this name, in any case.
///
/// ```
/// let code = trail365_client::code("aadsts7000222").expect("a known code");
/// assert_eq!(code.meaning, "the client secret has expired");
/// ```
pub fn code(name: &str) -> Option<&'static Code> {
    codes().find(|code| code.name.eq_ignore_ascii_case(name))
}
