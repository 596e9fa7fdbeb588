//! Search without SQL: records by user, address, operation, type, time and text.

mod address;
mod apps;
mod condition;
pub mod expression;
mod moment;
mod new_values;
mod operations;
mod record_types;
mod users;

use std::fmt;

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};

pub use address::{AddressRange, NotAnAddress};
pub use apps::{UnknownApp, app_ids_named};
pub use moment::{Moment, read_moment};
pub use new_values::Property;
pub use operations::{OperationHint, operation_hint};
pub use record_types::{UnknownRecordType, record_types_named};
pub use users::{near_users, users_matching};

pub use condition::quoted_text;
use condition::{call_with, equals_any, is_pattern_of, operation_matches, user_matches};

/// The conditions of a search. Values of one list widen it, each further list narrows it; without any, all records match.
///
/// ```
/// use trail365_sql::search::Search;
///
/// let search = Search { users: vec!["lena.berg".to_owned()], limit: Some(10), ..Search::default() };
/// let sql = search.sql();
/// assert!(sql.contains("WHERE lower(split_part(user_id, '@', 1)) = 'lena.berg'"), "{sql}");
/// assert!(sql.ends_with("LIMIT 10"));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Search {
    /// Users in any case. A name without `@` matches the part before it, too; `*` stands for any text. `=` in front means the rest as it
    /// is, for operations and objects, too: no wildcard, and no other user with the same name before the `@`.
    pub users: Vec<String>,
    /// Addresses and networks, in any column that holds addresses.
    pub addresses: Vec<AddressRange>,
    /// Operations in any case; `*` stands for any text.
    pub operations: Vec<String>,
    /// Numbers of record types; [`record_types_named`] finds them by names.
    pub record_types: Vec<i32>,
    /// Services by their names in `workload`, in any case: Exchange, SharePoint, AzureActiveDirectory.
    pub workloads: Vec<String>,
    /// Outcomes: succeeded, failed, partial, unknown.
    pub outcomes: Vec<String>,
    /// Ids of sessions, wherever a record has them.
    pub sessions: Vec<String>,
    /// Ids of apps, wherever a record has them; [`app_ids_named`] finds them by names.
    pub apps: Vec<String>,
    /// Objects, or mailboxes where a record names no object, in any case; `*` stands for any text.
    pub objects: Vec<String>,
    /// Texts anywhere in the record's JSON, in any case.
    pub texts: Vec<String>,
    /// Earliest creation time.
    pub since: Option<DateTime<Utc>>,
    /// Latest creation time.
    pub until: Option<DateTime<Utc>>,
    /// Creation times lie before this one: the end of a day whose last moment has no name.
    pub before: Option<DateTime<Utc>>,
    /// Most records to find; `None` for all.
    pub limit: Option<u64>,
    /// Sorts the oldest record first instead of the newest.
    pub oldest_first: bool,
}

impl Search {
    /// Checks that the conditions leave a time in which a record can be.
    ///
    /// ```
    /// use trail365_sql::search::Search;
    ///
    /// let at = |text: &str| text.parse().ok();
    /// let search = Search { since: at("2026-03-02T00:00:00Z"), until: at("2026-03-01T00:00:00Z"), ..Search::default() };
    /// let error = search.check().unwrap_err().to_string();
    /// assert_eq!(error, "no time is left: the search begins at 2026-03-02T00:00:00Z and ends before, at 2026-03-01T00:00:00Z; exchange the two");
    /// ```
    ///
    /// # Errors
    /// If it begins after its end.
    pub fn check(&self) -> Result<(), EmptySpan> {
        let Some(since) = self.since else { return Ok(()) };
        let ends = [self.until.filter(|until| *until < since), self.before.filter(|before| *before <= since)];
        match ends.into_iter().flatten().next() {
            Some(end) => Err(EmptySpan { since, end }),
            None => Ok(()),
        }
    }

    /// Writes the query: time, user, operation, object, app, address and outcome of the records that match.
    pub fn sql(&self) -> String {
        self.in_order(vec![
            format!("SELECT creation_time, user_id, operation, {} AS object,", expression::OBJECT),
            format!("  {} AS app, {} AS address, outcome", expression::APP_NAME, self.shown_address()),
            self.from_where(&[]),
        ])
    }

    /// Writes the query of the records themselves: as [`Search::sql`], with the column `record` alone.
    pub fn records_sql(&self) -> String {
        self.in_order(vec!["SELECT record".to_owned(), self.choose_from("event_records", &[])])
    }

