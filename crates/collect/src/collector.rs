//! The driver: does what the feeds say, and tells them what came of it.

use std::future::Future;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use tokio::sync::mpsc::{Sender, UnboundedReceiver, unbounded_channel};
use tokio::sync::oneshot;
use tokio::task::JoinSet;
use tokio::time::sleep;
use trail365_client::{Client, ContentType, Pace, WebhookChange, WebhookSettings};
use trail365_lake::{ImportOptions, Lake};

use crate::feed::{Listed, Listing, State, Subscribed, Task};
use crate::fetch::fetch;
use crate::serve::Hints;
use crate::sink::{Commits, Order, Sink, Stored};
use crate::stream::{Counts, Stream, Tenant, list, subscribed};
use crate::turns::Turns;
use crate::{Settings, Trouble, log};

/// The longest time without a look at what is due.
const LOOK: Duration = Duration::from_secs(1);

/// The shortest: what is due may be held up by calls under way.
const LEAST: Duration = Duration::from_millis(5);

/// How a collector works.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// How feeds are listed.
    pub settings: Settings,
    /// When commits are made.
    pub commits: Commits,
    /// How records are imported.
    pub import: ImportOptions,
    /// Calls at once; 0 for 10. Half of them are kept for the tenants in equal parts, at least one for each.
    pub in_flight: usize,
}

/// How a stream is doing, for people and programs.
#[derive(Debug, Clone)]
pub struct Status {
    /// Name of the tenant.
    pub tenant: String,
    /// Its content type.
    pub content_type: String,
    /// Up to when everything is in the lake.
    pub mark: Option<DateTime<Utc>>,
    /// The service's time.
    pub now: DateTime<Utc>,
    /// Blobs listed and not passed on.
    pub pending: usize,
    /// While it lists, how long no listing of all that is due has come to its end.
    pub listing: Option<Duration>,
    /// What was done so far.
    pub counts: Counts,
    /// Whether it goes on.
    pub state: State,
    /// How fast calls to the tenant may come.
    pub pace: Pace,
}

/// Until when a collector works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Until {
    /// Everything that is there now is in the lake.
    Idle,
    /// It is told to stop.
    Told,
}

/// Collects tenants into a lake.
pub struct Collector {
    streams: Vec<Stream>,
    options: Options,
    calls: JoinSet<(usize, Done)>,
    turns: Turns,
    /// The stream that is asked first for the next call.
    turn: usize,
    /// What every subscription is to have.
    webhook: Option<Arc<WebhookSettings>>,
    hints: Arc<Hints>,
}

/// What came of a call.
enum Done {
    Checked(Result<Subscribed, Trouble>),
    /// Whether it was to have the webhook, and what came of it.
    Started(bool, Result<(), Trouble>),
    Listed(Listing, Result<Listed, Trouble>),
    Fetched(String, Result<u64, Trouble>),
    /// The lake takes nothing any more.
    Refused,
}

impl Done {
    fn log(&self, stream: &Stream) {
        match self {
            Done::Checked(Err(trouble)) => log::failed(stream, "list subscriptions", trouble),
            Done::Started(_, Ok(())) if stream.feed.is_arming() => log::armed(stream),
            Done::Started(_, Ok(())) => log::started(stream),
            Done::Started(true, Err(trouble)) => log::failed(stream, "set the webhook", trouble),
            Done::Started(false, Err(trouble)) => log::failed(stream, "start the subscription", trouble),
            Done::Listed(_, Err(trouble)) => log::failed(stream, "list content", trouble),
            Done::Fetched(_, Err(trouble)) => log::failed(stream, "fetch content", trouble),
            _ => (),
        }
    }
}

impl Collector {
    /// A collector of these tenants, which goes on where the lake's marks are.
    ///
    /// # Errors
    ///
    /// If the lake cannot be read.
    pub async fn open(lake: &Lake, tenants: &[Tenant], options: Options) -> trail365_lake::Result<Self> {
        let streams = Stream::open_all(lake, tenants, &options.settings).await?;
        let hints = Hints::new(streams.iter().map(|stream| (stream.client.tenant(), stream.content_type)));
        let (calls, hints) = (JoinSet::new(), Arc::new(hints));
        let most = if options.in_flight == 0 { 10 } else { options.in_flight };
        let turns = Turns::new(most, tenants.len());
        Ok(Collector { streams, options, calls, turns, turn: 0, webhook: None, hints })
    }

    /// Sees to it that every subscription has this webhook. Whoever answers there has to listen before the collector runs;
    /// without this, webhooks are left as they are.
    #[must_use]
    pub fn with_webhook(mut self, webhook: WebhookSettings) -> Self {
        self.webhook = Some(Arc::new(webhook));
        self.streams = self.streams.into_iter().map(Stream::with_webhook).collect();
        self
    }

