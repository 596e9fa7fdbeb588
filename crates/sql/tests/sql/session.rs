//! What a session costs.

use std::time::{Duration, Instant};

use crate::activity::over;

/// Planning all views takes tens of times longer than this even in release.
#[tokio::test]
async fn views_cost_nothing_until_used() {
    let begin = Instant::now();
    let context = over::<&str>(&[]);
    let made = begin.elapsed();
    let begin = Instant::now();
    trail365_sql::sql(&context, "SELECT count(*) FROM snare.office365sharepoint").await.unwrap();
    eprintln!("session in {made:?}, one view in {:?}", begin.elapsed());
    assert!(made.as_millis() < 500, "{made:?}");
}

/// One thread, so whatever does not give way cannot be timed out either.
#[tokio::test]
async fn a_join_of_few_rows_to_many_can_be_stopped() {
    let context = over::<&str>(&[]);
    for join in
        ["a CROSS JOIN a AS b", "a JOIN a AS b ON a.n % 2 < b.n", "a JOIN a AS b ON a.n % 2 = b.n % 2"]
    {
        let query = format!(
            "WITH a AS (SELECT unnest(range(0, 200000)) AS n) SELECT count(*) FROM {join} WHERE a.n + b.n % 7 > 3"
        );
        let frame = trail365_sql::sql(&context, &query).await.unwrap();
        let begin = Instant::now();
        let stopped = tokio::time::timeout(Duration::from_millis(200), frame.collect()).await;
        assert!(stopped.is_err(), "{join}: it ended in {:?}", begin.elapsed());
    }
}
