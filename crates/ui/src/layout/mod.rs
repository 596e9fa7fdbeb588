//! The frame of a page, and the parts that pages are made of.
//!
//! Texts of records come to a page by `(value)` of maud, which escapes them; the last step of every response shows what would act or
//! hide (`trail365_text::html::show_hidden`). Nothing here is marked as escaped already.

pub(crate) mod beginning;
pub mod cells;
pub mod charts;
pub(crate) mod door;
pub(crate) mod editor;
pub mod frame;
pub mod nonce;
pub mod tables;
pub(crate) mod trouble;
pub mod words;
pub mod wrong;
