//! Takes records out of their carriers: wrappers, pages and rows.
//!
//! Nearly all records stand for themselves, and most say so with their first members. For the others [`keys`] goes
//! through the members and finds what carries a record; [`search`] goes on into what is carried, and into objects of no
//! known kind, a few levels down: [`carried`] into wrappers, [`elements`] into lists, [`beside`] into what else stands in
//! a carrier. [`nest`] takes records from keys with dots. [`clean`] takes off what Graph has added, and [`envelope`]
//! fills in what only the carrier says.

mod annotations;
mod bag;
mod bare;
mod beside;
mod carried;
mod carrier;
mod clean;
mod copies;
mod cut;
mod elements;
mod envelope;
mod fields;
mod found;
mod front;
mod instant;
mod joint;
mod keys;
mod layer;
mod lookalike;
mod nest;
mod own_keys;
mod parts;
mod row;
mod salvage;
mod search;
mod slots;
mod times;
mod unwrapper;

pub(crate) use carrier::ElementArray;
pub(crate) use envelope::Envelope;
pub(crate) use found::{Found, FoundPlace};
pub(crate) use front::{PageFront, names_next, page_front, parts_behind};
pub(crate) use joint::Joint;
pub(crate) use keys::{begins_with_record, holds_record};
pub(crate) use lookalike::by_names;
pub(crate) use nest::nest_members;
pub(crate) use parts::{PART_BYTES, has_key_of_record, may_hold_record};
pub(crate) use row::Columns;
pub(crate) use salvage::salvage;
pub(crate) use search::carries_record;
pub(crate) use slots::{FieldPlaces, Slot, slot_of};
pub(crate) use unwrapper::{Content, Unwrapper};
