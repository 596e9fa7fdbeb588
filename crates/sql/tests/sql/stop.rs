//! A query that is stopped from another thread.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use futures::TryStreamExt as _;
use tokio::runtime::Builder;
use trail365_sql::{CancellationToken, SessionOptions, Tables, over, sql, stream};

/// Joins whose condition nothing meets: each takes hours, and for minutes none of it gives way.
const ENDLESS: &[&str] = &[
    "SELECT count(*) FROM numbers a CROSS JOIN numbers b WHERE a.n * b.n = -17",
    "SELECT count(*) FROM numbers a LEFT JOIN numbers b ON a.n * b.n = -17",
    "SELECT count(*) FROM numbers a WHERE EXISTS (SELECT 1 FROM numbers b WHERE a.n * b.n = -17)",
    "SELECT count(*) FROM numbers a JOIN numbers b ON a.n % 2 = b.n % 2 AND a.n * b.n = -17",
    "SELECT count(*) FROM numbers a JOIN numbers b ON a.n % 2 = b.n % 2 WHERE a.n + b.n < 0",
    "SELECT count(*) FROM numbers a WHERE EXISTS (SELECT 1 FROM numbers b WHERE a.n % 2 = b.n % 2 AND a.n * b.n = -17)",
    "SELECT count(*) FROM numbers a JOIN numbers b ON a.n % 2 = b.n % 2",
];

#[test]
fn a_query_stops_whatever_it_is_busy_with() {
    for endless in ENDLESS {
        let text = format!("WITH numbers AS (SELECT n FROM generate_series(1, 3000000) t(n)) {endless}");
        let stop = CancellationToken::new();
        let stopped = stop.clone();
        let (ended, end) = mpsc::channel();
        thread::spawn(move || {
            let runtime = Builder::new_current_thread().build().unwrap();
            let result = runtime.block_on(async {
                let session = over(Tables::default(), &SessionOptions::default()).unwrap();
                let frame = sql(&session, &text).await.unwrap();
                stream(frame, &stopped).await.unwrap().try_collect::<Vec<_>>().await
            });
            let _ = ended.send(result.map(|_| ()).map_err(|error| error.to_string()));
        });
        // The side that is held in memory has been read by then; one that is still being read gives way anyhow.
        let early = end.recv_timeout(Duration::from_secs(2));
        assert_eq!(early, Err(mpsc::RecvTimeoutError::Timeout), "{endless}");
        stop.cancel();
        let late = end.recv_timeout(Duration::from_mins(1)).expect(endless);
        assert!(late.unwrap_err().contains("the query was stopped"), "{endless}");
    }
}
