//! What records have for the first time.

use super::condition::quoted_text;
use super::{Search, time_literal};

/// A property of records: the name that rows have for it, and its expression of SQL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Property<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its expression over the columns of `events`, a text.
    pub expression: String,
}

impl Search {
    /// Writes a query for the values that records of this search have for the first time within its time range: no record before
    /// the range that meets the other conditions has them. All records up to the end of the range are read once.
    ///
    /// Each row is a value: `property`, `value`, `first_time`, `records` within the range, and `new_values`, how many of them the property
    /// has. Of each property at most `listed` values are given, the earliest first. One row more, whose `property` is null, counts all
    /// `records` within the range and those `earlier`; without any earlier there was nothing to compare with. Records without a time count
    /// nowhere.
    ///
    /// ```
    /// use trail365_sql::search::{Property, Search};
    ///
    /// let at = |text: &str| text.parse().ok();
    /// let search = Search { users: vec!["lena.berg".to_owned()], since: at("2026-03-02T00:00:00Z"), ..Search::default() };
    /// let property = Property { name: "operation", expression: "operation".to_owned() };
    /// let query = search.new_values_sql(&[property], 10);
    /// assert!(query.contains("count(*) FILTER (WHERE time < '2026-03-02T00:00:00Z') AS earlier"), "{query}");
    /// ```
    pub fn new_values_sql(&self, properties: &[Property<'_>], listed: usize) -> String {
        let (within, before) = match self.since.map(time_literal) {
            Some(since) => (format!("time >= {since}"), format!("time < {since}")),
            None => ("true".to_owned(), "false".to_owned()),
        };
        let until_end = Search { since: None, ..self.clone() };
        let columns = list(properties, ", ", |at, of| format!("{} AS p{at}", of.expression));
        let names =
            list(properties, " ", |at, of| format!("WHEN grouping(p{at}) = 0 THEN {}", quoted_text(of.name)));
        let values = list(properties, " ", |at, _| format!("WHEN grouping(p{at}) = 0 THEN p{at}"));
        let sets = list(properties, "", |at, _| format!(", (p{at})"));
        let dated = ["creation_time IS NOT NULL".to_owned()];
        format!(
            "SELECT property, value, first_time, records, earlier, new_values FROM (\n  \
               SELECT *, count(*) OVER (PARTITION BY property) AS new_values,\n    \
                 row_number() OVER (PARTITION BY property ORDER BY first_time, value) AS place FROM (\n    \
                   SELECT CASE {names} END AS property, CASE {values} END AS value, min(time) AS first_time,\n      \
                     count(*) FILTER (WHERE {within}) AS records, count(*) FILTER (WHERE {before}) AS earlier\n    \
                   FROM (SELECT creation_time AS time, {columns}\n{})\n    \
                   GROUP BY GROUPING SETS ((){sets}))\n  \
               WHERE property IS NULL OR (value <> '' AND earlier = 0))\n\
             WHERE place <= {listed} ORDER BY property, place",
            until_end.from_where(&dated),
        )
    }
}

fn list(
    properties: &[Property<'_>],
    between: &str,
    write: impl Fn(usize, &Property<'_>) -> String,
) -> String {
    let written: Vec<_> = properties.iter().enumerate().map(|(at, of)| write(at, of)).collect();
    written.join(between)
}
