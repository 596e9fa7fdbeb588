//! A table as it was.

use chrono::{DateTime, SecondsFormat, Utc};
use futures::{StreamExt, TryStreamExt, stream};
use serde_json::Value;

use super::Table;
use crate::error::{Error, ErrorKind, Result};

/// Entries of the log that are read at once.
const AT_ONCE: usize = 16;

/// Point in the history of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    /// A version of `activity`.
    Version(u64),
    /// The version that was current at a time.
    Time(DateTime<Utc>),
}

impl Table {
    /// The same table as it was; only versions that the table has had, and whose log is there, can be asked for.
    pub async fn at(&self, at: At) -> Result<Self> {
        let version = match at {
            At::Version(version) if version > self.version() => {
                let none =
                    format!("there is no version {version} of the lake yet: the last is {}", self.version());
                return Err(Error::new(ErrorKind::Unsupported, none));
            }
            At::Version(version) => version,
            At::Time(time) => self.version_at(time).await?,
        };
        let mut delta = self.delta.clone();
        match delta.load_version(version).await {
            Ok(()) => Ok(Table { delta, name: self.name }),
            Err(_) if self.info(version).await?.is_none() => Err(self.gone(version).await?),
            Err(e) => {
                let doing = format!("cannot open version {version} of `{}`", self.name);
                Err(Error::because(ErrorKind::Storage, doing, e))
            }
        }
    }

    /// The newest version that was committed at a time or before. A clock can have been ahead, so that times do not rise
    /// from version to version: they are looked at one by one.
    async fn version_at(&self, time: DateTime<Utc>) -> Result<u64> {
        let committed = |version| async move { Ok::<_, Error>((version, self.committed_at(version).await?)) };
        let mut versions = stream::iter((0..=self.version()).rev()).map(committed).buffered(AT_ONCE);
        let mut first = None;
        while let Some((version, Some(committed))) = versions.try_next().await? {
            if committed <= time {
                return Ok(version);
            }
            first = Some((version, committed));
        }
        let none = match first {
            Some((0, begin)) => format!("there was no lake at {}: it begins at {}", text(time), text(begin)),
            Some(begin) => gone(&format!("of {}", text(time)), begin),
            None => return Err(self.untold(self.version())),
        };
        Err(Error::new(ErrorKind::Unsupported, none))
    }

    /// When a version was committed; `None` when its log is gone.
    async fn committed_at(&self, version: u64) -> Result<Option<DateTime<Utc>>> {
        let Some(info) = self.info(version).await? else { return Ok(None) };
        let time = info.get("timestamp").and_then(Value::as_i64).and_then(DateTime::from_timestamp_millis);
        time.ok_or_else(|| self.untold(version)).map(Some)
    }

    fn untold(&self, version: u64) -> Error {
        Error::new(ErrorKind::Damaged, format!("version {version} of `{}` tells no time", self.name))
    }

    /// The error for a version whose log is gone.
    async fn gone(&self, version: u64) -> Result<Error> {
        let (mut low, mut high) = (version + 1, self.version());
        while low < high {
            let middle = u64::midpoint(low, high);
            match self.info(middle).await? {
                Some(_) => high = middle,
                None => low = middle + 1,
            }
        }
        let begin = self.committed_at(low).await?.ok_or_else(|| self.untold(low))?;
        Ok(Error::new(ErrorKind::Unsupported, gone(&version.to_string(), (low, begin))))
    }
}

fn gone(which: &str, (version, begin): (u64, DateTime<Utc>)) -> String {
    let begins = format!("its log begins at version {version} of {}", text(begin));
    format!("there is no version {which} of the lake any more: {begins}")
}

fn text(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}
