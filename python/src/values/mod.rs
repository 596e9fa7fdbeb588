//! Values of Python for those of records, and back.

pub(crate) mod address;
pub(crate) mod cells;
pub(crate) mod deviation;
pub(crate) mod enums;
pub(crate) mod html;
pub(crate) mod origin;
pub(crate) mod plain;
pub(crate) mod scalar;
pub(crate) mod text;
