//! What workers answer is what one process answers.

use crate::setup::{alone, make_lake, session, shared, two};

/// What the library divides wrongly, or not at all: limits below joins, recursion, subqueries, rows that are made, joins without an
/// equality.
const ALONE: [&str; 9] = [
    "select count(*) as n from events e join (select id from events limit 5) s on e.id = s.id",
    "select count(*) as n from events e where exists (select 1 from (select id from events limit 5) s where s.id = e.id)",
    "select count(*) as n from events e where id in (select id from events order by id limit 5)",
    "select count(*) as n from (select id from events limit 7)",
    "select count(*) as n from events where user_id = (select max(user_id) from sign_ins)",
    "with recursive t(n) as (select 1 union all select n + 1 from t where n < 5) select t.n, count(*) as c from t join events e on t.n > 2 group by 1",
    "select count(*) as n from generate_series(1, 3) g cross join events",
    "select count(*) as n from events a, events b where length(a.id) + length(b.operation) % 7 = 3 or a.id < b.id",
    "select id from events where creation_time = (select max(creation_time) from events)",
];

/// Counts, groups, joins, sorts, windows, own functions, records, tables beside the records.
const QUERIES: [&str; 16] = [
    "select count(*) as n from events where operation is not null",
    "select operation, count(*) as n from events group by operation",
    "select count(distinct user_id) as n from activity where in_network(client_ip, '10.0.0.0/8') or client_ip is not null",
    "select a.operation, count(*) as n from events a join events b on a.user_id = b.user_id where a.id <> b.id group by 1",
    "select a.id from activity a join activity b on a.creation_time < b.creation_time and a.user_id > b.user_id limit 100000",
    "select id, creation_time from activity order by creation_time desc, id limit 20",
    "select user_id, id, row_number() over (partition by user_id order by creation_time, id) as place from events",
    "select date_trunc('day', creation_time) as day, count(*) as n, array_agg(id order by id) as ids from activity group by 1",
    "select extract(hour from creation_time) as hour, string_agg(operation || '!', ',' order by id) as names from activity group by 1",
    "select id, json_text(record, 'Operation') as o, record_type_name(record_type) as t from event_records where json_holds(record, 'a')",
    "select id from records where record like '%Mail%' and user_id is not null",
    "select id, time_bucket('1 hour', creation_time) as bucket, first_address(client_ip) as address from events",
    "select source, rows_added, duplicates from ledger",
    "select count(*) as n from rejected",
    "select id from activity where id in (select id from activity group by id having count(*) > 1)",
    "select operation from events union all select source from ledger",
];

#[tokio::test(flavor = "multi_thread")]
async fn queries_are_answered_as_in_one_process() {
    let (_folder, lake) = make_lake().await;
    let (_serving, workers) = two(&lake).await;
    let session = session(&lake).await;
    for query in QUERIES.into_iter().chain(ALONE) {
        let expected = alone(&session, query).await;
        assert!(expected.len() > 1, "{query} gives no row");
        assert_eq!(shared(&workers, &session, query).await.as_ref(), Ok(&expected), "{query}");
    }
}
