//! The sandbox over HTTP, asked by a plain client.

mod caller;
mod smoke;
