//! Reads a source unit and splits it into chunks of records.

use std::io;
use std::mem::replace;
use std::sync::Arc;
use std::sync::mpsc::SyncSender;

use chrono::Utc;
use trail365_read::{ItemKind, Limits, Reader};

use super::chunk::{Chunk, Unit};
use super::hashing::Hashing;
use super::tally::{Counts, Tally};
use super::worker::{Shared, Work};
use super::{Progress, lost};
use crate::error::Result;
use crate::ledger::{Content, Entry};

/// How often progress is told, in records.
const TOLD_RECORDS: u64 = 4096;

/// A unit that was read to its end; its records may still be on their way.
pub(super) struct Read {
    pub unit: Arc<Unit>,
    pub sha256: String,
    pub bytes: u64,
    pub format: String,
    pub notices: Vec<String>,
    /// What stopped it before its end.
    pub failure: Option<trail365_read::Error>,
    /// What it is to the Management Activity API.
    pub content: Option<Content>,
}

impl Read {
    pub fn is_called(&self, name: &str) -> bool {
        &*self.unit.name == name
    }

    /// The unit's entry of the ledger; its records have all been judged.
    pub fn entry(self) -> Entry {
        let counts = self.unit.tally.counts();
        Entry {
            source: self.unit.name.to_string(),
            sha256: self.sha256,
            bytes: self.bytes,
            format: self.format,
            rows_read: counts.read(),
            rows_added: counts.added,
            duplicates: counts.duplicates,
            conflicts: counts.conflicts,
            rejected: counts.rejected,
            removed: 0,
            first_time: counts.times.first(),
            last_time: counts.times.last(),
            reasons: counts.reasons,
            notices: self.notices,
            content: self.content,
            lost: None,
            imported_at: Utc::now(),
            version: 0,
        }
    }
}

/// Reads a unit; its records go to the threads. Content of the API is of records as they stand.
pub(super) fn read(
    shared: &Shared,
    queue: &SyncSender<Work>,
    name: &str,
    content: Option<Content>,
    input: impl io::Read,
    progress: &mut dyn FnMut(Progress),
) -> Result<Read> {
    let unit = Arc::new(Unit { name: name.into(), tally: Tally::default() });
    let mut input = Hashing::new(input);
    let (mut format, mut notices) = (String::from("unknown"), Vec::new());
    let reader = Reader::with_limits(&mut input, limits(shared));
    let reader = if content.is_some() { reader.map(Reader::as_they_stand) } else { reader };
    let failure = match reader {
        Ok(mut reader) => {
            format = reader.format().to_string();
            let failure = split(shared, queue, &unit, 0, &mut reader, progress)?;
            notices.extend(reader.notices().iter().map(ToString::to_string));
            notices.extend(replaced(reader.replaced_characters()));
            notices.extend(failure.as_ref().map(|failure| format!("reading stopped: {failure}")));
            failure
        }
        Err(failure) => {
            notices.push(format!("not read: {failure}"));
            Some(failure)
        }
    };
    // A file that grows has more behind its end by now, of which nothing was read.
    if failure.is_some()
        && let Err(failure) = input.drain()
    {
        notices.push(format!("the SHA-256 is that of the first {} bytes: {failure}", input.bytes()));
    }
    Ok(Read { unit, sha256: input.digest(), bytes: input.bytes(), format, notices, failure, content })
}

pub(super) fn limits(shared: &Shared) -> Limits {
    Limits { record_bytes: shared.limits.record_bytes, ..Limits::default() }
}

/// What `raw` is not the exact copy of.
fn replaced(characters: u64) -> Option<String> {
    (characters > 0).then(|| format!("{characters} characters are no UTF-16 and became U+FFFD"))
}

/// Splits a unit, or a piece of one that stands behind so many lines; gives what stopped it before its end.
pub(super) fn split<R: io::Read>(
    shared: &Shared,
    queue: &SyncSender<Work>,
    unit: &Arc<Unit>,
    lines_before: u64,
    reader: &mut Reader<R>,
    progress: &mut dyn FnMut(Progress),
) -> Result<Option<trail365_read::Error>> {
    let mut chunk = Chunk::new(unit.clone());
    let mut rejected = Counts::default();
    let mut records = 0;
    let failure = loop {
        let item = match reader.next() {
            Ok(Some(item)) => item,
            Ok(None) => break None,
            Err(failure) => break Some(failure),
        };
        match item.kind {
            ItemKind::Record(bytes) => {
                if chunk.is_full(bytes.len()) {
                    send(queue, replace(&mut chunk, Chunk::new(unit.clone())))?;
                }
                chunk.push(bytes, lines_before + item.line);
            }
            ItemKind::Rejected { reason, bytes } => {
                rejected.rejected(reason.to_string());
                shared.reject(unit, lines_before + item.line, reason.to_string(), bytes)?;
            }
        }
        records += 1;
        if records % TOLD_RECORDS == 0 {
            progress(Progress { bytes: reader.bytes_read(), records });
        }
    };
    progress(Progress { bytes: reader.bytes_read(), records });
    unit.tally.add(rejected);
    send(queue, chunk.ended())?;
    Ok(failure)
}

pub(super) fn send(queue: &SyncSender<Work>, chunk: Chunk) -> Result<()> {
    queue.send(Work::Records(chunk)).map_err(|_| lost())
}
