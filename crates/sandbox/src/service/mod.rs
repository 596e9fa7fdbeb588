//! The service: connections, the operations, and what goes wrong with them.

mod answer;
mod api;
mod body;
mod control;
mod entra;
mod header_case;
mod log;
mod notify;
mod query;
mod quota;
mod route;
mod server;
mod strikes;
mod subscription;
mod truth;
mod world;

pub use log::{LoggedRequest, Requests};
pub use server::{Running, Sandbox};
pub use truth::{TruthBlob, TruthState, Unparsable};
