//! The rules of a feed, one by one.

use std::time::Duration;

use chrono::TimeDelta;
use trail365_collect::feed::{State, Subscribed, Task};
use trail365_collect::{Settings, Trouble};

use crate::bench::{Bench, SECOND, edge, hopeless, hours, item, no_window, noon, passing};

#[test]
fn the_first_round_lists_all_that_is_left_in_windows_of_a_day() {
    let mut bench = Bench::new(None);
    let windows = bench.round(&[]);
    assert_eq!((windows[0].start(), windows[6].end(), windows.len()), (edge(), noon(), 7));
    assert!(windows.windows(2).all(|pair| pair[0].end() == pair[1].start()));
    assert_eq!((bench.feed.mark(), bench.lost()), (Some(noon()), vec![]));
    assert!(bench.feed.is_idle());
    bench.assert_waits(Duration::from_mins(1));
    assert_eq!(bench.listing().window.start(), noon() - hours(2), "the overlap");
}

#[test]
fn what_was_not_listed_before_the_edge_is_lost_once_a_window_was_listed() {
    let mark = noon() - TimeDelta::days(10);
    let mut bench = Bench::new(Some(mark));
    let listing = bench.listing();
    bench.not_listed(listing, passing(Some(SECOND)));
    bench.pass(Duration::from_secs(2));
    let listing = bench.listing();
    assert_eq!((bench.lost(), bench.feed.mark()), (vec![], Some(mark)), "it may still be had");
    let start = listing.window.start();
    bench.listed(listing, vec![], Some("https://manage.office.com/page-2"));
    assert_eq!(bench.lost(), [], "the window has another page");
    let listing = bench.listing();
    bench.listed(listing, vec![], None);
    assert_eq!(bench.lost(), [(None, mark, Some(start))]);
    bench.round(&[]);
    assert_eq!((bench.lost(), bench.feed.mark()), (vec![], Some(noon())), "once");
}

#[test]
fn a_span_is_lost_once_wherever_it_is_killed() {
    let mark = noon() - TimeDelta::days(10);
    let mut bench = Bench::new(Some(mark));
    bench.listing();
    // Killed while it lists; the mark has not moved.
    let mut bench = Bench::new(bench.feed.mark());
    let listing = bench.listing();
    bench.listed(listing, vec![item("blob", edge())], None);
    assert_eq!(bench.lost(), [(None, mark, Some(edge()))]);
    assert_eq!(bench.feed.mark(), Some(edge()), "nothing of the window is stored");
    // Killed once that is stored.
    let mut bench = Bench::new(bench.feed.mark());
    bench.round(&[]);
    assert_eq!(bench.lost(), []);
}

#[test]
fn a_refused_window_begins_later_until_that_does_not_help() {
    let mark = noon() - TimeDelta::days(10);
    let mut bench = Bench::new(Some(mark));
    let mut starts = Vec::new();
    while let Some(Task::List(listing)) = bench.next() {
        starts.push((listing.window.start() - edge()).num_minutes());
        bench.not_listed(listing, no_window());
    }
    assert_eq!(starts, [0, 5, 15, 35, 75, 155, 315, 635, 1275, 1440]);
    assert!(matches!(bench.feed.state(), State::Troubled(_)));
    assert_eq!((bench.lost(), bench.feed.mark()), (vec![], Some(mark)));
    for pause in [2, 4, 8] {
        bench.assert_waits(pause * SECOND);
        let listing = bench.listing();
        bench.not_listed(listing, no_window());
    }
    bench.assert_waits(16 * SECOND);
    let start = bench.round(&[])[0].start();
    assert_eq!(bench.lost(), [(None, mark, Some(start))], "no more than was not listed");
    assert!(matches!(bench.feed.state(), State::Running));
    bench.pass(Duration::from_hours(6));
    let later = bench.listing().window.start();
    assert_eq!(later, edge() + TimeDelta::from_std(bench.now.run).unwrap(), "from the edge again");
}

