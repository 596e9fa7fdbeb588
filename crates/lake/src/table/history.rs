//! Older versions of a table.

use chrono::{DateTime, SecondsFormat, Utc};
use futures::{StreamExt, TryStreamExt, stream};
use serde_json::Value;

use super::delta_table::Table;
use crate::error::{Error, ErrorKind, Result};

/// Entries of the log that are read at the same time.
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
    /// Returns the table at an older version, whose log must still be there.
    pub async fn at_version_of(&self, at: At) -> Result<Self> {
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
            Ok(()) => Table { delta, name: self.name, schema: self.schema.clone() }.checked(),
            // The library's own error does not tell a version that was cleaned up from one that is damaged.
            Err(_) if self.commit_info(version).await?.is_none() => {
                Err(self.error_for_cleaned_up(version).await?)
            }
            Err(e) => {
                let doing = format!("cannot open version {version} of `{}`", self.name);
                Err(Error::because(ErrorKind::Storage, doing, e))
            }
        }
    }

    /// Returns the newest version that was committed at a time or before.
    ///
    /// Times need not rise from version to version, because a clock can have been ahead: each is looked at.
    async fn version_at(&self, time: DateTime<Utc>) -> Result<u64> {
        let committed = |version| async move { Ok::<_, Error>((version, self.commit_time(version).await?)) };
        // Newest first: most questions are about lately.
        let mut versions = stream::iter((0..=self.version()).rev()).map(committed).buffered(AT_ONCE);
        let mut first = None;
        while let Some((version, Some(committed))) = versions.try_next().await? {
            if committed <= time {
                return Ok(version);
            }
            first = Some((version, committed));
        }
        let none = match first {
            Some((0, start)) => {
                format!("there was no lake at {}: it starts at {}", format_time(time), format_time(start))
            }
            Some(start) => describe_cleaned_up(&format!("of {}", format_time(time)), start),
            None => return Err(self.error_for_missing_time(self.version())),
        };
        Err(Error::new(ErrorKind::Unsupported, none))
    }

    /// Returns the time at which a version was committed; `None` when its log was cleaned up.
    async fn commit_time(&self, version: u64) -> Result<Option<DateTime<Utc>>> {
        let Some(info) = self.commit_info(version).await? else { return Ok(None) };
        let time = info.get("timestamp").and_then(Value::as_i64).and_then(DateTime::from_timestamp_millis);
        time.ok_or_else(|| self.error_for_missing_time(version)).map(Some)
    }

    fn error_for_missing_time(&self, version: u64) -> Error {
        Error::new(ErrorKind::Damaged, format!("version {version} of `{}` has no time", self.name))
    }

    /// Returns the error for a version whose log was cleaned up.
    async fn error_for_cleaned_up(&self, version: u64) -> Result<Error> {
        // Clean-up takes the oldest entries, so the first one that is there is found by halving.
        let (mut low, mut high) = (version + 1, self.version());
        while low < high {
            let middle = u64::midpoint(low, high);
            match self.commit_info(middle).await? {
                Some(_) => high = middle,
                None => low = middle + 1,
            }
        }
        let start = self.commit_time(low).await?.ok_or_else(|| self.error_for_missing_time(low))?;
        Ok(Error::new(ErrorKind::Unsupported, describe_cleaned_up(&version.to_string(), (low, start))))
    }
}

fn describe_cleaned_up(which: &str, (version, start): (u64, DateTime<Utc>)) -> String {
    let starts = format!("the lake's log starts at version {version} of {}", format_time(start));
    format!("there is no version {which} of the lake: {starts}; older versions were cleaned up")
}

fn format_time(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}
