//! Paths into records, as the data writes them: `Item.Subject`, `Data.Entities[].Upn`, `Target[Type=2].ID`.

use anyhow::{Context, Result, ensure};

/// A path: its field, and the steps behind it as Rust.
pub struct RecordPath {
    pub key: String,
    pub steps: Vec<String>,
}

/// Divides alternatives.
pub fn split_alternatives(text: &str) -> impl Iterator<Item = &str> {
    text.split('|').map(str::trim)
}

/// Reads one path.
pub fn parse_path(text: &str) -> Result<RecordPath> {
    let mut path = RecordPath { key: String::new(), steps: Vec::new() };
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find(['.', '[']).unwrap_or(rest.len());
        let name = &rest[..end];
        ensure!(is_name(name), "{name:?} is no name in the path {text:?}");
        if path.key.is_empty() {
            path.key.push_str(name);
        } else {
            path.steps.push(format!("Step::Member({name:?})"));
        }
        rest = &rest[end..];
        if let Some(list) = rest.strip_prefix('[') {
            let (inside, behind) =
                list.split_once(']').with_context(|| format!("no ] in the path {text:?}"))?;
            path.steps.push(write_list_step(inside)?);
            rest = behind;
        }
        rest = rest.strip_prefix('.').unwrap_or(rest);
    }
    ensure!(!path.key.is_empty(), "an empty path");
    Ok(path)
}

fn write_list_step(inside: &str) -> Result<String> {
    match inside.split_once('=') {
        Some((name, value)) => Ok(format!("Step::Where({name:?}, {value:?})")),
        None => {
            ensure!(inside.is_empty(), "[{inside}] is neither [] nor [Name=text]");
            Ok("Step::Items".into())
        }
    }
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c))
}
