//! A year of a feed by virtual clock: nothing is missed, nothing comes twice.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use trail365_client::{ContentInfo, ContentType, Open};
use trail365_collect::feed::{Feed, KnownBlobs, Listed, Listing, Now, Subscribed, Task};
use trail365_collect::{Settings, Trouble};

type Time = DateTime<Utc>;

/// Steps of three minutes in a day.
const DAY: i64 = 480;

/// A leap year.
fn begin() -> Time {
    "2028-01-01T00:00:00Z".parse().unwrap()
}

/// Content by when it was created, and when it shows up.
struct Service {
    content: BTreeMap<Time, (String, Time)>,
    now: Time,
    /// Windows that begin before are refused.
    refused: u64,
}

fn mixed(number: u64) -> u64 {
    (number ^ 0x5DEE_CE66).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(29) >> 8
}

impl Service {
    /// A blob every 17 minutes; one in ten is late, by up to five days.
    fn new() -> Self {
        let blob = |number: u64| {
            let created = begin() + TimeDelta::minutes(17 * number as i64);
            let chance = mixed(number);
            let late = if chance.is_multiple_of(10) { (chance / 10 % 7200) as i64 } else { 0 };
            (created, (format!("blob-{number}"), created + TimeDelta::minutes(late)))
        };
        Service { content: (0..30_900).map(blob).collect(), now: begin(), refused: 0 }
    }

    fn list(&mut self, listing: &Listing) -> Result<Listed, Trouble> {
        let (start, end) = (listing.window.start(), listing.window.end());
        if start < self.now - TimeDelta::days(7) {
            self.refused += 1;
            return Err(Trouble::Window("too early".into()));
        }
        // It is down for three hours every ten days.
        if self.now.timestamp() % 864_000 < 10_800 {
            return Err(Trouble::Passing { after: Some(Duration::from_mins(7)), reason: "down".into() });
        }
        let shown = self.content.range(start..end).filter(|(_, (_, shows))| *shows <= self.now);
        let item = |(created, (id, _)): (&Time, &(String, Time))| ContentInfo {
            content_type: Open::Known(ContentType::AuditGeneral),
            content_id: id.clone(),
            content_uri: format!("https://manage.office.com/{id}"),
            created: Some(*created),
            expiration: Some(*created + TimeDelta::days(7)),
        };
        Ok(Listed { items: shown.map(item).collect(), next: None })
    }
}

/// The lake.
#[derive(Default)]
struct Store {
    blobs: HashMap<String, Time>,
    mark: Option<Time>,
    doubled: u64,
}

impl Store {
    fn feed(&self, settings: &Settings) -> Feed {
        let mut known = KnownBlobs::default();
        let since = self.mark.map_or(Time::MIN_UTC, |mark| mark - TimeDelta::days(15));
        self.blobs.iter().filter(|(_, at)| **at >= since).for_each(|(id, at)| known.add_stored(id, *at));
        Feed::new(settings.clone(), self.mark, None, known)
    }
}

/// Returns the time by the service's clock, which is up to half an hour wrong, forward and back.
fn skewed(now: Time, step: i64) -> Time {
    now + TimeDelta::minutes((step / 97) % 61 - 30)
}

fn work(feed: &mut Feed, service: &mut Service, store: &mut Store, now: Now) {
    while let Some(task) = feed.next_task(now) {
        match task {
            Task::Check => feed.report_check(now, Ok(Subscribed::Yes)),
            Task::Start { webhook } => feed.report_start(now, webhook, Ok(())),
            Task::List(listing) => {
                let listed = service.list(&listing);
                feed.report_listing(now, listing, listed);
            }
            Task::Fetch(blob) if mixed(now.run.as_secs()).is_multiple_of(20) => {
                let reason = "the body was cut".into();
                feed.report_fetch(now, &blob.id, Err(Trouble::Passing { after: None, reason }));
            }
            Task::Fetch(blob) => {
                store.doubled += u64::from(store.blobs.insert(blob.id.clone(), blob.created).is_some());
                feed.report_fetch(now, &blob.id, Ok(()));
            }
        }
    }
    store.mark = store.mark.max(feed.mark());
}

/// The result of a year.
struct Year {
    wanted: usize,
    missing: usize,
    doubled: u64,
    losses: usize,
    refused: u64,
    /// Most blobs that the feed remembered at any time.
    most_known: usize,
}

/// Runs a year of a feed that is killed every so many steps of three minutes.
fn run_year(settings: &Settings, killed_every: i64) -> Year {
    let (mut service, mut store) = (Service::new(), Store::default());
    let mut feed = store.feed(settings);
    let (mut losses, mut most_known) = (0, 0);
    for step in 0..366 * DAY {
        service.now = begin() + TimeDelta::minutes(3 * step);
        let now = Now { service: skewed(service.now, step), run: Duration::from_mins(3 * step as u64) };
        work(&mut feed, &mut service, &mut store, now);
        losses += feed.take_losses().len();
        most_known = most_known.max(feed.known_count());
        if step % killed_every == killed_every - 1 {
            feed = store.feed(settings);
        }
    }
    let due = service.now - TimeDelta::hours(7);
    let wanted: Vec<_> = service.content.values().filter(|(_, shows)| *shows <= due).collect();
    let missing = wanted.iter().filter(|(id, _)| !store.blobs.contains_key(id)).count();
    Year {
        wanted: wanted.len(),
        missing,
        doubled: store.doubled,
        losses,
        refused: service.refused,
        most_known,
    }
}

#[test]
fn a_year_of_polling_misses_nothing() {
    let year = run_year(&Settings::default(), 17 * DAY);
    assert!(year.wanted > 29_000 && year.refused > 0, "{} wanted, {} refused", year.wanted, year.refused);
    assert_eq!((year.missing, year.doubled, year.losses), (0, 0, 0));
}

#[test]
fn a_collector_that_never_looks_back_is_caught() {
    let settings =
        Settings { overlap: TimeDelta::zero(), sweep: TimeDelta::days(400), ..Settings::default() };
    assert!(run_year(&settings, 17 * DAY).missing > 100);
}

#[test]
fn a_feed_that_runs_for_a_year_remembers_eight_days() {
    let year = run_year(&Settings::default(), i64::MAX);
    // 85 blobs a day; between two sweeps of six hours, and with a clock that is half an hour wrong, a little more.
    assert!((600..750).contains(&year.most_known), "{} remembered", year.most_known);
}