    /// Appends order and limit.
    fn in_order(&self, mut lines: Vec<String>) -> String {
        let direction = if self.oldest_first { "ASC" } else { "DESC" };
        // Records without a time come last in both directions: they are the oddities, not the answer.
        lines.push(format!("ORDER BY creation_time {direction} NULLS LAST"));
        lines.extend(self.limit.map(|limit| format!("LIMIT {limit}")));
        lines.join("\n")
    }

    /// Writes the part of the query that chooses the records: the table and the conditions, and `more` conditions with these. A
    /// query of one's own goes in front of it and behind it.
    ///
    /// ```
    /// use trail365_sql::search::Search;
    ///
    /// let search = Search { operations: vec!["Send".to_owned()], ..Search::default() };
    /// assert_eq!(search.from_where(&[]), "FROM events\nWHERE lower(operation) = 'send'");
    /// ```
    pub fn from_where(&self, more: &[String]) -> String {
        self.choose_from(self.source_table(), more)
    }

    fn choose_from(&self, table: &str, more: &[String]) -> String {
        let mut lines = vec![format!("FROM {table}")];
        // One condition a line: the query is also shown to people, who go on from it.
        let words = std::iter::once("WHERE").chain(std::iter::repeat("  AND"));
        let conditions = self.all_conditions().into_iter().chain(more.iter().cloned());
        lines.extend(words.zip(conditions).map(|(word, condition)| format!("{word} {condition}")));
        lines.join("\n")
    }

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
        let dated = ["creation_time IS NOT NULL".to_owned()];
        let until_end = Search { since: None, ..self.clone() }.from_where(&dated);
        let since = self.since.map(time_literal);
        new_values::new_values_query(since.as_deref(), &until_end, properties, listed)
    }

    /// Writes the expression of the address that is shown of a record: one that was looked for, else the first that there is.
    pub fn shown_address(&self) -> String {
        address::shown_address(&self.addresses)
    }

    /// Lists the conditions that are joined by AND.
    fn all_conditions(&self) -> Vec<String> {
        let types: Vec<_> = self.record_types.iter().map(i32::to_string).collect();
        [
            self.since.map(|since| format!("creation_time >= {}", time_literal(since))),
            self.until.map(|until| format!("creation_time <= {}", time_literal(until))),
            self.before.map(|before| format!("creation_time < {}", time_literal(before))),
            user_matches(&self.users),
            operation_matches(&self.operations),
            (!types.is_empty()).then(|| format!("record_type IN ({})", types.join(", "))),
            address::address_matches(&self.addresses),
            equals_any("lower(workload)", self.workloads.iter().map(|name| name.to_lowercase())),
            equals_any("outcome", self.outcomes.iter().map(|word| word.to_lowercase())),
            equals_any(expression::SESSION, self.sessions.iter().map(|id| id.to_lowercase())),
            apps::app_matches(&self.apps),
            is_pattern_of(expression::OBJECT, &self.objects),
            call_with("json_holds", "record", &self.texts),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// `event_records` rebuilds each record whose bytes were not kept, so it is read only where its text is searched. Both
    /// have one row an event: whoever searches counts what they see.
    fn source_table(&self) -> &'static str {
        if self.texts.is_empty() { "events" } else { "event_records" }
    }
}

/// A search that ends before it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EmptySpan {
    since: DateTime<Utc>,
    end: DateTime<Utc>,
}

impl fmt::Display for EmptySpan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = |moment: DateTime<Utc>| moment.to_rfc3339_opts(SecondsFormat::AutoSi, true);
        let (since, end) = (text(self.since), text(self.end));
        write!(f, "no time is left: the search begins at {since} and ends before, at {end}; exchange the two")
    }
}

impl std::error::Error for EmptySpan {}

/// Last time that a text can state. A day counts to its end, which may lie behind it.
const LAST: DateTime<Utc> =
    NaiveDate::from_ymd_opt(9999, 12, 31).unwrap().and_hms_micro_opt(23, 59, 59, 999_999).unwrap().and_utc();

/// Writes a time as a literal that a column of times is compared with.
pub fn time_literal(moment: DateTime<Utc>) -> String {
    let moment = moment.min(LAST);
    let text = quoted_text(&moment.to_rfc3339_opts(SecondsFormat::AutoSi, true));
    // DataFusion compares texts with times in nanoseconds, which reach from 1677 to 2262.
    match moment.timestamp_nanos_opt() {
        Some(_) => text,
        None => format!("arrow_cast({text}, 'Timestamp(Microsecond, Some(\"UTC\"))')"),
    }
}

#[cfg(test)]
mod tests {
    use super::Search;

