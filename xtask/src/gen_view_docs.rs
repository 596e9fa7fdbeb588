//! `docs/views.md`: every view for a person to read.

use std::fmt::Write as _;

use anyhow::Result;

use crate::MARK;
use crate::view_file::View;

const RECORDS: &str = "
A view for each record schema: the rows of its record types, with the columns of its fields, then `record_type_name`, `outcome`, `source`,
`source_line`, `content_hash`, `extra` and `raw`. Columns are called as in `activity`.

| view | also called | schema |
|---|---|---|
";

const SNARE: &str = "
Snare Central's tables, in the schema `snare`. Six are documented by Snare and stand exactly as documented, in the order of its pages;
what could not be read of those pages is said in each file. Every other record type has a table by the same rules, see
[views/snare.toml](../views/snare.toml). `DATE` and `TIME` are UTC; nothing tells which value `SYSTEM` and `CRITICALITY` have for Microsoft 365, so
they are null. Lists and objects are JSON text, addresses are as the record has them. `SNAREDATAMAP` is the JSON of every field that no column shows; a field
whose value its column cannot show or give back exactly (a time with seven decimals, null) is there too.

| table | columns | meaning |
|---|---|---|
";

/// The page.
pub fn page(views: &[View]) -> Result<String> {
    let mut out = format!(
        "<!-- {MARK} -->\n# Views\n\nNames of tables and columns match without case.\n\n## Records\n"
    );
    out.push_str(RECORDS);
    for v in views.iter().filter(|v| v.schema != "snare") {
        writeln!(out, "| `{}` | {} | [{}](../{}) |", v.name, code(&v.also), cell(&v.description), v.path)?;
    }
    out.push_str("\n## Snare\n");
    out.push_str(SNARE);
    for v in views.iter().filter(|v| v.schema == "snare") {
        writeln!(out, "| [`{}`](../{}) | {} | {} |", v.name, v.path, v.columns.len(), cell(&v.description))?;
    }
    Ok(out)
}

fn code(names: &[String]) -> String {
    names.iter().map(|n| format!("`{n}`")).collect::<Vec<_>>().join(", ")
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}
