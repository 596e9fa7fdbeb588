//! What a lake promises, on small lakes in temporary folders.

mod import;
mod place;
mod real;
mod upkeep;
mod writers;

use place::Place;