    const ADDRESSES: [&str; 6] =
        ["client_ip", "actor_ip", "actor_ip_address", "client_ip_address", "sender_ip", "user_ip"];

    fn check(search: Search, conditions: &str) {
        check_shown(search, &format!("coalesce({})", ADDRESSES.join(", ")), conditions);
    }

    fn check_shown(search: Search, address: &str, conditions: &str) {
        let head = format!(
            "SELECT creation_time, user_id, operation, coalesce(object_id, mailbox_owner_upn) AS object,\n  \
             {} AS app, {address} AS address, outcome\nFROM events\n",
            super::expression::APP_NAME
        );
        let tail = "ORDER BY creation_time DESC NULLS LAST\nLIMIT 100";
        assert_eq!(Search { limit: Some(100), ..search }.sql(), format!("{head}{conditions}{tail}"));
    }

    fn texts(values: &[&str]) -> Vec<String> {
        values.iter().map(|value| (*value).to_owned()).collect()
    }

    #[test]
    fn without_options_there_is_no_condition() {
        check(Search::default(), "");
    }

    #[test]
    fn values_of_one_list_are_alternatives_and_lists_narrow() {
        let search = Search {
            users: texts(&["Lena@example.com", "*@example.net"]),
            operations: texts(&["Send"]),
            ..Search::default()
        };
        check(
            search,
            "WHERE (lower(user_id) = 'lena@example.com' OR user_id ILIKE '%@example.net')\n  \
             AND lower(operation) = 'send'\n",
        );
        let search = Search { record_types: vec![15, 2], ..Search::default() };
        check(search, "WHERE record_type IN (15, 2)\n");
    }

    #[test]
    fn a_bare_name_matches_the_part_before_the_at_sign() {
        let search = Search { users: texts(&["Lena.Berg"]), ..Search::default() };
        check(search, "WHERE lower(split_part(user_id, '@', 1)) = 'lena.berg'\n");
    }

    #[test]
    fn an_address_is_looked_for_in_every_column() {
        let equal = ADDRESSES.map(|column| format!("{column} = '192.0.2.1'")).join(" OR ");
        let search = Search { addresses: vec!["192.0.2.1".parse().unwrap()], ..Search::default() };
        let cases = ADDRESSES.map(|column| format!("WHEN {column} = '192.0.2.1' THEN {column}"));
        check_shown(search, &format!("CASE {} END", cases.join("\n    ")), &format!("WHERE ({equal})\n"));
    }

    #[test]
    fn times_that_nanoseconds_do_not_reach_are_cast() {
        let at = |text: &str| text.parse().ok();
        let search = Search {
            since: at("2026-03-01T00:00:00Z"),
            before: at("2026-04-01T00:00:00Z"),
            ..Search::default()
        };
        check(
            search,
            "WHERE creation_time >= '2026-03-01T00:00:00Z'\n  AND creation_time < '2026-04-01T00:00:00Z'\n",
        );
        let far = "WHERE creation_time >= arrow_cast('1600-01-01T00:00:00Z', 'Timestamp(Microsecond, Some(\"UTC\"))')\n";
        check(Search { since: at("1600-01-01T00:00:00Z"), ..Search::default() }, far);
        let until = Search { until: at("2026-03-31T07:00:00Z"), ..Search::default() };
        check(until, "WHERE creation_time <= '2026-03-31T07:00:00Z'\n");
    }

    #[test]
    fn service_outcome_session_app_and_object_narrow() {
        check(
            Search { workloads: texts(&["Exchange"]), ..Search::default() },
            "WHERE lower(workload) = 'exchange'\n",
        );
        check(
            Search { outcomes: texts(&["failed", "partial"]), ..Search::default() },
            "WHERE outcome IN ('failed', 'partial')\n",
        );
        let session = format!("WHERE {} = 'ab'\n", super::expression::SESSION);
        check(Search { sessions: texts(&["AB"]), ..Search::default() }, &session);
        let object = "WHERE coalesce(object_id, mailbox_owner_upn) ILIKE 'https://a/%'\n";
        check(Search { objects: texts(&["https://a/*"]), ..Search::default() }, object);
    }

    #[test]
    fn text_is_quoted() {
        let sql = Search { texts: texts(&["a/b '100%"]), ..Search::default() }.sql();
        assert!(sql.contains("FROM event_records\nWHERE json_holds(record, 'a/b ''100%')"), "{sql}");
    }

    #[test]
    fn the_order_and_the_limit_can_be_others() {
        let sql = Search { oldest_first: true, ..Search::default() }.sql();
        assert!(sql.ends_with("FROM events\nORDER BY creation_time ASC NULLS LAST"), "{sql}");
    }
}
