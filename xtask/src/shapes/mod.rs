//! From `schema/shapes/`: the tables of crate `shapes`, and their pages for people.

mod code;
mod ecs;
mod ecs_data;
mod ecs_docs;
mod flat;
mod flat_data;
mod flat_docs;
mod mapping;
mod mapping_data;
mod ocsf;
mod ocsf_data;
mod ocsf_docs;
mod path;

use std::path::Path;

use anyhow::Result;

use crate::files::Files;

/// Adds the tables and the page of every shape.
pub fn generate(root: &Path, files: &mut Files) -> Result<()> {
    let folder = root.join("schema/shapes");
    ecs::generate(&folder, files)?;
    ocsf::generate(&folder, files)?;
    flat::generate(&folder, files)
}
