//! The page of a flat shape for people.

use std::fmt::Write as _;

use super::flat_data::{Column, FlatData};
use super::mapping_data::{Mapping, write_constant};

/// Writes the page.
pub fn write_flat_page(data: &FlatData, file: &str) -> String {
    let FlatData { name, title, about, checked, source, lost, .. } = data;
    let ending = if data.csv { "csv" } else { "jsonl" };
    let mut out = format!(
        "# {title}\n\n{about}\n\n```sh\ntrail365 convert --to {name} audit.csv > {name}.{ending}\n```\n\n\
         Source: {source}. Checked {checked}. Generated from [{file}.toml](../../../schema/shapes/{file}.toml).\n\n\
         What has no place: {lost}\n\n## Columns\n\n| column | type | from | note |\n|---|---|---|---|\n",
    );
    data.columns.iter().for_each(|column| write_column(data, column, &mut out));
    for (name, map) in &data.maps {
        let _ = write!(out, "\n## Map {name}\n\n| text | becomes |\n|---|---|\n");
        for (text, word) in &map.rows {
            let _ = writeln!(out, "| `{text}` | {word} |");
        }
        let _ = writeln!(out, "| any other | {} |", map.other.as_deref().unwrap_or("nothing"));
    }
    out
}

fn write_column(data: &FlatData, column: &Column, out: &mut String) {
    let (from, notes) = (write_source(data, column), write_notes(column));
    let _ = writeln!(out, "| `{}` | {} | {from} | {notes} |", column.name, column.r#type);
}

/// Writes where the values of a column come from.
pub fn write_source(data: &FlatData, column: &Column) -> String {
    let is_record = data.record.as_ref().is_some_and(|record| record.column == column.name);
    let mut from: Vec<_> = column.mappings().map(|mapping| write_rule(&mapping)).collect();
    from.extend(is_record.then(|| "the record".to_owned()));
    from.extend(
        column.alias.as_ref().map(|alias| format!("alias of `{}`", alias.replace(" | ", "`, else of `"))),
    );
    if from.is_empty() { "nothing: always empty".to_owned() } else { from.join("; else ") }
}

/// Writes what is said of a column.
pub fn write_notes(column: &Column) -> String {
    column.rules().filter_map(|rule| rule.note.as_deref()).collect::<Vec<_>>().join("; ")
}

/// Writes where a value comes from, in words.
fn write_rule(mapping: &Mapping) -> String {
    let constant = mapping.value.as_ref().and_then(|value| write_constant(value).ok());
    let from = mapping.from.as_ref().map(|from| format!("`{}`", from.replace('|', "\\|")));
    let mut words =
        from.or(constant.map(|constant| format!("`{constant}`"))).unwrap_or_else(|| "code".to_owned());
    if let Some(map) = &mapping.map_text {
        let _ = write!(words, " by the map {map}");
    }
    if let Some(convert) = &mapping.convert {
        let _ = write!(words, " as {}", convert.replace('_', " "));
    }
    if !mapping.when.is_empty() {
        let _ = write!(words, " with {}", mapping.when.join(" or "));
    }
    if !mapping.unless.is_empty() {
        let _ = write!(words, " without {}", mapping.unless.join(", "));
    }
    words
}
