//! Elastic Common Schema, as Elastic's integration `o365` writes it.
//!
//! The rules are data (`schema/shapes/ecs.toml`), run in their order: mappings step by step, then events, splits and copies.
//! Code is only what is no rule of one field: addresses, lists of names and values, rules of a policy, the data of an alert.

mod address;
mod attachments;
mod audit;
mod data;
mod engine;
mod named;
mod parts;
mod policy;

pub use engine::Ecs;
