//! Rules over a lake: matches, correlations, alerts, and what the rules could not look for.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use arrow::array::RecordBatch;
use trail365_sigma::{Correlation, Metadata, RuleSet, Target};
use trail365_sql::rules::{Census, CompiledRule, Compiler, Facts, Match, Matcher, Range, Tenant, Unfit};
use trail365_sql::{Result, Session};

use crate::alerts::{Alert, fold_alerts, make_alert, record_key};
use crate::correlate::{Correlator, KnownUsers, Wanted, is_blind_without, refusal, window_of};
use crate::lacks::Lacks;
use crate::looked_at::LookedAt;
use crate::sql_rule::{Found, SqlRule};

/// Rules that are ready to be asked.
#[derive(Debug, Clone)]
pub struct Detector {
    set: RuleSet,
    sql_rules: Vec<SqlRule>,
    wanted: Wanted,
    matcher: Matcher,
    /// The rule of each place of the matcher.
    rules: Vec<usize>,
    unfit: Vec<(Target, Unfit)>,
    collected: Collected,
}

/// What was collected of records so far.
#[derive(Debug, Clone, Default)]
pub(crate) struct Collected {
    matches: Vec<Match>,
    known: KnownUsers,
    records: u64,
}

impl Collected {
    /// Forgets the matches before a time.
    pub fn forget_before(&mut self, time: i64) {
        self.matches.retain(|found| found.facts.time.is_some_and(|of| of >= time));
    }
}

/// Outcome of asking rules about a lake.
#[derive(Debug, Clone, Default)]
pub struct Findings {
    /// What was found, ordered by time.
    pub alerts: Vec<Alert>,
    /// Records that were looked at.
    pub records: u64,
    /// Records among these that have no time. They make no alert: nobody knows what they go together with.
    pub without_time: u64,
    /// Matches of single rules.
    pub matches: usize,
    /// Rules and correlations that can find nothing here, and why.
    pub blind: Vec<Blind>,
    /// What was looked at, so that alerts found earlier can be withdrawn; `None` for some batches alone.
    pub looked_at: Option<LookedAt>,
}

/// A rule or correlation that can find nothing in a lake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blind {
    /// Id of the rule.
    pub rule_id: String,
    /// Its title.
    pub title: String,
    /// Why.
    pub why: String,
}

impl Blind {
    fn new(metadata: &Metadata, why: String) -> Self {
        Blind { rule_id: metadata.identity().to_owned(), title: metadata.title.clone(), why }
    }
}

impl Detector {
    /// Compiles rules for a tenant.
    ///
    /// # Errors
    /// When an expression of our own does not fit the columns.
    pub fn new(set: RuleSet, sql_rules: Vec<SqlRule>, tenant: Tenant) -> Result<Self> {
        let wanted = Wanted::new(&set);
        let compiler = Compiler::new(tenant)?;
        let (mut ready, mut rules, mut unfit) = (Vec::new(), Vec::new(), Vec::new());
        for (place, rule) in set.rules.iter().enumerate() {
            match compiler.compile(rule, wanted.of_rule(place)) {
                Ok(rule) => {
                    ready.push(rule);
                    rules.push(place);
                }
                Err(why) => unfit.push((Target::Rule(place), why)),
            }
        }
        for (place, correlation) in set.correlations.iter().enumerate() {
            if let Some(why) = refusal(correlation) {
                unfit.push((Target::Correlation(place), Unfit::Unsupported(why.to_owned())));
            }
        }
        let matcher = Matcher::new(&compiler, ready)?;
        let collected = Collected::default();
        Ok(Detector { set, sql_rules, wanted, matcher, rules, unfit, collected })
    }

    /// Returns the rules.
    pub fn rules(&self) -> &RuleSet {
        &self.set
    }

