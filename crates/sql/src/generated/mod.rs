//! The views, and names of folders that decoders know, as `cargo xtask codegen` writes them.

mod folder_names;
mod views;

pub(crate) use folder_names::HIDING_FOLDERS;
pub use views::VIEWS;
