//! The tables and views of a lake.

use anyhow::Result;
use datafusion::prelude::SessionContext;
use serde::Serialize;
use trail365_sql::{INVESTIGATION_VIEWS, RowCounts, SHAPE_VIEWS, TABLES, VIEWS, View, row_count};

use crate::output::{Block, Column, Document, Report, Table, grouped};

/// The answer about all tables and views.
#[derive(Serialize)]
pub struct List {
    tables: Vec<Row>,
    views: Vec<Row>,
    /// Number of views that are left out because they have no rows.
    empty_views: usize,
}

#[derive(Serialize)]
struct Row {
    name: String,
    rows: u64,
    description: &'static str,
}

impl List {
    /// Counts the rows of each table and view of a lake; leaves out views without rows unless `all` are wanted.
    pub async fn new(session: &SessionContext, all: bool) -> Result<Self> {
        let mut tables = Vec::new();
        for table in &TABLES {
            let rows = row_count(session, table.name).await?;
            tables.push(Row { name: table.name.to_owned(), rows, description: table.description });
        }
        // Most of some 370 views follow from the numbers of rows by record type, which one query gives.
        let counts = RowCounts::new(session).await?;
        let mut views = Vec::new();
        for view in INVESTIGATION_VIEWS.iter().chain(&VIEWS) {
            views.push(Row::of_view(session, view, &counts).await?);
        }
        let (views, empty): (Vec<_>, Vec<_>) = views.into_iter().partition(|row| all || row.rows > 0);
        Ok(Self { tables, views, empty_views: empty.len() })
    }

    fn what_else(&self) -> String {
        let more = match self.empty_views {
            0 => String::new(),
            1 => "1 view without rows is not listed; --all lists it. ".to_owned(),
            some => format!("{} views without rows are not listed; --all lists them. ", grouped(some as u64)),
        };
        let shapes: Vec<_> = SHAPE_VIEWS.iter().map(View::qualified_name).collect();
        let shapes = shapes.join(", ");
        format!(
            "{more}trail365 tables NAME lists the columns of one. Events in the shapes of other tools: {shapes}."
        )
    }
}

impl Row {
    async fn of_view(session: &SessionContext, view: &View, counts: &RowCounts) -> Result<Self> {
        let name = view.qualified_name();
        let rows = match counts.of_view(view) {
            Some(rows) => rows,
            None => row_count(session, &name).await?,
        };
        Ok(Self { name, rows, description: view.description })
    }

    fn cells(&self) -> Vec<String> {
        vec![self.name.clone(), grouped(self.rows), self.description.to_owned()]
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
