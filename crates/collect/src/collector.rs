//! The driver: carries out the tasks of the feeds and reports the outcomes to them.

use std::future::Future;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::mpsc::{Sender, UnboundedReceiver, unbounded_channel};
use tokio::sync::oneshot;
use tokio::task::{AbortHandle, JoinSet};
use tokio::time::sleep;
use trail365_client::{Client, ContentType, WebhookChange, WebhookSettings};
use trail365_lake::{ImportOptions, Lake};

use crate::feed::{Listed, Listing, State, Subscribed, Task};
use crate::fetch::fetch_blob;
use crate::log;
use crate::serve::Hints;
use crate::settings::Settings;
use crate::sink::{Commits, Committed, Listener, Sink, SinkCommand};
use crate::slots::TenantSlots;
use crate::status::Status;
use crate::stream::{Stream, Tenant, check_subscription, fetch_page};
use crate::trouble::Trouble;
use crate::upkeep::Upkeep;

/// Longest time without a look at the tasks that are due, and time between two reports of the status.
const LOOK: Duration = Duration::from_secs(1);

/// Shortest time between two looks: a due task may have to wait for calls in flight, and asking for it must not spin.
const LEAST: Duration = Duration::from_millis(5);

/// Options of a collector.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Intervals and limits of the feeds.
    pub settings: Settings,
    /// Timing of commits.
    pub commits: Commits,
    /// Options of the import.
    pub import: ImportOptions,
    /// Most calls in flight; 0 for 10. Half of them are reserved for the tenants in equal parts, at least one for each.
    pub in_flight: usize,
    /// Hears of new records.
    pub listener: Option<Listener>,
    /// Upkeep of the lake by a collector that runs until it is stopped; without it somebody else looks after the lake.
    pub upkeep: Option<Upkeep>,
}

/// Time at which a collector ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Until {
    /// It ends once everything that is there now is in the lake.
    Idle,
    /// It ends when it is stopped.
    Stopped,
}

/// Collects tenants into a lake.
///
/// ```no_run
/// use trail365_collect::config::Config;
/// use trail365_collect::{Collector, Until};
/// use trail365_lake::{Lake, Location};
///
/// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
/// let config = Config::read("trail365.toml".as_ref())?;
/// let tenants = config.to_collect()?.value;
/// let lake = Lake::open_or_create(&Location::parse(&config.lake)?).await?;
/// let collector = Collector::open(&lake, &tenants, config.options).await?;
/// for status in collector.run(lake, Until::Idle, std::future::pending(), &mut |_| ()).await? {
///     println!("{} {}: {} records", status.tenant, status.content_type, status.counts.records);
/// }
/// # Ok(())
/// # }
/// ```
pub struct Collector {
    streams: Vec<Stream>,
    options: Options,
    /// Calls in flight, each with the index of its stream.
    calls: JoinSet<(usize, Done)>,
    slots: TenantSlots,
    /// Index of the stream that is asked first for the next call.
    turn: usize,
    /// Webhook that every subscription should have.
    webhook: Option<Arc<WebhookSettings>>,
    hints: Arc<Hints>,
}

/// Outcome of a call.
enum Done {
    Checked(Result<Subscribed, Trouble>),
    /// With the webhook or without, and the outcome.
    Started(bool, Result<(), Trouble>),
    Listed(Listing, Result<Listed, Trouble>),
    Fetched(String, Result<u64, Trouble>),
    /// The sink has ended.
    Refused,
}

impl Done {
    fn log_outcome(&self, stream: &Stream) {
        match self {
            Done::Checked(Err(trouble)) => log::log_failure(stream, "list subscriptions", trouble),
            Done::Started(_, Ok(())) if stream.feed.is_arming() => log::log_webhook(stream),
            Done::Started(_, Ok(())) => log::log_start(stream),
            Done::Started(true, Err(trouble)) => log::log_failure(stream, "set the webhook", trouble),
            Done::Started(false, Err(trouble)) => log::log_failure(stream, "start the subscription", trouble),
            Done::Listed(_, Err(trouble)) => log::log_failure(stream, "list content", trouble),
            Done::Fetched(_, Err(trouble)) => log::log_failure(stream, "fetch content", trouble),
            _ => (),
        }
    }
}

