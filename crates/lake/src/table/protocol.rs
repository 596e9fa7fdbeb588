//! Refuses tables that use more of Delta Lake than this crate understands.
//!
//! The Delta library can read more than we can: it counts deletion vectors as supported, because its own scan applies
//! them. Ours reads files as they are, so a deleted row would come back. What is not in the lists below is therefore
//! refused by name. Tables of a lake have reader version 1, writer version 2 and no features.

use deltalake::kernel::MetadataValue;
use deltalake::table::state::DeltaTableState;

use crate::error::{Error, ErrorKind};

/// Newest version of a lake's format that this build knows.
///
/// 0: lakes without the property. 1: data files without an Arrow schema, columns added in the log. 2: content hashes by
/// the second rule.
pub(crate) const FORMAT: u64 = 2;

/// Format to which a writer brings a lake without the property.
pub(crate) const FIRST_NAMED_FORMAT: u64 = 1;

/// First format whose content hashes are those of the second rule.
pub(crate) const SECOND_RULE_FORMAT: u64 = 2;

/// Property of `activity` that has the version of the lake's format.
pub(crate) const FORMAT_PROPERTY: &str = "trail365.format";

/// Features of writers that ask nothing of us as long as the table makes no use of them, which is looked at apart.
const HARMLESS_WRITER_FEATURES: [&str; 2] = ["appendOnly", "invariants"];

/// Properties that put a duty on writers, by their starts.
const DUTIES: [&str; 2] = ["delta.constraints.", "delta.enableChangeDataFeed"];

/// Metadata of columns that puts a duty on writers, by its starts.
const COLUMN_DUTIES: [&str; 3] = ["delta.generationExpression", "delta.identity.", "delta.invariants"];

/// Reports what prevents reading the table rightly.
pub(super) fn find_unreadable(state: &DeltaTableState, table: &str) -> Option<Error> {
    let (protocol, metadata) = (state.protocol(), state.metadata());
    if let Some(format) = metadata.configuration().get(FORMAT_PROPERTY)
        && !format.parse::<u64>().is_ok_and(|format| format <= FORMAT)
    {
        return Some(refuse_format(format));
    }
    // Reader version 2 alone is fine: it allows column mapping, and the property says whether it is used.
    let mode = metadata.configuration().get("delta.columnMapping.mode");
    if mode.is_some_and(|mode| mode != "none") {
        return Some(refuse(table, "column mapping"));
    }
    let features: Vec<_> =
        protocol.reader_features().unwrap_or_default().iter().map(ToString::to_string).collect();
    if features.iter().any(|feature| feature == "deletionVectors") {
        return Some(refuse_deletion_vectors(table));
    }
    if let Some(feature) = features.first() {
        return Some(refuse(table, &format!("the feature `{feature}`")));
    }
    if protocol.min_reader_version() > 3 {
        return Some(refuse(table, &format!("reader version {}", protocol.min_reader_version())));
    }
    // Values of partition columns stand in the log alone and not in the files.
    (!metadata.partition_columns().is_empty()).then(|| refuse(table, "partition columns"))
}

/// Reports what prevents writing to a table that can be read.
pub(super) fn find_unwritable(state: &DeltaTableState, table: &str) -> Option<Error> {
    let (protocol, metadata) = (state.protocol(), state.metadata());
    let is_harmless = |feature: &String| HARMLESS_WRITER_FEATURES.contains(&feature.as_str());
    let mut features = protocol.writer_features().unwrap_or_default().iter().map(ToString::to_string);
    if let Some(feature) = features.find(|feature| !is_harmless(feature)) {
        return Some(refuse_writing(table, &format!("the feature `{feature}`")));
    }
    if protocol.min_writer_version() > 7 {
        return Some(refuse_writing(table, &format!("writer version {}", protocol.min_writer_version())));
    }
    let is_duty = |(key, value): &(&String, &String)| {
        DUTIES.iter().any(|duty| key.starts_with(duty)) && *value != "false"
    };
    if let Some((property, _)) = metadata.configuration().iter().find(is_duty) {
        return Some(refuse_writing(table, &format!("the property `{property}`")));
    }
    state.schema().fields().find_map(|field| {
        let is_duty = |key: &&String| COLUMN_DUTIES.iter().any(|duty| key.starts_with(duty));
        let has_value =
            |key: &&String| !matches!(field.metadata().get(*key), Some(MetadataValue::Boolean(false)));
        let key = field.metadata().keys().filter(is_duty).find(has_value)?;
        Some(refuse_writing(table, &format!("`{key}` in the column `{}`", field.name())))
    })
}

/// Returns the refusal of a table whose deleted rows stand in vectors beside its files.
pub(super) fn refuse_deletion_vectors(table: &str) -> Error {
    let how = "remove them there with `REORG TABLE ... APPLY (PURGE)` and `ALTER TABLE ... DROP FEATURE deletionVectors`";
    refuse_with(table, "deletion vectors", how)
}

/// Returns the refusal of a table that uses something by which reading it would be wrong.
pub(super) fn refuse(table: &str, what: &str) -> Error {
    refuse_with(table, what, "undo the change there")
}

fn refuse_with(table: &str, what: &str, how: &str) -> Error {
    let text = format!(
        "the table `{table}` uses {what}, which trail365 cannot read: another program, such as Spark, Databricks or \
         Fabric, has changed the table; {how}, or open a version before the change"
    );
    Error::new(ErrorKind::Unsupported, text)
}

fn refuse_writing(table: &str, what: &str) -> Error {
    let text = format!(
        "the table `{table}` uses {what}, which trail365 cannot keep up when it writes: another program, such as Spark, \
         Databricks or Fabric, has changed the table; undo the change there, or only query the lake"
    );
    Error::new(ErrorKind::Unsupported, text)
}

fn refuse_format(format: &str) -> Error {
    let text = format!(
        "the lake has format {format}, but this trail365 knows formats up to {FORMAT}: use the newer trail365 that \
         wrote it"
    );
    Error::new(ErrorKind::Unsupported, text)
}
