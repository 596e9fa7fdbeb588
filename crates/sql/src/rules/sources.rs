//! Log sources of rules to the rows that they mean.

use trail365_sigma::LogSource;

use super::data::DATA;

/// Rows of a log source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rows {
    /// Those that hold the condition, and what they lack.
    Where(&'static str, Option<&'static str>),
    /// There are none, and why.
    Absent(&'static str),
    /// The source is not one of Microsoft 365.
    Foreign,
}

/// Finds the rows of a log source.
pub(super) fn rows_of(source: &LogSource) -> Rows {
    let product = source.product.as_deref().unwrap_or_default();
    let service = source.service.as_deref().unwrap_or_default();
    // A category such as `process_creation` means records of another kind of system, whatever the product.
    if source.category.is_some() {
        return Rows::Foreign;
    }
    let is_this = |known: &&super::data::SourceRows| {
        known.product.eq_ignore_ascii_case(product)
            && known.services.iter().any(|s| s.eq_ignore_ascii_case(service))
    };
    match DATA.sources.iter().find(is_this) {
        Some(known) => match (&known.sql, &known.absent) {
            (Some(sql), _) => Rows::Where(sql, known.note.as_deref()),
            (None, absent) => Rows::Absent(absent.as_deref().unwrap_or("no record has it")),
        },
        None => Rows::Foreign,
    }
}
