//! Detection over Microsoft 365 audit activity.
//!
//! - [`Detector`] asks Sigma rules and correlations about a lake, or about batches that are just being collected.
//! - [`Findings`] has the [`Alert`]s: episodes, with the records behind them by Id, source and line; and the rules that can find nothing
//!   here, with the reason.
//!
//! Correlations go by the time of events. The same records give the same alerts with the same keys, in whatever order they come.

mod alerts;
mod attack;
mod attack_names;
mod case_files;
mod cases;
mod check;
mod correlate;
mod coverage;
mod detect;
mod entry;
mod error;
mod follow;
mod generated;
mod keep;
mod lacks;
mod library;
mod looked_at;
mod rule_files;
mod rule_library;
mod sql_rule;
mod tenant;
mod watching;

pub use alerts::{
    Alert, MOST_MEMBERS, MOST_NAMES, Member, Review, Status, alerts_to_batch, ocsf_finding,
    reviewed_alerts_of_batch,
};
pub use attack::{tactics, techniques};
pub use attack_names::technique_name;
pub use case_files::find_case_files;
pub use cases::{CASE_DOMAINS, Case, read_cases};
pub use check::{Checked, check_rules};
pub use coverage::{Coverage, Readiness};
pub use detect::{Blind, Detector, Findings};
pub use entry::{Entry, EntryKind, list_entries};
pub use error::{Error, Result};
pub use follow::Follower;
pub use keep::{Kept, Outbox, keep_alerts, note_alert, unseen_span};
pub use library::{
    List, Loaded, load_lists, load_rules, load_unfilled_rules, shipped_list_files, shipped_lists,
    shipped_rule_files, shipped_text,
};
pub use looked_at::LookedAt;
pub use rule_library::RuleLibrary;
pub use sql_rule::SqlRule;
pub use tenant::tenant_domains;
pub use watching::rules_watching;
