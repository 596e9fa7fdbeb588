//! A fake Microsoft 365 over HTTP, to build and test collectors against.
//!
//! It signs in apps as Entra ID does, speaks the Office 365 Management Activity API with all its rules and errors, and
//! has invented tenants whose activity follows from a seed. What can go wrong with the real service goes wrong here
//! on demand, and [`Running::truth`] says what a collector should have.

mod activity;
mod clock;
mod content_type;
mod dice;
mod error;
mod feed;
mod guid;
mod moment;
mod plan;
mod service;

pub use activity::record_of_type;
pub use clock::Clock;
pub use content_type::ContentType;
pub use error::{Error, ErrorKind};
pub use moment::Moment;
pub use plan::{
    AppPlan, ClockPlan, DisabledBy, Faults, FederatedPlan, Plan, Quota, Secret, ServicePlan, SignInPlan,
    TenantPlan, ThrottleStatus, WebhookPlan,
};
pub use service::{LoggedRequest, Requests, Running, Sandbox, TruthBlob, TruthState, Unparsable};
