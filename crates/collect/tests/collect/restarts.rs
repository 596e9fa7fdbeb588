//! Whatever comes in whatever order, and wherever it is killed: every blob is stored once, and no mark runs ahead.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::TimeDelta;
use proptest::prelude::*;
use trail365_client::ContentInfo;
use trail365_collect::feed::{Feed, KnownBlobs, Listed, Listing, Now, Subscribed, Task};
use trail365_collect::{Settings, Trouble};

use crate::bench::{Time, item, noon, passing};

const BLOBS: i64 = 40;

/// Blobs of three days before noon and of an hour after it. Of every nine, one can never be fetched.
fn blobs() -> Vec<ContentInfo> {
    let begin = noon() - TimeDelta::days(3);
    let blob = |number: i64| item(&format!("blob-{number}"), begin + TimeDelta::minutes(number / 2 * 219));
    (0..BLOBS).map(blob).collect()
}

fn is_gone(id: &str) -> bool {
    id.trim_start_matches("blob-").parse::<i64>().unwrap() % 9 == 4
}

#[derive(Debug, Default)]
struct Lake {
    /// Blobs and losses by ID, with how often each was committed.
    blobs: BTreeMap<String, (Time, u32)>,
    mark: Option<Time>,
}

/// On its way into the lake.
enum Order {
    Blob(String, Time),
    Mark(Time),
}

struct World {
    lake: Lake,
    queue: Vec<Order>,
    feed: Feed,
    tasks: Vec<Task>,
    now: Now,
}

impl World {
    fn new() -> Self {
        let now = Now { service: noon(), run: Duration::ZERO };
        let lake = Lake::default();
        World { feed: lake.feed(), lake, queue: Vec::new(), tasks: Vec::new(), now }
    }

    fn step(&mut self, chance: u16) -> Result<(), TestCaseError> {
        let (what, which) = (chance % 16, usize::from(chance / 16));
        match what {
            0 if which % 8 == 0 => self.restart(),
            0 | 1 => self.commit(),
            2 | 3 => self.pass(Duration::from_secs(which as u64 % 300)),
            4..9 => {
                let task = self.feed.next_task(self.now);
                self.tasks.extend(task);
            }
            _ if self.tasks.is_empty() => (),
            _ => {
                let task = self.tasks.swap_remove(which % self.tasks.len());
                self.end(task, what < 12);
            }
        }
        self.tell();
        self.check()
    }

    fn pass(&mut self, span: Duration) {
        self.now.run += span;
        self.now.service += span;
    }

    /// Killed: what was not committed is gone, and calls under way with it.
    fn restart(&mut self) {
        self.queue.clear();
        self.tasks.clear();
        self.feed = self.lake.feed();
        self.now.run = Duration::ZERO;
    }

    fn end(&mut self, task: Task, fails: bool) {
        let now = self.now;
        match task {
            Task::Check if fails => self.feed.report_check(now, Err(passing(None))),
            Task::Check => self.feed.report_check(now, Ok(Subscribed::Yes)),
            Task::Start { webhook } => self.feed.report_start(now, webhook, Ok(())),
            Task::List(listing) if fails => self.feed.report_listing(now, listing, Err(passing(None))),
            Task::List(listing) => {
                let listed = self.list(&listing);
                self.feed.report_listing(now, listing, Ok(listed));
            }
            Task::Fetch(blob) if fails => self.feed.report_fetch(now, &blob.id, Err(passing(None))),
            Task::Fetch(blob) if is_gone(&blob.id) => {
                self.feed.report_fetch(now, &blob.id, Err(Trouble::Expired("gone".into())));
            }
            Task::Fetch(blob) => {
                self.queue.push(Order::Blob(blob.id.clone(), blob.created));
                self.feed.report_fetch(now, &blob.id, Ok(()));
            }
        }
    }

    /// Pages of three; the last blob of a page is the first of the next one again.
    fn list(&self, listing: &Listing) -> Listed {
        let window = listing.window;
        let shown = |of: &ContentInfo| {
            of.created.is_some_and(|at| at <= self.now.service && window.start() <= at && at < window.end())
        };
        let all: Vec<_> = blobs().into_iter().filter(shown).collect();
        let from: usize = listing.page.as_deref().map_or(0, |page| page.parse().unwrap());
        let next = (from + 3 < all.len()).then(|| (from + 2).to_string());
        Listed { items: all.into_iter().skip(from).take(3).collect(), next }
    }

    /// As the driver does it: losses and marks after the blobs that were fetched before.
    fn tell(&mut self) {
        for loss in self.feed.take_losses() {
            self.queue.push(Order::Blob(loss.content_id.unwrap(), loss.created));
        }
        self.queue.extend(self.feed.mark().map(Order::Mark));
    }

    fn commit(&mut self) {
        for order in self.queue.drain(..) {
            match order {
                Order::Blob(id, at) => self.lake.blobs.entry(id).or_insert((at, 0)).1 += 1,
                Order::Mark(mark) => self.lake.mark = self.lake.mark.max(Some(mark)),
            }
        }
    }

    /// No blob from before the mark is missing, and none is there twice.
    fn check(&self) -> Result<(), TestCaseError> {
        let before = |of: &ContentInfo| of.created < self.lake.mark;
        for blob in blobs().into_iter().filter(before) {
            prop_assert!(self.lake.blobs.contains_key(&blob.content_id), "{} is missing", blob.content_id);
        }
        prop_assert!(self.lake.blobs.values().all(|(_, count)| *count == 1), "{:?}", self.lake);
        Ok(())
    }

    /// Nothing fails any more.
    fn finish(&mut self) {
        while !self.feed.is_idle() {
            let due = self.feed.next_due().unwrap_or_default().saturating_sub(self.now.run);
            self.pass(due);
            let task = self.feed.next_task(self.now);
            self.tasks.extend(task);
            for task in std::mem::take(&mut self.tasks) {
                self.end(task, false);
            }
            self.tell();
        }
        self.commit();
    }
}

impl Lake {
    fn feed(&self) -> Feed {
        let mut known = KnownBlobs::default();
        self.blobs.iter().for_each(|(id, (at, _))| known.add_stored(id, *at));
        Feed::new(Settings::default(), self.mark, None, known)
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn every_blob_is_stored_once_wherever_it_is_killed(chances in prop::collection::vec(any::<u16>(), 0..600)) {
        let mut world = World::new();
        for chance in chances {
            world.step(chance)?;
        }
        world.restart();
        world.pass(Duration::from_hours(1));
        world.finish();
        world.check()?;
        prop_assert_eq!(world.lake.blobs.len() as i64, BLOBS);
        prop_assert_eq!(world.lake.mark, Some(world.now.service));
    }
}
