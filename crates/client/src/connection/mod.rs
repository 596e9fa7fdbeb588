//! Calls that carry a token at the tenant's pace, and their answers. Knows no operation of an API.

mod call;
mod reply;
mod send;

pub(crate) use call::Call;
pub(crate) use reply::Reply;
pub(crate) use send::{CallTimeouts, Connection};
