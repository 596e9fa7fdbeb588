//! A query of a person's own.

use serde::Serialize;

use super::engine::{Answer, Engine};
use super::failure::{Failure, Result};
use super::params::Params;
use super::rows::{FileCounts, Grid};

/// Bytes of a query at most.
const LONGEST: usize = 64 << 10;

/// The result of a query.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Ran {
    /// The query.
    pub sql: String,
    /// Its plan was asked for.
    pub is_plan: bool,
    /// Its first rows.
    pub grid: Grid,
    /// Files that were read for them.
    pub files: FileCounts,
    /// Milliseconds that it took.
    pub milliseconds: u64,
}

/// Runs a query, or explains it, and returns its first rows.
pub async fn run(engine: &Engine, params: &Params) -> Result<Answer<Ran>> {
    let sql = read_sql(params)?;
    let is_plan = params.get("action") == Some("plan");
    let most = engine.limits().rows;
    engine
        .ask(params.version()?, move |pin| async move {
            let begun = std::time::Instant::now();
            let text = if is_plan { format!("EXPLAIN {sql}") } else { sql.clone() };
            let grid = pin.asked.grid(&text, most).await?;
            let milliseconds = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
            Ok(Ran { sql, is_plan, grid, files: pin.asked.file_counts(), milliseconds })
        })
        .await
}

/// Reads the text of a query. Browsers send line ends as CR LF.
pub(crate) fn read_sql(params: &Params) -> Result<String> {
    let sql = params.need("sql")?.replace("\r\n", "\n");
    let sql = sql.trim().trim_end_matches(';').trim_end();
    if sql.is_empty() {
        return Err(Failure::missing("sql", "there is no query in it"));
    }
    if sql.len() > LONGEST {
        let problem = format!(
            "the query has {} bytes, and {LONGEST} at most; run it with `trail365 query --file`",
            sql.len()
        );
        return Err(Failure::missing("sql", problem));
    }
    Ok(sql.to_owned())
}
