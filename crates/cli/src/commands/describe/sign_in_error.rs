//! The answer about the number of a sign-in error.

use serde::Serialize;
use trail365_schema::glossary::SignInError;

use crate::output::{Block, Document, Fact, Report};

/// The answer about one number.
#[derive(Serialize)]
pub struct Answer {
    number: u32,
    name: &'static str,
    name_is_ours: bool,
    class: &'static str,
    meaning: &'static str,
    observed: bool,
    unconfirmed: bool,
}

impl Answer {
    /// Answers what `error` is.
    pub fn new(error: &'static SignInError) -> Self {
        Self {
            number: error.number,
            name: error.name,
            name_is_ours: error.name_is_ours,
            class: error.class,
            meaning: error.meaning,
            observed: error.observed,
            unconfirmed: error.unconfirmed,
        }
    }

    fn note(&self) -> &'static str {
        match (self.name_is_ours, self.unconfirmed) {
            (_, true) => "no documentation at hand lists it",
            (true, false) => "the name is ours; the documentation gives none",
            (false, false) => "",
        }
    }
}

impl Report for Answer {
    fn document(&self) -> Document {
        let found_in = "ErrorNumber of sign-in records (UserLoginFailed); AADSTS in messages";
        let facts = [
            Fact::unless_empty("Name", self.name),
            Fact::unless_empty("Kind", self.class),
            Fact::unless_empty("Found in", found_in),
            Fact::unless_empty("Note", self.note()),
        ];
        let next = format!(
            "Next: trail365 query \"select creation_time, user_id, client_ip from activity where error_number = '{}' \
             order by creation_time\"",
            self.number
        );
        Document {
            title: format!("{} (sign-in error)", self.number),
            blocks: vec![
                Block::Text(self.meaning.to_owned()),
                Block::Facts(facts.into_iter().flatten().collect()),
                Block::Text(next),
            ],
        }
    }
}
