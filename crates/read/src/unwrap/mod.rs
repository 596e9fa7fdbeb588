//! Takes records out of their carriers: wrappers, pages and rows.
//!
//! Nearly all records stand for themselves, and most say so with their first members. For the others [`keys`] goes
//! through the members and finds what carries a record; [`nest`] takes it from keys with dots and [`bag`] from where
//! Graph puts what it does not know. What is taken out is looked at again, a few times over.

mod bag;
mod front;
mod joint;
mod keys;
mod nest;
mod row;
mod unwrapper;

pub(crate) use front::{PageFront, page_front};
pub(crate) use joint::Joint;
pub(crate) use keys::{ElementArray, begins_with_record, holds_record};
pub(crate) use nest::nest_members;
pub(crate) use row::Columns;
pub(crate) use unwrapper::{Content, Unwrapper};
