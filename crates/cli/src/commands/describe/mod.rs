//! `trail365 describe`: what a name in an audit record means.
//!
//! [`find_subjects`] finds everything that a name can mean. Each kind of thing has a file with a struct `Answer`: serialized
//! it is the documented JSON, and its [`Report::document`](crate::output::Report::document) is what a person reads.
//! [`meaning`] adds what else the name means.

mod app;
mod carriers;
mod enumeration;
mod field;
mod field_facts;
mod field_row;
mod list;
mod meaning;
mod operation;
mod property_key;
mod record_type;
mod schema;
mod sign_in_error;
mod topics;
mod unknown;

use std::io::Write;

use anyhow::{Result, bail};
use trail365_schema::describe::{Subject, SubjectKind, Unknown, explain_unknown, find_subjects, find_topics};

use super::Outcome;
use crate::args::{Describe, Format};
use crate::output;

use meaning::Meaning;

/// Prints the list, or what the name means.
pub fn run(args: &Describe, out: &mut dyn Write) -> Result<Outcome> {
    match &args.name {
        None => list::write(args.kind.map_or(SubjectKind::RecordType, Into::into), args.format, out)?,
        Some(name) => describe(name, args.kind.map(Into::into), args.format, out)?,
    }
    Ok(Outcome::Done)
}

fn describe(name: &str, kind: Option<SubjectKind>, format: Format, out: &mut dyn Write) -> Result<()> {
    let subjects = find_subjects(name);
    let Some(subject) = subjects.iter().find(|subject| kind.is_none_or(|kind| subject.kind() == kind)) else {
        let reason = explain_unknown(name, kind, &subjects);
        // Words that no name consists of may say what is meant.
        let topics = find_topics(name, kind);
        if matches!(reason, Unknown::NoName { .. }) && !topics.is_empty() {
            return output::write(&topics::Answer::new(name, &topics), format, out);
        }
        bail!(unknown::message(name, kind, &reason));
    };
    let meaning = Meaning::of(subject, name, &subjects);
    match subject {
        Subject::RecordType(it) => meaning.write(record_type::Answer::new(it), format, out),
        Subject::Schema(it) => meaning.write(schema::Answer::new(it), format, out),
        Subject::Enum(it) => meaning.write(enumeration::Answer::new(it), format, out),
        Subject::Field(paths) => meaning.write(field::Answer::new(paths), format, out),
        Subject::Operation(found) => meaning.write(operation::Answer::new(found), format, out),
        Subject::Cmdlet(it) => meaning.write(operation::Answer::of_cmdlet(it), format, out),
        Subject::SignInError(it) => meaning.write(sign_in_error::Answer::new(it), format, out),
        Subject::App(found) => meaning.write(app::Answer::new(found), format, out),
        Subject::PropertyKey(it) => meaning.write(property_key::Answer::new(it), format, out),
    }
}