    /// Returns how far from a record others may count with it, in microseconds: the longest window of the correlations, together with
    /// those that they build on.
    pub fn reach(&self) -> i64 {
        let mut reaches: Vec<i64> = Vec::new();
        // Each stands behind those that it refers to.
        for correlation in &self.set.correlations {
            let inner = correlation.parts.iter().filter_map(|part| match part.target {
                Target::Correlation(inner) => Some(reaches[inner]),
                Target::Rule(_) => None,
            });
            reaches.push(window_of(correlation).saturating_add(inner.max().unwrap_or_default()));
        }
        reaches.into_iter().max().unwrap_or_default()
    }

    /// Returns the rules that are queries.
    pub fn sql_rules(&self) -> &[SqlRule] {
        &self.sql_rules
    }

    /// Reports whether the rule with an id is a query.
    pub(crate) fn is_query(&self, id: &str) -> bool {
        self.sql_rules.iter().any(|rule| rule.metadata.identity().eq_ignore_ascii_case(id))
    }

    /// Reports whether the rule or correlation with an id makes no alert by itself because a correlation takes what it finds.
    pub(crate) fn is_taken(&self, id: &str) -> bool {
        let is_it = |metadata: &Metadata| metadata.identity().eq_ignore_ascii_case(id);
        let rules = self.set.rules.iter().map(|rule| (&rule.metadata, rule.alerts));
        let correlations = self.set.correlations.iter().map(|of| (&of.metadata, of.alerts));
        rules.chain(correlations).any(|(metadata, alerts)| is_it(metadata) && !alerts)
    }

    /// Returns the rules and correlations that cannot be asked, and why.
    pub fn unfit(&self) -> &[(Target, Unfit)] {
        &self.unfit
    }

    /// Returns a rule as it was compiled.
    pub fn compiled(&self, rule: usize) -> Option<&CompiledRule> {
        let place = self.rules.iter().position(|known| *known == rule)?;
        self.matcher.rules().get(place)
    }

    /// Asks the rules about the records of a session.
    ///
    /// With a range, records before it are read as far as the correlations look back, and alerts that end before it are left out.
    ///
    /// # Errors
    /// If records cannot be read.
    pub async fn detect(&self, session: &Session, range: Range) -> Result<Findings> {
        let wide =
            Range { from: range.from.map(|from| from.saturating_sub(self.reach())), until: range.until };
        let mut collected = Collected::default();
        let census = self.collect(session, wide, &mut collected).await?;
        // Matches are folded while the queries read the lake.
        let detector = self.clone();
        let folding = std::thread::spawn(move || detector.fold(&mut collected));
        let mut findings = Findings {
            without_time: census.without_time(),
            blind: self.find_blind(&census, &Lacks::of_content(session).await?)?,
            looked_at: Some(LookedAt { range, rules: self.asked_rules() }),
            ..Findings::default()
        };
        self.ask_queries(session, &mut findings).await?;
        let folded = folding.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        findings.records = folded.records;
        findings.matches = folded.matches;
        findings.alerts.extend(folded.alerts);
        findings.alerts.retain(|alert| range.from.is_none_or(|from| alert.last_time >= from));
        sort_alerts(&mut findings.alerts);
        Ok(findings)
    }

    /// Collects the matches of single rules in the records of a session. Rules that are queries are asked apart, by `ask_queries`.
    pub(crate) async fn collect(
        &self,
        session: &Session,
        range: Range,
        collected: &mut Collected,
    ) -> Result<Census> {
        let census = Census::take(session, range).await?;
        let rules = &self.rules;
        let take = |found: Match| collected.matches.push(Match { rule: rules[found.rule], ..found });
        self.matcher.scan(session, &census, range, take).await?;
        collected.known.join(KnownUsers::find(session, range).await?);
        collected.records += census.records();
        Ok(census)
    }

