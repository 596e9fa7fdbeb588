//! What each function is, for a person.

use super::scalar::DEFINITIONS;

/// A function that queries have besides those of DataFusion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Function {
    /// Its name.
    pub name: &'static str,
    /// How it is called: `json_get(json, path)`.
    pub syntax: &'static str,
    /// What it gives.
    pub description: &'static str,
    /// A query that uses it.
    pub example: &'static str,
}

/// Every function, in the order in which a person would look for them.
///
/// ```
/// assert!(trail365_sql::FUNCTIONS.iter().any(|f| f.name == "in_network"));
/// ```
pub static FUNCTIONS: [Function; DEFINITIONS.len()] = {
    let mut functions = [DEFINITIONS[0].function; DEFINITIONS.len()];
    let mut at = 1;
    while at < DEFINITIONS.len() {
        functions[at] = DEFINITIONS[at].function;
        at += 1;
    }
    functions
};
