//! The SQL of a search.

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};

use super::address::{self, AddressRange};
use super::literal::{matches, quoted};
use crate::args::Search;
use crate::args::moment::Moment;

/// The last that a text of a time can say; a day counts to its end, which may lie behind it.
const LAST: DateTime<Utc> =
    NaiveDate::from_ymd_opt(9999, 12, 31).unwrap().and_hms_micro_opt(23, 59, 59, 999_999).unwrap().and_utc();

/// The query that finds what the arguments ask for.
pub fn of(args: &Search) -> String {
    let addresses = address::columns().collect::<Vec<_>>().join(", ");
    let mut lines = vec![
        "SELECT creation_time, user_id, operation, coalesce(object_id, mailbox_owner_upn) AS object,"
            .to_owned(),
        format!("  coalesce({addresses}) AS address, outcome"),
        format!("FROM {}", table(args)),
    ];
    let conditions = conditions(args);
    let words = std::iter::once("WHERE").chain(std::iter::repeat("  AND"));
    lines.extend(words.zip(conditions).map(|(word, condition)| format!("{word} {condition}")));
    let direction = if args.oldest_first { "ASC" } else { "DESC" };
    lines.push(format!("ORDER BY creation_time {direction} NULLS LAST"));
    if args.limit > 0 {
        lines.push(format!("LIMIT {}", args.limit));
    }
    lines.join("\n")
}

/// What must all be so.
fn conditions(args: &Search) -> Vec<String> {
    let since = args.since.map(|since| format!("creation_time >= {}", time(since.start(Utc::now()))));
    let types: Vec<_> = args.kind.iter().flat_map(|kind| &kind.0).map(i32::to_string).collect();
    [
        since,
        args.until.map(until),
        any(args.user.iter().map(|user| matches("user_id", user))),
        any(args.operation.iter().map(|operation| matches("operation", operation))),
        (!types.is_empty()).then(|| format!("record_type IN ({})", types.join(", "))),
        any(args.ip.iter().map(AddressRange::condition)),
        any(args.text.iter().map(|text| format!("json_holds(record, {})", quoted(text)))),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// A day counts to its end.
fn until(moment: Moment) -> String {
    match moment.day_after() {
        Some(after) => format!("creation_time < {}", time(after)),
        None => format!("creation_time <= {}", time(moment.start(Utc::now()))),
    }
}

/// Where the whole record is wanted it comes from the table that has it.
fn table(args: &Search) -> &'static str {
    if args.text.is_empty() { "activity" } else { "records" }
}

fn time(moment: DateTime<Utc>) -> String {
    let moment = moment.min(LAST);
    let text = quoted(&moment.to_rfc3339_opts(SecondsFormat::AutoSi, true));
    // Texts are compared in nanoseconds, which reach from 1677 to 2262.
    match moment.timestamp_nanos_opt() {
        Some(_) => text,
        None => format!("arrow_cast({text}, 'Timestamp(Microsecond, Some(\"UTC\"))')"),
    }
}

/// The condition that one of these is so, if there are any.
fn any(conditions: impl Iterator<Item = String>) -> Option<String> {
    let all: Vec<_> = conditions.collect();
    let joined = all.join(" OR ");
    let alone = all.len() == 1 && !joined.contains(" OR ");
    (!all.is_empty()).then(|| if alone { joined } else { format!("({joined})") })
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::of;
    use crate::args::Search;

    #[derive(Parser)]
    struct Args {
        #[command(flatten)]
        search: Search,
    }

    const ADDRESSES: [&str; 6] =
        ["client_ip", "actor_ip", "actor_ip_address", "client_ip_address", "sender_ip", "user_ip"];

    fn check(args: &[&str], conditions: &str) {
        let sql = of(&Args::parse_from([&["search"], args].concat()).search);
        let head = format!(
            "SELECT creation_time, user_id, operation, coalesce(object_id, mailbox_owner_upn) AS object,\n  \
             coalesce({}) AS address, outcome\nFROM activity\n",
            ADDRESSES.join(", ")
        );
        let tail = "ORDER BY creation_time DESC NULLS LAST\nLIMIT 100";
        assert_eq!(sql, format!("{head}{conditions}{tail}"));
    }

    #[test]
    fn without_options_there_is_no_condition() {
        check(&[], "");
    }

    #[test]
    fn the_same_option_means_or_and_another_means_and() {
        check(
            &["--user", "Lena@example.com", "--user", "*@example.net", "--operation", "Send"],
            "WHERE (lower(user_id) = 'lena@example.com' OR user_id ILIKE '%@example.net')\n  \
             AND lower(operation) = 'send'\n",
        );
        check(&["--type", "15", "--type", "ExchangeItem"], "WHERE record_type IN (15, 2)\n");
    }

    #[test]
    fn an_address_is_looked_for_in_every_column() {
        let equal = ADDRESSES.map(|column| format!("{column} = '192.0.2.1'")).join(" OR ");
        check(&["--ip", "192.0.2.1"], &format!("WHERE ({equal})\n"));
    }

    #[test]
    fn a_day_counts_to_its_end() {
        check(
            &["--since", "2026-03-01", "--until", "2026-03-31"],
            "WHERE creation_time >= '2026-03-01T00:00:00Z'\n  AND creation_time < '2026-04-01T00:00:00Z'\n",
        );
        let far = "WHERE creation_time >= arrow_cast('1600-01-01T00:00:00Z', 'Timestamp(Microsecond, Some(\"UTC\"))')\n";
        check(&["--since", "1600-01-01"], far);
        check(&["--until", "2026-03-31T08:00+01:00"], "WHERE creation_time <= '2026-03-31T07:00:00Z'\n");
    }

    #[test]
    fn text_is_quoted() {
        let sql = of(&Args::parse_from(["search", "--text", "a/b '100%"]).search);
        let condition = "FROM records\nWHERE json_holds(record, 'a/b ''100%')";
        assert!(sql.contains(condition), "{sql}");
    }

    #[test]
    fn the_order_and_the_limit_can_be_others() {
        let sql = of(&Args::parse_from(["search", "--oldest-first", "--limit", "0"]).search);
        assert!(sql.ends_with("FROM activity\nORDER BY creation_time ASC NULLS LAST"), "{sql}");
    }
}
