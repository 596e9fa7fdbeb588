//! What rules can find in a lake, before they are asked.

use std::collections::HashMap;
use std::fmt;

use trail365_sigma::{Correlation, Metadata, Rule, RuleSet, Target};
use trail365_sql::rules::{Census, Range};
use trail365_sql::{Result, Session};

use crate::correlate::is_blind_without;
use crate::detect::Detector;
use crate::lacks::Lacks;

/// What a rule can find in a lake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// Whether it can find anything.
    pub readiness: Readiness,
    /// Why it is not ready.
    pub reasons: Vec<String>,
    /// Records of the kinds that it looks at; `None` where nobody knows before.
    pub records: Option<u64>,
}

/// Whether a rule can find anything in a lake.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Readiness {
    /// Records that it looks at are here.
    Ready,
    /// It misses something.
    Partly,
    /// It can find nothing.
    Blind,
}

impl fmt::Display for Readiness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Readiness::Ready => "ready",
            Readiness::Partly => "partly",
            Readiness::Blind => "blind",
        })
    }
}

impl Coverage {
    fn new(readiness: Readiness, reasons: Vec<String>, records: Option<u64>) -> Self {
        Coverage { readiness, reasons, records }
    }
}

impl Detector {
    /// Says what each rule can find in a lake, in the order of [`list_entries`](crate::list_entries).
    ///
    /// # Errors
    /// If records cannot be read.
    pub async fn find_coverage(&self, session: &Session) -> Result<Vec<Coverage>> {
        let census = Census::take(session, Range::default()).await?;
        let lacks = Lacks::find(session, &self.rules().rules).await?;
        let unfit: HashMap<Target, String> =
            self.unfit().iter().map(|(target, unfit)| (*target, unfit.to_string())).collect();
        let set = self.rules();
        let mut all = Vec::new();
        for (place, rule) in set.rules.iter().enumerate() {
            all.push(self.cover_rule(place, rule, &unfit, &census, &lacks)?);
        }
        for (place, correlation) in set.correlations.iter().enumerate() {
            // Those that it builds on stand before it.
            let covered = match unfit.get(&Target::Correlation(place)) {
                Some(why) => Coverage::new(Readiness::Blind, vec![why.clone()], None),
                None => cover_correlation(set, correlation, &all),
            };
            all.push(covered);
        }
        for query in self.sql_rules() {
            all.push(match trail365_sql::sql(session, &query.query).await {
                Ok(_) => Coverage::new(Readiness::Ready, Vec::new(), None),
                Err(error) => {
                    Coverage::new(Readiness::Blind, vec![format!("its query fails: {error}")], None)
                }
            });
        }
        Ok(all)
    }

    fn cover_rule(
        &self,
        place: usize,
        rule: &Rule,
        unfit: &HashMap<Target, String>,
        census: &Census,
        lacks: &Lacks,
    ) -> Result<Coverage> {
        let Some(compiled) = self.compiled(place) else {
            let why = unfit.get(&Target::Rule(place)).cloned().unwrap_or_default();
            return Ok(Coverage::new(Readiness::Blind, vec![why], None));
        };
        let records = census.records_for(compiled)?;
        if records == 0 {
            return Ok(Coverage::new(Readiness::Blind, lacks.why_no_record(rule), Some(0)));
        }
        let note = compiled.source_note().map(str::to_owned);
        let guesses = compiled.guesses().iter().cloned();
        let reasons: Vec<String> = note.into_iter().chain(guesses).chain(lacks.absent_fields(rule)).collect();
        let readiness = if reasons.is_empty() { Readiness::Ready } else { Readiness::Partly };
        Ok(Coverage::new(readiness, reasons, Some(records)))
    }
}

fn cover_correlation(set: &RuleSet, correlation: &Correlation, before: &[Coverage]) -> Coverage {
    let metadata = |target: Target| -> &Metadata {
        match target {
            Target::Rule(place) => &set.rules[place].metadata,
            Target::Correlation(place) => &set.correlations[place].metadata,
        }
    };
    let covered = |target: Target| match target {
        Target::Rule(place) => &before[place],
        Target::Correlation(place) => &before[set.rules.len() + place],
    };
    let parts = || correlation.parts.iter().map(|part| (metadata(part.target), covered(part.target)));
    let titles = |readiness: Readiness| -> Vec<&str> {
        let of = parts().filter(|(_, part)| part.readiness == readiness);
        of.map(|(metadata, _)| metadata.title.as_str()).collect()
    };
    let blind = titles(Readiness::Blind);
    let partly = titles(Readiness::Partly);
    let reason = |word: &str, titles: &[&str]| format!("{word}: {}", titles.join("; "));
    let records = parts().filter_map(|(_, part)| part.records).max();
    if is_blind_without(correlation, blind.len()) {
        return Coverage::new(
            Readiness::Blind,
            vec![reason("builds on what can find nothing", &blind)],
            records,
        );
    }
    let mut reasons = Vec::new();
    if !blind.is_empty() {
        reasons.push(reason("of what it builds on can find nothing", &blind));
    }
    if !partly.is_empty() {
        reasons.push(reason("of what it builds on misses something", &partly));
    }
    let readiness = if reasons.is_empty() { Readiness::Ready } else { Readiness::Partly };
    Coverage::new(readiness, reasons, records)
}
