//! Reads a source unit and splits it into chunks of records.

use std::io;
use std::mem::replace;
use std::sync::Arc;

use chrono::Utc;
use sha2::{Digest, Sha256};
use trail365_read::{ItemKind, Limits, MergedNotices, Reader};

use super::chunk::{Chunk, Unit};
use super::notice::UnitNotice;
use super::tally::Counts;
use super::worker::{Queue, Shared};
use crate::error::Result;
use crate::ledger::{Content, Entry};

/// Records between two reports of progress.
const REPORT_RECORDS: u64 = 4096;

/// Progress within the current unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Bytes of the unit read so far.
    pub bytes: u64,
    /// Records of the unit split off so far.
    pub records: u64,
}

/// A unit that was read to its end. Its records may still be on their way.
pub(super) struct UnitRead {
    pub unit: Arc<Unit>,
    pub sha256: String,
    pub bytes: u64,
    pub format: String,
    pub notices: Vec<UnitNotice>,
    /// Error that stopped the reading before its end.
    pub failure: Option<trail365_read::Error>,
    /// Content of the Management Activity API that it is.
    pub content: Option<Content>,
}

impl UnitRead {
    pub fn is_called(&self, name: &str) -> bool {
        &*self.unit.name == name
    }

    /// Returns the bytes that it adds to the log, about.
    pub fn note_bytes(&self) -> usize {
        self.unit.name.len() + self.notices.iter().map(|notice| notice.to_string().len()).sum::<usize>()
    }

    /// Returns the unit's entry of the ledger, and adds its notices to those of all. All of its records must have been
    /// judged.
    pub fn into_entry(mut self, all: &mut MergedNotices<UnitNotice>) -> Entry {
        let counts = self.unit.tally.counts();
        self.notices.extend(notice_of_conflicts(&counts));
        self.notices.extend((counts.partial_copies > 0).then_some(UnitNotice::PartialCopies));
        self.notices.extend(notices_of_counts(&counts));
        let rejected =
            |(reason, &pieces): (&String, &u64)| UnitNotice::Rejected { reason: reason.clone(), pieces };
        for notice in self.notices.iter().cloned().chain(counts.reasons.iter().map(rejected)) {
            all.add(&self.unit.name, notice);
        }
        let entry = Entry {
            source: self.unit.name.to_string(),
            sha256: self.sha256,
            bytes: self.bytes,
            format: self.format,
            rows_read: counts.rows_read(),
            rows_added: counts.added,
            duplicates: counts.duplicates,
            conflicts: counts.conflicts,
            partial_copies: counts.partial_copies,
            rejected: counts.rejected,
            removed: 0,
            first_time: counts.times.first(),
            last_time: counts.times.last(),
            reasons: counts.reasons,
            notices: self.notices.iter().map(ToString::to_string).collect(),
            content: self.content,
            lost: None,
            imported_at: Utc::now(),
            version: 0,
        };
        entry.bounded()
    }
}

/// Reads a unit and sends its records to the threads. Content of the API has records as they stand, without wrappers.
pub(super) fn read_unit(
    shared: &Shared,
    queue: &Queue,
    name: &str,
    content: Option<Content>,
    input: impl io::Read,
    progress: &mut dyn FnMut(Progress),
) -> Result<UnitRead> {
    let unit = Arc::new(shared.start_unit(name));
    let mut input = Hashing::new(input);
    let (mut format, mut notices) = (String::from("unknown"), Vec::new());
    let reader = Reader::with_encoding(&mut input, read_limits(shared), shared.encoding);
    // A blob's records are in an array and in no wrapper; a string inside one that looks like a record is none.
    let reader = if content.is_some() { reader.map(Reader::as_they_stand) } else { reader };
    let failure = match reader {
        Ok(mut reader) => {
            format = reader.format().to_string();
            let failure = split_records(shared, queue, &unit, 0, &mut reader, progress)?;
            notices.extend(reader.notices().iter().cloned().map(UnitNotice::Read));
            notices.extend(notice_of_replaced(reader.replaced_characters()));
            notices.extend(
                failure.as_ref().map(|failure| UnitNotice::Other(format!("reading stopped: {failure}"))),
            );
            failure
        }
        Err(failure) => {
            notices.push(UnitNotice::Other(format!("not read: {failure}")));
            Some(failure)
        }
    };
    // A file that grows has more behind its end by now; none of that was read, so the hash leaves it out too.
    if failure.is_some()
        && let Err(failure) = input.read_to_end()
    {
        let words = format!("the SHA-256 is that of the first {} bytes: {failure}", input.byte_count());
        notices.push(UnitNotice::Other(words));
    }
    Ok(UnitRead {
        unit,
        sha256: input.hex_digest(),
        bytes: input.byte_count(),
        format,
        notices,
        failure,
        content,
    })
}

