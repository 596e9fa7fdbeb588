//! A collector that is careless on purpose: `tests/real/collect.py` has to find what it loses.
//!
//!     careless records-first|mark-first CONFIG
//!
//! It trusts its mark alone: it lists from there on and nothing again, and asks no ledger what it has. `mark-first` commits a
//! window's mark before the window's records; `records-first` commits the records before.

use std::error::Error;
use std::path::Path;
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use tokio::runtime::Runtime;
use trail365_client::ContentType;
use trail365_collect::config::Config;
use trail365_collect::feed::{Blob, Feed, KnownBlobs, Listed, Listing, Loss, Now, Subscribed, Task};
use trail365_collect::{Settings, Tenant, Trouble, mark_name};
use trail365_lake::{Content, ImportOptions, Importer, Lake, Location, Mark};

type Outcome = Result<(), Box<dyn Error>>;

fn main() -> Outcome {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let [order, config] = arguments.as_slice() else { return Err("careless ORDER CONFIG".into()) };
    let is_mark_first = match order.as_str() {
        "mark-first" => true,
        "records-first" => false,
        _ => return Err("the order is records-first or mark-first".into()),
    };
    let config = Config::read(Path::new(config))?;
    let tenants = config.to_collect()?.value;
    let runtime = Runtime::new()?;
    let lake = runtime.block_on(Lake::open_or_create(&Location::parse(&config.lake)?))?;
    for tenant in &tenants {
        for content_type in &tenant.content_types {
            let name = mark_name(&tenant.client.tenant().to_string(), content_type.as_str());
            let mark = runtime.block_on(lake.read_mark(&name))?;
            let importer = Importer::begin(lake.clone(), &ImportOptions::default())?;
            let pause = Duration::from_millis(100);
            let (overlap, sweep) = (TimeDelta::zero(), TimeDelta::days(400));
            let settings = Settings { overlap, sweep, pause, ..Settings::default() };
            let feed = Feed::new(settings, mark, mark, KnownBlobs::default());
            let stream =
                Stream { runtime: &runtime, tenant, content_type: *content_type, name, is_mark_first };
            stream.collect(feed, importer)?;
        }
    }
    Ok(())
}

struct Stream<'a> {
    runtime: &'a Runtime,
    tenant: &'a Tenant,
    content_type: ContentType,
    name: String,
    is_mark_first: bool,
}

impl Stream<'_> {
    fn collect(&self, mut feed: Feed, mut importer: Importer) -> Outcome {
        let begun = Instant::now();
        while !feed.is_idle() {
            let now = Now { service: self.tenant.client.server_time(), run: begun.elapsed() };
            match feed.next_task(now) {
                Some(Task::List(listing)) => self.list(&mut feed, now, listing, &mut importer)?,
                Some(Task::Fetch(blob)) => self.fetch(&mut feed, now, &blob, &mut importer)?,
                Some(Task::Check | Task::Start { .. }) => self.check(&mut feed, now),
                None => std::thread::sleep(Duration::from_millis(20)),
            }
            for loss in feed.take_losses() {
                self.lose(loss, &mut importer)?;
            }
        }
        importer.commit_marks(&[])?;
        importer.commit_marks(&feed.mark().map(|until| self.mark(until)).into_iter().collect::<Vec<_>>())?;
        Ok(())
    }

    /// The tenant is subscribed to everything.
    fn check(&self, feed: &mut Feed, now: Now) {
        let listed = self.runtime.block_on(self.tenant.client.list_subscriptions());
        feed.report_check(now, listed.map(|_| Subscribed::Yes).map_err(Trouble::from));
    }

    fn list(&self, feed: &mut Feed, now: Now, listing: Listing, importer: &mut Importer) -> Outcome {
        let client = &self.tenant.client;
        let page = self.runtime.block_on(async {
            match &listing.page {
                Some(page) => client.next_page(page).await,
                None => client.list_content(self.content_type, Some(listing.window)).await,
            }
        });
        if self.is_mark_first && page.as_ref().is_ok_and(|page| page.next.is_none()) {
            importer.commit_marks(&[self.mark(listing.window.end())])?;
        }
        let listed = page.map(|page| Listed { items: page.items, next: page.next });
        feed.report_listing(now, listing, listed.map_err(Trouble::from));
        Ok(())
    }

    fn fetch(&self, feed: &mut Feed, now: Now, blob: &Blob, importer: &mut Importer) -> Outcome {
        let outcome = match self.runtime.block_on(self.tenant.client.fetch_bytes(&blob.uri)) {
            Ok(bytes) => {
                let content = self.content(Some(blob.id.clone()), blob.created, blob.expiration);
                importer.import_content(content, bytes.as_ref())?;
                Ok(())
            }
            Err(error) => Err(Trouble::from(error)),
        };
        feed.report_fetch(now, &blob.id, outcome);
        Ok(())
    }

    fn lose(&self, loss: Loss, importer: &mut Importer) -> Outcome {
        importer.note_loss(self.content(loss.content_id, loss.created, loss.until), loss.reason)?;
        Ok(())
    }

    fn mark(&self, until: Time) -> Mark {
        Mark { name: self.name.clone(), until }
    }

    fn content(&self, content_id: Option<String>, created: Time, until: Option<Time>) -> Content {
        let tenant_id = self.tenant.client.tenant().to_string();
        Content { tenant_id, content_type: self.content_type.to_string(), content_id, created, until }
    }
}

type Time = chrono::DateTime<chrono::Utc>;
