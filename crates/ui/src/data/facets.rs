//! The most frequent values of fields among the records that match.

use serde::{Deserialize, Serialize};
use trail365_sql::search::{Search, expression};

use super::engine::{Answer, Engine, Pin};
use super::failure::Result;
use super::filter::{Field, Filter};
use super::params::Params;

/// Values of a field that are listed.
const LISTED: usize = 10;

/// The most frequent values of fields.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Frequencies {
    /// The conditions.
    pub filter: Filter,
    /// All records that match: the counts are exact.
    pub total: u64,
    /// When the first of them happened.
    pub first: Option<String>,
    /// When the last of them happened.
    pub last: Option<String>,
    /// A list a field.
    pub facets: Vec<Facet>,
}

/// The most frequent values of one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Facet {
    /// The field.
    pub field: Field,
    /// Different values that there are.
    pub distinct: u64,
    /// Those with most records.
    pub values: Vec<Counted>,
}

/// A value and its records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Counted {
    /// The value; `None` for records that lack one.
    pub value: Option<String>,
    /// The records.
    pub count: u64,
}

/// Fields that values are counted of.
const FIELDS: [Field; 8] = [
    Field::User,
    Field::Ip,
    Field::Operation,
    Field::Workload,
    Field::Outcome,
    Field::App,
    Field::Session,
    Field::Object,
];

#[derive(Deserialize)]
struct Row {
    field: Option<usize>,
    value: Option<String>,
    records: u64,
    distinct: u64,
    first: Option<String>,
    last: Option<String>,
}

/// Counts the most frequent values among the records that match.
pub async fn count_values(engine: &Engine, params: &Params) -> Result<Answer<Frequencies>> {
    let filter = Filter::read(params);
    engine.ask(params.version()?, |pin| facets(pin, filter)).await
}

/// Counts the most frequent values among the records of a filter.
pub(crate) async fn facets(pin: Pin, filter: Filter) -> Result<Frequencies> {
    let filter = filter.with_usual_range(&pin.info);
    let search = filter.search(&pin.info)?;
    let rows: Vec<Row> = pin.asked.rows(&query(&search)).await?;
    let all = rows.iter().find(|row| row.field.is_none());
    let facets = FIELDS.iter().enumerate().filter_map(|(at, field)| {
        let values: Vec<_> = rows.iter().filter(|row| row.field == Some(at)).collect();
        let distinct = values.first()?.distinct;
        let count = |row: &&Row| Counted { value: row.value.clone(), count: row.records };
        Some(Facet { field: *field, distinct, values: values.iter().map(count).collect() })
    });
    Ok(Frequencies {
        total: all.map_or(0, |row| row.records),
        first: all.and_then(|row| row.first.clone()),
        last: all.and_then(|row| row.last.clone()),
        facets: facets.collect(),
        filter,
    })
}

/// Writes one query for all fields: the records are read once.
fn query(search: &Search) -> String {
    let column = |at: usize, field: Field| format!("{} AS f{at}", expression_of(field, search));
    let columns: Vec<_> = FIELDS.iter().enumerate().map(|(at, field)| column(at, *field)).collect();
    let sets: Vec<_> = (0..FIELDS.len()).map(|at| format!("(f{at})")).collect();
    let case = |then: fn(usize) -> String| -> String {
        let whens = (0..FIELDS.len()).map(|at| format!("WHEN grouping(f{at}) = 0 THEN {}", then(at)));
        whens.collect::<Vec<_>>().join(" ")
    };
    let (field, value) = (case(|at| at.to_string()), case(|at| format!("f{at}")));
    format!(
        "SELECT field, value, records, distinct, first, last FROM (\n  \
           SELECT *, row_number() OVER (PARTITION BY field ORDER BY records DESC, value) AS place,\n    \
             count(*) OVER (PARTITION BY field) AS distinct FROM (\n    \
               SELECT CASE {field} END AS field, CASE {value} END AS value, count(*) AS records, min(time) AS first, max(time) AS last\n    \
               FROM (SELECT creation_time AS time, {}\n{})\n    \
               GROUP BY GROUPING SETS ((), {})))\n\
         WHERE place <= {LISTED} ORDER BY field, place",
        columns.join(", "),
        search.from_where(&[]),
        sets.join(", "),
    )
}

/// Writes the expression of a field.
pub(crate) fn expression_of(field: Field, search: &Search) -> String {
    match field {
        Field::User => "user_id".to_owned(),
        Field::Ip => search.shown_address(),
        Field::Operation => "operation".to_owned(),
        Field::Workload => "workload".to_owned(),
        Field::Outcome => "outcome".to_owned(),
        Field::App => expression::APP_ID.to_owned(),
        Field::Session => expression::SESSION.to_owned(),
        Field::Object => expression::OBJECT.to_owned(),
        Field::Type => "record_type_name".to_owned(),
        Field::Text => "NULL".to_owned(),
    }
}
