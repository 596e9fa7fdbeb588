//! The name that was meant.

/// The candidate nearest to a name.
pub(crate) fn nearest<'a>(name: &str, candidates: impl Iterator<Item = &'a str> + Clone) -> Option<String> {
    trail365_text::near::nearest(name, candidates).map(str::to_owned)
}
