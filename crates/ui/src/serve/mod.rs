//! From the socket to the pages: who may enter, what every response carries, which address leads where.

pub(crate) mod access;
mod guard;
mod gzip;
mod headers;
mod hosts;
pub(crate) mod options;
mod origin;
mod reach;
mod routes;
pub(crate) mod site;
mod token;
