//! The records that the report names, each with a number.

use std::collections::HashMap;

use serde::Deserialize;
use trail365_sql::Session;

use crate::error::{Error, Result};
use crate::facts::{AT_ONCE, Cited, rows};
use crate::hash::hash_bytes;
use crate::model::{Confidence, Evidence, Statement, Time};
use crate::sql::any_of;

/// Most records that one statement names; it counts all.
const MOST_NAMED: usize = 12;

/// Numbers records in the order in which they are first named.
#[derive(Debug, Default)]
pub(crate) struct Book {
    numbers: HashMap<Cited, u32>,
    cited: Vec<Cited>,
}

impl Book {
    /// Makes a statement that stands on records.
    pub fn state(
        &mut self,
        confidence: Confidence,
        text: String,
        on: impl IntoIterator<Item = Cited>,
    ) -> Statement {
        let mut on: Vec<Cited> = on.into_iter().collect();
        on.sort_by(|a, b| (a.time, &a.id, a.content_hash).cmp(&(b.time, &b.id, b.content_hash)));
        on.dedup();
        let record_count = on.len() as u64;
        let records = on.into_iter().take(MOST_NAMED).map(|record| self.number(record)).collect();
        Statement { confidence, text, records, record_count }
    }

    /// Returns the number of a record.
    pub fn number(&mut self, record: Cited) -> u32 {
        if let Some(number) = self.numbers.get(&record) {
            return *number;
        }
        let number = self.cited.len() as u32 + 1;
        self.numbers.insert(record.clone(), number);
        self.cited.push(record);
        number
    }

    /// Reads the records and makes the list of them.
    ///
    /// # Errors
    /// If records cannot be read, or one is no longer there.
    pub async fn into_evidence(self, session: &Session) -> Result<Vec<Evidence>> {
        let mut texts = HashMap::new();
        for part in self.cited.chunks(AT_ONCE) {
            read_texts(session, part, &mut texts).await?;
        }
        let evidence = (1..).zip(self.cited).map(|(number, cited)| {
            let key = (cited.content_hash, cited.source.clone(), cited.line);
            let json = texts.get(&key).ok_or_else(|| Error::NoSuchRecord(cited.place()))?;
            // On one line, so that its hash is that of its line in records.jsonl.
            let json = json.replace(['\r', '\n'], " ");
            Ok(Evidence {
                number,
                id: cited.id,
                // A record without a time is not one of 1970.
                time: (cited.time != 0).then_some(Time(cited.time)),
                operation: cited.operation,
                source: cited.source,
                line: cited.line,
                content_hash: cited.content_hash,
                sha256: hash_bytes(json.as_bytes()),
                json,
            })
        });
        evidence.collect()
    }
}

#[derive(Deserialize)]
struct Read {
    content_hash: i64,
    source: Option<String>,
    source_line: Option<i64>,
    record: String,
}

type Texts = HashMap<(i64, Option<String>, Option<i64>), String>;

/// Reads the texts of some records. Ids and times let files be skipped; the hash decides.
async fn read_texts(session: &Session, cited: &[Cited], texts: &mut Texts) -> Result<()> {
    let ids: Vec<String> = cited.iter().filter_map(|of| of.id.clone()).collect();
    let hashes: Vec<String> = cited.iter().map(|of| of.content_hash.to_string()).collect();
    let without_id = if cited.iter().any(|of| of.id.is_none()) { " OR id IS NULL" } else { "" };
    let query = format!(
        "SELECT content_hash, source, source_line, record FROM records WHERE ({}{without_id}) AND content_hash IN ({})",
        any_of("id", &ids),
        hashes.join(", ")
    );
    for row in rows::<Read>(session, &query).await? {
        texts.insert((row.content_hash, row.source, row.source_line), row.record);
    }
    Ok(())
}
