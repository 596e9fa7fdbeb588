//! Workers that are lost, and such as have other lakes.

use futures::StreamExt as _;
use trail365_cluster::{Trust, Workers};
use trail365_sql::{CancellationToken, FilesRead};

use crate::setup::{Serving, alone, make_lake, options, session, shared, two};

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_worker_is_an_error_that_names_it() {
    let (_folder, lake) = make_lake().await;
    let ([_one, mut other], workers) = two(&lake).await;
    let session = session(&lake).await;
    let query = "select operation, count(*) as n from events group by operation";
    assert_eq!(shared(&workers, &session, query).await, Ok(alone(&session, query).await));
    other.kill();
    let error = shared(&workers, &session, query).await.unwrap_err();
    assert!(error.starts_with(&format!("worker {}: ", other.address)), "{error}");
    // One that never was there, too.
    let error = Workers::connect(std::slice::from_ref(&other.address), Trust::default())
        .await
        .unwrap_err()
        .to_string();
    assert!(error.starts_with(&format!("worker {}: the connection failed", other.address)), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_without_the_lake_is_named() {
    let ((_folder, lake), (_other_folder, other)) = (make_lake().await, make_lake().await);
    let serving = Serving::start(std::slice::from_ref(&other), options()).await;
    let workers = Workers::connect(std::slice::from_ref(&serving.address), Trust::default()).await.unwrap();
    let error = shared(&workers, &session(&lake).await, "select id from activity").await.unwrap_err();
    let expected = format!("the worker {} does not serve this lake: start it with --lake", serving.address);
    assert!(error.contains(&expected), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_query_is_stopped() {
    let (_folder, lake) = make_lake().await;
    let (_serving, workers) = two(&lake).await;
    let session = session(&lake).await;
    let frame =
        trail365_sql::sql(&session, "select a.id from activity a, activity b, activity c").await.unwrap();
    let stop = CancellationToken::new();
    let mut rows = workers.stream(frame, &stop, &FilesRead::default()).await.unwrap();
    rows.next().await.unwrap().unwrap();
    stop.cancel();
    let error = loop {
        if let Err(error) = rows.next().await.unwrap() {
            break error.to_string();
        }
    };
    assert!(error.contains("the query was stopped"), "{error}");
}
