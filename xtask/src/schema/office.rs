//! `crates/schema/src/generated/office_activity.rs`: the columns of `OfficeActivity` as a static table.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};

use crate::files::{Files, MARK};

/// First line of the data.
const HEADER: &str = "column,field,kind";

/// Adds the table of `schema/office_activity.csv`. No cell has a comma or a quote, so lines are split at commas.
pub fn generate(root: &Path, files: &mut Files) -> Result<()> {
    let path = root.join("schema/office_activity.csv");
    let text = fs::read_to_string(&path).with_context(|| format!("read {}", path.display()))?;
    let mut lines = text.lines();
    ensure!(lines.next() == Some(HEADER), "{} must begin with {HEADER}", path.display());
    let columns: Vec<_> = lines.map(write_column).collect::<Result<_>>()?;
    let mut out = format!("// {MARK}\nuse crate::{{OfficeColumn, OfficeKind}};\n\n");
    out.push_str(
        "/// Columns of `OfficeActivity` that are not named as their field, or hold more than text.\n",
    );
    writeln!(out, "pub static OFFICE_ACTIVITY: [OfficeColumn; {}] = [", columns.len())?;
    out.push_str(&columns.concat());
    out.push_str("];\n");
    files.insert("crates/schema/src/generated/office_activity.rs".into(), out);
    Ok(())
}

fn write_column(line: &str) -> Result<String> {
    let cells: Vec<_> = line.split(',').collect();
    let [name, field, kind] = cells[..] else { bail!("not three cells: {line}") };
    // Only what the platform adds has no field of a record behind it.
    ensure!(field.is_empty() == (kind == "platform"), "a field, or the kind platform: {line}");
    let field = if field.is_empty() { "None".to_owned() } else { format!("Some({field:?})") };
    let kind = match kind {
        "text" => "Text",
        "json" => "Json",
        "bool" => "Bool",
        "number" => "Number",
        "platform" => "Platform",
        _ => bail!("unknown kind: {line}"),
    };
    Ok(format!("OfficeColumn {{ name: {name:?}, field: {field}, kind: OfficeKind::{kind} }},\n"))
}
