//! The site as a browser and a program see it, without a socket.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod attacks;
mod entering;
mod entities;
mod every_field;
mod evil;
mod exports;
mod following;
mod gzip;
mod hostile;
#[path = "../../../sql/tests/sql/mmdb.rs"]
mod mmdb;
mod odd_times;
mod pages;
mod proxy;
mod queries;
mod replaced;
mod reports;
mod rules;
mod saved;
mod searching;
mod socket;
mod world;
mod zones;
