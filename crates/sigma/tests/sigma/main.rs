//! Sigma rules as text in, and what they match, or why they are refused, out.

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
mod parser;
mod patterns;
mod placeholders;
mod precedence;
mod resources;
mod rules;
mod values;
