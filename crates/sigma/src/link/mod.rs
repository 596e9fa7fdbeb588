//! Drafts to a set of rules: references, aliases, chains and filters.

mod chain;
mod filters;
mod names;
mod set;

pub use set::RuleSet;
pub(crate) use set::link_drafts;
