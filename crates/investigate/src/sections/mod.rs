//! The sections of the report.

mod actions;
mod containment;
mod coverage;
mod entry;
mod indicators;
mod listed;
mod mail_read;
mod mail_sent;
mod method;
mod spread;
mod summary;
mod tables;
mod techniques;

pub(crate) use actions::{Left, actions};
pub(crate) use coverage::{Coverage, read_coverage};
pub(crate) use entry::entry;
pub(crate) use indicators::{Trace, indicators};
pub(crate) use listed::{
    CONSENTS, DELETIONS, FILES, FLOWS, FORWARDING, IDENTITY, INBOX_RULES, SEARCHES, TEAMS,
};
pub(crate) use mail_read::mail_read;
pub(crate) use mail_sent::{Mail, mail_sent};
pub(crate) use method::method;
pub(crate) use spread::spread;
pub(crate) use summary::summary;
pub(crate) use techniques::techniques;
