//! The report as JSON.

use crate::model::Report;

/// Returns the report as JSON with a line a member. Members stand in the order of the model, and characters that act on a
/// terminal are escaped.
///
/// # Errors
/// If a value has no JSON, which none of the model is.
pub fn render_json(report: &Report) -> serde_json::Result<String> {
    let mut json = serde_json::to_string_pretty(report)?;
    json.push('\n');
    Ok(trail365_text::json::escape_document(&json).into_owned())
}
