//! The virtual column `record`: each record as JSON.

use arrow::array::{Array, AsArray, RecordBatch, StringViewArray, StringViewBuilder};

use super::fields;
use super::write::rebuild;
use crate::error::Result;
use crate::layout::RAW;

/// Returns each record of a batch as JSON: its exact bytes where `raw` keeps them, else rebuilt from its columns.
///
/// # Errors
/// As [`rebuild`].
///
/// ```
/// # use trail365_columns::{BatchBuilder, Options, Origin, record_texts};
/// let json = r#"{"RecordType":15,"Operation":"UserLoggedIn"}"#;
/// let mut parser = trail365_records::Parser::new();
/// let mut builder = BatchBuilder::new(Options { raw: false });
/// builder.push(&parser.parse(json.as_bytes())?, Origin::new("a.jsonl", None, 0));
/// assert_eq!(record_texts(&builder.finish()?)?.value(0), json);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn record_texts(batch: &RecordBatch) -> Result<StringViewArray> {
    let raw = fields::column_named(batch, RAW)?.map(|raw| raw.as_string_view().clone());
    match raw {
        Some(raw) if raw.null_count() == 0 => Ok(raw),
        raw => rebuild_missing(batch, raw.as_ref()),
    }
}

fn rebuild_missing(batch: &RecordBatch, raw: Option<&StringViewArray>) -> Result<StringViewArray> {
    let rebuild = rebuild(batch)?;
    let mut records = StringViewBuilder::with_capacity(batch.num_rows());
    let mut json = Vec::new();
    for row in 0..batch.num_rows() {
        if let Some(raw) = raw.filter(|raw| raw.is_valid(row)) {
            records.append_value(raw.value(row));
            continue;
        }
        json.clear();
        rebuild.write(row, &mut json);
        // Made from columns of text, so it is UTF-8 throughout and nothing is replaced.
        records.append_value(String::from_utf8_lossy(&json));
    }
    Ok(records.finish())
}