impl Collector {
    /// Opens a collector of these tenants, which continues at the lake's marks.
    ///
    /// # Errors
    /// If the lake cannot be read.
    pub async fn open(lake: &Lake, tenants: &[Tenant], options: Options) -> trail365_lake::Result<Self> {
        let streams = Stream::open_all(lake, tenants, &options.settings).await?;
        let hints = Hints::new(streams.iter().map(|stream| (stream.client.tenant(), stream.content_type)));
        let (calls, hints) = (JoinSet::new(), Arc::new(hints));
        let most = if options.in_flight == 0 { 10 } else { options.in_flight };
        let slots = TenantSlots::new(most, tenants.len());
        Ok(Collector { streams, options, calls, slots, turn: 0, webhook: None, hints })
    }

    /// Keeps this webhook on every subscription. The receiver must listen before the collector runs, because the service first
    /// sends its address a validation request. Without this call webhooks are left as they are.
    #[must_use]
    pub fn with_webhook(mut self, webhook: WebhookSettings) -> Self {
        self.webhook = Some(Arc::new(webhook));
        self.streams = self.streams.into_iter().map(Stream::with_webhook).collect();
        self
    }

    /// Returns the place for hints that there is new content.
    pub fn hints(&self) -> Arc<Hints> {
        Arc::clone(&self.hints)
    }

    /// Collects into the lake until it is done or until `stop` completes, then commits what was fetched. `look` gets the status of
    /// all streams about once a second. Returns the last status.
    ///
    /// # Errors
    /// If the lake cannot be written. The next run fetches again what was not committed.
    pub async fn run(
        mut self,
        lake: Lake,
        until: Until,
        stop: impl Future<Output = ()>,
        look: &mut dyn FnMut(&[Status]),
    ) -> trail365_lake::Result<Vec<Status>> {
        // Unbounded, but with one message a commit: the sink must never wait for this loop, which waits for the sink.
        let (stored, mut commits) = unbounded_channel();
        let upkeep = self.options.upkeep.filter(|_| until == Until::Stopped);
        let upkeep = upkeep.map(|upkeep| tokio::spawn(upkeep.go_on(lake.location().clone())));
        let _ended_with_this = upkeep.map(|task| AbortOnDrop(task.abort_handle()));
        let sink = Sink::start(
            lake,
            self.options.import.clone(),
            self.options.commits.clone(),
            self.options.listener.clone(),
            stored,
        );
        let mut stop = std::pin::pin!(stop);
        let mut looked = Instant::now();
        let hints = self.hints();
        loop {
            // What is not sent by the end is not marked either: the next run finds it again.
            let sent = tokio::select! {
                () = &mut stop => break,
                sent = self.send_marks(&sink.commands) => sent,
            };
            if sent.is_err() {
                break;
            }
            self.start_calls(until, &sink.commands);
            if self.is_over(until) {
                break;
            }
            if looked.elapsed() >= LOOK {
                looked = Instant::now();
                look(&self.current_status());
            }
            let pause = self.time_to_next_task();
            tokio::select! {
                () = &mut stop => break,
                Some(done) = self.calls.join_next() => match done {
                    Ok((_, Done::Refused)) => break,
                    Ok((stream, done)) => self.apply_outcome(stream, done),
                    // Calls are cancelled at the end only, so this is a panic.
                    Err(panic) => std::panic::resume_unwind(panic.into_panic()),
                },
                Some(committed) = commits.recv() => self.note_commit(&committed),
                hinted = hints.take_counts() => self.note_hints(&hinted),
                () = sleep(pause) => (),
            }
        }
        // Calls in flight end here; what they fetched was not marked, so the next run fetches it again.
        self.calls.shutdown().await;
        let ended = sink.finish().await;
        self.drain_commits(&mut commits);
        let status = self.current_status();
        look(&status);
        ended.map(|()| status)
    }

