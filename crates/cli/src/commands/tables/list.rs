//! The tables and views of a lake.

use anyhow::Result;
use datafusion::prelude::SessionContext;
use serde::Serialize;
use trail365_views::{TABLES, VIEWS, View};

use super::counts::{Counts, rows};
use crate::output::{Block, Column, Document, Report, Table, grouped};

/// The schema whose views need no name of it in front.
const DEFAULT_SCHEMA: &str = "public";

/// The answer about all of them.
#[derive(Serialize)]
pub struct List {
    tables: Vec<Row>,
    views: Vec<Row>,
    /// Views that are not listed, for they have no rows.
    empty_views: usize,
}

#[derive(Serialize)]
struct Row {
    name: String,
    rows: Option<u64>,
    description: &'static str,
}

impl List {
    /// What is in this lake; views without rows too, if `all` are wanted.
    pub async fn new(session: &SessionContext, all: bool) -> Result<Self> {
        let mut tables = Vec::new();
        for trail365_views::Table { name, description } in TABLES {
            let rows = Some(rows(session, name).await?);
            tables.push(Row { name: name.to_owned(), rows, description });
        }
        let counts = Counts::new(session).await?;
        let views = VIEWS.iter().map(|view| Row::of_view(view, &counts));
        let (views, empty): (Vec<_>, Vec<_>) = views.partition(|row| all || row.rows != Some(0));
        Ok(Self { tables, views, empty_views: empty.len() })
    }

    fn what_else(&self) -> String {
        let more = match self.empty_views {
            0 => String::new(),
            1 => "1 view without rows is not listed; --all lists it. ".to_owned(),
            some => format!("{} views without rows are not listed; --all lists them. ", grouped(some as u64)),
        };
        format!("{more}trail365 tables NAME lists the columns of one.")
    }
}

impl Row {
    fn of_view(view: &View, counts: &Counts) -> Self {
        let name = match view.schema {
            DEFAULT_SCHEMA => view.name.to_owned(),
            schema => format!("{schema}.{}", view.name),
        };
        Self { name, rows: counts.of_view(view.sql), description: view.description }
    }

    fn cells(&self) -> Vec<String> {
        let rows = self.rows.map_or_else(|| "-".to_owned(), grouped);
        vec![self.name.clone(), rows, self.description.to_owned()]
    }
}

impl Report for List {
    fn document(&self) -> Document {
        let columns = || vec![Column::Name("Name"), Column::Number("Rows"), Column::Text("What it holds")];
        let table = |rows: &[Row]| Table { columns: columns(), rows: rows.iter().map(Row::cells).collect() };
        let mut blocks = vec![Block::Table(table(&self.tables))];
        if !self.views.is_empty() {
            blocks.push(Block::Heading("Views".to_owned()));
            blocks.push(Block::Table(table(&self.views)));
        }
        blocks.push(Block::Text(self.what_else()));
        Document { title: "Tables".to_owned(), blocks }
    }
}
