//! Queries over a lake on several machines.
//!
//! - [`BoundWorker`] is a process that runs parts of queries over its lakes for others: on this machine, or over TLS with a secret.
//! - [`Workers`] are those that share the work of a query. All views and functions of `trail365_sql` are as in one process, and a
//!   worker that dies ends the query with an error that names it.
//!
//! Plans are divided by the library `datafusion-distributed`. A plan names files of a lake by a name that follows from the lake, and
//! not where it is: a worker reads them from the lakes that it serves, with its own credentials, and reaches nothing else.
//!
//! Files from the ground up: `error`, `address`, `secret`, `trust`, `hello`, `codec`, `divisible`, `stores`, `channel`, `worker`, `workers`.

mod address;
mod channel;
mod codec;
mod divisible;
mod error;
mod hello;
mod secret;
mod stores;
mod trust;
mod worker;
mod workers;

pub use address::Address;
pub use error::{Error, Result};
pub use secret::Secret;
pub use trust::{Authorities, Trust};
pub use worker::{BoundWorker, WorkerOptions};
pub use workers::Workers;
