//! The formats in which an answer is given.

use clap::ValueEnum;

/// The format of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Tables for a person at a terminal
    Table,
    /// One JSON value for a program; its keys stay as they are
    Json,
    /// Markdown for a ticket or a wiki
    Markdown,
}
