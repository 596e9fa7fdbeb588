//! The service: connections, operations, and the faults that strike them.
//!
//! The floors, from the ground: answers and their bodies; counts and state (log, quota, strikes, subscriptions); what
//! Entra ID knows (`entra`); the `world` with all of it; what is served (token endpoints, truth, control, `api`); `route`
//! and `server` on top.

mod answer;
mod api;
mod attack;
mod body;
mod control;
mod entra;
mod header_case;
mod hook_client;
mod log;
mod managed_identity;
mod notify;
mod query;
mod quota;
mod recording;
mod route;
mod server;
mod strikes;
mod subscription;
mod token_endpoint;
mod truth;
mod world;

pub use attack::{Attack, attacks};
pub use log::{LoggedRequest, Requests};
pub use recording::{RecordText, records};
pub use server::{Running, Sandbox};
pub use truth::{TruthBlob, TruthState, Unparsable};
