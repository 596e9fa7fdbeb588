//! Rules over all records of a lake.

use std::collections::BTreeSet;
use std::sync::Arc;

use arrow::array::UInt32Array;

use datafusion::common::runtime::JoinSet;
use datafusion::execution::SendableRecordBatchStream;
use datafusion::logical_expr::{Expr, col, lit};
use datafusion::prelude::SessionContext;
use futures::channel::mpsc;
use futures::{SinkExt, StreamExt, TryStreamExt};

use trail365_columns::CONTENT_HASH;

use super::census::{Census, Range};
use super::compile::CompiledRule;
use super::condition::KIND;
use super::facts::Facts;
use super::matcher::{Match, Matcher};
use super::subjects::RECORD;
use super::texts::Texts;
use crate::error::{Error, Result};

/// Share of the records above which a rule is asked in a scan without a condition: what a condition would leave out is not worth it.
const BROAD: f64 = 0.3;

/// Contents that one query looks for.
const HASHES: usize = 10_000;

/// Batches of matches that wait for whoever takes them.
const WAITING: usize = 16;

impl Matcher {
    /// Finds the matches in the records of a session, in no order, and gives them to `take`.
    ///
    /// Rules for few operations are asked in a scan of these, the others in a scan of all records that reads only their columns.
    ///
    /// # Errors
    /// If records cannot be read, or an expression cannot be evaluated.
    pub async fn scan(
        &self,
        session: &SessionContext,
        census: &Census,
        range: Range,
        mut take: impl FnMut(Match),
    ) -> Result<()> {
        let (mut narrow, mut broad) = (Vec::new(), Vec::new());
        #[expect(clippy::cast_precision_loss, reason = "a share needs no exact counts")]
        for (place, rule) in self.rules().iter().enumerate() {
            match census.records_for(rule)? {
                0 => {}
                records if records as f64 > BROAD * census.records() as f64 => broad.push(place),
                _ => narrow.push(place),
            }
        }
        for (places, is_broad) in [(narrow, false), (broad, true)] {
            if !places.is_empty() {
                self.scan_with(session, census, range, &places, is_broad, &mut take).await?;
            }
        }
        Ok(())
    }

    /// Finds what is known of the records with these contents.
    ///
    /// # Errors
    /// If records cannot be read.
    pub async fn find_facts(
        &self,
        session: &SessionContext,
        content_hashes: &[i64],
    ) -> Result<Vec<Arc<Facts>>> {
        let columns = self.columns_of(&[]);
        let (mut found, mut texts) = (Vec::new(), Texts::default());
        for hashes in content_hashes.chunks(HASHES) {
            let hashes = hashes.iter().map(|hash| lit(*hash)).collect();
            let frame = session.table("events").await?.filter(col(CONTENT_HASH).in_list(hashes, false))?;
            let frame = frame.select(columns.iter().map(|name| col(name.as_str())))?;
            for batch in frame.collect().await? {
                let rows = UInt32Array::from_iter_values(0..batch.num_rows() as u32);
                found.extend(self.facts().of_rows(&batch, &rows, &mut texts).map_err(Error::from)?);
            }
        }
        Ok(found)
    }

    async fn scan_with(
        &self,
        session: &SessionContext,
        census: &Census,
        range: Range,
        places: &[usize],
        is_broad: bool,
        take: &mut impl FnMut(Match),
    ) -> Result<()> {
        let rules: Vec<&CompiledRule> = places.iter().map(|place| &self.rules()[*place]).collect();
        let columns = self.columns_of(&rules);
        let table = if columns.contains(RECORD) { "event_records" } else { "events" };
        let mut frame = session.table(table).await?;
        if let Some(condition) = range.condition() {
            frame = frame.filter(condition)?;
        }
        if !is_broad && let Some(operations) = census.operations_for(&rules)? {
            let operations = operations.into_iter().map(lit).collect();
            frame = frame.filter(col("operation").in_list(operations, false))?;
        }
        let frame = frame.select(columns.iter().map(|name| col(name.as_str())))?;
        let matcher = self.with_rules(places);
        let (sender, mut receiver) = mpsc::channel(WAITING);
        let mut tasks = JoinSet::new();
        for stream in frame.execute_stream_partitioned().await? {
            tasks.spawn(find_in_stream(matcher.clone(), stream, sender.clone()));
        }
        drop(sender);
        while let Some(matches) = receiver.next().await {
            for mut found in matches? as Vec<Match> {
                found.rule = places[found.rule];
                take(found);
            }
        }
        Ok(())
    }

    fn columns_of(&self, rules: &[&CompiledRule]) -> BTreeSet<String> {
        let plans = rules.iter().flat_map(|rule| rule.plans()).chain(self.facts().plans());
        let names = plans.flat_map(|plan| plan.schema.fields().iter().map(|field| field.name().clone()));
        // The name follows from the number.
        let kind =
            KIND.fields().iter().map(|field| field.name().clone()).filter(|name| name != "record_type_name");
        names.chain(kind).collect()
    }
}

impl Range {
    fn condition(self) -> Option<Expr> {
        let time = |micros: i64| {
            lit(datafusion::common::ScalarValue::TimestampMicrosecond(Some(micros), Some("UTC".into())))
        };
        let from = self.from.map(|from| col("creation_time").gt_eq(time(from)));
        let until = self.until.map(|until| col("creation_time").lt(time(until)));
        from.into_iter().chain(until).reduce(Expr::and)
    }
}

async fn find_in_stream(
    mut matcher: Matcher,
    mut batches: SendableRecordBatchStream,
    mut sender: mpsc::Sender<Result<Vec<Match>>>,
) {
    loop {
        let found = match batches.try_next().await {
            Ok(None) => return,
            Ok(Some(batch)) => matcher.find_matches(&batch),
            Err(error) => Err(Error::from(error)),
        };
        let failed = found.is_err();
        // Whoever takes the matches may have stopped.
        if sender.send(found).await.is_err() || failed {
            return;
        }
    }
}
