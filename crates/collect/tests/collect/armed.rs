//! A feed with a webhook, and one that is hinted at, by virtual clock.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use trail365_client::ErrorKind;
use trail365_collect::feed::{Feed, KnownBlobs, Listed, Now, State, Subscribed, Task};
use trail365_collect::{Settings, Trouble};

const HOUR: u64 = 3600;

fn at(seconds: u64) -> Now {
    let begin: DateTime<Utc> = "2028-01-01T00:00:00Z".parse().unwrap();
    Now { service: begin + TimeDelta::seconds(seconds as i64), run: Duration::from_secs(seconds) }
}

fn armed() -> Feed {
    Feed::new(Settings::default(), Some(at(0).service), None, KnownBlobs::default()).with_webhook()
}

/// What happened, in words.
fn said(task: &Task) -> &'static str {
    match task {
        Task::Check => "check",
        Task::Start { webhook: true } => "start with",
        Task::Start { webhook: false } => "start without",
        Task::List(_) => "list",
        Task::Fetch(_) => "fetch",
    }
}

fn refused() -> Trouble {
    Trouble::Passing { after: None, reason: "AF20021".into() }
}

fn next(feed: &mut Feed, now: Now) -> Option<&'static str> {
    feed.next_task(now).map(|task| {
        if let Task::List(listing) = &task {
            feed.report_listing(now, listing.clone(), Ok(Listed::default()));
        }
        said(&task)
    })
}

/// All that it does within an hour and a bit, when what it is told of subscriptions is this; listings count once.
fn hours(
    feed: &mut Feed,
    from: u64,
    until: u64,
    found: Subscribed,
    set: &Result<(), Trouble>,
) -> Vec<&'static str> {
    let mut done = Vec::new();
    for second in from..until {
        while let Some(word) = next(feed, at(second)) {
            match word {
                "check" => feed.report_check(at(second), Ok(found)),
                "start with" => feed.report_start(at(second), true, set.clone()),
                "start without" => feed.report_start(at(second), false, Ok(())),
                _ => (),
            }
            if done.last() != Some(&word) {
                done.push(word);
            }
        }
    }
    done
}

#[test]
fn without_a_webhook_nobody_asks_again() {
    let mut feed = Feed::new(Settings::default(), None, None, KnownBlobs::default());
    assert_eq!(hours(&mut feed, 0, 5 * HOUR, Subscribed::WithoutWebhook, &Ok(())), ["check", "list"]);
    assert!(matches!(feed.state(), State::Running));
}

#[test]
fn a_subscription_without_it_gets_it_and_loses_nothing() {
    let mut feed = armed();
    let done = hours(&mut feed, 0, HOUR - 1, Subscribed::WithoutWebhook, &Ok(()));
    assert_eq!(done, ["check", "start with", "list"]);
    assert_eq!((feed.take_losses(), feed.mark() > Some(at(0).service)), (vec![], true));
    // Each hour somebody has a look; once it was disabled it is set again.
    assert_eq!(hours(&mut feed, HOUR - 1, 2 * HOUR - 1, Subscribed::Yes, &Ok(())), ["check", "list"]);
    let again = hours(&mut feed, 2 * HOUR - 1, 3 * HOUR - 1, Subscribed::WithoutWebhook, &Ok(()));
    assert_eq!(again, ["check", "start with", "list"]);
    assert_eq!(feed.take_losses(), []);
}

#[test]
fn one_that_cannot_be_set_is_told_of_and_tried_again_after_an_hour() {
    let mut feed = armed();
    let done = hours(&mut feed, 0, HOUR - 1, Subscribed::WithoutWebhook, &Err(refused()));
    assert_eq!(done, ["check", "start with", "list"]);
    let State::Troubled(why) = feed.state() else { panic!("it is not told") };
    assert_eq!(&*why, "the webhook could not be set: AF20021");
    let again = hours(&mut feed, HOUR - 1, HOUR + 60, Subscribed::WithoutWebhook, &Ok(()));
    assert_eq!(again, ["check", "start with", "list"]);
    assert!(matches!(feed.state(), State::Running));
    assert_eq!(feed.take_losses(), []);
}

