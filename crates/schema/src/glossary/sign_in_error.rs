//! Numbers of sign-in errors, which records have in `ErrorNumber` and messages as `AADSTS50126`.

use std::sync::LazyLock;

use super::table::{Cells, rows};

/// The number of a sign-in that did not go through, or stopped on its way.
#[derive(Debug, PartialEq, Eq)]
pub struct SignInError {
    /// The number.
    pub number: u32,
    /// Microsoft's name, or ours where that is not known.
    pub name: &'static str,
    /// The name is ours.
    pub name_is_ours: bool,
    /// Kind of reason, such as `credential failure`.
    pub class: &'static str,
    /// Real records have it.
    pub observed: bool,
    /// No documentation at hand lists it.
    pub unconfirmed: bool,
    /// Why the sign-in ended, in one sentence.
    pub meaning: &'static str,
}

impl SignInError {
    fn from_cells(mut cells: Cells) -> Option<Self> {
        Some(Self {
            number: cells.text().parse().ok()?,
            name: cells.text(),
            name_is_ours: cells.flag(),
            class: cells.text(),
            observed: cells.flag(),
            unconfirmed: cells.flag(),
            meaning: cells.text(),
        })
    }
}

static ERRORS: LazyLock<Vec<SignInError>> = LazyLock::new(|| {
    rows(include_str!("../generated/glossary/sign_in_errors.tsv"))
        .filter_map(SignInError::from_cells)
        .collect()
});

/// Returns every sign-in error, by number.
pub fn sign_in_errors() -> &'static [SignInError] {
    &ERRORS
}

/// Returns the sign-in error with this number.
pub fn sign_in_error(number: u32) -> Option<&'static SignInError> {
    ERRORS.binary_search_by_key(&number, |e| e.number).ok().map(|at| &ERRORS[at])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_table_is_an_error() {
        let table = include_str!("../generated/glossary/sign_in_errors.tsv");
        assert_eq!(sign_in_errors().len(), table.lines().count());
        assert!(sign_in_errors().iter().all(|e| sign_in_error(e.number) == Some(e)));
        assert_eq!(sign_in_error(1), None);
    }
}
