//! The whole records that have some Ids, value by value.

use std::collections::{HashMap, HashSet};

use arrow::array::RecordBatch;
use futures::TryStreamExt;
use trail365_columns::{CONTENT_HASH, ContentParts, Identity, RAW, SameId, is_incomplete_hash, record_texts};
use trail365_records::Parser;

use super::worker::Shared;
use crate::error::{Context, Result};
use crate::file::{DataReader, identities_of};
use crate::table::DataFile;

/// Bytes of values that are held at most.
const HELD_BYTES: usize = 64 << 20;

/// Records of one Id that are compared with each other at most. An Id with more is made up.
const MOST_COPIES: usize = 500;

/// The whole records of some Ids.
pub(super) struct Copies {
    by_id: HashMap<u128, Vec<Copy>>,
    bytes: usize,
    parser: Parser,
}

struct Copy {
    content: i64,
    /// `None` for a record beyond the limits of this import.
    parts: Option<ContentParts>,
}

impl Copies {
    /// Reads the records of these Ids from files; `None` if they are too many to hold.
    pub fn read(shared: &Shared, files: &[DataFile], ids: &HashSet<u128>) -> Result<Option<Self>> {
        let parser = Parser::with_limits(shared.limits);
        let mut copies = Copies { by_id: HashMap::new(), bytes: 0, parser };
        for file in files {
            shared.waiter.wait(copies.read_file(shared, file, ids))?;
            if copies.bytes > HELD_BYTES {
                return Ok(None);
            }
        }
        Ok(Some(copies))
    }

    async fn read_file(&mut self, shared: &Shared, file: &DataFile, ids: &HashSet<u128>) -> Result<()> {
        let reader = DataReader::open(&shared.rows, file.path.clone()).await?;
        let (mut wanted, mut number) = (Vec::new(), 0);
        let mut batches = reader.read(None, Some(&["id", CONTENT_HASH]))?;
        while let Some(batch) = batches.try_next().await? {
            for identity in identities_of(&batch)? {
                if ids.contains(&identity.id) && !is_incomplete_hash(identity.content) {
                    wanted.push(number);
                }
                number += 1;
            }
        }
        if wanted.is_empty() {
            return Ok(());
        }
        let columns = ["id", CONTENT_HASH, RAW];
        let mut batches = reader.read_rows(&wanted, file.has_raw().then_some(&columns))?;
        while let Some(batch) = batches.try_next().await? {
            self.take_in(&batch)?;
            if self.bytes > HELD_BYTES {
                break;
            }
        }
        Ok(())
    }

    fn take_in(&mut self, batch: &RecordBatch) -> Result<()> {
        let records = record_texts(batch).damaged(|| "cannot rebuild records".into())?;
        for (row, identity) in identities_of(batch)?.enumerate() {
            let copies = self.by_id.entry(identity.id).or_default();
            if copies.len() <= MOST_COPIES {
                let record = self.parser.parse(records.value(row).as_bytes());
                let parts = record.ok().map(|record| ContentParts::of_record(&record));
                let count = parts.as_ref().map_or(0, ContentParts::count);
                self.bytes += count * size_of::<u64>() + size_of::<Copy>();
                copies.push(Copy { content: identity.content, parts });
            }
        }
        Ok(())
    }

    /// Grades a record by the others with its Id: in conflict where they are too many, or cannot be read.
    pub fn grade(&self, identity: Identity) -> SameId {
        let copies = self.by_id.get(&identity.id).map(Vec::as_slice).unwrap_or_default();
        let (mut own, mut others) = (None, Vec::with_capacity(copies.len()));
        for copy in copies {
            match &copy.parts {
                Some(parts) if copy.content == identity.content => own = Some(parts),
                Some(parts) => others.push(parts),
                None => return SameId::Conflict,
            }
        }
        match own.filter(|_| copies.len() <= MOST_COPIES) {
            Some(own) if others.iter().any(|other| own.is_part_of(other)) => SameId::Partial,
            Some(own) if others.iter().all(|other| other.is_part_of(own)) => SameId::Whole,
            _ => SameId::Conflict,
        }
    }
}
