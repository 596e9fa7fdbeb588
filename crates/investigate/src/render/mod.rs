//! The report in its forms: a page, Markdown, JSON.

mod escape;
mod html;
mod json;
mod markdown;
mod svg;

pub use escape::Visible;
pub use html::render_html;
pub use json::render_json;
pub use markdown::render_markdown;

/// Rows of a table that the page and Markdown show; files have all.
pub const MOST_ROWS: usize = 200;
