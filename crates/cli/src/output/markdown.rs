//! Markdown with tables, as GitHub and most wikis read it.

use super::document::{Block, Column, Document, Table};
use super::text::unglue;

/// Renders the document as Markdown.
pub fn render_markdown(document: &Document) -> String {
    let mut lines = vec![format!("# {}", escape_markdown(&document.title))];
    for block in &document.blocks {
        lines.push(String::new());
        match block {
            Block::Heading(text) => lines.push(format!("## {}", escape_markdown(text))),
            Block::Text(text) => lines.push(escape_markdown(text)),
            Block::Facts(facts) => {
                lines.extend(
                    facts.iter().map(|fact| format!("- {}: {}", fact.name, escape_markdown(&fact.value))),
                );
            }
            Block::Table(table) => lines.extend(table_lines(table)),
        }
    }
    lines.push(String::new());
    lines.join("\n")
}

fn table_lines(table: &Table) -> Vec<String> {
    let titles = row_line(table.columns.iter().map(|column| column.title().to_owned()));
    let rule = row_line(table.columns.iter().map(|column| match column {
        Column::Number(_) => "---:".to_owned(),
        Column::Name(_) | Column::Path(_) | Column::Text(_) => "---".to_owned(),
    }));
    let rows = table.rows.iter().map(|cells| row_line(cells.iter().map(|cell| escape_markdown(cell))));
    [titles, rule].into_iter().chain(rows).collect()
}

fn row_line(cells: impl Iterator<Item = String>) -> String {
    format!("| {} |", cells.collect::<Vec<_>>().join(" | "))
}

/// Escapes everything that Markdown would take for notation; line ends become `<br>`.
fn escape_markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in unglue(text).chars() {
        match character {
            '\\' | '|' | '`' | '*' | '_' | '[' | ']' | '<' | '~' => {
                out.push('\\');
                out.push(character);
            }
            '\n' => out.push_str("<br>"),
            _ => out.push(character),
        }
    }
    out
}
