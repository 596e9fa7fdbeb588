//! Whose acts the records of a branch are: the attacker's, the owner's, a service's, or nobody's to tell.

mod branches;
mod decide;
mod journeys;
mod usual;
mod words;

pub(crate) use branches::{Draft, draft_branches};
pub(crate) use decide::{Attribution, Grounds, attribute, follow_addresses, follow_apps, shares};
pub(crate) use usual::Usual;
pub(crate) use words::Words;
