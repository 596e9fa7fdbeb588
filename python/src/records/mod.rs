//! Records, the objects inside them, and their fields.

pub(crate) mod classes;
pub(crate) mod field;
pub(crate) mod inside;
pub(crate) mod list;
pub(crate) mod object;
pub(crate) mod pairs;
pub(crate) mod shared;
pub(crate) mod write;
