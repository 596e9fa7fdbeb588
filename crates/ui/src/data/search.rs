//! The rows of a search, a page at a time.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use trail365_sql::search::{Search, expression, quoted_text, time_literal};

use super::engine::{Answer, Engine, Pin};
use super::failure::{Failure, Result};
use super::filter::Filter;
use super::params::Params;
use super::rows::FileCounts;
use super::times::write_time;

/// Rows of a page.
pub const PAGE_ROWS: usize = 200;

/// Columns that a person may add to a page.
const MOST_COLUMNS: usize = 12;

/// A page of a search.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Found {
    /// The conditions, with the range that counts where none was given.
    pub filter: Filter,
    /// Columns that were added.
    pub columns: Vec<String>,
    /// The rows.
    pub rows: Vec<Row>,
    /// Where the next page begins; `None` on the last.
    pub next: Option<String>,
    /// The page begins behind another.
    pub is_later_page: bool,
    /// Files that were read for the rows.
    pub files: FileCounts,
    /// The query that finds the same.
    pub sql: String,
}

/// A record in a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// When it happened.
    pub time: Option<String>,
    /// Its Id.
    pub id: Option<String>,
    /// Hash of its content, which tells records of one Id apart.
    pub hash: String,
    /// Who acted.
    pub user: Option<String>,
    /// What was done.
    pub operation: Option<String>,
    /// The service.
    pub workload: Option<String>,
    /// The record type.
    pub record_type: Option<i32>,
    /// What was acted on.
    pub object: Option<String>,
    /// Name of the app, where it is known.
    pub app: Option<String>,
    /// Id of the app that acted.
    pub app_id: Option<String>,
    /// The address.
    pub address: Option<String>,
    /// How it ended.
    pub outcome: Option<String>,
    /// Columns that were added: `c0`, `c1` and so on.
    #[serde(flatten)]
    pub more: BTreeMap<String, Value>,
}

/// Finds a page of the records that match.
pub async fn find(engine: &Engine, params: &Params) -> Result<Answer<Found>> {
    let (filter, columns) = (Filter::read_strictly(params, &[])?, read_columns(params)?);
    let after = params.get("after").map(Place::read).transpose()?;
    engine.ask(params.version()?, |pin| find_page(pin, filter, columns, after)).await
}

async fn find_page(pin: Pin, filter: Filter, columns: Vec<String>, after: Option<Place>) -> Result<Found> {
    let filter = filter.with_usual_range(&pin.times);
    let search = filter.search(pin.times.last())?;
    let behind = after.iter().map(|after| after.condition(search.oldest_first)).collect();
    let mut rows = read_rows(&pin, &search, &columns, behind, PAGE_ROWS + 1).await?;
    let has_more = rows.len() > PAGE_ROWS;
    rows.truncate(PAGE_ROWS);
    let next = rows.last().filter(|_| has_more).map(|row| Place::of_row(row).write());
    let sql = Search { limit: Some(PAGE_ROWS as u64), ..search }.sql();
    let files = pin.asked.file_counts();
    Ok(Found { filter, columns, rows, next, is_later_page: after.is_some(), files, sql })
}

/// Reads the first rows of a search, within more conditions than those of the search.
///
/// The times come first, alone: sorting reads every record that matches, and a dozen columns of each would take many times as
/// long. The rows are then read from the span of those times.
pub(crate) async fn read_rows(
    pin: &Pin,
    search: &Search,
    columns: &[String],
    mut more: Vec<String>,
    limit: usize,
) -> Result<Vec<Row>> {
    let (from_where, direction) = (search.from_where(&more), direction(search));
    let query = format!(
        "SELECT creation_time AS time\n{from_where}\nORDER BY creation_time {direction} NULLS LAST LIMIT {limit}"
    );
    let dated: Vec<Dated> = pin.asked.rows(&query).await?;
    if dated.is_empty() {
        return Ok(Vec::new());
    }
    // Records without a time have no span.
    let times: Option<Vec<_>> = dated.into_iter().map(|row| row.time).collect();
    if let Some((first, last)) =
        times.and_then(|times| times.iter().min().copied().zip(times.iter().max().copied()))
    {
        // As two comparisons: BETWEEN brings all three to one type, which is that of nanoseconds where one time is a text.
        more.extend([
            format!("creation_time >= {}", time_literal(first)),
            format!("creation_time <= {}", time_literal(last)),
        ]);
    }
    pin.asked.rows(&rows_query(search, columns, &more, limit)).await
}

#[derive(Deserialize)]
struct Dated {
    time: Option<DateTime<Utc>>,
}

fn direction(search: &Search) -> &'static str {
    if search.oldest_first { "ASC" } else { "DESC" }
}

