//! Rules over a lake: matches, correlations, alerts, and what the rules could not look for.

use trail365_sigma::{Correlation, RuleSet, Target};
use trail365_sql::rules::{Census, CompiledRule, Compiler, Match, Matcher, Range, Tenant, Unfit};
use trail365_sql::{Result, Session};

use crate::alerts::{Alert, fold_alerts, record_key};
use crate::correlate::{Correlator, Wanted, refusal, window_of};

/// Rules that are ready to be asked.
#[derive(Debug, Clone)]
pub struct Detector {
    set: RuleSet,
    wanted: Wanted,
    matcher: Matcher,
    /// The rule of each place of the matcher.
    rules: Vec<usize>,
    unfit: Vec<(Target, Unfit)>,
}

/// Outcome of asking rules about a lake.
#[derive(Debug, Clone, Default)]
pub struct Findings {
    /// What was found, ordered by time.
    pub alerts: Vec<Alert>,
    /// Records that were looked at.
    pub records: u64,
    /// Matches of single rules.
    pub matches: usize,
    /// Rules and correlations that can find nothing here, and why.
    pub blind: Vec<Blind>,
}

/// A rule or correlation that can find nothing in a lake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blind {
    /// The rule or correlation.
    pub target: Target,
    /// Why.
    pub why: String,
}

impl Detector {
    /// Compiles rules for a tenant.
    ///
    /// # Errors
    /// When an expression of our own does not fit the columns.
    pub fn new(set: RuleSet, tenant: Tenant) -> Result<Self> {
        let wanted = Wanted::new(&set);
        let compiler = Compiler::new(tenant)?;
        let (mut compiled, mut rules, mut unfit) = (Vec::new(), Vec::new(), Vec::new());
        for (place, rule) in set.rules.iter().enumerate() {
            match compiler.compile(rule, wanted.of_rule(place))? {
                Ok(rule) => {
                    compiled.push(rule);
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
        Ok(Detector { matcher: Matcher::new(&compiler, compiled)?, set, wanted, rules, unfit })
    }

    /// Returns the rules.
    pub fn rules(&self) -> &RuleSet {
        &self.set
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
        let back = self.set.correlations.iter().map(window_of).max().unwrap_or_default();
        let wide = Range { from: range.from.map(|from| from.saturating_sub(back)), until: range.until };
        let census = Census::take(session, wide).await?;
        let mut matches = Vec::new();
        self.matcher.scan(session, &census, wide, |found| matches.push(found)).await?;
        let mut findings = self.fold(matches);
        findings.alerts.retain(|alert| range.from.is_none_or(|from| alert.last_time >= from));
        findings.records = census.records();
        findings.blind = self.find_blind(&census)?;
        Ok(findings)
    }

    /// Makes alerts of the matches of this detector's matcher, in whatever order they come.
    pub fn fold(&self, mut matches: Vec<Match>) -> Findings {
        matches.iter_mut().for_each(|found| found.rule = self.rules[found.rule]);
        matches.sort_by_cached_key(|found| (found.facts.time, found.facts.tenant.clone(), record_key(found), found.rule));
        // The lake has an event once; batches of a collector may have it twice.
        matches.dedup_by(|a, b| {
            (a.rule, &a.facts.tenant, record_key(a)) == (b.rule, &b.facts.tenant, record_key(b))
        });
        let groups = Correlator::run(&self.set, &self.wanted, &matches);
        let alerts = fold_alerts(&self.set, &self.wanted, &matches, &groups);
        Findings { alerts, matches: matches.len(), ..Findings::default() }
    }

    fn find_blind(&self, census: &Census) -> Result<Vec<Blind>> {
        let mut why: Vec<Option<String>> = vec![None; self.set.rules.len()];
        for (target, unfit) in &self.unfit {
            if let Target::Rule(rule) = target {
                why[*rule] = Some(unfit.to_string());
            }
        }
        for (place, compiled) in self.matcher.rules().iter().enumerate() {
            if census.records_for(compiled)? == 0 {
                why[self.rules[place]] = Some("no record here is of a kind that it looks at".to_owned());
            }
        }
        let blind_rule = |(place, why): (usize, &Option<String>)| {
            Some(Blind { target: Target::Rule(place), why: why.clone()? })
        };
        let mut blind: Vec<Blind> = why.iter().enumerate().filter_map(blind_rule).collect();
        for (place, correlation) in self.set.correlations.iter().enumerate() {
            let target = Target::Correlation(place);
            let unfit = self.unfit.iter().find(|(other, _)| *other == target).map(|(_, why)| why.to_string());
            if let Some(why) = unfit.or_else(|| self.why_blind(correlation, &blind)) {
                blind.push(Blind { target, why });
            }
        }
        Ok(blind)
    }

    /// Says why a correlation is blind because of its parts: all of them are, or one without which it cannot hold.
    fn why_blind(&self, correlation: &Correlation, blind: &[Blind]) -> Option<String> {
        let is_blind = |target: Target| blind.iter().any(|known| known.target == target);
        let parts: Vec<bool> = correlation.parts.iter().map(|part| is_blind(part.target)).collect();
        let needs_all = crate::correlate::needs_all_parts(correlation);
        let is_blind = if needs_all { parts.contains(&true) } else { parts.iter().all(|blind| *blind) };
        let names = || {
            let parts = correlation.parts.iter().zip(&parts).filter(|(_, blind)| **blind);
            parts.map(|(part, _)| part.reference.as_str()).collect::<Vec<_>>().join(", ")
        };
        is_blind.then(|| format!("what it builds on can find nothing here: {}", names()))
    }
}
