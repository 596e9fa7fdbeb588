//! The last status, and the pages made from it.

use std::fmt;
use std::sync::Arc;
use std::time::Instant;

use chrono::TimeDelta;
use hyper::http::request::Parts;
use hyper::{Method, StatusCode};
use tokio::sync::watch;
use trail365_listen::{Listener, Serving};

use super::answer::{Answer, Site, not_allowed, only_status, serve_site, text_answer};
use super::refusals::Refusals;
use super::snapshot::Snapshot;
use super::{exposition, health};
use crate::settings::Settings;
use crate::status::Status;

/// Holds the collector's last [`Status`] and serves it. The collector updates it about once a second. Neither callers nor the
/// collector wait for each other.
///
/// ```
/// use std::sync::Arc;
/// use trail365_collect::Settings;
/// use trail365_collect::serve::{Board, Listener};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let board = Board::new(&Settings::default(), Arc::default());
/// let serving = board.serve(Listener::bind("127.0.0.1:0".parse()?, None).await?);
/// println!("http://{}/healthz", serving.address());
/// serving.stop().await;
/// # Ok(())
/// # }
/// ```
pub struct Board {
    last: watch::Sender<Snapshot>,
    refusals: Arc<Refusals>,
    patience: TimeDelta,
}

impl Board {
    /// Makes an empty board. `settings` say how far a mark may be behind; `refusals` are those of the receiver of notifications.
    pub fn new(settings: &Settings, refusals: Arc<Refusals>) -> Self {
        let empty = Snapshot { at: Instant::now(), streams: Arc::default() };
        Board { last: watch::Sender::new(empty), refusals, patience: health::most_lag(settings) }
    }

    /// Replaces the status.
    pub fn show(&self, streams: &[Status]) {
        self.last.send_replace(Snapshot { at: Instant::now(), streams: streams.into() });
    }

    /// Starts to answer `/healthz` and `/metrics`.
    pub fn serve(&self, listener: Listener) -> Serving {
        let pages = Pages {
            last: self.last.subscribe(),
            refusals: Arc::clone(&self.refusals),
            patience: self.patience,
        };
        serve_site(listener, pages)
    }
}

impl fmt::Debug for Board {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Board").field("streams", &self.last.borrow().streams.len()).finish_non_exhaustive()
    }
}

/// The two pages.
struct Pages {
    last: watch::Receiver<Snapshot>,
    refusals: Arc<Refusals>,
    patience: TimeDelta,
}

impl Site for Pages {
    fn refuse_head(&self, head: &Parts) -> Option<Answer> {
        match (head.uri.path(), &head.method) {
            ("/healthz" | "/metrics", &Method::GET | &Method::HEAD) => None,
            ("/healthz" | "/metrics", _) => Some(not_allowed("GET, HEAD")),
            _ => Some(only_status(StatusCode::NOT_FOUND)),
        }
    }

    fn answer_request(&self, head: &Parts, _body: &[u8]) -> Answer {
        // A clone, so that the collector can store the next one meanwhile.
        let snapshot = self.last.borrow().clone();
        if head.uri.path() == "/healthz" {
            return health::answer(&snapshot, self.patience, Instant::now());
        }
        // Made for each caller: a page that nobody asks for costs nothing.
        let page = exposition::render_page(&snapshot.streams, &self.refusals);
        text_answer(StatusCode::OK, "text/plain; version=0.0.4; charset=utf-8", page)
    }
}