#[test]
fn a_window_that_waited_too_long_is_planned_anew_from_the_edge() {
    let mut bench = Bench::new(None);
    let listing = bench.listing();
    bench.not_listed(listing, passing(Some(Duration::from_mins(10))));
    bench.assert_waits(Duration::from_mins(10));
    let listing = bench.listing();
    assert_eq!(listing.window.start(), edge());
    bench.not_listed(listing, no_window());
    assert_eq!(bench.listing().window.start(), edge() + TimeDelta::minutes(10));
}

#[test]
fn without_a_subscription_it_is_started_and_the_time_before_is_lost() {
    let mark = noon() - hours(5);
    let mut bench = Bench::asleep(Settings::default(), Some(mark), None);
    assert!(matches!(bench.next(), Some(Task::Check)));
    bench.feed.report_check(bench.now, Ok(Subscribed::No));
    assert!(matches!(bench.next(), Some(Task::Start { webhook: false })));
    bench.feed.report_start(bench.now, false, Err(passing(None)));
    assert_eq!((bench.lost(), bench.feed.mark()), (vec![], Some(mark)), "it is not over");
    bench.assert_waits(2 * SECOND);
    assert!(matches!(bench.next(), Some(Task::Start { webhook: false })));
    bench.feed.report_start(bench.now, false, Ok(()));
    assert_eq!(bench.lost(), [(None, mark, Some(bench.now.service))]);
    let windows = bench.round(&[]);
    assert!(windows[0].start() < mark - TimeDelta::days(6), "what is left of before is listed");
    assert_eq!((bench.lost(), bench.feed.mark()), (vec![], Some(bench.now.service)));
}

#[test]
fn a_subscription_is_not_started_twice_in_a_quarter_of_an_hour() {
    let mut bench = Bench::asleep(Settings::default(), None, None);
    bench.next();
    bench.feed.report_check(bench.now, Ok(Subscribed::No));
    assert!(matches!(bench.next(), Some(Task::Start { webhook: false })));
    bench.feed.report_start(bench.now, false, Err(Trouble::Subscribed));
    bench.pass(Duration::from_mins(5));
    let listing = bench.listing();
    bench.not_listed(listing, Trouble::NoSubscription);
    bench.assert_waits(Duration::from_mins(10));
    assert!(matches!(bench.next(), Some(Task::Start { webhook: false })));
    assert_eq!(bench.lost(), [], "nothing was ever there");
}

#[test]
fn a_subscription_that_ends_while_it_collects_is_started_again() {
    let mut bench = Bench::new(None);
    bench.round(&[]);
    bench.pass(Duration::from_hours(1));
    let listing = bench.listing();
    bench.not_listed(listing, Trouble::NoSubscription);
    assert!(matches!(bench.next(), Some(Task::Start { webhook: false })));
    bench.feed.report_start(bench.now, false, Ok(()));
    assert_eq!(bench.lost(), [(None, noon(), Some(bench.now.service))]);
}

#[test]
fn a_subscription_that_was_enabled_all_the_time_was_never_missing() {
    let mark = noon() - hours(5);
    let mut bench = Bench::new(Some(mark));
    let listing = bench.listing();
    bench.not_listed(listing, Trouble::NoSubscription);
    assert!(matches!(bench.next(), Some(Task::Start { webhook: false })));
    bench.feed.report_start(bench.now, false, Err(Trouble::Subscribed));
    assert_eq!((bench.lost(), bench.feed.mark()), (vec![], Some(mark)));
    bench.round(&[item("blob", noon() - hours(4))]);
    assert_eq!((bench.lost(), bench.blob().id), (vec![], "blob".to_owned()));
}

#[test]
fn a_start_whose_answer_is_lost_may_have_started_it() {
    let mut bench = Bench::new(Some(noon() - hours(5)));
    let listing = bench.listing();
    bench.not_listed(listing, Trouble::NoSubscription);
    assert!(matches!(bench.next(), Some(Task::Start { webhook: false })));
    bench.feed.report_start(bench.now, false, Err(passing(None)));
    bench.assert_waits(2 * SECOND);
    assert!(matches!(bench.next(), Some(Task::Start { webhook: false })));
    bench.feed.report_start(bench.now, false, Err(Trouble::Subscribed));
    assert_eq!(bench.lost(), [(None, noon() - hours(5), Some(bench.now.service))]);
}

