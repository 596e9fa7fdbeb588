//! What the feed makes of a clock that is wrong, jumps or stood still.

use std::time::Duration;

use chrono::TimeDelta;

use crate::bench::{Bench, SECOND, edge, hours, item, no_window, noon, passing};

#[test]
fn a_clock_that_is_ahead_for_a_moment_gives_up_no_blob() {
    let mut bench = Bench::new(None);
    bench.round(&[item("blob", noon() - hours(3))]);
    for days_ahead in [30, 30, 0, 30] {
        let blob = bench.blob_after(Duration::from_secs(59));
        bench.now.service += TimeDelta::days(days_ahead);
        bench.fetched(&blob, Err(passing(None)));
        bench.now.service -= TimeDelta::days(days_ahead);
    }
    assert_eq!((bench.lost(), bench.feed.pending_count()), (vec![], 1));
}

#[test]
fn a_clock_that_was_ahead_when_a_round_was_planned_loses_no_span() {
    for hours_ahead in [8, 30 * 24] {
        let mark = noon() - hours(9);
        let mut bench = Bench::new(Some(mark));
        bench.now.service += hours(hours_ahead);
        let listing = bench.listing();
        bench.now.service -= hours(hours_ahead);
        bench.listed(listing, vec![], None);
        assert_eq!((bench.lost(), bench.feed.mark() <= Some(noon())), (vec![], true), "{hours_ahead}");
        bench.pass(2 * SECOND);
        while bench.feed.mark() < Some(noon()) {
            bench.round(&[]);
        }
        assert_eq!((bench.lost(), bench.feed.mark()), (vec![], Some(bench.now.service)));
    }
}

#[test]
fn only_what_is_out_of_reach_by_the_right_clock_is_lost() {
    let mark = noon() - TimeDelta::days(7);
    let mut bench = Bench::new(Some(mark));
    bench.now.service += hours(8);
    let listing = bench.listing();
    assert_eq!(listing.window.start(), edge() + hours(8));
    bench.now.service -= hours(8);
    bench.listed(listing, vec![], None);
    assert_eq!((bench.lost(), bench.feed.mark()), (vec![], Some(mark)));
    bench.assert_waits(2 * SECOND);
    let start = bench.round(&[])[0].start();
    assert_eq!(start, edge() + TimeDelta::seconds(2));
    assert_eq!(bench.lost(), [(None, mark, Some(start))]);
}

#[test]
fn a_clock_that_is_behind_for_a_moment_forgets_no_mark() {
    let mark = noon() - TimeDelta::days(10);
    let mut bench = Bench::new(Some(mark));
    bench.now.service -= TimeDelta::days(30);
    let listing = bench.listing();
    bench.now.service += TimeDelta::days(30);
    bench.not_listed(listing, no_window());
    let start = bench.round(&[])[0].start();
    assert_eq!(bench.lost(), [(None, mark, Some(start))]);
}

#[test]
fn an_answer_whose_clock_is_behind_loses_no_span() {
    for mark in [None, Some(noon() - hours(1))] {
        let mut bench = Bench::new(mark);
        for days_behind in [0, 30, 0] {
            let listing = bench.listing();
            bench.now.service -= TimeDelta::days(days_behind);
            bench.listed(listing, vec![], None);
            bench.now.service += TimeDelta::days(days_behind);
            bench.pass(2 * SECOND);
        }
        assert_eq!((bench.lost(), bench.feed.mark() >= mark), (vec![], true));
        while !bench.feed.is_idle() {
            bench.round(&[]);
        }
        assert_eq!((bench.lost(), bench.feed.mark() > Some(noon() - hours(1))), (vec![], true));
    }
}

#[test]
fn a_mark_in_the_future_is_distrusted() {
    let mut bench = Bench::new(Some(noon() + hours(3)));
    assert_eq!(bench.round(&[])[0].start(), edge());
    assert_eq!((bench.feed.mark(), bench.lost()), (Some(noon()), vec![]));
}

#[test]
fn a_clock_that_jumps_and_comes_back_hides_nothing() {
    let mut bench = Bench::new(None);
    bench.round(&[]);
    bench.pass(Duration::from_mins(1));
    bench.now.service += TimeDelta::days(30);
    bench.round(&[]);
    bench.pass(Duration::from_mins(1));
    bench.now.service -= TimeDelta::days(30);
    assert_eq!(bench.round(&[])[0].start(), edge() + TimeDelta::minutes(2));
    assert_eq!(bench.feed.mark(), Some(bench.now.service));
}

#[test]
fn a_sleep_of_days_ends_in_a_sweep() {
    let mut bench = Bench::new(None);
    bench.round(&[]);
    bench.pass(Duration::from_mins(1));
    bench.now.service += TimeDelta::days(3);
    let late = item("late", noon() - hours(48));
    assert_eq!(bench.round(&[late])[0].start(), edge() + TimeDelta::days(3) + TimeDelta::minutes(1));
    assert_eq!(bench.blob().id, "late");
}