    /// Asks the rules about a batch with columns of `activity`, as if it were all there is.
    ///
    /// # Errors
    /// When an expression cannot be evaluated.
    pub fn detect_in(&mut self, batch: &RecordBatch) -> Result<Findings> {
        let before = std::mem::take(&mut self.collected);
        let outcome = self.collect_matches(batch);
        let mut collected = std::mem::replace(&mut self.collected, before);
        outcome.map(|()| self.fold(&mut collected))
    }

    /// Asks the rules that are queries about the records of a session, and adds what they find.
    pub(crate) async fn ask_queries(&self, session: &Session, findings: &mut Findings) -> Result<()> {
        for rule in &self.sql_rules {
            self.ask_query(session, rule, findings).await?;
        }
        Ok(())
    }

    /// Asks one rule that is a query about the records of a session.
    ///
    /// # Errors
    /// If records cannot be read.
    pub(crate) async fn run_query(&self, session: &Session, id: &str) -> Result<Findings> {
        let mut findings = Findings::default();
        for rule in self.sql_rules.iter().filter(|rule| rule.metadata.identity().eq_ignore_ascii_case(id)) {
            self.ask_query(session, rule, &mut findings).await?;
        }
        Ok(findings)
    }

    async fn ask_query(&self, session: &Session, rule: &SqlRule, findings: &mut Findings) -> Result<()> {
        match rule.run(session).await {
            Ok(found) => {
                findings.alerts.extend(self.alerts_of_query(session, rule, found).await?);
                if let Some(looked_at) = &mut findings.looked_at {
                    looked_at.rules.insert(rule.metadata.identity().to_owned());
                }
            }
            Err(why) => findings.blind.push(Blind::new(&rule.metadata, why)),
        }
        Ok(())
    }

    /// Returns the ids of the rules and correlations that can be asked.
    pub(crate) fn asked_rules(&self) -> BTreeSet<String> {
        let unfit: BTreeSet<Target> = self.unfit.iter().map(|(target, _)| *target).collect();
        let asked = self.targets().filter(|(target, _)| !unfit.contains(target));
        asked.map(|(_, metadata)| metadata.identity().to_owned()).collect()
    }

    fn targets(&self) -> impl Iterator<Item = (Target, &Metadata)> {
        let rules = self.set.rules.iter().enumerate();
        let rules = rules.map(|(place, rule)| (Target::Rule(place), &rule.metadata));
        let correlations = self.set.correlations.iter().enumerate();
        rules.chain(correlations.map(|(place, of)| (Target::Correlation(place), &of.metadata)))
    }

    /// Collects the matches in a batch with columns of `activity`, for [`Detector::finish`].
    ///
    /// # Errors
    /// When an expression cannot be evaluated.
    pub fn collect_matches(&mut self, batch: &RecordBatch) -> Result<()> {
        let matches = self.matcher.find_matches(batch)?.into_iter();
        self.collected.matches.extend(matches.map(|found| Match { rule: self.rules[found.rule], ..found }));
        self.collected.known.add_users(batch);
        self.collected.records += batch.num_rows() as u64;
        Ok(())
    }

    /// Makes alerts of the matches in all batches that were collected, and forgets them. The order of the batches and of the records in
    /// them makes no difference.
    pub fn finish(&mut self) -> Findings {
        let mut collected = std::mem::take(&mut self.collected);
        self.fold(&mut collected)
    }

    /// Makes alerts of matches, in whatever order they came.
    pub(crate) fn fold(&self, collected: &mut Collected) -> Findings {
        let Collected { matches, known, records } = collected;
        // Copies of an event may differ: which of them is kept does not depend on their order.
        matches.sort_by(|a, b| {
            let rest = |of: &Match| (of.rule, of.facts.content_hash, of.facts.source_line);
            compare_records(&a.facts, &b.facts)
                .then_with(|| rest(a).cmp(&rest(b)))
                .then_with(|| a.facts.source.cmp(&b.facts.source))
        });
        // The lake has an event once; batches of a collector may have it twice.
        matches.dedup_by(|a, b| a.rule == b.rule && compare_records(&a.facts, &b.facts).is_eq());
        let groups = Correlator::run(&self.set, &self.wanted, matches, known);
        let alerts = fold_alerts(&self.set, &self.wanted, matches, &groups);
        Findings { alerts, matches: matches.len(), records: *records, ..Findings::default() }
    }

