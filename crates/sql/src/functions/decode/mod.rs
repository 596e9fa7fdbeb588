//! Decoders of what stands as text inside of records: inbox rules, items of mailboxes, consents, changes of the directory.
//!
//! All take what a record says as text and never fail: what cannot be read is left out, and the row says what is known.

mod consent;
mod directory;
mod diversion;
mod items;
mod mfa;
mod pairs;
mod properties;
mod quote;
mod rule;
mod subject;
mod table;

pub(super) use consent::{CONSENT, decode_consent, decode_consent_sentence};
pub(super) use directory::{DIRECTORY, decode_directory};
pub(super) use diversion::{DIVERSIONS, decode_diversions};
pub(super) use items::{ATTACHMENTS, ITEMS, decode_attachments, decode_items};
pub(super) use rule::{RULE, STATES, decode_rule, fold_rules};
pub(super) use subject::{SUBJECT, decode_subject};
pub(super) use table::{decode_each, decode_lists, decode_texts, fold_lists, row_type, rows_type};
