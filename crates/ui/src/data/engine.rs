//! Questions of pages to a lake, within limits.

use std::sync::Arc;
use std::time::Duration;

use futures::future::BoxFuture;
use serde::Serialize;
use trail365_lake::{Info, Lake, Location};
use trail365_sql::{CancellationToken, Geo, SessionOptions};

use super::failure::Result;
use super::limits::Limits;
use super::queries::Queries;
use super::rows::Asked;
use super::versions::Versions;

/// Answers the questions of pages over one lake.
pub struct Engine {
    versions: Versions,
    queries: Queries,
    limits: Limits,
}

/// An answer, and the version of the lake that it is of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Answer<T> {
    /// Version of the lake that the answer is of.
    pub version: u64,
    /// The newest version; larger where data has come since.
    pub newest_version: u64,
    /// The answer.
    #[serde(flatten)]
    pub value: T,
}

/// The lake at the version of a page.
#[derive(Clone)]
pub(crate) struct Pin {
    /// The session.
    pub asked: Asked,
    /// The lake in numbers.
    pub info: Info,
}

impl Engine {
    /// Makes an engine over the lake at a location, which need not be there yet.
    ///
    /// # Errors
    /// If threads cannot be started.
    pub fn new(location: Location, limits: Limits, geo: Option<Arc<Geo>>) -> std::io::Result<Self> {
        let options =
            SessionOptions { memory_bytes: memory_of_one(&limits), geo, ..SessionOptions::default() };
        let queries = Queries::new(limits.queries)?;
        Ok(Engine { versions: Versions::new(location, options), queries, limits })
    }

    /// Returns the limits.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Returns the location of the lake.
    pub fn location(&self) -> &Location {
        self.versions.location()
    }

    /// Opens the lake at its newest version.
    pub(crate) async fn newest_lake(&self) -> Result<Lake> {
        self.versions.newest().await
    }

    /// Makes sessions again, because something beside the records has changed.
    pub(crate) async fn forget_sessions(&self) {
        self.versions.forget().await;
    }

    /// Asks the lake at a version, or at the newest.
    pub(crate) fn ask<'e, T, F, W>(
        &'e self,
        version: Option<u64>,
        work: W,
    ) -> BoxFuture<'e, Result<Answer<T>>>
    where
        T: Send + 'static,
        F: Future<Output = Result<T>> + Send + 'static,
        W: FnOnce(Pin) -> F + Send + 'e,
    {
        self.ask_for(self.limits.time, version, work)
    }

    /// Asks as [`Engine::ask`] does, with a time limit of its own.
    pub(crate) fn ask_for<'e, T, F, W>(
        &'e self,
        limit: Duration,
        version: Option<u64>,
        work: W,
    ) -> BoxFuture<'e, Result<Answer<T>>>
    where
        T: Send + 'static,
        F: Future<Output = Result<T>> + Send + 'static,
        W: FnOnce(Pin) -> F + Send + 'e,
    {
        // The futures of plans are large: on the heap, what waits for them is small.
        Box::pin(async move {
            let (pinned, newest_version) = self.versions.pin(version).await?;
            let stop = CancellationToken::new();
            let asked = Asked {
                session: pinned.session.clone(),
                memory_bytes: memory_of_one(&self.limits),
                stop: stop.clone(),
            };
            let pin = Pin { asked, info: pinned.info.clone() };
            let value = self.queries.run(limit, stop, work(pin)).await?;
            Ok(Answer { version: pinned.version, newest_version, value })
        })
    }
}

/// Each query has its share: sessions over different versions do not know of each other's memory.
fn memory_of_one(limits: &Limits) -> usize {
    limits.memory_bytes / limits.queries.max(1)
}
