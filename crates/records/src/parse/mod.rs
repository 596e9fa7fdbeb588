//! From the bytes of a record to the places of its tokens and members, each value held to the type of its field.
//!
//! A record is gone over twice. The [`scan`] classifies 64 bytes at a time and notes the place of each token. The
//! [`walk`] checks the grammar between the tokens, finds the field of each key by the [`layout`] of the record's schema,
//! and compares each value with the field's type. Nothing is decoded or copied: a value is read when it is asked for.

pub(crate) mod check;
pub(crate) mod fit;
pub(crate) mod generated;
mod keys;
pub(crate) mod layout;
pub(crate) mod limits;
pub(crate) mod member;
pub(crate) mod names;
pub(crate) mod parsed;
pub(crate) mod scan;
pub(crate) mod walk;
