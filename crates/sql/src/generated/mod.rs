//! The views, and names of folders that decoders know, as `cargo xtask codegen` writes them.

mod folder_names;
mod shape_meanings;
mod shape_views;
mod views;

pub(crate) use folder_names::HIDING_FOLDERS;
pub(crate) use shape_meanings::SHAPE_MEANINGS;
pub use shape_views::SHAPE_VIEWS;
pub use views::VIEWS;
