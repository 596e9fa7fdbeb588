//! Searches that people saved: a table beside the evidence, as what they say of alerts.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, RecordBatch, StringArray, TimestampMicrosecondArray, new_null_array,
};
use arrow::compute::cast;
use arrow::datatypes::{DataType, TimeUnit, TimestampMicrosecondType};
use chrono::{DateTime, Utc};
use serde::Serialize;
use trail365_lake::Side;

use super::engine::Engine;
use super::failure::{Failure, Result};
use super::filter::{Field, Filter};
use super::params::Params;
use super::search::read_columns;
use super::times::write_time;

/// Characters of a name, and of the address of a search, at most.
pub const LONGEST_NAME: usize = 100;
const LONGEST_QUERY: usize = 4000;

/// Searches that are kept at most.
const MOST: usize = 200;

/// The searches that people saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Saved {
    /// The searches by name.
    pub searches: Vec<SavedSearch>,
    /// The search that is asked for, as its address has it.
    pub query: String,
}

/// A search that somebody saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SavedSearch {
    /// Its name.
    pub name: String,
    /// What stands behind `/search?`.
    pub query: String,
    /// When it was saved.
    pub saved: String,
}

/// Lists the searches; the parameters are those of the search that may be saved.
pub async fn list(engine: &Engine, params: &Params) -> Result<Saved> {
    Ok(Saved { searches: read(engine).await?, query: write_query(params) })
}

/// Saves a search under a name; one of the same name is replaced. Returns the query.
pub async fn save(engine: &Engine, params: &Params) -> Result<String> {
    let name = params.need("name")?.trim();
    bounded("name", name, LONGEST_NAME)?;
    let given = params.get("query").unwrap_or_default();
    bounded("query", given, LONGEST_QUERY)?;
    let search = Params(form_urlencoded::parse(given.as_bytes()).into_owned().collect());
    // What cannot be searched is not kept; a token is left out, as all that is no condition.
    let info = engine.newest_lake().await?.info().await?;
    Filter::read_strictly(&search, &["token"])?.search(info.last_time)?;
    read_columns(&search)?;
    let kept = read(engine).await?;
    if kept.len() >= MOST && !kept.iter().any(|other| other.name == name) {
        let problem = format!("there are {MOST} saved searches, as many as are kept; remove one");
        return Err(Failure::missing("name", problem));
    }
    let query = write_query(&search);
    append(engine, name, Some(&query)).await?;
    Ok(query)
}

/// Removes the search of a name.
pub async fn remove(engine: &Engine, params: &Params) -> Result<()> {
    let name = params.need("name")?;
    if !read(engine).await?.iter().any(|search| search.name == name) {
        return Err(Failure::NotFound(format!("no saved search is called {name}")));
    }
    append(engine, name, None).await
}

fn bounded(name: &'static str, text: &str, most: usize) -> Result<()> {
    let count = text.chars().count();
    if (1..=most).contains(&count) || (count == 0 && name == "query") {
        return Ok(());
    }
    let problem = format!("the text has {count} characters, and 1 to {most} are possible; nothing was kept");
    Err(Failure::missing(name, problem))
}

/// Writes the conditions of a search, and nothing else, as its address has them. Ages stay ages: a saved search is of the newest
/// records whenever it is asked.
fn write_query(params: &Params) -> String {
    let others = ["q", "since", "until", "order", "column"];
    let is_own = |name: &str| others.contains(&name) || Field::ALL.iter().any(|field| field.name() == name);
    let pairs =
        params.0.iter().filter(|(name, value)| is_own(name) && (!value.is_empty() || name == "since"));
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

/// Reads the searches that are kept: of each name the row that was written last, unless it takes the search away.
async fn read(engine: &Engine) -> Result<Vec<SavedSearch>> {
    let Some(table) = engine.newest_lake().await?.find_side(Side::Searches).await? else {
        return Ok(Vec::new());
    };
    let mut newest: BTreeMap<String, (i64, Option<String>)> = BTreeMap::new();
    for batch in table.read().await? {
        for (name, query, saved) in rows(&batch)? {
            let known = newest.get(&name).map_or(i64::MIN, |(known, _)| *known);
            if saved >= known {
                newest.insert(name, (saved, query));
            }
        }
    }
    let kept = newest.into_iter().filter_map(|(name, (saved, query))| {
        let saved = DateTime::from_timestamp_micros(saved).map(write_time).unwrap_or_default();
        Some(SavedSearch { name, query: query?, saved })
    });
    Ok(kept.collect())
}

type Row = (String, Option<String>, i64);

/// Reads the rows of a batch. A file has no column that is null in all of its rows.
fn rows(batch: &RecordBatch) -> Result<Vec<Row>> {
    let column = |name: &str, kind: &DataType| {
        let column = batch
            .column_by_name(name)
            .map_or_else(|| Ok(new_null_array(kind, batch.num_rows())), |column| cast(column, kind));
        column.map_err(|error| Failure::Defect(error.to_string()))
    };
    let (names, queries) = (column("name", &DataType::Utf8)?, column("query", &DataType::Utf8)?);
    let (names, queries) = (names.as_string::<i32>(), queries.as_string::<i32>());
    let saved = column("saved_at", &DataType::Timestamp(TimeUnit::Microsecond, None))?;
    let saved = saved.as_primitive::<TimestampMicrosecondType>();
    let query = |row: usize| queries.is_valid(row).then(|| queries.value(row).to_owned());
    Ok((0..batch.num_rows()).map(|row| (names.value(row).to_owned(), query(row), saved.value(row))).collect())
}

async fn append(engine: &Engine, name: &str, query: Option<&str>) -> Result<()> {
    let lake = engine.newest_lake().await?;
    let now = TimestampMicrosecondArray::from(vec![Utc::now().timestamp_micros()]).with_timezone("UTC");
    let columns: Vec<ArrayRef> = vec![
        Arc::new(StringArray::from(vec![name])),
        Arc::new(StringArray::from(vec![query])),
        Arc::new(now),
    ];
    let row = RecordBatch::try_new(Side::Searches.schema(), columns);
    let row = row.map_err(|error| Failure::Defect(error.to_string()))?;
    Ok(lake.side_table(Side::Searches).await?.append(&row).await?)
}
