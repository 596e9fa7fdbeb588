//! What a collector serves over HTTP: it takes notifications of new content, and says how it is doing.
//!
//! - [`Listener`] is a socket with limits: so many connections, so much time and so large a body.
//! - [`Receiver`] answers the service's webhook calls. Of a notification only tenant and content type are used, as a hint to
//!   list that stream now; its addresses are foreign input, and the listing is the truth.
//! - [`Board`] has the last look at how everything is doing; `/healthz` and `/metrics` are made from it.
//!
//! Nothing here takes part in collecting. What is served works without any of it.

mod answer;
mod board;
mod error;
mod exposition;
mod health;
mod hints;
mod listener;
mod metrics;
mod notification;
mod receiver;
mod refusals;
mod tls;

pub use board::Board;
pub use error::Error;
pub use hints::Hints;
pub use listener::{Listener, Serving};
pub use metrics::{METRICS, Metric, MetricKind, reference};
pub use receiver::Receiver;
pub(crate) use receiver::webhook_path;
pub use refusals::Refusals;
pub use tls::Tls;