#[test]
fn a_subscription_that_somebody_else_started_was_missing_until_then() {
    let mut bench = Bench::new(Some(noon() - hours(5)));
    let listing = bench.listing();
    bench.not_listed(listing, Trouble::NoSubscription);
    assert!(matches!(bench.next(), Some(Task::Start { webhook: false })));
    bench.feed.report_start(bench.now, false, Err(Trouble::Final(hopeless())));
    bench.assert_waits(Duration::from_mins(15));
    assert!(matches!(bench.next(), Some(Task::Check)));
    bench.feed.report_check(bench.now, Ok(Subscribed::Yes));
    assert_eq!(bench.lost(), [(None, noon() - hours(5), Some(bench.now.service))]);
}

#[test]
fn a_subscription_that_is_started_in_vain_is_missing_until_something_is_listed() {
    let mut bench = Bench::new(Some(noon() - hours(5)));
    for quarter in 0..4 {
        let listing = bench.listing();
        bench.not_listed(listing, Trouble::NoSubscription);
        if quarter > 0 {
            bench.assert_waits(Duration::from_mins(15));
        }
        assert!(matches!(bench.next(), Some(Task::Start { webhook: false })));
        bench.feed.report_start(bench.now, false, Ok(()));
        let lost = [(None, noon() - hours(5), Some(noon()))];
        assert_eq!(bench.lost(), if quarter == 0 { &lost[..] } else { &[] });
        assert_eq!(bench.feed.mark(), Some(noon()));
    }
    let until = bench.now.service;
    bench.pass(2 * SECOND);
    bench.round(&[]);
    assert_eq!(bench.lost(), [(None, noon(), Some(until))]);
    assert_eq!(bench.feed.mark(), Some(bench.now.service));
}

#[test]
fn a_chain_of_pages_that_loops_is_walked_anew_and_tries_patience() {
    let settings = Settings { patience: Some(2), ..Settings::default() };
    let mut bench = Bench::with(settings, None, None);
    for pause in [2, 4, 8] {
        assert!(!bench.feed.is_out_of_patience());
        for (page, next) in [(None, "a"), (Some("a"), "b"), (Some("b"), "a")] {
            let listing = bench.listing();
            assert_eq!((listing.page.as_deref(), listing.window.start()), (page, edge()));
            bench.listed(listing, vec![item("blob", edge())], Some(next));
        }
        assert_eq!(bench.feed.mark(), None);
        if pause == 2 {
            let blob = bench.blob();
            bench.fetched(&blob, Ok(()));
        }
        bench.assert_waits(pause * SECOND);
    }
    assert!(bench.feed.is_out_of_patience());
    bench.round(&[]);
    assert!(!bench.feed.is_out_of_patience() && bench.feed.is_idle());
}

/// Lists pages of a blob, each of which leads to a new one, until the chain is given up; gives how many.
fn walk(bench: &mut Bench, blob: impl Fn(usize) -> usize) -> usize {
    let mut pages = 0;
    while let Some(task) = bench.next() {
        match task {
            Task::List(listing) => {
                assert_eq!((listing.page.is_some(), listing.window.start()), (pages > 0, edge()));
                let items = vec![item(&format!("blob-{}", blob(pages)), edge())];
                pages += 1;
                assert!(pages <= 10_000, "it goes on for ever");
                bench.listed(listing, items, Some(&format!("page-{pages}")));
            }
            Task::Fetch(blob) => bench.fetched(&blob, Ok(())),
            other => panic!("{other:?} while it lists"),
        }
    }
    pages
}

