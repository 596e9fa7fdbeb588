//! Documents of shapes, held to what their tools publish and to the rules.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod documents;
mod ecs_cases;
mod ecs_fields;
mod flat;
mod ocsf;
mod samples;
