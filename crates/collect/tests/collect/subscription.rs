//! A subscription that was missing for a while.

use std::time::Duration;

use tokio::time::{sleep, timeout};
use trail365_client::ContentType;
use trail365_collect::{Collector, Commits, Options, Status, Until};

use crate::world::{World, options, plan};

const LOST: &str =
    "select lost || content_created::text from ledger where lost is not null and content_id is null";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_lost_without_one_is_stored_as_soon_as_it_is_started() {
    let mut plan = plan();
    plan.tenants[0].subscribed_hours = 3;
    let world = World::new(plan).await;
    world.collect().await;
    let tenant = world.tenant();
    tenant.client.stop_subscription(ContentType::AuditExchange).await.unwrap();
    world.sandbox.clock().advance(3600 * 1000).unwrap();

    // By itself it would commit in an hour.
    let far = Duration::from_hours(1);
    let commits = Commits { pause: far, records_after: far, marks_after: far };
    let options = Options { commits, ..options() };
    let lake = world.lake().await;
    let collector = Collector::open(&lake, &[tenant], options).await.unwrap();
    let is_stored = async {
        let expected = "there was no subscription2026-03-03T12:00:00Z";
        while !world.column(LOST).await.iter().any(|lost| lost == expected) {
            sleep(Duration::from_millis(5)).await;
        }
        assert!(world.sandbox.requests().operations.contains_key("start"));
    };
    let mut look = |_: &[Status]| ();
    let run = collector.run(lake, Until::Stopped, is_stored, &mut look);
    timeout(Duration::from_mins(1), run).await.unwrap().unwrap();
    world.collect().await;
    world.assert_complete().await;
}