pub(super) fn read_limits(shared: &Shared) -> Limits {
    Limits { record_bytes: shared.limits.record_bytes, ..Limits::default() }
}

/// Returns the notice that records have the Id of another and say something else.
fn notice_of_conflicts(counts: &Counts) -> Option<UnitNotice> {
    counts.conflicting_id.clone().map(|id| UnitNotice::Conflicts { id })
}

/// Returns the notice that `raw` has other characters than the input.
fn notice_of_replaced(characters: u64) -> Option<UnitNotice> {
    (characters > 0).then_some(UnitNotice::Replaced { characters })
}

/// Returns the notices of what records lack by which they would be found.
fn notices_of_counts(counts: &Counts) -> Vec<UnitNotice> {
    let records = counts.records();
    let mut notices = Vec::new();
    if counts.without_time > 0 {
        notices.push(UnitNotice::NoTime { records, without: counts.without_time });
    }
    if counts.without_type > 0 {
        notices.push(UnitNotice::NoType { records, without: counts.without_type });
    }
    notices
}

/// Splits a unit, or a piece of one that stands behind so many lines. Returns the error that stopped it before its end.
pub(super) fn split_records<R: io::Read>(
    shared: &Shared,
    queue: &Queue,
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
                if chunk.is_full(bytes.len() + item.carrier.len()) {
                    queue.send_records(replace(&mut chunk, Chunk::new(unit.clone())))?;
                }
                chunk.push(bytes, &item, lines_before + item.line);
            }
            ItemKind::Rejected { reason, bytes } => {
                // The reason is one of a closed set. The piece itself goes to `rejected`, never into the log.
                rejected.count_rejected(reason.to_string());
                shared.reject_piece(unit, lines_before + item.line, reason.to_string(), bytes)?;
            }
        }
        records += 1;
        if records % REPORT_RECORDS == 0 {
            progress(Progress { bytes: reader.bytes_read(), records });
        }
    };
    progress(Progress { bytes: reader.bytes_read(), records });
    unit.tally.join(rejected);
    queue.send_records(chunk.shrunk())?;
    Ok(failure)
}

/// A reader that hashes and counts the bytes that pass.
struct Hashing<R> {
    input: R,
    hash: Sha256,
    bytes: u64,
}

impl<R: io::Read> Hashing<R> {
    fn new(input: R) -> Self {
        Hashing { input, hash: Sha256::new(), bytes: 0 }
    }

    fn byte_count(&self) -> u64 {
        self.bytes
    }

    /// Reads what is left, so that the hash is that of the whole input.
    fn read_to_end(&mut self) -> io::Result<()> {
        io::copy(self, &mut io::sink()).map(drop)
    }

    /// Returns the SHA-256 of all that has passed, in hexadecimal.
    fn hex_digest(&self) -> String {
        format!("{:x}", self.hash.clone().finalize())
    }
}

impl<R: io::Read> io::Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(buffer)?;
        self.hash.update(&buffer[..read]);
        self.bytes += read as u64;
        Ok(read)
    }
}
