//! Two collectors of one tenant and one lake.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use trail365_client::ContentType;
use trail365_collect::{Collector, Options, Settings, Status, Until};
use trail365_lake::{ImportOptions, Lake};

use crate::world::{World, options, plan};

fn blobs(status: &[Status]) -> u64 {
    status.iter().map(|stream| stream.counts.blobs).sum()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_at_once_double_nothing_and_miss_nothing() {
    let mut plan = plan();
    plan.tenants[0].subscribed_hours = 12;
    let world = World::new(plan).await;
    let open = async |in_flight| {
        let lake = world.lake().await;
        let options = Options { in_flight, ..options() };
        (Collector::open(&lake, &[world.tenant()], options).await.unwrap(), lake)
    };
    let run = async |(collector, lake): (Collector, Lake)| {
        collector.run(lake, Until::Idle, std::future::pending(), &mut |_| ()).await.unwrap()
    };
    // Neither knows what the other will have.
    let (one, other) = (open(3).await, open(5).await);
    let (one, other) = tokio::join!(run(one), run(other));
    assert!(blobs(&one) > 0 && blobs(&one) == blobs(&other), "both fetch everything");
    world.assert_complete().await;
    assert_eq!(blobs(&world.collect().await), 0, "nothing is left");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_after_the_other_with_other_settings_is_one_collection() {
    let world = World::new(plan()).await;
    let noon: DateTime<Utc> = "2026-03-03T12:00:00Z".parse().unwrap();
    let mut tenant = world.tenant();
    tenant.content_types = vec![ContentType::AuditExchange, ContentType::AuditGeneral];
    tenant.since = Some(noon - TimeDelta::hours(6));
    let settings = Settings {
        overlap: TimeDelta::zero(),
        sweep: TimeDelta::days(6),
        poll: Duration::from_millis(1),
        ..Settings::default()
    };
    let import = ImportOptions { raw: false, ..ImportOptions::default() };
    let first = world.collect_from(tenant, Options { settings, import, in_flight: 1, ..options() }).await;
    let since = world.column("select min(content_created)::text from ledger").await;
    assert!(blobs(&first) > 0 && since[0].as_str() >= "2026-03-03T06:00", "{since:?}");
    world.collect().await;
    world.assert_complete().await;
}
