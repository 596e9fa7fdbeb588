//! A year of a feed by virtual clock: nothing is missed, nothing comes twice.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use trail365_client::{ContentInfo, ContentType, Open};
use trail365_collect::feed::{Feed, Known, Listed, Listing, Now, Subscribed, Task};
use trail365_collect::{Settings, Trouble};

type Time = DateTime<Utc>;

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

/// What the lake has.
#[derive(Default)]
struct Store {
    blobs: HashMap<String, Time>,
    mark: Option<Time>,
    doubled: u64,
}

impl Store {
    fn feed(&self, settings: &Settings) -> Feed {
        let mut known = Known::default();
        let since = self.mark.map_or(Time::MIN_UTC, |mark| mark - TimeDelta::days(15));
        self.blobs.iter().filter(|(_, at)| **at >= since).for_each(|(id, at)| known.add(id, *at));
        Feed::new(settings.clone(), self.mark, None, known)
    }
}

/// What the service's clock says: up to half an hour wrong, forward and back.
fn told(now: Time, step: i64) -> Time {
    now + TimeDelta::minutes((step / 97) % 61 - 30)
}

fn work(feed: &mut Feed, service: &mut Service, store: &mut Store, now: Now) {
    while let Some(task) = feed.next(now) {
        match task {
            Task::Check => feed.checked(now, Ok(Subscribed::Yes)),
            Task::Start { webhook } => feed.started(now, webhook, Ok(())),
            Task::List(listing) => {
                let listed = service.list(&listing);
                feed.listed(now, listing, listed);
            }
            Task::Fetch(blob) if mixed(now.run.as_secs()).is_multiple_of(20) => {
                let reason = "the body was cut".into();
                feed.fetched(now, &blob.id, Err(Trouble::Passing { after: None, reason }));
            }
            Task::Fetch(blob) => {
                store.doubled += u64::from(store.blobs.insert(blob.id.clone(), blob.created).is_some());
                feed.fetched(now, &blob.id, Ok(()));
            }
        }
    }
    store.mark = store.mark.max(feed.mark());
}

/// What came of a year.
struct Year {
    wanted: usize,
    missing: usize,
    doubled: u64,
    losses: usize,
    refused: u64,
}

fn year(settings: &Settings) -> Year {
    let (mut service, mut store) = (Service::new(), Store::default());
    let mut feed = store.feed(settings);
    let mut losses = 0;
    for step in 0..366 * 24 * 20 {
        service.now = begin() + TimeDelta::minutes(3 * step);
        let now = Now { service: told(service.now, step), run: Duration::from_mins(3 * step as u64) };
        work(&mut feed, &mut service, &mut store, now);
        losses += feed.losses().len();
        // Every 17 days it is killed and begins anew.
        if step % 8160 == 8159 {
            feed = store.feed(settings);
        }
    }
    let due = service.now - TimeDelta::hours(7);
    let wanted: Vec<_> = service.content.values().filter(|(_, shows)| *shows <= due).collect();
    let missing = wanted.iter().filter(|(id, _)| !store.blobs.contains_key(id)).count();
    Year { wanted: wanted.len(), missing, doubled: store.doubled, losses, refused: service.refused }
}

#[test]
fn a_year_of_polling_misses_nothing() {
    let year = year(&Settings::default());
    assert!(year.wanted > 29_000 && year.refused > 0, "{} wanted, {} refused", year.wanted, year.refused);
    assert_eq!((year.missing, year.doubled, year.losses), (0, 0, 0));
}

#[test]
fn a_collector_that_never_looks_back_is_caught() {
    let settings =
        Settings { overlap: TimeDelta::zero(), sweep: TimeDelta::days(400), ..Settings::default() };
    assert!(year(&settings).missing > 100);
}
