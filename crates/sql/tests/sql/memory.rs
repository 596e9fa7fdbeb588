//! A query that needs more memory than it may take.

use std::sync::Arc;

use arrow::array::RecordBatch;
use datafusion::execution::SessionStateBuilder;
use datafusion::execution::memory_pool::FairSpillPool;
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion::prelude::SessionContext;
use trail365_sql::{Error, ErrorKind, over_with, sql};

use crate::activity::tables;

fn limited(bytes: usize) -> SessionContext {
    let records: Vec<_> = (0..2000).map(|n| format!(r#"{{"Id":"{n}","UserId":"{n:0>4000}"}}"#)).collect();
    let memory = Arc::new(FairSpillPool::new(bytes));
    let runtime = RuntimeEnvBuilder::new().with_memory_pool(memory).build_arc().unwrap();
    let builder = SessionStateBuilder::new_with_default_features().with_runtime_env(runtime);
    over_with(builder, tables(&records)).unwrap()
}

#[tokio::test]
async fn a_join_that_does_not_fit_says_what_to_do() {
    let text = "select count(*) from activity a join activity b on a.user_id = b.user_id and a.id > b.id";
    let frame = sql(&limited(1 << 20), text).await.unwrap();
    let error = Error::from(frame.collect().await.unwrap_err());
    assert_eq!(error.kind(), ErrorKind::Execution);
    assert!(
        error.to_string().starts_with("the query needs more memory than it may take: ask for"),
        "{error}"
    );
}

async fn run(session: &SessionContext, text: &str) -> Result<usize, Error> {
    Ok(sql(session, text).await?.collect().await?.iter().map(RecordBatch::num_rows).sum())
}

/// Runs a query that is to be refused, and returns why.
async fn refusal(session: &SessionContext, text: &str) -> String {
    match run(session, text).await {
        Err(error) => error.to_string(),
        Ok(rows) => panic!("{text}: {rows} rows"),
    }
}

/// Checks that queries are refused because of what a function would make.
async fn check_refused(session: &SessionContext, queries: &[&str]) {
    for large in queries {
        let error = refusal(session, large).await;
        assert!(error.contains("64 MiB at most: ask for fewer or shorter values"), "{large}: {error}");
    }
}

#[tokio::test]
async fn what_a_function_makes_of_a_number_is_bounded() {
    let session = limited(64 << 20);
    let run = async |text: &str| run(&session, text).await;
    let large = [
        "select repeat('x', 2000000000)",
        // A constant that may stand in every row.
        "select repeat('x', 60000000) from activity",
        "select range(1, 1000000) from activity",
        "select repeat(id, 1000000) from activity",
        "select lpad('x', 2000000000)",
        "select rpad(id, 1000000) from activity",
        "select array_repeat(1, 2000000000)",
        "select list_repeat(1, 2000000000)",
        "select array_resize([1], 2000000000)",
        "select range(2000000000)",
        "select generate_series(0, -2000000000, -1)",
        "select unnest(range(timestamp '1970-01-01', timestamp '2200-01-01', interval '1 microsecond'))",
    ];
    check_refused(&session, &large).await;
    for usual in [
        "select lpad(id, 10, '0'), repeat('-', 40), rpad(user_id, 5000) from activity",
        "select range(2000000000, 1), range(1, 2000000000, -1) from activity",
        "select array_repeat(user_id, 2), array_resize([1, 2], 3, 0), repeat(null, 3) from activity",
        "select range(1, 1000), generate_series(5, 1, -1), range(date '2026-01-01', date '2026-02-01', interval '1 day') from activity",
    ] {
        assert_eq!(run(usual).await.unwrap(), 2000, "{usual}");
    }
}

#[tokio::test]
async fn what_a_function_makes_of_texts_is_bounded() {
    // 8,000 bytes a row, 2,000 rows; `t` eight times as long.
    let session = limited(64 << 20);
    let of = |expression: &str| {
        format!("select {expression} from (select repeat(user_id, 2) as t, id from activity)")
    };
    for expression in [
        "concat(t, t, t, t, t)",
        "concat_ws(t, id, id, id, id, id, id)",
        "t || t || t || t || t",
        "replace(t, '0', '0123456789')",
        "replace(t, '', t)",
        "regexp_replace(t, '0', '0123456789', 'g')",
        "regexp_replace(t, '(.*)', '\\1\\1\\1\\1\\1')",
        "translate(translate(t, '0', '€') || t, '0', '𐍈')",
        "overlay(overlay(overlay(overlay(t placing t from 1 for 0) placing t from 1 for 0) placing t from 1 for 0) placing t from 1 for 0)",
        "encode(arrow_cast(encode(arrow_cast(encode(arrow_cast(t, 'Binary'), 'hex'), 'Binary'), 'hex'), 'Binary'), 'hex')",
        "to_char(timestamp '2026-01-01', t)",
        "array_to_string(make_array(1, 2, 3, 4, 5, 6), t)",
        "make_array(t, t, t, t, t)",
        "[t, t, t, t, t]",
        "array_concat([t, t], [t, t], [t])",
        "[t, t, t] || [t, t]",
        "array_append([t, t, t], t || t)",
        "t || t || [t, t, t]",
        "array_prepend(t || t, [t, t, t])",
        "array_replace([id, id, id, id, id, id], id, t)",
        "array_replace_n([id, id, id, id, id, id], id, t, 6)",
        "array_replace_all([id, id, id, id, id, id], id, t)",
        "map(['a', 'b', 'c', 'd', 'e'], [t, t, t, t, t])",
    ] {
        check_refused(&session, &[of(expression).as_str()]).await;
    }
    // What the optimizer makes ahead of a query stands in each row.
    let doubled = (0..12).fold("'0123456789'".to_owned(), |text, _| format!("replace({text}, '0', '0000')"));
    check_refused(&session, &[format!("select {doubled} from activity").as_str()]).await;
}

#[tokio::test]
async fn usual_texts_are_made_as_ever() {
    let session = limited(64 << 20);
    for usual in [
        "select concat(user_id, id), concat_ws(', ', id, null, user_id), user_id || ':' || id from activity",
        "select replace(user_id, '00', '-'), regexp_replace(user_id, '0+', ' ', 'g'), translate(id, '0', 'é') from activity",
        // The most that it could make would be too much.
        "select replace(user_id, '7', '0123456789012345678901234567890123456789') from activity",
        "select regexp_replace(user_id, '[1-9]+', '0123456789012345678901234567890123456789', 'g') from activity",
        "select array_to_string([id, user_id], ','), [id] || id, to_char(timestamp '2026-01-01', '%Y') from activity",
        "select id from activity where id like '%' || '' || '%' and user_id || null is null",
        "select t || 'b' || 1 from (select 'a' as t from activity)",
    ] {
        assert_eq!(run(&session, usual).await.unwrap(), 2000, "{usual}");
    }
    let many: Vec<_> = (0..5000).map(|n| format!("'{n}'")).collect();
    let listed = format!("select id from activity where array_has([{}], id)", many.join(", "));
    assert_eq!(run(&session, &listed).await.unwrap(), 2000);
    // The column is called as it was written.
    let frame = sql(
        &session,
        "select id || '-' || user_id from (select id || 'x' as id, user_id from activity) as a",
    )
    .await
    .unwrap();
    assert_eq!(frame.schema().fields()[0].name(), "id || '-' || user_id");
}

#[tokio::test]
async fn what_is_gathered_is_bounded() {
    let session = limited(64 << 20);
    for large in [
        "select string_agg(user_id, ',') over (order by id) from activity",
        "select string_agg(user_id, ',') over () from activity",
        "select array_agg(user_id) over (order by id desc) from activity",
        "select array_agg(user_id) over (order by id rows between 500 preceding and current row) from activity",
    ] {
        let error = refusal(&session, large).await;
        assert!(error.contains("for the rows of a window: ask for smaller windows"), "{large}: {error}");
    }
    for delimiter in ["repeat('-', 65)", "replace('aaaaaaaa', 'a', '123456789')"] {
        for of in ["", " over ()", " filter (where id > '0')"] {
            let text = format!("select string_agg(id, {delimiter}){of} from activity");
            let error = refusal(&session, &text).await;
            assert!(error.contains("string_agg"), "{text}: {error}");
        }
    }
    for usual in [
        "select string_agg(id, ', ' order by id desc) from activity",
        "select string_agg(distinct id, ', ') from activity",
        "select array_agg(user_id) from activity",
    ] {
        assert_eq!(run(&session, usual).await.unwrap(), 1, "{usual}");
    }
    let small = "select string_agg(id, ',') over (partition by id order by user_id), array_agg(id) over (order by id rows 2 preceding) from activity";
    assert_eq!(run(&session, small).await.unwrap(), 2000);
    // All that is gathered counts against the memory of the session.
    let session = limited(4 << 20);
    for gathered in [
        "select string_agg(user_id, ',') from activity",
        "select string_agg(user_id, ',' order by id) from activity",
        "select array_agg(user_id) from activity",
        "select array_agg([user_id]) from activity",
        "select array_agg(user_id) from activity group by id is null",
    ] {
        let error = refusal(&session, gathered).await;
        assert!(error.starts_with("the query needs more memory than it may take"), "{gathered}: {error}");
    }
}
