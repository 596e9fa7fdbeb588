//! Storage: disks, object stores, locations, and the names of data files.

mod cloud;
mod disk;
mod leftover;
mod location;
mod names;
mod positioned;

pub(crate) use disk::{Disk, is_unfinished};
pub(crate) use leftover::{delete_file, is_older};
pub use location::Location;
pub(crate) use names::{is_own_file, is_sorted, new_path, sorted_path};
pub(crate) use positioned::{read_at, write_at};
