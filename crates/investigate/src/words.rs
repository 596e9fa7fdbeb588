//! Words with numbers.

/// Writes a number with its thing: `1 message`, `3 messages`.
pub(crate) fn count_of(number: usize, thing: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {thing}{plural}")
}

/// Returns the verb for a number of things.
pub(crate) fn were(number: usize) -> &'static str {
    if number == 1 { "was" } else { "were" }
}