    /// Starts as many calls as may be in flight, one stream after the other.
    fn start_calls(&mut self, until: Until, commands: &Sender<SinkCommand>) {
        // It ends once every stream in a row has nothing to do. The next call begins behind the last stream, so that none is
        // always first.
        let mut passed_over = 0;
        while passed_over < self.streams.len() {
            let place = self.turn % self.streams.len();
            self.turn = place + 1;
            match self.next_task(place, until) {
                Some(task) => {
                    passed_over = 0;
                    self.slots.take_slot(self.streams[place].tenant_place);
                    self.start_call(place, task, commands.clone());
                }
                None => passed_over += 1,
            }
        }
    }

    /// Returns the task of a stream that can be started now. While the service wants no request of a tenant, none of its calls is
    /// started only to wait in a slot.
    fn next_task(&mut self, place: usize, until: Until) -> Option<Task> {
        let stream = &mut self.streams[place];
        let is_done = until == Until::Idle && stream.feed.is_idle();
        if is_done || !self.slots.has_slot(stream.tenant_place) || !stream.client.pace().pause.is_zero() {
            return None;
        }
        let now = stream.clock_now();
        stream.feed.next_task(now)
    }

    fn start_call(&mut self, place: usize, task: Task, commands: Sender<SinkCommand>) {
        let stream = &self.streams[place];
        let (client, content_type) = (stream.client.clone(), stream.content_type);
        match task {
            Task::Check => {
                let webhook = self.webhook.clone();
                drop(self.calls.spawn(async move {
                    (
                        place,
                        Done::Checked(check_subscription(&client, content_type, webhook.as_deref()).await),
                    )
                }));
            }
            Task::Start { webhook } => {
                let wanted = self.webhook.as_deref().filter(|_| webhook).cloned();
                drop(self.calls.spawn(async move {
                    (place, Done::Started(webhook, start_subscription(&client, content_type, wanted).await))
                }));
            }
            Task::List(listing) => drop(self.calls.spawn(async move {
                let listed = fetch_page(&client, content_type, &listing).await;
                (place, Done::Listed(listing, listed))
            })),
            Task::Fetch(blob) => {
                let content = stream.blob_content(&blob);
                let pause = self.options.settings.pause;
                drop(self.calls.spawn(async move {
                    let done = match fetch_blob(&client, &blob.uri, pause).await {
                        // The call keeps its slot until the sink accepts the blob: a slow lake slows down the calls, so blobs
                        // do not pile up.
                        Ok(spool) => {
                            let bytes = spool.bytes;
                            match commands.send(SinkCommand::Blob(content, spool)).await {
                                Ok(()) => Done::Fetched(blob.id, Ok(bytes)),
                                Err(_) => Done::Refused,
                            }
                        }
                        Err(trouble) => Done::Fetched(blob.id, Err(trouble.for_one_blob())),
                    };
                    (place, done)
                }));
            }
        }
    }

    fn apply_outcome(&mut self, place: usize, done: Done) {
        let stream = &mut self.streams[place];
        done.log_outcome(stream);
        self.slots.free_slot(stream.tenant_place);
        let now = stream.clock_now();
        let Stream { feed, counts, .. } = stream;
        match done {
            Done::Checked(outcome) => {
                counts.retries += u64::from(outcome.is_err());
                feed.report_check(now, outcome);
            }
            Done::Started(webhook, outcome) => {
                counts.retries += u64::from(outcome.is_err());
                feed.report_start(now, webhook, outcome);
            }
            Done::Listed(listing, outcome) => {
                counts.retries += u64::from(outcome.is_err());
                feed.report_listing(now, listing, outcome);
            }
            Done::Fetched(id, outcome) => {
                match &outcome {
                    Ok(bytes) => (counts.blobs, counts.bytes) = (counts.blobs + 1, counts.bytes + bytes),
                    Err(_) => counts.retries += 1,
                }
                // Passed on is enough: the mark is sent after the blob, and commits follow the order of what is sent.
                feed.report_fetch(now, &id, outcome.map(drop));
            }
            Done::Refused => (),
        }
    }

