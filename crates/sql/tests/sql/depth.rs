//! Statements that are long, and those that are nested too deep. Tests run on threads with a stack of 2 MiB: one that overflows ends
//! them all.

use datafusion::arrow::array::AsArray;
use datafusion::arrow::datatypes::Int64Type;
use trail365_sql::search::{AddressRange, Search};
use trail365_sql::{ErrorKind, sql};

use crate::activity::over;

/// Terms of a long chain.
const MANY: usize = 2_000;

const RECORDS: [&str; 2] = [
    r#"{"Id":"1","CreationTime":"2026-01-05T08:15:30","RecordType":15,"Operation":"UserLoggedIn","UserId":"u7@example.com","ClientIP":"192.0.2.7"}"#,
    r#"{"Id":"2","CreationTime":"2026-01-05T08:15:31","RecordType":15,"Operation":"UserLoggedIn","UserId":"other","ClientIP":"10.0.9.9"}"#,
];

fn chain(op: &str, terms: usize, term: impl Fn(usize) -> String) -> String {
    (0..terms).map(term).collect::<Vec<_>>().join(op)
}

async fn check_count(condition: &str, expected: i64) {
    let query = format!("SELECT count(*) FROM activity WHERE {condition}");
    let rows = sql(&over(&RECORDS), &query).await.unwrap().collect().await.unwrap();
    assert_eq!(rows[0].column(0).as_primitive::<Int64Type>().value(0), expected, "{condition:.200}");
}

#[tokio::test]
async fn long_chains_of_conditions_run() {
    check_count(&chain(" OR ", MANY, |i| format!("user_id = 'u{i}@example.com'")), 1).await;
    check_count(&chain(" AND ", 300, |i| format!("user_id <> 'u{i}@example.com'")), 1).await;
    check_count(&chain(" OR ", MANY, |i| format!("user_id LIKE '%u{i}@%'")), 1).await;
    let pairs =
        chain(" OR ", 300, |i| format!("(user_id = 'u{i}@example.com' AND client_ip <> '10.0.0.{i}')"));
    check_count(&format!("NOT ({pairs})"), 1).await;
}

/// Statements by the number of their terms, each of which is a level.
fn nested(terms: usize) -> Vec<(&'static str, String)> {
    let tables = chain(", ", terms, |i| format!("(VALUES (1)) AS t{i}(a)"));
    let with = chain(", ", terms, |i| format!("c{} AS (SELECT x FROM c{i})", i + 1));
    vec![
        ("plus", format!("SELECT {}", chain(" + ", terms, |_| "1".to_owned()))),
        ("text", format!("SELECT {} FROM activity", chain(" || ", terms, |_| "user_id".to_owned()))),
        ("cast", format!("SELECT 1{}", "::INT".repeat(terms))),
        ("null", format!("SELECT 1{}", " IS NULL".repeat(terms))),
        ("union", chain(" UNION ALL ", terms, |i| format!("SELECT {i} AS a"))),
        ("except", chain(" EXCEPT ", terms, |i| format!("SELECT {i} AS a"))),
        ("from", format!("SELECT count(*) FROM {tables}")),
        ("with", format!("WITH c0 AS (SELECT 1 AS x), {with} SELECT x FROM c{terms}")),
    ]
}

#[tokio::test]
async fn nested_statements_run_up_to_a_limit() {
    for (name, query) in nested(75) {
        let rows = sql(&over(&RECORDS), &query).await.map_err(|error| format!("{name}: {error}")).unwrap();
        assert!(rows.collect().await.unwrap().iter().any(|batch| batch.num_rows() > 0), "{name}");
    }
}

async fn check_refused(name: &str, query: &str) {
    let error = sql(&over(&RECORDS), query).await.map(|_| name).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Invalid, "{name}: {error}");
    assert!(error.message().contains("nested too deep"), "{name}: {error}");
}

#[tokio::test]
async fn what_is_nested_too_deep_is_refused() {
    for terms in [250, MANY] {
        for (name, query) in nested(terms) {
            check_refused(name, &query).await;
        }
    }
    for (name, query) in [
        ("longer than is parsed", format!("SELECT {}", chain(" + ", 40_000, |i| i.to_string()))),
        ("conditions", format!("SELECT 1 WHERE {}", chain(" OR ", 3_000, |i| format!("1 = {i}")))),
        ("ands", format!("SELECT 1 WHERE {}", chain(" AND ", 302, |i| format!("1 <> {i}")))),
        ("explain", format!("{} SELECT 1", "EXPLAIN ".repeat(MANY))),
        ("type", format!("SELECT CAST(1 AS {}INT{})", "ARRAY<".repeat(MANY), ">".repeat(MANY))),
        ("type", format!("SELECT 1::INT{}", "[]".repeat(MANY))),
        ("type", format!("SELECT 1::INT{}", "[2]".repeat(MANY))),
        ("parentheses", format!("SELECT {}1{}", "(".repeat(MANY), ")".repeat(MANY))),
        ("sign", format!("SELECT {}1", "- ".repeat(MANY))),
        ("pivot", format!("SELECT * FROM activity {}", "PIVOT (sum(a) FOR b IN (1)) ".repeat(MANY))),
        ("change", format!("DELETE FROM activity WHERE {}", chain(" + ", MANY, |i| i.to_string()))),
    ] {
        check_refused(name, &query).await;
    }
}

#[tokio::test]
async fn a_broken_text_is_no_less_safe() {
    let error = sql(&over(&RECORDS), &format!("SELECT 1 {} FROM", "+ 1".repeat(MANY))).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Syntax, "{error}");
}

#[tokio::test]
async fn a_chain_is_named_by_its_start() {
    let error =
        sql(&over(&RECORDS), &format!("SELECT id,\n  {}", chain(" + ", MANY, |i| i.to_string()))).await;
    let error = error.map(|_| ()).unwrap_err();
    assert_eq!(error.place().unwrap().to_string(), "line 2, column 3", "{error}");
}

async fn check_found(search: Search, expected: usize) {
    let frame = sql(&over(&RECORDS), &search.sql()).await.unwrap();
    assert_eq!(frame.count().await.unwrap(), expected);
}

#[tokio::test]
async fn a_search_takes_long_lists() {
    let texts = |text: fn(usize) -> String| (0..MANY).map(text).collect::<Vec<_>>();
    let addresses = |text: fn(usize) -> String| {
        texts(text).iter().map(|text| text.parse::<AddressRange>().unwrap()).collect::<Vec<_>>()
    };
    let all = Search::default();
    check_found(Search { users: texts(|i| format!("U{i}@example.com")), ..all.clone() }, 1).await;
    check_found(Search { users: texts(|i| format!("u{i}")), ..all.clone() }, 1).await;
    check_found(Search { users: texts(|i| format!("*U{i}@*")), ..all.clone() }, 1).await;
    check_found(Search { operations: texts(|i| format!("Op{i}")), ..all.clone() }, 0).await;
    check_found(Search { operations: texts(|i| format!("Op {i}")), ..all.clone() }, 0).await;
    check_found(Search { texts: texts(|i| format!("\"U{i}@")), ..all.clone() }, 1).await;
    let hosts = addresses(|i| format!("192.0.{}.{}", i / 250, i % 250));
    check_found(Search { addresses: hosts, ..all.clone() }, 1).await;
    let networks = addresses(|i| format!("10.{}.{}.0/24", i / 250, i % 250));
    check_found(Search { addresses: networks, ..all.clone() }, 1).await;
    check_found(Search { record_types: (1_000..3_000).collect(), ..all }, 0).await;
}
