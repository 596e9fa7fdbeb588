//! Words with numbers.

/// Writes a number with its thing: `1 message`, `3 messages`.
pub(crate) fn count_of(number: usize, thing: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {thing}{plural}")
}
