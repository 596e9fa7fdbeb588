//! `trail365 describe`: what a name in an audit record means.
//!
//! [`lookup`] finds everything that a name can mean. Each kind of thing has a file with a struct `Answer`: serialized
//! it is the documented JSON, and its [`Report::document`](crate::output::Report::document) is what a person reads.
//! [`meaning`] adds what else the name means.

mod carriers;
mod enumeration;
mod field;
mod field_facts;
mod field_row;
mod kind;
mod list;
mod lookup;
mod meaning;
mod operation;
mod path;
mod record_type;
mod schema;
mod suggest;
mod usage;

use std::io::Write;

use anyhow::{Result, bail};

use super::Outcome;
use crate::args::Describe;
use crate::output::Format;

pub use kind::Kind;
use lookup::Subject;
use meaning::Meaning;

/// Prints the list, or what the name means.
pub fn run(args: &Describe, out: &mut dyn Write) -> Result<Outcome> {
    match &args.name {
        None => list::write(args.kind.unwrap_or(Kind::RecordType), args.format, out)?,
        Some(name) => describe(name, args.kind, args.format, out)?,
    }
    Ok(Outcome::Done)
}

fn describe(name: &str, kind: Option<Kind>, format: Format, out: &mut dyn Write) -> Result<()> {
    let subjects = lookup::subjects(name);
    let Some(subject) = subjects.iter().find(|subject| kind.is_none_or(|kind| subject.kind() == kind)) else {
        bail!(suggest::unknown(name, kind, &subjects));
    };
    let meaning = Meaning::of(subject, name, &subjects);
    match subject {
        Subject::RecordType(it) => meaning.write(record_type::Answer::new(it), format, out),
        Subject::Schema(it) => meaning.write(schema::Answer::new(it), format, out),
        Subject::Enum(it) => meaning.write(enumeration::Answer::new(it), format, out),
        Subject::Field(hits) => meaning.write(field::Answer::new(hits), format, out),
        Subject::Operation(it) => meaning.write(operation::Answer::new(it), format, out),
    }
}
