//! The operations of a view's records.

use anyhow::Result;
use arrow::array::AsArray;
use arrow::compute::cast;
use arrow::datatypes::{DataType, Int64Type};
use datafusion::prelude::SessionContext;
use serde::Serialize;
use trail365_schema::glossary::{operations, operations_named};

use crate::output::{Block, Column, Table, enumerate, grouped, printable};

/// Operations that are shown; a query finds the others.
const SHOWN: usize = 12;

/// The operations of the records that a view shows.
#[derive(Serialize)]
pub struct Operations {
    /// Those that records have, the most frequent first.
    recorded: Vec<Row>,
    /// Others that records of these types can have.
    further: Vec<&'static str>,
}

#[derive(Serialize)]
struct Row {
    operation: String,
    records: u64,
    meaning: Option<&'static str>,
}

impl Operations {
    /// Counts the operations of the rows of a table or view, which `reference` names in SQL; `record_types` are those of its
    /// rows, where it has some of its own.
    pub async fn new(session: &SessionContext, reference: &str, record_types: &[i32]) -> Result<Self> {
        let query = format!(
            "SELECT operation, count(*) AS records FROM {reference} WHERE operation IS NOT NULL GROUP BY operation \
             ORDER BY records DESC, operation LIMIT {SHOWN}"
        );
        let mut recorded = Vec::new();
        for batch in trail365_sql::sql(session, &query).await?.collect().await? {
            let names = cast(batch.column(0), &DataType::Utf8View)?;
            let counts = cast(batch.column(1), &DataType::Int64)?;
            let rows = names.as_string_view().iter().zip(counts.as_primitive::<Int64Type>().iter());
            recorded.extend(rows.filter_map(|(name, count)| Some(Row::new(name?, count?))));
        }
        let is_of_view = |types: &[i32]| types.iter().any(|number| record_types.contains(number));
        let is_recorded =
            |name: &str| recorded.iter().any(|row: &Row| row.operation.eq_ignore_ascii_case(name));
        let mut further: Vec<_> = operations()
            .iter()
            .filter(|o| o.doubt.is_none() && is_of_view(&o.record_types) && !is_recorded(o.name))
            .collect();
        // Those that real records are known to have come first.
        further.sort_by_key(|o| !o.observed);
        Ok(Self { further: further.into_iter().map(|o| o.name).take(SHOWN).collect(), recorded })
    }

    /// Returns what a person reads; nothing if no operation is known.
    pub fn blocks(&self) -> Vec<Block> {
        let mut blocks = Vec::new();
        if !self.recorded.is_empty() || !self.further.is_empty() {
            blocks.push(Block::Heading("Operations".to_owned()));
        }
        if !self.recorded.is_empty() {
            let columns =
                vec![Column::Name("Operation"), Column::Number("Records"), Column::Text("What happened")];
            blocks
                .push(Block::Table(Table { columns, rows: self.recorded.iter().map(Row::cells).collect() }));
        }
        if !self.further.is_empty() {
            let others = if self.recorded.is_empty() { "Known" } else { "Known besides" };
            blocks.push(Block::Text(format!("{others}: {}.", enumerate(&self.further))));
            blocks.push(Block::Text("trail365 describe NAME explains one.".to_owned()));
        }
        blocks
    }
}

impl Row {
    fn new(name: &str, count: i64) -> Self {
        Self {
            operation: name.to_owned(),
            records: u64::try_from(count).unwrap_or_default(),
            meaning: operations_named(name).first().map(|o| o.meaning),
        }
    }

    fn cells(&self) -> Vec<String> {
        vec![printable(&self.operation), grouped(self.records), self.meaning.unwrap_or_default().to_owned()]
    }
}
