//! JSON: one indented value and a line end.

use anyhow::Result;
use serde::Serialize;

/// The text of `value`.
pub fn render(value: &impl Serialize) -> Result<String> {
    let mut text = serde_json::to_string_pretty(value)?;
    text.push('\n');
    Ok(text)
}
