//! Values as HTML for notebooks. All text of records is escaped: a notebook trusts HTML, and records are not to be
//! trusted.

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};

/// Characters of a cell, at most.
const CELL: usize = 200;

/// Returns text that means nothing to HTML, cut at the length of a cell.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len().min(CELL * 2));
    for (at, c) in text.chars().enumerate() {
        if at == CELL {
            out.push('…');
            break;
        }
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c if trail365_records::acts_on_terminal(c) => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

/// Returns a table of an object's keys and values.
pub(crate) fn object(class: &str, plain: &Bound<'_, PyAny>) -> PyResult<String> {
    let mut out = format!("<table><caption>{}</caption>", escape(class));
    for (key, value) in plain.cast::<PyDict>()? {
        let value = match value.extract::<String>() {
            Ok(text) => text,
            Err(_) => value.repr()?.to_string(),
        };
        let (key, value) = (escape(&key.to_string()), escape(&value));
        out.extend(["<tr><th style=\"text-align:left\">", &key, "</th><td>", &value, "</td></tr>"]);
    }
    out.push_str("</table>");
    Ok(out)
}

/// Returns a table of rows, of which so many are shown.
pub(crate) fn rows(columns: &[String], rows: &Bound<'_, PyList>, shown: usize) -> PyResult<String> {
    let mut out = String::from("<table><tr>");
    for column in columns {
        out.extend(["<th>", &escape(column), "</th>"]);
    }
    out.push_str("</tr>");
    for row in rows.iter().take(shown) {
        out.push_str("<tr>");
        for value in row.cast::<PyDict>()?.values() {
            let text = if value.is_none() { String::new() } else { value.str()?.to_string() };
            out.extend(["<td>", &escape(&text), "</td>"]);
        }
        out.push_str("</tr>");
    }
    out.push_str("</table>");
    if rows.len() > shown {
        out.extend(["<p>the first ", &shown.to_string(), " rows</p>"]);
    }
    Ok(out)
}