#[test]
fn a_subscription_that_cannot_be_started_with_it_is_started_without_at_once() {
    let mut feed = Feed::new(Settings::default(), None, None, KnownBlobs::default()).with_webhook();
    for (task, outcome) in [("check", Err(Trouble::NoSubscription)), ("start with", Err(refused()))] {
        assert_eq!(next(&mut feed, at(0)), Some(task));
        match task {
            "check" => feed.report_check(at(0), outcome.map(|()| Subscribed::Yes)),
            _ => feed.report_start(at(0), true, outcome),
        }
    }
    assert_eq!(next(&mut feed, at(0)), Some("start without"));
    feed.report_start(at(0), false, Ok(()));
    assert_eq!(next(&mut feed, at(0)), Some("list"));
    assert!(matches!(feed.state(), State::Troubled(_)));
}

#[test]
fn listing_goes_on_while_the_webhook_is_seen_to() {
    let mut feed = armed();
    assert_eq!(next(&mut feed, at(0)), Some("check"));
    feed.report_check(at(0), Ok(Subscribed::WithoutWebhook));
    assert_eq!(next(&mut feed, at(0)), Some("start with"));
    // Nothing is heard of that call.
    assert_eq!(next(&mut feed, at(0)), Some("list"));
    assert_eq!(next(&mut feed, at(70)), Some("list"));
    // The subscription is gone: it is not started while it is not known what the other start did.
    let Some(Task::List(listing)) = feed.next_task(at(140)) else { panic!("nothing is listed") };
    feed.report_listing(at(140), listing, Err(Trouble::NoSubscription));
    assert_eq!((next(&mut feed, at(140)), feed.next_due()), (None, None));
    feed.report_start(at(150), true, Ok(()));
    assert_eq!(next(&mut feed, at(150)), Some("start with"));
    feed.report_start(at(150), true, Err(Trouble::Subscribed));
    assert_eq!(next(&mut feed, at(150)), Some("list"));
}

#[test]
fn what_goes_wrong_in_a_look_at_the_webhook_stops_nothing() {
    let mut feed = armed();
    assert_eq!(hours(&mut feed, 0, HOUR, Subscribed::Yes, &Ok(())), ["check", "list"]);
    assert_eq!(next(&mut feed, at(HOUR)), Some("check"));
    let error = trail365_client::Cloud::custom("nowhere", "nowhere").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    feed.report_check(at(HOUR), Err(Trouble::Final(error)));
    assert!(matches!(feed.state(), State::Troubled(_)));
    let after = hours(&mut feed, HOUR, 2 * HOUR + 60, Subscribed::Yes, &Ok(()));
    assert_eq!(after, ["list", "check", "list"]);
    assert!(matches!(feed.state(), State::Running));
}

/// Rounds in an hour of hints every 100 ms.
#[test]
fn hints_lead_to_a_listing_soon_and_never_too_often() {
    let mut feed = Feed::new(
        Settings { poll: Duration::from_hours(10), ..Settings::default() },
        Some(at(0).service),
        None,
        KnownBlobs::default(),
    );
    hours(&mut feed, 0, 5, Subscribed::Yes, &Ok(()));
    let moment = |tenths: u64| Now {
        service: at(0).service + TimeDelta::milliseconds(100 * tenths as i64),
        run: Duration::from_millis(100 * tenths),
    };
    let mut rounds = Vec::new();
    for tenths in 1000..37_000 {
        feed.note_hint(moment(tenths));
        rounds.extend(next(&mut feed, moment(tenths)).map(|_| tenths));
    }
    assert_eq!(rounds[0], 1020, "the first after two seconds");
    assert!(rounds.windows(2).all(|two| two[1] - two[0] >= 100), "{rounds:?}");
    assert_eq!(rounds.len(), 360);
}

/// What is told of while a round is under way may lie behind its end.
#[test]
fn a_hint_during_a_round_is_not_forgotten() {
    let settings = Settings { poll: Duration::from_hours(10), ..Settings::default() };
    let mut feed = Feed::new(settings, Some(at(0).service), None, KnownBlobs::default());
    assert_eq!(next(&mut feed, at(0)), Some("check"));
    feed.report_check(at(0), Ok(Subscribed::Yes));
    let mut listings = 0;
    while let Some(Task::List(listing)) = feed.next_task(at(1)) {
        feed.note_hint(at(1));
        feed.report_listing(at(1), listing, Ok(Listed::default()));
        listings += 1;
    }
    assert!(listings > 0);
    assert_eq!((next(&mut feed, at(10)), feed.next_due()), (None, Some(Duration::from_secs(11))));
    assert_eq!(next(&mut feed, at(11)), Some("list"));
    assert_eq!(feed.next_due(), Some(Duration::from_secs(11 + 10 * HOUR)));
}
