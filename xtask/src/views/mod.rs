//! Families of views: each makes SQL files from the schema data and from a file of its own in `crates/sql/views/`.
//!
//! A new family is a file here that implements [`Family`], its data there, and a line in [`read_families`].

mod columns;
mod data;
mod docs;
mod family;
mod file;
mod records;
mod shapes;
mod snare;

use std::path::Path;

use anyhow::Result;

use crate::files::Files;
use crate::schema::catalog::{Catalog, read};
use columns::Columns;
use family::Family;
use file::View;
use records::RecordFamily;
use shapes::ShapeFamily;
use snare::SnareFamily;

/// Reads the data of every family, in the order of the documentation.
fn read_families(root: &Path) -> Result<Vec<Box<dyn Family>>> {
    let folder = root.join("crates/sql/views");
    Ok(vec![
        Box::new(RecordFamily(read(&folder.join("records.toml"))?)),
        Box::new(SnareFamily(read(&folder.join("snare.toml"))?)),
    ])
}

/// Adds the file of each view, the table of all views, and their page for people.
pub fn generate(catalog: &Catalog, root: &Path, files: &mut Files) -> Result<()> {
    let columns = Columns::new(catalog)?;
    let families = read_families(root)?;
    let made = families.iter().map(|family| family.make_views(catalog, &columns));
    let views = made.collect::<Result<Vec<_>>>()?;
    let shapes = ShapeFamily::read(root)?;
    let shape_views = shapes.make_views(catalog, &columns)?;
    shapes.write_meanings(files)?;
    let mut sections: Vec<(&dyn Family, &[View])> =
        families.iter().map(Box::as_ref).zip(views.iter().map(Vec::as_slice)).collect();
    sections.push((&shapes, &shape_views));
    // Views that are written by hand are described by hand.
    let by_hand = std::fs::read_to_string(root.join("crates/sql/views/investigation.md"))?;
    files.insert("docs/views.md".into(), docs::write_page(&sections)? + &by_hand);
    file::write_views("shape_views", "The views in the shapes of other tools", &shape_views, files)?;
    file::write_views("views", "Every view of records, and of Snare", &views.concat(), files)
}
