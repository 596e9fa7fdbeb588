//! The sections of the report.

mod actions;
mod containment;
mod coverage;
mod indicators;
mod listed;
mod mail_read;
mod method;
mod spread;
mod summary;
mod tables;
mod techniques;

pub(crate) use actions::{Left, actions};
pub(crate) use coverage::{Coverage, read_coverage};
pub(crate) use indicators::indicators;
pub(crate) use listed::{
    CONSENTS, DELETIONS, FILES, FLOWS, FORWARDING, IDENTITY, INBOX_RULES, MAIL_SENT, SEARCHES, TEAMS,
};
pub(crate) use mail_read::mail_read;
pub(crate) use method::method;
pub(crate) use spread::spread;
pub(crate) use summary::summary;
pub(crate) use techniques::techniques;
