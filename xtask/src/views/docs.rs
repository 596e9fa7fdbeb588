//! `docs/views.md`: every view for a person to read.

use std::fmt::Write as _;

use anyhow::Result;

use super::family::Family;
use super::file::View;
use crate::files::MARK;

/// Writes the page: a section for each family, and a row in it for each of the family's views.
pub fn write_page(sections: &[(&dyn Family, &[View])]) -> Result<String> {
    let mut page = format!("<!-- {MARK} -->\n# Views\n\nNames of tables and columns match without case.\n");
    for (family, views) in sections {
        write!(page, "\n## {}\n{}", family.title(), family.introduction())?;
        for view in *views {
            writeln!(page, "{}", family.table_row(view))?;
        }
    }
    Ok(page)
}

/// Escapes text for a cell of a Markdown table.
pub fn escape_cell(text: &str) -> String {
    text.replace('|', "\\|")
}
