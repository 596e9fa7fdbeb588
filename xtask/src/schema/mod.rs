//! From `schema/`: the tables of crate `schema`, the types of crate `records`, and the reference for people.

pub mod catalog;
pub mod columns;
pub mod data;
mod docs;
mod glossary;
mod glossary_tables;
mod office;
mod python;
mod records;
mod tables;

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::Result;

use crate::files::Files;
use catalog::Catalog;
use glossary::Glossary;

/// Adds every file that follows from the schema data.
pub fn generate(catalog: &Catalog, root: &Path, files: &mut Files) -> Result<()> {
    tables::generate(catalog, files)?;
    office::generate(root, files)?;
    let numbers: BTreeSet<_> = catalog.types.all.iter().map(|t| t.value).collect();
    glossary_tables::generate(&Glossary::load(root, &numbers)?, files);
    records::generate(catalog, files)?;
    python::generate(catalog, root, files)?;
    docs::generate(catalog, files)
}
