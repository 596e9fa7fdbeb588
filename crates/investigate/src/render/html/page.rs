//! The whole page.

use askama::Template;

use super::chapters::{Chapters, linked_records};
use super::cover::{CoverView, title_of};
use super::style::{STYLE, content_policy};
use crate::layout::outline_of;
use crate::model::Report;
use crate::tables::table_files;

#[derive(Debug, Template)]
#[template(path = "page.html")]
struct PageView<'a> {
    policy: String,
    style: &'a str,
    title: String,
    cover: CoverView<'a>,
    chapters: Vec<String>,
}

/// Returns the report as a page.
///
/// # Errors
/// If a template fails, which none does on its own.
pub fn render_html(report: &Report) -> askama::Result<String> {
    let outline = outline_of(report);
    let files = table_files(report);
    let linked = linked_records(report);
    let chapters = Chapters { report, files: &files, linked: &linked };
    PageView {
        policy: content_policy(),
        style: STYLE,
        title: title_of(report),
        cover: CoverView::new(report, &outline),
        chapters: outline
            .chapters
            .iter()
            .map(|chapter| chapters.render(chapter))
            .collect::<askama::Result<_>>()?,
    }
    .render()
}
