//! What pages ask of the lake. Nothing here knows HTML or HTTP; every answer can be written as JSON.

pub mod alerts;
mod answers;
pub mod console;
pub mod engine;
pub mod entity;
pub mod export;
pub mod facets;
pub mod failure;
pub mod filter;
pub mod health;
pub mod heat;
pub mod histogram;
pub mod home;
mod jobs;
mod kept;
pub mod lanes;
pub mod limits;
pub mod names;
pub mod new_values;
pub mod params;
pub mod places;
pub mod property;
mod queries;
pub mod record;
pub mod reports;
mod rows;
pub mod rules;
pub mod saved;
pub mod search;
pub mod times;

pub mod typed;
mod versions;

pub use jobs::{Progress, State};
pub use rows::{GridColumn, Shown};
