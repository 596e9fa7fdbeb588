//! What records have for the first time.

use super::condition::quoted_text;

/// A property of records: the name that rows have for it, and its expression of SQL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Property<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its expression over the columns of `events`, a text.
    pub expression: String,
}

/// Writes the query for the values that records have for the first time since a time, written as a literal; `from_where` chooses the records
/// up to the end of the range, each with a time.
pub(super) fn new_values_query(
    since: Option<&str>,
    from_where: &str,
    properties: &[Property<'_>],
    listed: usize,
) -> String {
    let (within, before) = match since {
        Some(since) => (format!("time >= {since}"), format!("time < {since}")),
        None => ("true".to_owned(), "false".to_owned()),
    };
    let columns = list(properties, ", ", |at, of| format!("{} AS p{at}", of.expression));
    let names =
        list(properties, " ", |at, of| format!("WHEN grouping(p{at}) = 0 THEN {}", quoted_text(of.name)));
    let values = list(properties, " ", |at, _| format!("WHEN grouping(p{at}) = 0 THEN p{at}"));
    let sets = list(properties, "", |at, _| format!(", (p{at})"));
    format!(
        "SELECT property, value, first_time, records, earlier, new_values FROM (\n  \
           SELECT *, count(*) OVER (PARTITION BY property) AS new_values,\n    \
             row_number() OVER (PARTITION BY property ORDER BY first_time, value) AS place FROM (\n    \
               SELECT CASE {names} END AS property, CASE {values} END AS value, min(time) AS first_time,\n      \
                 count(*) FILTER (WHERE {within}) AS records, count(*) FILTER (WHERE {before}) AS earlier\n    \
               FROM (SELECT creation_time AS time, {columns}\n{from_where})\n    \
               GROUP BY GROUPING SETS ((){sets}))\n  \
           WHERE property IS NULL OR (value <> '' AND earlier = 0))\n\
         WHERE place <= {listed} ORDER BY property, place"
    )
}

fn list(
    properties: &[Property<'_>],
    between: &str,
    write: impl Fn(usize, &Property<'_>) -> String,
) -> String {
    let written: Vec<_> = properties.iter().enumerate().map(|(at, of)| write(at, of)).collect();
    written.join(between)
}
