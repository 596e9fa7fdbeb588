//! The report as Markdown, for tickets: the same chapters, without drawings.

mod escape;
mod table;
mod write;

pub use write::render_markdown;
