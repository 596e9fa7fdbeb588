//! Modifiers and values to needles.

mod encode;
mod item;
mod placeholder;
mod plan;
mod template;
mod text;
mod value;
mod windash;

pub(crate) use item::{join_choices, resolve_item};
pub(crate) use plan::Plan;
pub(crate) use template::fill_template;
