//! The technical columns: those that no field of a record stands behind.

use trail365_records::Outcome;
use trail365_schema::RECORD_TYPES;

use super::batch::Columns;
use super::origin::Origin;
use crate::buffers::{Cells, Texts, inline_view};
use crate::error::Result;
use crate::layout::{
    CONTENT_HASH, EXTRA, INCOMPLETE, OUTCOME, RAW, RECORD_TYPE_NAME, SAME_ID, SOURCE, SOURCE_LINE,
};
use crate::nodes::{i64_array, text_array};

/// The technical columns of a batch in the making.
#[derive(Default)]
pub(crate) struct OwnColumns {
    record_type_name: Cells<u128>,
    outcome: Cells<u128>,
    source: Cells<u128>,
    source_line: Cells<i64>,
    content_hash: Cells<i64>,
    incomplete: Cells<u128>,
    same_id: Cells<u128>,
    pub extra: Cells<u128>,
    pub raw: Cells<u128>,
    names: TypeNames,
    last_source: Option<(String, u128)>,
}

/// Views of the names of record types, each copied once a batch.
#[derive(Default)]
struct TypeNames {
    views: Vec<Option<u128>>,
}

impl OwnColumns {
    /// Sets the columns that every row has.
    pub fn push_row(
        &mut self,
        row: usize,
        record_type: Option<i32>,
        outcome: Outcome,
        origin: Origin<'_>,
        texts: &mut Texts,
    ) {
        if let Some(name) = record_type.and_then(|number| self.names.view_of(number, texts)) {
            self.record_type_name.push(row, name);
        }
        self.outcome.push(row, inline_view(outcome_word(outcome).as_bytes()));
        let source = self.source_view(origin.source, texts);
        self.source.push(row, source);
        if let Some(line) = origin.line.and_then(|line| i64::try_from(line).ok()) {
            self.source_line.push(row, line);
        }
        self.content_hash.push(row, origin.content_hash);
        // Short words stand in their views, as those of the outcome.
        if let Some(incomplete) = origin.incomplete {
            self.incomplete.push(row, inline_view(incomplete.as_str().as_bytes()));
        }
        if let Some(same_id) = origin.same_id {
            self.same_id.push(row, inline_view(same_id.as_str().as_bytes()));
        }
    }

    /// Returns the view of a source's name, which is copied once: one record after the other comes from the same.
    fn source_view(&mut self, source: &str, texts: &mut Texts) -> u128 {
        if let Some((last, view)) = &self.last_source
            && last == source
        {
            return *view;
        }
        let view = texts.copy_of(source.as_bytes());
        self.last_source = Some((source.to_owned(), view));
        view
    }

    /// Adds the columns to a batch.
    pub fn add_to(&mut self, columns: &mut Columns) -> Result<()> {
        // These views point into buffers that went with the last batch.
        (self.names, self.last_source) = (TypeNames::default(), None);
        let mut text = |name, cells: &mut Cells<u128>| {
            if cells.is_empty() {
                return Ok(());
            }
            columns.add_named(name, |rows, buffers| text_array(cells, rows, buffers))
        };
        text(RECORD_TYPE_NAME, &mut self.record_type_name)?;
        text(OUTCOME, &mut self.outcome)?;
        text(SOURCE, &mut self.source)?;
        text(INCOMPLETE, &mut self.incomplete)?;
        text(SAME_ID, &mut self.same_id)?;
        text(EXTRA, &mut self.extra)?;
        text(RAW, &mut self.raw)?;
        for (name, cells) in [(SOURCE_LINE, &mut self.source_line), (CONTENT_HASH, &mut self.content_hash)] {
            if !cells.is_empty() {
                columns.add_named(name, |rows, _| i64_array(cells, rows))?;
            }
        }
        Ok(())
    }
}

impl TypeNames {
    fn view_of(&mut self, number: i32, texts: &mut Texts) -> Option<u128> {
        let index = RECORD_TYPES.binary_search_by_key(&number, |t| t.value).ok()?;
        if self.views.is_empty() {
            self.views.resize(RECORD_TYPES.len(), None);
        }
        let view = self.views.get_mut(index)?;
        Some(*view.get_or_insert_with(|| texts.copy_of(RECORD_TYPES[index].name.as_bytes())))
    }
}

/// Returns the outcome as a word; each is short enough to stand in its view, so no text is copied.
fn outcome_word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Succeeded => "succeeded",
        Outcome::Failed => "failed",
        Outcome::Partial => "partial",
        Outcome::Unknown => "unknown",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::buffers::INLINE;

    #[test]
    fn words_are_those_of_outcome() {
        for outcome in [Outcome::Succeeded, Outcome::Failed, Outcome::Partial, Outcome::Unknown] {
            assert_eq!(outcome_word(outcome), outcome.to_string());
            assert!(outcome_word(outcome).len() <= INLINE);
        }
    }
}
