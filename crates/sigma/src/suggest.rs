//! Names that were probably meant.

use trail365_text::near::nearest;

/// Most names that are compared or listed: a file may have a hundred thousand.
const COMPARED: usize = 1_000;
const LISTED: usize = 40;

/// Returns the remedy for an unknown name: the nearest known one, else a list of them.
pub(crate) fn suggest<'n>(name: &str, known: impl Iterator<Item = &'n str> + Clone) -> String {
    suggest_near(name, known.clone()).unwrap_or_else(|| format!("use one of {}", list(known)))
}

/// Returns the remedy for a name that has a near one.
pub(crate) fn suggest_near<'n>(name: &str, known: impl Iterator<Item = &'n str> + Clone) -> Option<String> {
    nearest(name, known.take(COMPARED)).map(|near| format!("did you mean `{near}`?"))
}

/// Lists names.
pub(crate) fn list<'n>(mut names: impl Iterator<Item = &'n str>) -> String {
    let mut listed = names.by_ref().take(LISTED).collect::<Vec<_>>().join(", ");
    if names.next().is_some() {
        listed.push_str(", ...");
    }
    listed
}
