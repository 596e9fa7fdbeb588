//! A tenant's activity as the service hands it out: blobs of records, by the time at which they became available.
//!
//! Time is cut into slots. The number of records of a slot, their division into blobs, and the faults of a blob follow
//! from the seed and the slot alone; only some weeks of scripted records are kept. So the memory of a sandbox does not grow with its content, and a
//! listing of last week costs as much as one of today.
//!
//! The floors, from the ground: `slot` (a span of time), `scripts` (records with times of their own), `source` (the tenant that makes slots), `blob` (a part of a
//! slot, and its content id), `elements` (the things in it), `blob_text` (its text, and the harm done to it).

mod blob;
mod blob_text;
mod elements;
mod scripts;
mod slot;
mod source;

pub(crate) use blob::{Blob, BlobKey};
pub(crate) use blob_text::{BlobText, Harm};
pub(crate) use elements::{BlobRest, Broken, Element};
pub(crate) use source::Feed;