    /// Where to tell it that there is something new.
    pub fn hints(&self) -> Arc<Hints> {
        Arc::clone(&self.hints)
    }

    /// Collects into the lake until it is done or told to `stop`; what was fetched is committed then. `look` is shown how
    /// everything is doing about once a second.
    ///
    /// # Errors
    ///
    /// If the lake cannot be written. What was not committed is fetched again by the next run.
    pub async fn run(
        mut self,
        lake: Lake,
        until: Until,
        stop: impl Future<Output = ()>,
        look: &mut dyn FnMut(&[Status]),
    ) -> trail365_lake::Result<Vec<Status>> {
        let (stored, mut commits) = unbounded_channel();
        let sink = Sink::start(lake, self.options.import.clone(), self.options.commits.clone(), stored);
        let mut stop = std::pin::pin!(stop);
        let mut looked = Instant::now();
        let hints = self.hints();
        loop {
            // What is not told by the end was not marked either: the next run finds it again.
            let told = tokio::select! {
                () = &mut stop => break,
                told = self.tell(&sink.orders) => told,
            };
            if told.is_err() {
                break;
            }
            self.begin_calls(until, &sink.orders);
            if self.is_over(until) {
                break;
            }
            if looked.elapsed() >= LOOK {
                looked = Instant::now();
                look(&self.status());
            }
            let pause = self.pause();
            tokio::select! {
                () = &mut stop => break,
                Some(done) = self.calls.join_next() => match done {
                    Ok((_, Done::Refused)) => break,
                    Ok((stream, done)) => self.take(stream, done),
                    // Nobody cancels a call before the end.
                    Err(panic) => std::panic::resume_unwind(panic.into_panic()),
                },
                Some(stored) = commits.recv() => self.stored(&stored),
                hinted = hints.take() => self.hinted(&hinted),
                () = sleep(pause) => (),
            }
        }
        self.calls.shutdown().await;
        let ended = sink.finish().await;
        self.drain(&mut commits);
        let status = self.status();
        look(&status);
        ended.map(|()| status)
    }

    /// As many calls as may be under way, one stream after the other.
    fn begin_calls(&mut self, until: Until, orders: &Sender<Order>) {
        let mut passed_over = 0;
        while passed_over < self.streams.len() {
            let place = self.turn % self.streams.len();
            self.turn = place + 1;
            match self.task(place, until) {
                Some(task) => {
                    passed_over = 0;
                    self.turns.begun(self.streams[place].tenant_place);
                    self.begin(place, task, orders.clone());
                }
                None => passed_over += 1,
            }
        }
    }

    /// What a stream has to do now. While the service wants no request of a tenant, none of its calls is begun only to wait.
    fn task(&mut self, place: usize, until: Until) -> Option<Task> {
        let stream = &mut self.streams[place];
        let is_done = until == Until::Idle && stream.feed.is_idle();
        if is_done || !self.turns.may_begin(stream.tenant_place) || !stream.client.pace().pause.is_zero() {
            return None;
        }
        let now = stream.now();
        stream.feed.next(now)
    }

    fn begin(&mut self, place: usize, task: Task, orders: Sender<Order>) {
        let stream = &self.streams[place];
        let (client, content_type) = (stream.client.clone(), stream.content_type);
        match task {
            Task::Check => {
                let webhook = self.webhook.clone();
                drop(self.calls.spawn(async move {
                    (place, Done::Checked(subscribed(&client, content_type, webhook.as_deref()).await))
                }));
            }
            Task::Start { webhook } => {
                let wanted = self.webhook.as_deref().filter(|_| webhook).cloned();
                drop(self.calls.spawn(async move {
                    (place, Done::Started(webhook, start(&client, content_type, wanted).await))
                }));
            }
            Task::List(listing) => drop(self.calls.spawn(async move {
                let listed = list(&client, content_type, &listing).await;
                (place, Done::Listed(listing, listed))
            })),
            Task::Fetch(blob) => {
                let content = stream.blob(&blob);
                let pause = self.options.settings.pause;
                drop(self.calls.spawn(async move {
                    let done = match fetch(&client, &blob.uri, pause).await {
                        Ok(spool) => {
                            let bytes = spool.bytes;
                            match orders.send(Order::Blob(content, spool)).await {
                                Ok(()) => Done::Fetched(blob.id, Ok(bytes)),
                                Err(_) => Done::Refused,
                            }
                        }
                        Err(trouble) => Done::Fetched(blob.id, Err(trouble.of_a_blob())),
                    };
                    (place, done)
                }));
            }
        }
    }

