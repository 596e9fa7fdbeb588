//! Verifies one file.

use arrow::array::RecordBatch;
use futures::TryStreamExt;
use object_store::ObjectStoreExt;

use super::finding::{Finding, error_chain};
use crate::error::{Error, Result};
use crate::file::DataReader;
use crate::lake::ACTIVITY;
use crate::table::{DataFile, Table};
use crate::words::WordCheck;

/// Reads a file. `each` returns how many rows of a batch differ from their hash.
pub(super) async fn verify_file(
    table: &Table,
    file: &DataFile,
    mut each: impl FnMut(&RecordBatch) -> Result<u64>,
) -> Vec<Finding> {
    let path = match table.name() {
        ACTIVITY => file.path.to_string(),
        name => format!("{name}/{}", file.path),
    };
    let problem = |problem| Finding::File { path: path.clone(), problem };
    let mut findings = Vec::new();
    // A file of another size is read all the same: the rows tell what happened.
    match table.store().head(&file.path).await {
        Ok(meta) if meta.size != file.bytes => {
            findings.push(problem(format!("has {} bytes, but {} by the log", meta.size, file.bytes)));
        }
        Ok(_) => (),
        Err(error) => return vec![problem(error.to_string())],
    }
    let (mut rows, mut changed) = (0, 0);
    let mut has_words = true;
    let read = async {
        let reader = DataReader::open(&table.rows(), file.path.clone()).await?;
        let mut words = match reader.words()? {
            Some(words) => Some(WordCheck::begin(&words, table.store().as_ref()).await?),
            None => None,
        };
        let mut batches = reader.read(None, None)?;
        while let Some(batch) = batches.try_next().await? {
            rows += batch.num_rows() as u64;
            changed += each(&batch)?;
            words.as_mut().map_or(Ok(()), |words| words.take_in(&batch))?;
        }
        has_words = words.is_none_or(|words| !words.found_gap());
        Ok::<_, Error>(())
    };
    match read.await {
        Err(error) => findings.push(problem(error_chain(&error))),
        Ok(()) => match file.rows() {
            Some(logged) if logged != rows => {
                findings.push(problem(format!("has {rows} rows, but {logged} by the log")));
            }
            _ => (),
        },
    }
    if !has_words {
        findings.push(problem(
            "has a word index that lacks words of its records: a search for text passes over them".into(),
        ));
    }
    if changed > 0 {
        findings.push(Finding::Changed { path, rows: changed });
    }
    findings
}