    /// Sends losses and marks to the sink, after the blobs that they count for. A lost span is committed before any other task is
    /// started: once a missing subscription runs, nothing shows that it was missing, and a crash would forget the span.
    async fn send_marks(&mut self, commands: &Sender<SinkCommand>) -> Result<(), ()> {
        let mut is_span_lost = false;
        for stream in &mut self.streams {
            for loss in stream.feed.take_losses() {
                stream.counts.losses += 1;
                log::log_loss(stream, &loss);
                is_span_lost |= loss.content_id.is_none();
                let content = stream.lost_content(&loss);
                commands.send(SinkCommand::Lose(content, loss.reason)).await.map_err(drop)?;
            }
            if let Some(mark) = stream.take_moved_mark() {
                commands.send(SinkCommand::Mark(mark)).await.map_err(drop)?;
            }
        }
        if is_span_lost { commit_now(commands).await } else { Ok(()) }
    }

    fn note_commit(&mut self, committed: &Committed) {
        for stream in &mut self.streams {
            let name = stream.mark_name();
            let rows = committed.rows.get(&name).copied().unwrap_or_default();
            stream.counts.records += rows.records;
            stream.counts.rejected += rows.rejected;
            if let Some(until) = committed.marks.get(&name) {
                stream.stored = Some(*until);
            }
        }
    }

    /// Notes hints. `hinted` has their number by stream.
    fn note_hints(&mut self, hinted: &[u64]) {
        for (stream, count) in self.streams.iter_mut().zip(hinted) {
            stream.counts.hints += count;
            if *count > 0 {
                stream.feed.note_hint(stream.clock_now());
            }
        }
    }

    fn drain_commits(&mut self, commits: &mut UnboundedReceiver<Committed>) {
        while let Ok(committed) = commits.try_recv() {
            self.note_commit(&committed);
        }
    }

    fn is_over(&self, until: Until) -> bool {
        let ended = |Stream { feed, .. }: &Stream| {
            let is_stopped = match until {
                Until::Idle => matches!(feed.state(), State::Stopped(_)) || feed.is_idle(),
                Until::Stopped => feed.is_hopeless(),
            };
            // Patience has no limit unless the collector runs once.
            is_stopped || feed.is_out_of_patience()
        };
        self.calls.is_empty() && self.streams.iter().all(ended)
    }

    /// Returns the time until the next task is due. A stream without a free slot is woken by the call that ends.
    fn time_to_next_task(&self) -> Duration {
        let has_slot = |stream: &&Stream| self.slots.has_slot(stream.tenant_place);
        let wait = |stream: &Stream| {
            let due = stream.feed.next_due()?.saturating_sub(stream.clock_now().run);
            Some(due.max(stream.client.pace().pause))
        };
        self.streams.iter().filter(has_slot).filter_map(wait).min().unwrap_or(LOOK).clamp(LEAST, LOOK)
    }

    /// Returns the status of all streams. It is made about once a second, not for every call, because it searches the blobs.
    fn current_status(&self) -> Vec<Status> {
        let status = |stream: &Stream| Status {
            tenant: stream.tenant.clone(),
            content_type: stream.content_type.to_string(),
            mark: stream.stored,
            now: stream.clock_now().service,
            pending: stream.feed.pending_count(),
            listing: stream.feed.listing_for(stream.clock_now().run),
            counts: stream.counts,
            state: stream.feed.state(),
            pace: stream.client.pace(),
        };
        self.streams.iter().map(status).collect()
    }
}

/// A task that ends when nobody holds this any more.
struct AbortOnDrop(AbortHandle);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

async fn start_subscription(
    client: &Client,
    content_type: ContentType,
    webhook: Option<WebhookSettings>,
) -> Result<(), Trouble> {
    let change = webhook.map_or(WebhookChange::Unchanged, WebhookChange::Set);
    client.start_subscription(content_type, change).await.map(drop).map_err(Trouble::from)
}

/// Waits until everything that was sent is committed.
async fn commit_now(commands: &Sender<SinkCommand>) -> Result<(), ()> {
    let (done, committed) = oneshot::channel();
    commands.send(SinkCommand::CommitNow(done)).await.map_err(drop)?;
    committed.await.map_err(drop)
}
