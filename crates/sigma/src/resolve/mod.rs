//! Modifiers and values to needles.

mod encode;
mod item;
mod placeholder;
mod plan;
mod text;
mod value;
mod windash;

pub(crate) use item::{join_choices, resolve_item};
pub(crate) use placeholder::fill_template;
pub(crate) use plan::Plan;