#[test]
fn a_chain_of_pages_without_an_end_is_walked_anew_and_tries_patience() {
    let settings = Settings { patience: Some(1), ..Settings::default() };
    let mut bench = Bench::with(settings, None, None);
    assert_eq!(walk(&mut bench, |_| 0), 101, "a hundred list nothing new");
    assert!(matches!(bench.feed.state(), State::Troubled(_)) && !bench.feed.is_out_of_patience());
    bench.assert_waits(2 * SECOND);
    assert_eq!(walk(&mut bench, |page| page / 100), 10_000, "these do, now and then");
    assert!(bench.feed.is_out_of_patience());
    assert_eq!((bench.feed.mark(), bench.lost()), (None, vec![]));
    bench.assert_waits(4 * SECOND);
    bench.round(&[]);
    assert!(bench.feed.is_idle() && matches!(bench.feed.state(), State::Running));
}

#[test]
fn how_long_no_round_has_ended_is_told_while_one_is_under_way() {
    let mut bench = Bench::new(None);
    bench.pass(Duration::from_hours(1));
    let listing = bench.listing();
    assert_eq!(bench.feed.listing_for(bench.now.run), Some(Duration::from_hours(1)));
    bench.not_listed(listing, passing(None));
    bench.pass(Duration::from_hours(1));
    bench.round(&[]);
    assert_eq!(bench.feed.listing_for(bench.now.run), None);
    bench.pass(Duration::from_mins(1));
    bench.listing();
    assert_eq!(bench.feed.listing_for(bench.now.run), Some(Duration::from_mins(1)));
}

#[test]
fn a_page_that_is_refused_begins_its_window_anew() {
    let mut bench = Bench::new(None);
    let listing = bench.listing();
    bench.listed(listing.clone(), vec![], Some("page-2"));
    let second = bench.listing();
    bench.not_listed(second, Trouble::Page("AF20031".into()));
    bench.assert_waits(2 * SECOND);
    assert_eq!(bench.listing(), listing);
}

#[test]
fn throttling_and_time_outs_are_no_empty_answers() {
    let mark = noon() - hours(1);
    for pause in [None, Some(Duration::from_secs(90))] {
        let mut bench = Bench::new(Some(mark));
        let listing = bench.listing();
        bench.not_listed(listing.clone(), passing(pause));
        assert_eq!((bench.feed.mark(), bench.lost()), (Some(mark), vec![]));
        bench.assert_waits(pause.unwrap_or(2 * SECOND));
        assert_eq!(bench.listing(), listing);
    }
}

#[test]
fn a_listing_that_is_answered_with_nonsense_is_asked_again() {
    for trouble in [Trouble::Subscribed, Trouble::Missing("gone".into()), Trouble::Expired("old".into())] {
        let mut bench = Bench::new(None);
        let listing = bench.listing();
        bench.not_listed(listing.clone(), trouble);
        bench.assert_waits(2 * SECOND);
        assert_eq!(bench.listing(), listing);
    }
}

#[test]
fn the_mark_stays_behind_a_blob_that_cannot_be_fetched() {
    let mut bench = Bench::new(None);
    let created = noon() - hours(3);
    let start = bench.round(&[item("first", created), item("second", created)])[6].start();
    let blob = bench.blob();
    bench.fetched(&blob, Err(passing(Some(Duration::from_mins(30)))));
    assert_eq!(bench.blob().id, "second", "others need not wait");
    bench.feed.report_fetch(bench.now, "second", Ok(()));
    assert_eq!(bench.feed.mark(), Some(start));
    bench.pass(Duration::from_mins(1));
    bench.round(&[item("first", created), item("second", created)]);
    assert_eq!(bench.feed.mark(), Some(start), "although more was listed");
    bench.pass(Duration::from_mins(28));
    bench.round(&[]);
    bench.assert_waits(Duration::from_mins(1));
    bench.round(&[]);
    let blob = bench.blob();
    assert_eq!(blob.id, "first");
    bench.fetched(&blob, Ok(()));
    assert_eq!(bench.feed.mark(), Some(bench.now.service));
}

