//! What the service could give is in the lake, once.

use trail365_collect::feed::State;

use crate::world::{World, plan};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_tenant_is_collected_once_and_goes_on_where_it_was() {
    let world = World::new(plan()).await;
    let status = world.collect().await;
    assert!(status.iter().all(|s| matches!(s.state, State::Running)), "{status:?}");
    assert!(status.iter().all(|s| s.mark.is_some_and(|mark| mark <= s.now)), "{status:?}");
    world.is_complete().await;

    let blobs: u64 = status.iter().map(|s| s.counts.blobs).sum();
    let again = world.collect().await;
    assert_eq!(again.iter().map(|s| s.counts.blobs).sum::<u64>(), 0);
    world.sandbox.clock().advance(6 * 3600 * 1000).unwrap();
    let more = world.collect().await;
    assert!(more.iter().map(|s| s.counts.blobs).sum::<u64>() > 0, "{blobs}");
    world.is_complete().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_fault_of_the_service_is_survived() {
    let mut plan = plan();
    let faults = &mut plan.faults;
    faults.tries = 1;
    for rate in [
        &mut faults.late,
        &mut faults.doubled_records,
        &mut faults.relisted,
        &mut faults.withheld,
        &mut faults.broken_records,
        &mut faults.repeated_pages,
        &mut faults.server_error,
        &mut faults.html_error,
        &mut faults.token_expired,
        &mut faults.sign_in_error,
        &mut faults.cut_body,
        &mut faults.corrupt_body,
        &mut faults.wrong_length,
        &mut faults.header_case,
    ] {
        *rate = 0.05;
    }
    // Each pauses everything for a while.
    (faults.throttled, faults.retry_after_seconds) = (0.005, Some(1));
    plan.tenants[0].subscribed_hours = 8;
    let world = World::new(plan).await;
    world.collect().await;
    world.is_complete().await;
    world.sandbox.clock().advance(8 * 3600 * 1000).unwrap();
    world.collect().await;
    world.is_complete().await;
}
