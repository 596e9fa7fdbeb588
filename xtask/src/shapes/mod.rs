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

pub use ecs_data::EcsData;
pub use flat::FLAT;
pub use flat_data::{Column, FlatData};
pub use flat_docs::{write_notes, write_source};
pub use ocsf_data::{Class, OcsfData};

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
