//! From the socket to the pages: who may enter, what every response carries, which address leads where.

mod guard;
mod headers;
mod hosts;
mod origin;
mod routes;
pub(crate) mod site;
mod token;
