//! A feed on a bench: its clock and its service are turned by hand.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use trail365_client::{ContentInfo, ContentType, Error, Open, Window};
use trail365_collect::feed::{Blob, Feed, KnownBlobs, Listed, Listing, Now, Subscribed, Task};
use trail365_collect::{Settings, Trouble};

pub type Time = DateTime<Utc>;

pub const SECOND: Duration = Duration::from_secs(1);

/// Where a round begins that lists all that is left: the margin and a second after the edge.
pub fn edge() -> Time {
    noon() - TimeDelta::days(7) + TimeDelta::seconds(301)
}

pub fn no_window() -> Trouble {
    Trouble::Window("it begins too early".into())
}

/// The service's time when a bench begins.
pub fn noon() -> Time {
    "2026-03-10T12:00:00Z".parse().unwrap()
}

pub struct Bench {
    pub feed: Feed,
    pub now: Now,
}

impl Bench {
    /// A feed that knows nothing of its subscription.
    pub fn asleep(settings: Settings, mark: Option<Time>, since: Option<Time>) -> Self {
        let feed = Feed::new(settings, mark, since, KnownBlobs::default());
        Bench { feed, now: Now { service: noon(), run: Duration::ZERO } }
    }

    /// A feed whose subscription runs.
    pub fn new(mark: Option<Time>) -> Self {
        Self::with(Settings::default(), mark, None)
    }

    pub fn with(settings: Settings, mark: Option<Time>, since: Option<Time>) -> Self {
        let mut bench = Self::asleep(settings, mark, since);
        assert!(matches!(bench.next(), Some(Task::Check)));
        bench.feed.report_check(bench.now, Ok(Subscribed::Yes));
        bench
    }

    pub fn next(&mut self) -> Option<Task> {
        self.feed.next_task(self.now)
    }

    /// The listing that is due.
    pub fn listing(&mut self) -> Listing {
        match self.next() {
            Some(Task::List(listing)) => listing,
            other => panic!("{other:?} instead of a listing"),
        }
    }

    /// The blob that is due.
    pub fn blob(&mut self) -> Blob {
        match self.next() {
            Some(Task::Fetch(blob)) => blob,
            other => panic!("{other:?} instead of a blob"),
        }
    }

    /// The blob that is due so long from now; all windows until then list nothing.
    pub fn blob_after(&mut self, span: Duration) -> Blob {
        self.pass(span);
        loop {
            match self.next() {
                Some(Task::List(listing)) => self.listed(listing, vec![], None),
                Some(Task::Fetch(blob)) => return blob,
                other => panic!("{other:?} instead of a blob"),
            }
        }
    }

    /// Asserts that nothing is due for `span`, and passes that time.
    pub fn assert_waits(&mut self, span: Duration) {
        assert_eq!(self.feed.next_due(), Some(self.now.run + span));
        let short_of = span.saturating_sub(Duration::from_millis(1));
        self.pass(short_of);
        assert!(self.next().is_none());
        self.pass(span.saturating_sub(short_of));
    }

    pub fn pass(&mut self, span: Duration) {
        self.now.run += span;
        self.now.service += span;
    }

    pub fn listed(&mut self, listing: Listing, items: Vec<ContentInfo>, next: Option<&str>) {
        let listed = Listed { items, next: next.map(str::to_owned) };
        self.feed.report_listing(self.now, listing, Ok(listed));
    }

    pub fn not_listed(&mut self, listing: Listing, trouble: Trouble) {
        self.feed.report_listing(self.now, listing, Err(trouble));
    }

    pub fn fetched(&mut self, blob: &Blob, outcome: Result<(), Trouble>) {
        self.feed.report_fetch(self.now, &blob.id, outcome);
    }

    /// Lists a whole round, in which the items stand in the windows they belong to; gives the windows. Its last one is shorter
    /// than a day.
    pub fn round(&mut self, items: &[ContentInfo]) -> Vec<Window> {
        let mut windows = Vec::new();
        loop {
            let listing = self.listing();
            let window = listing.window;
            windows.push(window);
            let belongs = |item: &&ContentInfo| {
                item.created.is_some_and(|at| window.start() <= at && at < window.end())
            };
            self.listed(listing, items.iter().filter(belongs).cloned().collect(), None);
            if window.end() - window.start() < Window::LONGEST {
                return windows;
            }
        }
    }

    /// What was lost since it was last asked: blob, begin, end.
    pub fn lost(&mut self) -> Vec<(Option<String>, Time, Option<Time>)> {
        self.feed.take_losses().into_iter().map(|loss| (loss.content_id, loss.created, loss.until)).collect()
    }
}

pub fn hours(count: i64) -> TimeDelta {
    TimeDelta::hours(count)
}

pub fn item(id: &str, created: Time) -> ContentInfo {
    ContentInfo {
        content_type: Open::Known(ContentType::AuditGeneral),
        content_id: id.to_owned(),
        content_uri: format!("https://manage.office.com/{id}"),
        created: Some(created),
        expiration: Some(created + TimeDelta::days(7)),
    }
}

pub fn passing(after: Option<Duration>) -> Trouble {
    Trouble::Passing { after, reason: "the service is busy".into() }
}

/// An error that nobody can wait away.
pub fn hopeless() -> Error {
    trail365_client::Cloud::custom("nowhere", "nowhere").unwrap_err()
}