#[test]
fn content_that_is_gone_is_lost_by_name() {
    let mut bench = Bench::new(None);
    let created = noon() - hours(3);
    let until = Some(created + TimeDelta::days(7));
    bench.round(&[item("expired", created), item("missing", created)]);
    let blob = bench.blob();
    bench.fetched(&blob, Err(Trouble::Expired("AF20051".into())));
    assert_eq!(bench.lost(), [(Some("expired".into()), created, until)]);
    for pause in [2, 4, 8, 16, 30] {
        assert_eq!(bench.lost(), [], "{pause}");
        let blob = bench.blob();
        bench.fetched(&blob, Err(Trouble::Missing("AF20050".into())));
        bench.pass(pause * SECOND);
    }
    assert_eq!(bench.lost(), [(Some("missing".into()), created, until)]);
    bench.round(&[item("expired", created), item("missing", created)]);
    assert!(bench.feed.is_idle(), "it is not asked for again");
    assert_eq!(bench.feed.mark(), Some(bench.now.service));
}

#[test]
fn what_counts_as_lost_is_asked_for_once_a_sweep_as_long_as_it_is_listed() {
    let mut bench = Bench::new(None);
    let items = [item("late", noon() - hours(3))];
    bench.round(&items);
    let late = bench.blob();
    bench.fetched(&late, Err(Trouble::Expired("AF20051".into())));
    assert_eq!(bench.lost().len(), 1);
    for _ in 0..2 {
        bench.pass(Duration::from_hours(6));
        bench.round(&items);
        let late = bench.blob();
        bench.fetched(&late, Err(Trouble::Missing("AF20050".into())));
        assert_eq!((bench.lost(), bench.feed.is_idle()), (vec![], true), "it is told once");
    }
    bench.pass(Duration::from_hours(6));
    bench.round(&items);
    let late = bench.blob();
    bench.fetched(&late, Ok(()));
    bench.pass(Duration::from_hours(6));
    bench.round(&items);
    assert!(bench.lost().is_empty() && bench.feed.is_idle());
    assert_eq!(bench.feed.mark(), Some(bench.now.service));
}

#[test]
fn a_blob_that_nobody_gives_is_lost_when_its_time_is_over_and_not_before() {
    let mut bench = Bench::new(None);
    let created = noon() - hours(3);
    bench.round(&[item("elsewhere", created)]);
    bench.pass(Duration::from_hours(7 * 24 - 3));
    bench.round(&[]);
    let blob = bench.blob();
    bench.fetched(&blob, Err(Trouble::Page("it leads to another host".into())));
    assert!(bench.lost().is_empty() && bench.feed.pending_count() == 1);
    bench.pass(Duration::from_hours(2));
    bench.round(&[]);
    for seconds in [0, 52, 8] {
        assert_eq!(bench.lost(), [], "a clock can be wrong for a moment");
        let blob = bench.blob_after(seconds * SECOND);
        bench.fetched(&blob, Err(Trouble::Page("it leads to another host".into())));
    }
    let until = Some(created + TimeDelta::days(7));
    assert_eq!(bench.lost(), [(Some("elsewhere".into()), created, until)]);
}

#[test]
fn what_is_in_the_way_of_a_blob_is_told() {
    let mut bench = Bench::new(None);
    bench.round(&[item("blob", noon() - hours(3))]);
    for seconds in [2, 4] {
        assert!(matches!(bench.feed.state(), State::Running), "once is nothing");
        let blob = bench.blob();
        bench.fetched(&blob, Err(Trouble::Passing { after: None, reason: "no room".into() }));
        bench.pass(seconds * SECOND);
    }
    assert!(matches!(bench.feed.state(), State::Troubled(cause) if &*cause == "no room"));
    let blob = bench.blob();
    bench.fetched(&blob, Ok(()));
    assert!(matches!(bench.feed.state(), State::Running));
}

