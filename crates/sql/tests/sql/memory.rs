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

#[tokio::test]
async fn what_a_function_makes_of_a_number_is_bounded() {
    let session = limited(64 << 20);
    let run = async |text: &str| -> Result<usize, Error> {
        Ok(sql(&session, text).await?.collect().await?.iter().map(RecordBatch::num_rows).sum())
    };
    for large in [
        "select repeat('x', 2000000000)",
        "select repeat(id, 1000000) from activity",
        "select lpad('x', 2000000000)",
        "select rpad(id, 1000000) from activity",
        "select array_repeat(1, 2000000000)",
        "select list_repeat(1, 2000000000)",
        "select array_resize([1], 2000000000)",
        "select range(2000000000)",
        "select generate_series(0, -2000000000, -1)",
        "select unnest(range(timestamp '1970-01-01', timestamp '2200-01-01', interval '1 microsecond'))",
    ] {
        let error = run(large).await.unwrap_err().to_string();
        assert!(error.contains("64 MiB at most: ask for fewer or shorter values"), "{large}: {error}");
    }
    for usual in [
        "select lpad(id, 10, '0'), repeat('-', 40), rpad(user_id, 5000) from activity",
        "select range(2000000000, 1), range(1, 2000000000, -1) from activity",
        "select array_repeat(user_id, 2), array_resize([1, 2], 3, 0), repeat(null, 3) from activity",
        "select range(1, 1000), generate_series(5, 1, -1), range(date '2026-01-01', date '2026-02-01', interval '1 day') from activity",
    ] {
        assert_eq!(run(usual).await.unwrap(), 2000, "{usual}");
    }
}
