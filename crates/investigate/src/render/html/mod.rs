//! The page: one file without script, that asks nothing of any network.
//!
//! The templates escape by themselves ([`Visible`](super::Visible)); what they mark as safe are other templates, drawings and the
//! style.

mod cells;
mod chapters;
mod cover;
mod page;
mod statements;
mod style;
mod summary;
mod tables;

pub use page::render_html;