#[test]
fn a_mark_does_not_pass_the_time_that_an_answer_tells() {
    let mut bench = Bench::new(Some(noon() - hours(1)));
    let listings: Vec<_> = std::iter::from_fn(|| {
        let Some(Task::List(listing)) = bench.next() else { return None };
        // This machine's clock was hours ahead, as the first answer shows.
        bench.now.service = noon() - hours(3);
        bench.listed(listing.clone(), vec![], None);
        Some(listing)
    })
    .collect();
    assert!(listings.last().unwrap().window.end() > bench.now.service);
    assert_eq!(bench.feed.mark(), Some(noon() - hours(1)), "nor does it go back");
}

#[test]
fn what_nobody_can_wait_away_stops_the_feed_and_not_the_mark() {
    let mut bench = Bench::new(None);
    let start = bench.round(&[item("blob", noon() - hours(3))])[6].start();
    let blob = bench.blob();
    bench.fetched(&blob, Err(Trouble::Final(hopeless())));
    let is_stopped = |bench: &Bench| matches!(bench.feed.state(), State::Stopped(_));
    for trouble in [Trouble::Final(hopeless()), passing(None), Trouble::Final(hopeless())] {
        bench.assert_waits(Duration::from_mins(15));
        assert!(matches!(bench.next(), Some(Task::Check)), "whether somebody did something");
        assert!(bench.next().is_none() && bench.feed.next_due().is_none());
        bench.feed.report_check(bench.now, Err(trouble));
        assert!(is_stopped(&bench) && !bench.feed.is_hopeless());
        assert_eq!((bench.feed.mark(), bench.feed.pending_count(), bench.lost()), (Some(start), 1, vec![]));
    }
    bench.pass(Duration::from_mins(15));
    assert!(matches!(bench.next(), Some(Task::Check)));
    bench.feed.report_check(bench.now, Ok(Subscribed::Yes));
    assert!(!is_stopped(&bench));
    bench.round(&[item("blob", noon() - hours(3))]);
    let blob = bench.blob();
    bench.fetched(&blob, Ok(()));
    assert_eq!(bench.feed.mark(), Some(bench.now.service));
}

#[test]
fn a_listing_that_was_stopped_is_begun_anew() {
    let mut bench = Bench::new(None);
    let listing = bench.listing();
    bench.not_listed(listing.clone(), Trouble::Final(hopeless()));
    assert!(bench.feed.is_hopeless());
    bench.pass(Duration::from_mins(15));
    assert!(matches!(bench.next(), Some(Task::Check)));
    bench.feed.report_check(bench.now, Ok(Subscribed::Yes));
    assert_eq!(bench.round(&[]).len(), 7);
    assert!(!bench.feed.is_hopeless());
}

#[test]
fn a_blob_is_fetched_once_however_often_it_is_listed() {
    let mut bench = Bench::new(None);
    let timeless = trail365_client::ContentInfo { created: None, ..item("timeless", noon()) };
    for _ in 0..7 {
        let listing = bench.listing();
        bench.listed(listing, vec![timeless.clone(), timeless.clone()], None);
    }
    let blob = bench.blob();
    assert!(bench.next().is_none());
    assert_eq!(bench.feed.mark(), Some(edge()), "where it was listed first");
    bench.fetched(&blob, Ok(()));
    assert!(bench.next().is_none() && bench.feed.is_idle());
}

#[test]
fn no_more_is_listed_while_ten_thousand_wait() {
    let mut bench = Bench::new(None);
    let listing = bench.listing();
    let many = (0..10_000).map(|number| item(&format!("blob-{number}"), edge())).collect();
    bench.listed(listing, many, None);
    let blob = bench.blob();
    bench.fetched(&blob, Ok(()));
    assert!(matches!(bench.next(), Some(Task::List(_))));
}

#[test]
fn a_beginning_after_the_mark_is_no_beginning() {
    let mark = noon() - hours(30);
    let mut bench = Bench::with(Settings::default(), Some(mark), Some(noon() - hours(1)));
    assert!(bench.round(&[])[0].start() <= mark, "all between is listed");
    let mut bench = Bench::with(Settings::default(), Some(mark), Some(noon() - hours(31)));
    assert_eq!(bench.round(&[])[0].start(), noon() - hours(31));
}
