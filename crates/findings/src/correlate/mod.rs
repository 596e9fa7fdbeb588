//! Correlations of matches by the time of their events, whatever the order in which they came.

mod behind;
#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod brute;
mod correlator;
mod event;
mod first_seen;
mod known;
mod symbols;
mod together;
mod wanted;
mod window;

pub(crate) use behind::records_behind;
pub(crate) use correlator::{Correlator, Group, is_blind_without, refusal, window_of};
pub(crate) use event::{Event, Firing, comparable};
pub(crate) use known::KnownUsers;
pub(crate) use wanted::{Wanted, shown_fields, visit_fields};
