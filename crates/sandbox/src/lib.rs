//! A fake Microsoft 365 over HTTP, to build and test collectors against.
//!
//! It signs in apps as Entra ID does, speaks the Office 365 Management Activity API with all its rules and errors, and
//! has invented tenants whose activity follows from a seed. The faults of the real service happen here on demand, and
//! [`Running::truth`] says what a collector should have.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), trail365_sandbox::Error> {
//! use trail365_sandbox::{ContentType, Moment, Plan, Sandbox, TruthState};
//!
//! // A tenant that has been subscribed to Exchange for six hours when the clock starts.
//! let mut plan = Plan::default();
//! plan.clock.start = Moment::parse("2026-03-03T12:00:00");
//! plan.tenants[0].subscribed = vec![ContentType::Exchange];
//! plan.tenants[0].subscribed_hours = 6;
//! let sandbox = Sandbox::start(plan).await?;
//!
//! // Run a collector against sandbox.origin(), then compare its records with these.
//! let obtainable = sandbox.truth().filter(|blob| blob.state == TruthState::Obtainable);
//! assert!(obtainable.map(|blob| blob.records.len()).sum::<usize>() > 100);
//! # Ok(()) }
//! ```
//!
//! # Features
//! - `service` (on by default): the service itself. Without it the crate is [`activity`] alone, with neither a web
//!   server nor a runtime below it.
//! - `schema` (part of `service`): records of every type of the schema.
//!
//! The floors, from the ground: moments, dice and GUIDs; [`activity`] and the plan; `feed`, which cuts activity into
//! blobs; `service`, which answers requests.
#![cfg_attr(not(feature = "service"), allow(dead_code, reason = "the service uses more of dice and moments"))]

pub mod activity;
#[cfg(feature = "service")]
mod clock;
#[cfg(feature = "service")]
mod content_type;
mod dice;
#[cfg(feature = "service")]
mod error;
#[cfg(feature = "service")]
mod feed;
mod guid;
mod moment;
#[cfg(feature = "service")]
mod plan;
#[cfg(feature = "service")]
mod service;

#[cfg(feature = "schema")]
pub use activity::record_of_type;
#[cfg(feature = "service")]
pub use activity::{ActKind, AttackerAct, Entry};
#[cfg(feature = "service")]
pub use clock::Clock;
#[cfg(feature = "service")]
pub use content_type::ContentType;
#[cfg(feature = "service")]
pub use error::{Error, ErrorKind};
pub use moment::Moment;
#[cfg(feature = "service")]
pub use plan::{
    AppPlan, ClockPlan, DisabledBy, Faults, FederatedPlan, Plan, Quota, Secret, ServicePlan, SignInPlan,
    TenantPlan, ThrottleStatus, WebhookPlan,
};
#[cfg(feature = "service")]
pub use service::{
    Attack, LoggedRequest, RecordText, Requests, Running, Sandbox, TruthBlob, TruthState, Unparsable,
    attacks, records,
};
