//! Enums of the schema, for the classes that stand for them.

use pyo3::prelude::*;
use trail365_schema::ENUMS;

/// Returns the members of an enum: identifier, name, and number where the documentation gives one.
#[pyfunction]
pub(crate) fn enum_members(name: &str) -> Option<Vec<(&'static str, &'static str, Option<i32>)>> {
    let found = ENUMS.iter().find(|e| e.name == name)?;
    Some(found.members.iter().map(|member| (member.ident, member.name, member.value)).collect())
}

/// Returns the names of all enums.
#[pyfunction]
pub(crate) fn enum_names() -> Vec<&'static str> {
    ENUMS.iter().map(|e| e.name).collect()
}
