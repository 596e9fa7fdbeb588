//! The lake at its versions: the newest for a page that is opened, a certain one for its links.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::Utc;
use tokio::sync::Mutex;
use trail365_lake::{At, ErrorKind, Info, Lake, Location};
use trail365_sql::{Session, SessionOptions};

use super::answers::Answers;
use super::failure::{Failure, Result};
use super::times::write_time;

/// Age at which the log is read again. Fresh data is seconds old at best, and each read lists files.
const FRESH: Duration = Duration::from_secs(3);

/// Age at which a session is made again: what people say of alerts changes without a new version.
const LONGEST_HELD: Duration = Duration::from_secs(30);

/// Versions that are held open. Each takes the file list of the lake.
const HELD: usize = 4;

/// The lake at one version, with a session over it.
pub(crate) struct Pinned {
    /// Version of `activity`.
    pub version: u64,
    /// The session over it.
    pub session: Session,
    /// The lake in numbers.
    pub info: Info,
    /// The lake itself.
    pub lake: Lake,
    /// Answers over it.
    pub answers: Arc<Answers>,
    /// Lakes that were found at the place before this one.
    pub lakes_before: u64,
    made: Instant,
}

impl Pinned {
    /// Reports whether all files of the version are still there. The newest version has them; of an older one those may be gone that no
    /// newer version needs.
    pub async fn is_whole(&self, newest_version: u64) -> bool {
        if self.version >= newest_version {
            return true;
        }
        // Where that cannot be told, the failure stays what it is.
        self.lake.has_its_files().await.unwrap_or(true)
    }
}

/// The lake at the version of a page.
pub(crate) struct Pinning {
    /// The lake at the version.
    pub pinned: Arc<Pinned>,
    /// The newest version.
    pub newest_version: u64,
    /// When another lake was found at the place, where that was.
    pub replaced: Option<String>,
}

/// Follows a lake as it grows.
pub(crate) struct Versions {
    location: Location,
    options: SessionOptions,
    held: Mutex<Held>,
}

#[derive(Default)]
struct Held {
    newest: Option<Newest>,
    pinned: VecDeque<Arc<Pinned>>,
    lakes_before: u64,
    replaced: Option<String>,
}

/// The lake as its log was read last.
struct Newest {
    lake: Lake,
    /// Hash of the entry of its version in the log: another lake at the same place has another.
    entry: Option<String>,
    read: Instant,
}

impl Held {
    /// Drops all that is known of a lake that is no longer there: versions of another have the same numbers.
    fn drop_lake(&mut self) {
        self.newest = None;
        self.pinned.clear();
        self.lakes_before += 1;
        self.replaced = Some(write_time(Utc::now()));
    }
}

impl Versions {
    /// Follows the lake at a location, which need not be there yet.
    pub fn new(location: Location, options: SessionOptions) -> Self {
        Versions { location, options, held: Mutex::default() }
    }

    /// Returns the location of the lake.
    pub fn location(&self) -> &Location {
        &self.location
    }

    /// Opens the lake at a version, or at the newest.
    pub async fn pin(&self, version: Option<u64>) -> Result<Pinning> {
        let mut held = self.held.lock().await;
        let newest = self.refresh(&mut held).await?;
        let (newest_version, replaced) = (newest.version(), held.replaced.clone());
        let pinning = |pinned: Arc<Pinned>| Pinning { pinned, newest_version, replaced };
        let wanted = version.unwrap_or(newest.version());
        let found = held.pinned.iter().position(|pinned| pinned.version == wanted);
        let found = found.and_then(|place| held.pinned.remove(place));
        if let Some(pinned) =
            found.as_ref().filter(|pinned| version.is_some() || pinned.made.elapsed() < LONGEST_HELD)
        {
            held.pinned.push_back(Arc::clone(pinned));
            return Ok(pinning(Arc::clone(pinned)));
        }
        let lake = if wanted == newest.version() { newest.clone() } else { self.open_at(wanted).await? };
        let session = trail365_sql::open(&lake, &self.options).await;
        let session = session.map_err(|error| Failure::Lake(error.to_string()))?;
        let info = lake.info().await?;
        let answers = found.map(|older| Arc::clone(&older.answers)).unwrap_or_default();
        let (lakes_before, made) = (held.lakes_before, Instant::now());
        let pinned = Pinned { version: wanted, session, info, lake, answers, lakes_before, made };
        let pinned = Arc::new(pinned);
        held.pinned.push_back(Arc::clone(&pinned));
        if held.pinned.len() > HELD {
            held.pinned.pop_front();
        }
        Ok(pinning(pinned))
    }

    /// Opens the lake at its newest version.
    pub async fn newest(&self) -> Result<Lake> {
        self.refresh(&mut *self.held.lock().await).await
    }

    /// Drops the sessions that are held.
    pub async fn forget(&self) {
        self.held.lock().await.pinned.clear();
    }

    async fn refresh(&self, held: &mut Held) -> Result<Lake> {
        if let Some(newest) = &mut held.newest {
            if newest.read.elapsed() <= FRESH {
                return Ok(newest.lake.clone());
            }
            if newest.entry == newest.lake.log_entry_hash().await? {
                newest.lake.refresh().await?;
                newest.entry = newest.lake.log_entry_hash().await?;
                newest.read = Instant::now();
                return Ok(newest.lake.clone());
            }
            held.drop_lake();
        }
        let lake = Lake::open(&self.location, None).await.map_err(|error| match error.kind() {
            ErrorKind::Missing => Failure::NoLake(self.location.to_string()),
            _ => error.into(),
        })?;
        let entry = lake.log_entry_hash().await?;
        held.newest = Some(Newest { lake: lake.clone(), entry, read: Instant::now() });
        Ok(lake)
    }

    async fn open_at(&self, version: u64) -> Result<Lake> {
        // The log of an old version may be gone, and so may files of it; of a version to come there never was one.
        Lake::open(&self.location, Some(At::Version(version))).await.map_err(|_| Failure::NoVersion(version))
    }
}
