//! The views, as `cargo xtask codegen` writes them.

mod views;

pub use views::VIEWS;
