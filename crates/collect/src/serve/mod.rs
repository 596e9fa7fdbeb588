//! Pages and webhook of a collector over HTTP: it accepts notifications of new content, and reports its status.
//!
//! - [`Listener`] is a socket with limits on connections, time and the size of a body.
//! - [`Receiver`] answers the service's webhook calls. It uses only tenant and content type of a notification, as a hint to
//!   list that stream soon. Everything else in it is foreign input, and the listing is the truth.
//! - [`Board`] holds the last status; `/healthz` and `/metrics` are made from it.
//!
//! Collecting depends on none of this.

mod answer;
mod board;
mod exposition;
mod health;
mod hints;
mod metrics;
mod receiver;
mod refusals;
mod snapshot;

pub use board::Board;
pub use hints::Hints;
pub use metrics::{METRICS, Metric, MetricKind, reference};
pub use receiver::Receiver;
pub(crate) use receiver::webhook_path;
pub use refusals::Refusals;
pub use trail365_listen::{Error, Listener, Serving, Tls};