fn rows_query(search: &Search, columns: &[String], more: &[String], limit: usize) -> String {
    let added: Vec<_> =
        columns.iter().enumerate().map(|(at, name)| format!(", \"{name}\" AS c{at}")).collect();
    let added = added.concat();
    let direction = direction(search);
    format!(
        "SELECT creation_time AS time, id, content_hash::varchar AS hash, user_id AS user, operation, workload, record_type, {} AS object, \
         {} AS app, {} AS app_id, {} AS address, outcome{added}\n{}\n\
         ORDER BY creation_time {direction} NULLS LAST, id NULLS LAST, content_hash LIMIT {limit}",
        expression::OBJECT,
        expression::APP_NAME,
        expression::APP_ID,
        search.shown_address(),
        search.from_where(more),
    )
}

/// Reads the names of added columns: those of the table, so that no other text gets into the query.
pub(crate) fn read_columns(params: &Params) -> Result<Vec<String>> {
    let mut columns: Vec<String> = Vec::new();
    for name in params.all("column").filter(|name| !name.is_empty()) {
        let is_known = trail365_sql::column_meaning("activity", name).is_some()
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        if !is_known {
            return Err(Failure::parameter("column", name, "no column of the table activity"));
        }
        if !columns.iter().any(|other| other == name) {
            columns.push(name.to_owned());
        }
    }
    if columns.len() > MOST_COLUMNS {
        let problem = format!("there are {} columns, and {MOST_COLUMNS} at most", columns.len());
        return Err(Failure::missing("column", problem));
    }
    Ok(columns)
}

/// A place in the order of a list: the next page begins behind it. Unlike a number of rows to leave out, it costs the same on every
/// page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    time: Option<DateTime<Utc>>,
    id: Option<String>,
    hash: i64,
}

impl Place {
    fn of_row(row: &Row) -> Self {
        let time = row.time.as_deref().and_then(|time| time.parse().ok());
        Place { time, id: row.id.clone(), hash: row.hash.parse().unwrap_or_default() }
    }

    fn write(&self) -> String {
        let time = self.time.map(write_time).unwrap_or_default();
        let id = self.id.as_ref().map(|id| format!("={id}")).unwrap_or_default();
        format!("{time} {} {id}", self.hash)
    }

    fn read(text: &str) -> Result<Self> {
        let wrong = || Failure::parameter("after", text, "no place in a list");
        let mut parts = text.splitn(3, ' ');
        let (Some(time), Some(hash), Some(id)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(wrong());
        };
        let read_time = |time: &str| DateTime::parse_from_rfc3339(time).map_err(|_| wrong());
        let time = (!time.is_empty()).then(|| read_time(time)).transpose()?.map(|time| time.to_utc());
        let id = id.strip_prefix('=').map(str::to_owned);
        Ok(Place { time, id, hash: hash.parse().map_err(|_| wrong())? })
    }

    /// Writes the condition that a row stands behind this place.
    fn condition(&self, oldest_first: bool) -> String {
        let hash = self.hash;
        let behind = match &self.id {
            Some(id) => {
                let id = quoted_text(id);
                format!("(id IS NULL OR id > {id} OR (id = {id} AND content_hash > {hash}))")
            }
            None => format!("(id IS NULL AND content_hash > {hash})"),
        };
        match self.time {
            None => format!("(creation_time IS NULL AND {behind})"),
            Some(time) => {
                let (time, later) = (time_literal(time), if oldest_first { '>' } else { '<' });
                format!(
                    "(creation_time {later} {time} OR creation_time IS NULL OR (creation_time = {time} AND {behind}))"
                )
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Params, Place, read_columns};

    #[test]
    fn a_place_is_read_as_written() {
        for (time, id) in [
            (Some("2026-03-02T08:00:00Z"), Some("a b' c")),
            (None, Some("")),
            (Some("2026-03-02T08:00:00.5Z"), None),
        ] {
            let time = time.map(|time: &str| time.parse().unwrap());
            let place = Place { time, id: id.map(Into::into), hash: -7 };
            assert_eq!(Place::read(&place.write()), Ok(place));
        }
        for text in ["", "x 1 =a", "2026-03-02T08:00:00Z x =a", "2026-03-02T08:00:00Z' OR 1=1 1 =a"] {
            assert!(Place::read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn columns_are_those_of_the_table() {
        let of = |name: &str| read_columns(&Params(vec![("column".to_owned(), name.to_owned())]));
        assert_eq!(of("user_agent").unwrap(), ["user_agent"]);
        assert!(of("user_agent\" FROM x --").is_err() && of("nothing").is_err());
        // One too many is said, not left out.
        let names = [
            "id",
            "operation",
            "user_id",
            "user_key",
            "user_type",
            "workload",
            "object_id",
            "client_ip",
            "record_type",
            "app_id",
            "outcome",
            "scope",
            "version",
        ];
        let many = Params(names.map(|name| ("column".to_owned(), name.to_owned())).to_vec());
        assert!(read_columns(&many).unwrap_err().to_string().contains("12 at most"));
    }
}
