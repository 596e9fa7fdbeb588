//! The answer to a question in words: things that are about them.

use serde::Serialize;
use trail365_schema::describe::Topic;

use crate::output::{Block, Column, Document, Report, Table, printable};

/// The answer to a question in words.
#[derive(Serialize)]
pub struct Answer<'a> {
    kind: &'static str,
    question: &'a str,
    topics: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Row<'a> {
    kind: &'static str,
    name: &'a str,
    meaning: &'static str,
}

impl<'a> Answer<'a> {
    /// Answers with the things that were found.
    pub fn new(question: &'a str, topics: &'a [Topic]) -> Self {
        let row =
            |topic: &'a Topic| Row { kind: topic.kind.as_str(), name: &topic.name, meaning: topic.meaning };
        Self { kind: "topics", question, topics: topics.iter().map(row).collect() }
    }
}

impl Report for Answer<'_> {
    fn document(&self) -> Document {
        let row = |row: &Row<'_>| vec![row.name.to_owned(), row.kind.to_owned(), row.meaning.to_owned()];
        let table = Table {
            columns: vec![Column::Name("Name"), Column::Name("Kind"), Column::Text("Meaning")],
            rows: self.topics.iter().map(row).collect(),
        };
        let question = printable(self.question);
        Document {
            title: format!("Nothing is called {question}; this is about it"),
            blocks: vec![
                Block::Table(table),
                Block::Text("More on one of them: trail365 describe NAME.".to_owned()),
            ],
        }
    }
}
