//! HTTP as any API over it needs: clients, headers, bodies, pace, retries, the server's clock. Knows neither tokens nor the
//! operations of an API.

pub(crate) mod body;
pub(crate) mod headers;
pub(crate) mod limiter;
pub(crate) mod retry;
pub(crate) mod server_clock;
pub(crate) mod transport;

pub use limiter::Pace;
pub use transport::ProxySetting;
