//! Sigma rules as text in, and what they match, or why they are refused, out.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(clippy::format_collect, reason = "a text of lines is made once")]

mod broken;
mod collections;
mod conditions;
mod correlations;
mod documents;
mod elements;
mod evaluate;
mod files;
mod filters;
mod keywords;
mod metadata;
mod modifiers;
mod mutations;
mod parser;
mod patterns;
mod placeholders;
mod precedence;
mod resources;
mod rules;
mod values;
