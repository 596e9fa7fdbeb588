//! Alerts: episodes of matches, with the records behind them.

mod alert;
mod batch;
mod fold;
mod reason;

pub use alert::{Alert, MOST_MEMBERS, MOST_NAMES, Member};
pub use batch::alerts_to_batch;
pub(crate) use batch::{alerts_of_batch, note_of_row};
pub(crate) use fold::{fold_alerts, make_alert, record_key};
