//! Alerts: episodes of matches, with the records behind them.

mod alert;
mod batch;
mod fold;
mod ocsf;
mod reason;
mod status;

pub use alert::{Alert, MOST_MEMBERS, MOST_NAMES, Member};
pub(crate) use batch::{alerts_of_batch, note_of_row};
pub use batch::{alerts_to_batch, reviewed_alerts_of_batch};
pub(crate) use fold::{fold_alerts, make_alert, record_key};
pub use ocsf::ocsf_finding;
pub use status::{Review, Status};