    async fn alerts_of_query(
        &self,
        session: &Session,
        rule: &SqlRule,
        found: BTreeMap<String, Found>,
    ) -> Result<Vec<Alert>> {
        let hashes: BTreeSet<i64> = found.values().flat_map(|found| found.hashes.iter().copied()).collect();
        let hashes: Vec<i64> = hashes.into_iter().collect();
        let facts = self.matcher.find_facts(session, &hashes).await?;
        let by_hash: HashMap<i64, &Arc<Facts>> =
            facts.iter().map(|facts| (facts.content_hash, facts)).collect();
        let mut alerts = Vec::new();
        for (finding, Found { hashes, reason }) in found {
            let mut records: Vec<&Facts> =
                hashes.iter().filter_map(|hash| by_hash.get(hash)).map(AsRef::as_ref).collect();
            records.sort_by_cached_key(|facts| (facts.time, key_of(facts)));
            records.dedup();
            let tenant =
                records.first().and_then(|facts| facts.tenant.as_deref()).unwrap_or_default().to_lowercase();
            let group = vec![("finding".to_owned(), finding)];
            let reason = reason.unwrap_or_else(|| rule.metadata.title.clone());
            let begin = records.first().map(|facts| key_of(facts)).unwrap_or_default();
            alerts.push(make_alert(&rule.metadata, &tenant, group, &records, &begin, reason));
        }
        Ok(alerts)
    }

    fn find_blind(&self, census: &Census, lacks: &Lacks) -> Result<Vec<Blind>> {
        let mut why: HashMap<Target, String> =
            self.unfit.iter().map(|(target, unfit)| (*target, unfit.to_string())).collect();
        for (place, compiled) in self.matcher.rules().iter().enumerate() {
            if census.records_for(compiled)? == 0 {
                let rule = self.rules[place];
                why.insert(Target::Rule(rule), lacks.why_blind(&self.set.rules[rule]));
            }
        }
        for (place, correlation) in self.set.correlations.iter().enumerate() {
            if let Some(reason) = why_blind(correlation, &why) {
                why.entry(Target::Correlation(place)).or_insert(reason);
            }
        }
        let blind = |(target, metadata)| Some(Blind::new(metadata, why.get(&target)?.clone()));
        Ok(self.targets().filter_map(blind).collect())
    }
}

/// Says why a correlation is blind because of its parts: all of them are, or one without which it cannot hold.
fn why_blind(correlation: &Correlation, why: &HashMap<Target, String>) -> Option<String> {
    let blind = correlation.parts.iter().filter(|part| why.contains_key(&part.target)).count();
    is_blind_without(correlation, blind).then(|| "what it builds on can find nothing here".to_owned())
}

fn key_of(facts: &Facts) -> String {
    record_key(facts.id.as_deref(), facts.content_hash)
}

/// Compares records by their times, then by what tells them apart.
fn compare_records(a: &Facts, b: &Facts) -> Ordering {
    let is_same = |a: &Facts, b: &Facts| match (&a.id, &b.id) {
        (None, None) => a.content_hash == b.content_hash,
        (a, b) => a == b,
    };
    a.time.cmp(&b.time).then_with(|| a.tenant.cmp(&b.tenant)).then_with(|| {
        // Most that have one time are one record.
        if is_same(a, b) { Ordering::Equal } else { key_of(a).cmp(&key_of(b)) }
    })
}

fn sort_alerts(alerts: &mut [Alert]) {
    alerts.sort_by(|a, b| (a.first_time, &a.rule_id, &a.key).cmp(&(b.first_time, &b.rule_id, &b.key)));
}
