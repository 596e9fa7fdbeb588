//! What a session costs.

use std::time::Instant;

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
