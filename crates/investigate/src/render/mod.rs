//! The report in its forms: a page, Markdown, JSON.

mod escape;
mod html;
mod json;
mod limits;
mod markdown;
mod svg;

pub use escape::Visible;
pub use html::render_html;
pub use json::write_json;
pub use markdown::render_markdown;
