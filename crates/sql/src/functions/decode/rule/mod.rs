//! Inbox rules: three forms of records, one decoded form, and the state at the end of the data.

mod action_list;
mod change;
mod cmdlet;
mod condition;
mod folders;
mod mapi;
mod part;
mod state;

pub(in super::super) use change::{RULE, decode_rule};
pub(in super::super) use state::{STATES, fold_rules};
