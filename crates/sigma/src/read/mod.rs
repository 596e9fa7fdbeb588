//! Documents to drafts of rules, correlations and filters.

mod condition;
mod correlation;
mod detection;
mod document;
mod draft;
mod elements;
mod filter;
mod first_seen;
mod kind;
mod log_source;
mod metadata;
mod search;
mod span;
mod temporal;
mod threshold;
mod values;

pub(crate) use document::read_draft;
pub(crate) use draft::{Alias, Content, CorrelationDraft, Draft, FilterDraft, FilterTargets};
pub(crate) use metadata::read_metadata;
