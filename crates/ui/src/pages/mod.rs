//! The pages, one file each: what is asked of the lake, and how it is shown.

pub(crate) mod alerts;
pub(crate) mod ask;
pub(crate) mod entity;
mod file;
pub(crate) mod health;
pub(crate) mod help;
pub(crate) mod home;
pub(crate) mod record;
pub(crate) mod reports;
pub(crate) mod rules;
pub(crate) mod saved;
pub(crate) mod scheme;
pub(crate) mod search;
pub(crate) mod sql;
pub(crate) mod timeline;
pub(crate) mod zone;
