//! The lake at its versions: the newest for a page that is opened, a certain one for its links.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::Mutex;
use trail365_lake::{At, ErrorKind, Info, Lake, Location};
use trail365_sql::{Session, SessionOptions};

use super::answers::Answers;
use super::failure::{Failure, Result};

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
    made: Instant,
}

/// Follows a lake as it grows.
pub(crate) struct Versions {
    location: Location,
    options: SessionOptions,
    held: Mutex<Held>,
}

#[derive(Default)]
struct Held {
    newest: Option<(Lake, Instant)>,
    pinned: VecDeque<Arc<Pinned>>,
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

    /// Opens the lake at a version, or at the newest, and returns the newest version beside it.
    pub async fn pin(&self, version: Option<u64>) -> Result<(Arc<Pinned>, u64)> {
        let mut held = self.held.lock().await;
        let newest = self.refresh(&mut held).await?;
        let wanted = version.unwrap_or(newest.version());
        let found = held.pinned.iter().position(|pinned| pinned.version == wanted);
        let found = found.and_then(|place| held.pinned.remove(place));
        if let Some(pinned) =
            found.as_ref().filter(|pinned| version.is_some() || pinned.made.elapsed() < LONGEST_HELD)
        {
            held.pinned.push_back(Arc::clone(pinned));
            return Ok((Arc::clone(pinned), newest.version()));
        }
        let lake = if wanted == newest.version() { newest.clone() } else { self.open_at(wanted).await? };
        let session = trail365_sql::open(&lake, &self.options).await;
        let session = session.map_err(|error| Failure::Lake(error.to_string()))?;
        let info = lake.info().await?;
        let answers = found.map(|older| Arc::clone(&older.answers)).unwrap_or_default();
        let pinned = Arc::new(Pinned { version: wanted, session, info, lake, answers, made: Instant::now() });
        held.pinned.push_back(Arc::clone(&pinned));
        if held.pinned.len() > HELD {
            held.pinned.pop_front();
        }
        Ok((pinned, newest.version()))
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
        if let Some((lake, read)) = &mut held.newest {
            if read.elapsed() > FRESH {
                lake.refresh().await?;
                *read = Instant::now();
            }
            return Ok(lake.clone());
        }
        let lake = Lake::open(&self.location, None).await.map_err(|error| match error.kind() {
            ErrorKind::Missing => Failure::NoLake(self.location.to_string()),
            _ => error.into(),
        })?;
        held.newest = Some((lake.clone(), Instant::now()));
        Ok(lake)
    }

    async fn open_at(&self, version: u64) -> Result<Lake> {
        // The log of an old version may be gone, and so may files of it; of a version to come there never was one.
        Lake::open(&self.location, Some(At::Version(version))).await.map_err(|_| Failure::NoVersion(version))
    }
}
