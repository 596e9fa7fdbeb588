//! A code of the service, and the forms that codes have.

use super::kind::{ErrorKind, Fault};

/// A code of the service: its meaning and what to do about it.
///
/// ```
/// let code = trail365_client::code("AF20022").expect("a known code");
/// assert_eq!(code.kind, trail365_client::ErrorKind::NoSubscription);
/// assert!(!code.soon, "a retry alone does not help");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Code {
    /// Name as the service writes it: `AF20022`, `AADSTS7000215`.
    pub name: &'static str,
    /// Kind of the error that it makes.
    pub kind: ErrorKind,
    /// Party at fault.
    pub fault: Fault,
    /// It may pass by itself.
    pub soon: bool,
    /// Meaning in words.
    pub meaning: &'static str,
    /// Remedy in words.
    pub remedy: &'static str,
}

/// Makes a code that lasts until somebody acts.
pub(super) const fn lasting_code(
    name: &'static str,
    kind: ErrorKind,
    fault: Fault,
    meaning: &'static str,
    remedy: &'static str,
) -> Code {
    Code { name, kind, fault, soon: false, meaning, remedy }
}

/// Makes a code that passes by itself.
pub(super) const fn passing_code(
    name: &'static str,
    kind: ErrorKind,
    meaning: &'static str,
    remedy: &'static str,
) -> Code {
    let fault = if matches!(kind, ErrorKind::Throttled) { Fault::Caller } else { Fault::Service };
    Code { name, kind, fault, soon: true, meaning, remedy }
}

/// Reports whether `code` has the form of the API's codes: `AF` and a number.
pub(super) fn is_api_code(code: &str) -> bool {
    let number = code.get(..2).filter(|start| start.eq_ignore_ascii_case("AF")).and(code.get(2..));
    number.is_some_and(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
}

/// Reports whether `code` has the form of sign-in codes: `AADSTS` and a number, or a word of OAuth such as
/// `invalid_client`.
pub(super) fn is_sign_in_code(code: &str) -> bool {
    let word = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
    code.starts_with("AADSTS") || (is_code_word(code) && code.bytes().all(word))
}

/// Reports whether `text` may be shown as a code. An answer can have any text in that place, even a part of the request.
pub(super) fn is_code_word(text: &str) -> bool {
    text.len() <= 32
        && !text.is_empty()
        && text.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c))
}
