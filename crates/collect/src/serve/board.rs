//! The last look at how everything is doing, and who may see it.

use std::fmt;
use std::sync::Arc;
use std::time::Instant;

use chrono::TimeDelta;
use hyper::http::request::Parts;
use hyper::{Method, StatusCode};
use tokio::sync::watch;

use super::answer::{Answer, Site, not_allowed, status, text};
use super::{Listener, Refusals, Serving, exposition, health};
use crate::{Settings, Status};

/// Where the collector's [`Status`] is put, about once a second, and from where it is served: whoever asks never waits for
/// the collector, nor the collector for them.
pub struct Board {
    last: watch::Sender<Look>,
    refusals: Arc<Refusals>,
    patience: TimeDelta,
}

/// How everything was doing.
#[derive(Clone)]
pub(super) struct Look {
    pub at: Instant,
    pub streams: Arc<[Status]>,
}

impl Board {
    /// An empty board. By the settings of the feeds it is known how far a mark may lie behind; `refusals` are those of the
    /// receiver of notifications, if there is one.
    pub fn new(settings: &Settings, refusals: Arc<Refusals>) -> Self {
        let look = Look { at: Instant::now(), streams: Arc::default() };
        Board { last: watch::Sender::new(look), refusals, patience: health::patience(settings) }
    }

    /// Shows how everything is doing.
    pub fn show(&self, streams: &[Status]) {
        self.last.send_replace(Look { at: Instant::now(), streams: streams.into() });
    }

    /// Begins to answer `/healthz` and `/metrics`.
    pub fn serve(&self, listener: Listener) -> Serving {
        listener.serve(Pages {
            last: self.last.subscribe(),
            refusals: Arc::clone(&self.refusals),
            patience: self.patience,
        })
    }
}

impl fmt::Debug for Board {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Board").field("streams", &self.last.borrow().streams.len()).finish_non_exhaustive()
    }
}

struct Pages {
    last: watch::Receiver<Look>,
    refusals: Arc<Refusals>,
    patience: TimeDelta,
}

impl Site for Pages {
    fn refuse(&self, head: &Parts) -> Option<Answer> {
        match (head.uri.path(), &head.method) {
            ("/healthz" | "/metrics", &Method::GET | &Method::HEAD) => None,
            ("/healthz" | "/metrics", _) => Some(not_allowed("GET, HEAD")),
            _ => Some(status(StatusCode::NOT_FOUND)),
        }
    }

    fn answer(&self, head: &Parts, _body: &[u8]) -> Answer {
        // A clone, so that the collector can put up the next one meanwhile.
        let look = self.last.borrow().clone();
        if head.uri.path() == "/healthz" {
            return health::answer(&look, self.patience, Instant::now());
        }
        let page = exposition::render(&look.streams, &self.refusals);
        text(StatusCode::OK, "text/plain; version=0.0.4; charset=utf-8", page)
    }
}
