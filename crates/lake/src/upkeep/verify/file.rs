//! Looks at one file.

use arrow::array::RecordBatch;
use futures::TryStreamExt;
use object_store::ObjectStoreExt;

use super::finding::{Finding, chain};
use crate::error::{Error, Result};
use crate::lake::ACTIVITY;
use crate::rows;
use crate::stored::DataFile;
use crate::table::Table;

/// Reads a file; `each` says how many rows of a batch are not what their hash says.
pub(super) async fn look(
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
    match table.store().head(&file.path).await {
        Ok(meta) if meta.size != file.bytes => {
            findings.push(problem(format!("has {} bytes, but {} by the log", meta.size, file.bytes)));
        }
        Ok(_) => (),
        Err(error) => return vec![problem(error.to_string())],
    }
    let (mut rows, mut changed) = (0, 0);
    let read = async {
        let mut batches = rows::read(table.store(), &file.path, None).await?;
        while let Some(batch) = batches.try_next().await? {
            rows += batch.num_rows() as u64;
            changed += each(&batch)?;
        }
        Ok::<_, Error>(())
    };
    match read.await {
        Err(error) => findings.push(problem(chain(&error))),
        Ok(()) if rows != file.stats.num_records => {
            findings.push(problem(format!("has {rows} rows, but {} by the log", file.stats.num_records)));
        }
        Ok(()) => (),
    }
    if changed > 0 {
        findings.push(Finding::Changed { path, rows: changed });
    }
    findings
}
