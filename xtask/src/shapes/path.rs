//! Paths into records, as the data writes them: `Item.Subject`, `Data.Entities[].Upn`, `Target[Type=2].ID`.

use anyhow::{Result, ensure};

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
    let mut parts = text.split('.');
    let mut path = RecordPath { key: String::new(), steps: Vec::new() };
    let (key, list) = split_brackets(parts.next().unwrap_or_default());
    ensure!(is_name(key), "no field begins the path {text:?}");
    path.key = key.to_owned();
    path.steps.extend(list.map(write_list_step).transpose()?);
    for part in parts {
        let (name, list) = split_brackets(part);
        ensure!(is_name(name), "{name:?} is no name in the path {text:?}");
        path.steps.push(format!("Step::Member({name:?})"));
        path.steps.extend(list.map(write_list_step).transpose()?);
    }
    Ok(path)
}

fn split_brackets(part: &str) -> (&str, Option<&str>) {
    match part.strip_suffix(']').and_then(|part| part.split_once('[')) {
        Some((name, inside)) => (name, Some(inside)),
        None => (part, None),
    }
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
