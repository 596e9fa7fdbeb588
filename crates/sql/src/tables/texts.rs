//! What filters ask of the text of records, for the word indexes of files.

use std::sync::Arc;

use datafusion::catalog::Session;
use datafusion::common::runtime::SpawnedTask;
use datafusion::common::{DataFusionError, Result};
use datafusion::logical_expr::expr::ScalarFunction;
use datafusion::logical_expr::{BinaryExpr, Expr, Like, Operator};
use futures::{StreamExt, TryStreamExt, stream};
use trail365_lake::{DataFile, FileWords, Phrase, TextCondition};

use super::files::{CONCURRENT_REQUESTS, FileRows, FileStore, metadata_cache, read_metadata};
use super::reading::{FilesRead, TextsToRead};
use super::record::RECORD;

/// Returns what a filter asks of the text of records; `None` if it says nothing of it, or says it in a way that words do not tell.
pub(super) fn text_condition(filter: &Expr) -> Option<TextCondition> {
    match filter {
        Expr::ScalarFunction(ScalarFunction { func, args }) if func.name() == "json_holds" => {
            let (json, texts) = args.split_first()?;
            let holds = |text: &Expr| Some(TextCondition::Holds(Phrase::new(literal(text)?)));
            is_text_of_record(json)
                .then(|| texts.iter().map(holds).collect::<Option<_>>())
                .flatten()
                .map(TextCondition::Any)
        }
        Expr::Like(Like { negated: false, expr, pattern, escape_char: None, case_insensitive }) => {
            let pattern = literal(pattern).filter(|pattern| pattern.is_ascii() || !case_insensitive)?;
            is_text_of_record(expr).then(|| like_condition(pattern))
        }
        Expr::BinaryExpr(BinaryExpr { left, op: Operator::And, right }) => {
            match (text_condition(left), text_condition(right)) {
                (Some(left), Some(right)) => Some(TextCondition::All(vec![left, right])),
                (left, right) => left.or(right),
            }
        }
        Expr::BinaryExpr(BinaryExpr { left, op: Operator::Or, right }) => {
            Some(TextCondition::Any(vec![text_condition(left)?, text_condition(right)?]))
        }
        _ => None,
    }
}

fn is_text_of_record(expr: &Expr) -> bool {
    match expr {
        Expr::Column(column) => column.name == RECORD || column.name == trail365_columns::RAW,
        Expr::Cast(cast) => is_text_of_record(&cast.expr),
        _ => false,
    }
}

fn literal(expr: &Expr) -> Option<&str> {
    match expr {
        Expr::Literal(value, _) => value.try_as_str().flatten(),
        Expr::Cast(cast) => literal(&cast.expr),
        _ => None,
    }
}

/// Returns what the parts of a pattern between its wildcards ask for.
fn like_condition(pattern: &str) -> TextCondition {
    // A backslash may escape a wildcard, and cuts the pattern here, too: what is left is still in the text.
    let parts = pattern.split(['%', '_', '\\']);
    TextCondition::All(parts.map(|part| TextCondition::Holds(Phrase::new(part))).collect())
}

/// Selects the rows of files that may fulfil a condition, by their word indexes; files without any such row are left out.
pub(super) async fn select_rows(
    state: &dyn Session,
    store: &FileStore,
    files: Vec<Arc<DataFile>>,
    condition: TextCondition,
) -> Result<Vec<FileRows>> {
    let cache = metadata_cache(state);
    let counts = state.config().get_extension::<FilesRead>();
    let condition = Arc::new(condition);
    let select = |file: Arc<DataFile>| {
        let (cache, counts, condition, store) =
            (cache.clone(), counts.clone(), condition.clone(), store.store.clone());
        // A task of its own: lists of words are unpacked on all cores.
        let selected = SpawnedTask::spawn(async move {
            let metadata = read_metadata(&store, cache, &file).await?;
            let lake_error = |error| DataFusionError::External(Box::new(error));
            let Some(words) = FileWords::find(&file.path, &metadata).map_err(lake_error)? else {
                return Ok(Some(FileRows { file, rows: None }));
            };
            if let Some(counts) = counts {
                counts.add_read(&file.path, words.bytes());
            }
            let rows = words.rows_with(store.as_ref(), &condition).await.map_err(lake_error)?;
            Ok::<_, DataFusionError>(rows.selects_any().then_some(FileRows { file, rows: Some(rows) }))
        });
        async move { selected.join().await.map_err(|error| DataFusionError::External(Box::new(error)))? }
    };
    // Collected first: a borrowing iterator inside the stream keeps the future from being Send.
    let selections: Vec<_> = files.into_iter().map(select).collect();
    let selections = stream::iter(selections).buffered(CONCURRENT_REQUESTS);
    selections.try_filter_map(async |rows| Ok(rows)).try_collect().await
}

/// Counts what text a scan of these rows looks through.
pub(super) fn texts_to_read(files: &[FileRows], narrows: bool) -> TextsToRead {
    let mut texts = TextsToRead { is_part_of_ids: !narrows, ..TextsToRead::default() };
    for FileRows { file, rows } in files {
        let all = file.rows().unwrap_or(0);
        let records = rows.as_ref().map_or(all, |rows| rows.row_count() as u64);
        texts.records += records;
        texts.bytes += (u128::from(file.bytes) * u128::from(records) / u128::from(all.max(1))) as u64;
        texts.files_without_words += usize::from(narrows && rows.is_none());
    }
    texts
}

#[cfg(test)]
mod tests {
    use datafusion::common::ScalarValue;
    use datafusion::logical_expr::{Expr, col, lit, not};
    use trail365_lake::TextCondition;

    use super::text_condition;
    use crate::functions::scalar_functions;

    fn holds(column: &str, texts: &[&str]) -> Expr {
        let function = scalar_functions(None).find(|f| f.name() == "json_holds").unwrap();
        function.call(std::iter::once(col(column)).chain(texts.iter().map(|text| lit(*text))).collect())
    }

    #[test]
    fn texts_of_records_are_found_in_filters() {
        let narrows = |filter: &Expr| text_condition(filter).as_ref().is_some_and(TextCondition::narrows);
        assert!(narrows(&holds("record", &["invoice", "payroll"])));
        assert!(narrows(&holds("record", &["invoice"]).or(holds("raw", &["payroll"]))));
        assert!(narrows(&col("operation").eq(lit("Send")).and(holds("record", &["invoice"]))));
        assert!(narrows(&col("raw").like(lit("%Invoice\\_2026%"))));
        assert!(narrows(&col("record").ilike(lit(ScalarValue::Utf8View(Some("%invoice%".to_owned()))))));
        for filter in [
            holds("record", &["invoice", "77"]),
            holds("extra", &["invoice"]),
            holds("record", &["invoice"]).or(col("operation").eq(lit("Send"))),
            not(holds("record", &["invoice"])),
            col("record").ilike(lit("%Übersicht%")),
            col("record").like(lit("%77%")),
        ] {
            assert!(!narrows(&filter), "{filter}");
        }
    }
}
