//! The records to measure with.

use anyhow::{Context, Result, ensure};

/// Every `AuditData` of a CSV export.
pub fn load(path: Option<String>) -> Result<Vec<String>> {
    let path = path.unwrap_or_else(|| {
        concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data/tenant-search-export.csv").into()
    });
    let mut reader = csv::Reader::from_path(&path)
        .with_context(|| format!("open {path}; name a CSV export with an AuditData column"))?;
    let column = reader.headers()?.iter().position(|h| h == "AuditData").context("no column AuditData")?;
    let records: Vec<String> =
        reader.records().map(|row| Ok(row?[column].to_owned())).collect::<Result<_>>()?;
    ensure!(!records.is_empty(), "{path} has no records");
    Ok(records)
}
