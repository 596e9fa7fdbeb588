//! `trail365 convert`.

mod export;
mod output;
mod records;
mod shapes;
