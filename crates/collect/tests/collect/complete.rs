//! What the service could give is in the lake, once.

use chrono::TimeDelta;
use trail365_collect::Status;
use trail365_collect::feed::State;

use trail365_sandbox::Plan;

use crate::world::{World, plan};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_tenant_is_collected_once_and_goes_on_where_it_was() {
    let world = World::new(plan()).await;
    let status = world.collect().await;
    assert!(status.iter().all(|s| matches!(s.state, State::Running)), "{status:?}");
    // The sandbox's clock stands still, and goes on between two answers.
    let latest = |s: &Status| s.now + TimeDelta::minutes(5);
    assert!(status.iter().all(|s| s.mark.is_some_and(|mark| mark <= latest(s))), "{status:?}");
    world.assert_complete().await;

    let blobs: u64 = status.iter().map(|s| s.counts.blobs).sum();
    let again = world.collect().await;
    assert_eq!(again.iter().map(|s| s.counts.blobs).sum::<u64>(), 0);
    world.sandbox.clock().advance(6 * 3600 * 1000).unwrap();
    let more = world.collect().await;
    assert!(more.iter().map(|s| s.counts.blobs).sum::<u64>() > 0, "{blobs}");
    world.assert_complete().await;
}

/// Everything goes wrong now and then.
fn faulty() -> Plan {
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
        &mut faults.bad_items,
        &mut faults.server_error,
        &mut faults.html_error,
        &mut faults.odd_refusal,
        &mut faults.object_body,
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
    // Longer than the client has patience.
    (faults.hang, faults.hang_ms) = (0.01, 1500);
    plan.tenants[0].subscribed_hours = 8;
    plan
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_fault_of_the_service_is_survived() {
    let world = World::new(faulty()).await;
    world.collect().await;
    world.assert_complete().await;
    world.sandbox.clock().advance(8 * 3600 * 1000).unwrap();
    world.collect().await;
    world.assert_complete().await;
    // A hang is not among them: the client has gone when it ends.
    let struck: Vec<_> = world.sandbox.requests().faults.into_keys().collect();
    let of_content = ["corrupt_body", "cut_body", "object_body", "wrong_length"];
    let of_all = ["bad_items", "html_error", "odd_refusal", "server_error", "sign_in_error", "throttled"];
    let mut all = [&of_content[..], &of_all, &["token_expired"]].concat();
    all.sort_unstable();
    assert_eq!(struck, all);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clock_that_is_wrong_loses_nothing() {
    for minutes in [10, -10, 180, -180] {
        let mut plan = faulty();
        plan.faults.clock_skew_seconds = 60 * minutes;
        plan.tenants[0].subscribed_hours = 4;
        let world = World::new(plan).await;
        world.collect().await;
        let truth = world.truth();
        // What the service's clock has not come to is not listed before.
        world.sandbox.clock().advance(u64::try_from(-60_000 * minutes).unwrap_or(0) + 1000).unwrap();
        world.collect().await;
        world.assert_has_all_of(&truth).await;
    }
}
