//! The most frequent values of fields among the records that match.

use serde::{Deserialize, Serialize};
use trail365_sql::search::Search;

use super::engine::{Answer, Engine, Pin};
use super::failure::Result;
use super::filter::{Field, Filter};
use super::params::Params;
use super::places::AddressPlace;
use super::property::Property;

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
    /// The field, or another property.
    pub field: Property,
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
    /// What is known of the value, if it is an address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<AddressPlace>,
}

/// Properties that values are counted of, where they can be told.
const PROPERTIES: [Property; 10] = [
    Property::Searched(Field::User),
    Property::Searched(Field::Ip),
    Property::Country,
    Property::Network,
    Property::Searched(Field::Operation),
    Property::Searched(Field::Workload),
    Property::Searched(Field::Outcome),
    Property::Searched(Field::App),
    Property::Searched(Field::Session),
    Property::Searched(Field::Object),
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
    let filter = Filter::read_strictly(params, &[])?;
    engine.ask(params.version()?, |pin| facets(pin, filter)).await
}

/// Counts the most frequent values among the records of a filter.
pub(crate) async fn facets(pin: Pin, filter: Filter) -> Result<Frequencies> {
    let filter = filter.with_usual_range(&pin.times);
    let search = filter.search(pin.times.last())?;
    let geo = pin.geo.as_deref();
    let properties: Vec<_> = PROPERTIES.into_iter().filter(|property| property.is_told(geo)).collect();
    let rows: Vec<Row> = pin.asked.kept_rows(&query(&properties, &search)).await?;
    let all = rows.iter().find(|row| row.field.is_none());
    let facets = properties.iter().enumerate().filter_map(|(at, property)| {
        let values: Vec<_> = rows.iter().filter(|row| row.field == Some(at)).collect();
        let distinct = values.first()?.distinct;
        let place = |row: &Row| {
            let address = row.value.as_deref().filter(|_| property.field() == Some(Field::Ip))?;
            AddressPlace::find(geo, address)
        };
        let count = |row: &&Row| Counted { value: row.value.clone(), count: row.records, place: place(row) };
        Some(Facet { field: *property, distinct, values: values.iter().map(count).collect() })
    });
    Ok(Frequencies {
        total: all.map_or(0, |row| row.records),
        first: all.and_then(|row| row.first.clone()),
        last: all.and_then(|row| row.last.clone()),
        facets: facets.collect(),
        filter,
    })
}

/// Writes one query for all properties: a row with all records, and rows for values.
fn query(properties: &[Property], search: &Search) -> String {
    let counts = if is_by_time_alone(search) {
        count_each(properties, search)
    } else {
        count_at_once(properties, search)
    };
    format!(
        "SELECT field, value, records, distinct, first, last FROM (\n  \
           SELECT *, row_number() OVER (PARTITION BY field ORDER BY records DESC, value) AS place,\n    \
             count(*) OVER (PARTITION BY field) AS distinct FROM (\n    {counts}))\n\
         WHERE place <= {LISTED} ORDER BY field, place"
    )
}

fn is_by_time_alone(search: &Search) -> bool {
    let Search { since, until, before, limit, oldest_first, .. } = *search;
    *search == Search { since, until, before, limit, oldest_first, ..Search::default() }
}

/// Reads the records once for all properties: what a condition costs, it costs once.
fn count_at_once(properties: &[Property], search: &Search) -> String {
    let column = |(at, property): (usize, &Property)| format!("{} AS f{at}", property.expression(search));
    let columns: Vec<_> = properties.iter().enumerate().map(column).collect();
    let sets: Vec<_> = (0..properties.len()).map(|at| format!("(f{at})")).collect();
    let case = |then: fn(usize) -> String| -> String {
        let whens = (0..properties.len()).map(|at| format!("WHEN grouping(f{at}) = 0 THEN {}", then(at)));
        whens.collect::<Vec<_>>().join(" ")
    };
    let (field, value) = (case(|at| at.to_string()), case(|at| format!("f{at}")));
    format!(
        "SELECT CASE {field} END AS field, CASE {value} END AS value, count(*) AS records, min(time) AS first, max(time) AS last\n    \
           FROM (SELECT creation_time AS time, {}\n{})\n    \
           GROUP BY GROUPING SETS ((), {})",
        columns.join(", "),
        search.from_where(&[]),
        sets.join(", "),
    )
}

/// Groups by one property after the other, each by its columns alone: all of ten million records in three fifths of the time.
fn count_each(properties: &[Property], search: &Search) -> String {
    let records = search.from_where(&[]);
    let all = format!(
        "SELECT NULL AS field, NULL AS value, count(*) AS records, min(creation_time) AS first, max(creation_time) AS last\n{records}"
    );
    let each = properties.iter().enumerate().map(|(at, property)| {
        let value = property.expression(search);
        format!("SELECT {at}, {value} AS value, count(*), NULL, NULL\n{records}\nGROUP BY value")
    });
    std::iter::once(all).chain(each).collect::<Vec<_>>().join("\nUNION ALL ")
}