    fn take(&mut self, place: usize, done: Done) {
        let stream = &mut self.streams[place];
        done.log(stream);
        self.turns.ended(stream.tenant_place);
        let now = stream.now();
        let Stream { feed, counts, .. } = stream;
        match done {
            Done::Checked(outcome) => {
                counts.retries += u64::from(outcome.is_err());
                feed.checked(now, outcome);
            }
            Done::Started(webhook, outcome) => {
                counts.retries += u64::from(outcome.is_err());
                feed.started(now, webhook, outcome);
            }
            Done::Listed(listing, outcome) => {
                counts.retries += u64::from(outcome.is_err());
                feed.listed(now, listing, outcome);
            }
            Done::Fetched(id, outcome) => {
                match &outcome {
                    Ok(bytes) => (counts.blobs, counts.bytes) = (counts.blobs + 1, counts.bytes + bytes),
                    Err(_) => counts.retries += 1,
                }
                feed.fetched(now, &id, outcome.map(drop));
            }
            Done::Refused => (),
        }
    }

    /// Passes on losses and marks, after the blobs that they count for. A span that is lost is committed before anything else
    /// is begun: once a missing subscription runs, nothing tells that it was missing.
    async fn tell(&mut self, orders: &Sender<Order>) -> Result<(), ()> {
        let mut is_span_lost = false;
        for stream in &mut self.streams {
            for loss in stream.feed.losses() {
                stream.counts.losses += 1;
                log::lost(stream, &loss);
                is_span_lost |= loss.content_id.is_none();
                let content = stream.loss(&loss);
                orders.send(Order::Lose(content, loss.reason)).await.map_err(drop)?;
            }
            if let Some(mark) = stream.moved() {
                orders.send(Order::Mark(mark)).await.map_err(drop)?;
            }
        }
        if is_span_lost { settle(orders).await } else { Ok(()) }
    }

    fn stored(&mut self, stored: &Stored) {
        for stream in &mut self.streams {
            let name = stream.mark_name();
            let came = stored.came.get(&name).copied().unwrap_or_default();
            stream.counts.records += came.records;
            stream.counts.rejected += came.rejected;
            if let Some(until) = stored.marks.get(&name) {
                stream.stored = Some(*until);
            }
        }
    }

    /// By the place of the stream, how often there was a hint.
    fn hinted(&mut self, hinted: &[u64]) {
        for (stream, count) in self.streams.iter_mut().zip(hinted) {
            stream.counts.hints += count;
            if *count > 0 {
                stream.feed.hint(stream.now());
            }
        }
    }

    fn drain(&mut self, commits: &mut UnboundedReceiver<Stored>) {
        while let Ok(stored) = commits.try_recv() {
            self.stored(&stored);
        }
    }

    fn is_over(&self, until: Until) -> bool {
        let ended = |Stream { feed, .. }: &Stream| {
            let is_stopped = match until {
                Until::Idle => matches!(feed.state(), State::Stopped(_)) || feed.is_idle(),
                Until::Told => feed.is_hopeless(),
            };
            is_stopped || feed.is_out_of_patience()
        };
        self.calls.is_empty() && self.streams.iter().all(ended)
    }

    /// Until something is due. Who waits for a turn is woken by the call that ends.
    fn pause(&self) -> Duration {
        let may_begin = |stream: &&Stream| self.turns.may_begin(stream.tenant_place);
        let wait = |stream: &Stream| {
            let due = stream.feed.due()?.saturating_sub(stream.now().run);
            Some(due.max(stream.client.pace().pause))
        };
        self.streams.iter().filter(may_begin).filter_map(wait).min().unwrap_or(LOOK).clamp(LEAST, LOOK)
    }

    fn status(&self) -> Vec<Status> {
        let status = |stream: &Stream| Status {
            tenant: stream.tenant.clone(),
            content_type: stream.content_type.to_string(),
            mark: stream.stored,
            now: stream.now().service,
            pending: stream.feed.pending(),
            listing: stream.feed.listing(stream.now().run),
            counts: stream.counts,
            state: stream.feed.state(),
            pace: stream.client.pace(),
        };
        self.streams.iter().map(status).collect()
    }
}

async fn start(
    client: &Client,
    content_type: ContentType,
    webhook: Option<WebhookSettings>,
) -> Result<(), Trouble> {
    let change = webhook.map_or(WebhookChange::Unchanged, WebhookChange::Set);
    client.start_subscription(content_type, change).await.map(drop).map_err(Trouble::from)
}

/// Waits until all that was sent is committed.
async fn settle(orders: &Sender<Order>) -> Result<(), ()> {
    let (done, committed) = oneshot::channel();
    orders.send(Order::Settle(done)).await.map_err(drop)?;
    committed.await.map_err(drop)
}
