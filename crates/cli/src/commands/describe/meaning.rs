//! An answer about one meaning of a name, and what else the name means.

use std::io::Write;

use anyhow::Result;
use serde::Serialize;
use trail365_schema::describe::{Subject, SubjectKind};

use crate::args::Format;
use crate::output::{self, Block, Document, Report};

/// The meaning that is shown, and the others.
pub struct Meaning<'a> {
    name: &'a str,
    kind: SubjectKind,
    others: Vec<&'a Subject>,
}

impl<'a> Meaning<'a> {
    /// Takes `shown` out of all that `name` means.
    pub fn of(shown: &Subject, name: &'a str, subjects: &'a [Subject]) -> Self {
        let kind = shown.kind();
        Self { name, kind, others: subjects.iter().filter(|other| other.kind() != kind).collect() }
    }

    /// Writes the answer about the meaning that is shown.
    pub fn write(self, answer: impl Report, format: Format, out: &mut dyn Write) -> Result<()> {
        let also = self.others.iter().map(|other| other.kind().as_str()).collect();
        output::write(&Framed { kind: self.kind.as_str(), also, answer, meaning: self }, format, out)
    }

    fn how_to_ask(&self, other: &Subject) -> String {
        // The line is meant to be copied into a shell.
        let name = if self.name.contains(' ') { format!("\"{}\"", self.name) } else { self.name.to_owned() };
        let (words, kind) = (other.words_with_article(), other.kind().as_str());
        format!("{name} is also {words}: trail365 describe {name} --kind {kind}")
    }
}

#[derive(Serialize)]
struct Framed<'a, T> {
    kind: &'static str,
    also: Vec<&'static str>,
    #[serde(flatten)]
    answer: T,
    #[serde(skip)]
    meaning: Meaning<'a>,
}

impl<T: Report> Report for Framed<'_, T> {
    fn document(&self) -> Document {
        let mut document = self.answer.document();
        let lines: Vec<_> = self.meaning.others.iter().map(|other| self.meaning.how_to_ask(other)).collect();
        if !lines.is_empty() {
            document.blocks.push(Block::Text(lines.join("\n")));
        }
        document
    }
}
