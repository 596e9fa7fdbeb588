//! Questions of pages to a lake, within limits.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use futures::future::BoxFuture;
use serde::Serialize;
use trail365_findings::{Coverage, RuleLibrary};
use trail365_lake::{Info, Lake, Location};
use trail365_sql::{CancellationToken, FilesRead, Geo, SessionOptions};

use super::failure::{Failure, Result};
use super::jobs::Jobs;
use super::kept::Kept;
use super::limits::Limits;
use super::queries::Queries;
use super::rows::Asked;
use super::times::{Times, ToCome};
use super::versions::{Pinning, Versions};

/// Answers the questions of pages over one lake.
pub struct Engine {
    versions: Versions,
    queries: Queries,
    limits: Limits,
    geo: Option<Arc<Geo>>,
    rules: OnceLock<Arc<RuleLibrary>>,
    coverage: Arc<Kept<Vec<Coverage>>>,
    reports: Option<PathBuf>,
    jobs: Arc<Jobs>,
}

/// What an engine has beside the lake.
#[derive(Debug, Clone, Default)]
pub struct Extras {
    /// Places of addresses.
    pub geo: Option<Arc<Geo>>,
    /// The rules; `None` for those that ship.
    pub rules: Option<Arc<RuleLibrary>>,
    /// Folder of reports; `None` for one beside a lake that is on this machine.
    pub reports: Option<PathBuf>,
}

/// An answer, and the version of the lake that it is of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Answer<T> {
    /// Version of the lake that the answer is of.
    pub version: u64,
    /// The newest version; larger where data has come since.
    pub newest_version: u64,
    /// Records that are dated after now, where there are some.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to_come: Option<ToCome>,
    /// When another lake was found at the place, where that was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replaced: Option<String>,
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
    /// The times of its records.
    pub times: Times,
    /// The lake itself.
    pub lake: Lake,
    /// Lakes that were found at the place before this one.
    pub lakes_before: u64,
    /// Places of addresses.
    pub geo: Option<Arc<Geo>>,
}

impl Engine {
    /// Makes an engine over the lake at a location, which need not be there yet.
    ///
    /// # Errors
    /// If threads cannot be started.
    pub fn new(location: Location, limits: Limits, extras: Extras) -> std::io::Result<Self> {
        let Extras { geo, rules, reports } = extras;
        let memory_bytes = memory_of_one(&limits);
        let options = SessionOptions { memory_bytes, geo: geo.clone(), ..SessionOptions::default() };
        let reports = reports.or_else(|| folder_beside(&location));
        Ok(Engine {
            versions: Versions::new(location, options),
            queries: Queries::new(limits.queries)?,
            limits,
            geo,
            rules: rules.map_or_else(OnceLock::new, OnceLock::from),
            coverage: Arc::default(),
            reports,
            jobs: Arc::default(),
        })
    }

    /// Returns the places of addresses.
    pub(crate) fn geo(&self) -> Option<Arc<Geo>> {
        self.geo.clone()
    }

    /// Returns the folder of reports; `None` where none was named and the lake is not on this machine.
    pub(crate) fn reports_folder(&self) -> Option<&Path> {
        self.reports.as_deref()
    }

    /// Returns the work that takes longer than a page.
    pub(crate) fn jobs(&self) -> &Arc<Jobs> {
        &self.jobs
    }

    /// Returns the rules; those that ship are read when they are first asked for.
    pub(crate) fn rules(&self) -> Arc<RuleLibrary> {
        Arc::clone(self.rules.get_or_init(|| Arc::new(RuleLibrary::load(&[], &BTreeMap::new()))))
    }

    /// Returns the coverage of the rules at a version, or the place for it.
    pub(crate) fn coverage(&self) -> Arc<Kept<Vec<Coverage>>> {
        Arc::clone(&self.coverage)
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
            let Pinning { pinned, newest_version, replaced } = self.versions.pin(version).await?;
            let stop = CancellationToken::new();
            let asked = Asked {
                session: pinned.session.clone(),
                memory_bytes: memory_of_one(&self.limits),
                stop: stop.clone(),
                files: FilesRead::default(),
                answers: Arc::clone(&pinned.answers),
            };
            let times = match Times::of_log(&pinned.info) {
                Some(times) => times,
                None => {
                    let find = Times::find(pinned.info.clone(), asked.clone());
                    self.queries.run(limit, stop.child_token(), find).await?
                }
            };
            let pin = Pin {
                asked,
                info: pinned.info.clone(),
                times,
                lake: pinned.lake.clone(),
                lakes_before: pinned.lakes_before,
                geo: self.geo.clone(),
            };
            let value = match self.queries.run(limit, stop, work(pin)).await {
                Err(_) if !pinned.is_whole(newest_version).await => {
                    return Err(Failure::NoVersion(pinned.version));
                }
                value => value?,
            };
            Ok(Answer {
                version: pinned.version,
                newest_version,
                to_come: times.count_to_come(),
                replaced,
                value,
            })
        })
    }
}

/// Names the folder beside a lake on this machine.
fn folder_beside(location: &Location) -> Option<PathBuf> {
    let lake = location.folder()?;
    let name = format!("{}-reports", lake.file_name()?.to_string_lossy());
    Some(lake.with_file_name(name))
}

/// Each query has its share: sessions over different versions do not know of each other's memory.
fn memory_of_one(limits: &Limits) -> usize {
    limits.memory_bytes / limits.queries.max(1)
}
