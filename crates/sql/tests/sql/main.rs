//! Views, functions and names over small invented tables, and over real records where they are at hand.
#![allow(clippy::unwrap_used, reason = "a failed test may panic")]

mod activity;
mod agents;
mod any_case;
mod counts;
mod depth;
mod docs;
mod every_view;
mod field;
mod invented;
mod investigation;
mod investigation_changes;
mod investigation_items;
mod json_texts;
mod lakes;
mod marks;
mod memory;
mod mmdb;
mod naive;
mod new_values;
mod places;
mod rules;
mod session;
mod sessions;
mod shapes;
mod slt;
mod snare;
mod stop;
mod stream;
mod texts;
mod upgrade;
