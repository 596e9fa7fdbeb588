//! Detection that goes along with a lake that grows: each time it reads the new records alone.

use std::collections::{BTreeSet, HashSet};
use std::time::{Duration, Instant};

use trail365_lake::{Lake, Snapshot};
use trail365_sql::rules::{Range, Tenant};
use trail365_sql::{Session, SessionOptions, over_snapshot};

use crate::detect::{Collected, Detector, Findings};
use crate::error::Result;
use crate::keep::{Kept, keep_alerts, unseen_span};
use crate::library::Loaded;
use crate::looked_at::LookedAt;
use crate::tenant::tenant_domains;

/// Shortest time between two times that queries are asked: they read the whole lake each time.
const QUERY_PAUSE: Duration = Duration::from_mins(10);

/// Queries take at most this part of the time.
const QUERY_SHARE: u32 = 20;

/// Finds alerts in the records that a lake gets, and keeps them in it.
///
/// It holds the matches of single rules as far back as correlations look, and reads only the files that are new. What it finds is what
/// [`Detector::detect`] finds in the whole lake. Rules that are queries are asked from time to time, and by [`Follower::finish`].
#[derive(Debug)]
pub struct Follower {
    rules: Loaded,
    /// The tenants' own mail domains; empty for those that the records show.
    domains: Vec<String>,
    options: SessionOptions,
    state: Option<State>,
}

/// What was read so far.
#[derive(Debug)]
struct State {
    detector: Detector,
    domains: BTreeSet<String>,
    files: HashSet<String>,
    /// Matches in all records of these files since a time; `None` for all times.
    collected: Collected,
    since: Option<i64>,
    /// When queries are to be asked again.
    queries_due: Instant,
    /// Whether records came since they were asked.
    have_queries_missed: bool,
}

impl Follower {
    /// Makes one that asks rules in sessions with these options. Without domains the tenants' own are those that the records show.
    pub fn new(rules: Loaded, domains: Vec<String>, options: SessionOptions) -> Self {
        Follower { rules, domains, options, state: None }
    }

    /// Finds what the records say that no detection has seen yet, and keeps it in the lake. `now` is in microseconds since 1970.
    ///
    /// # Errors
    /// If the lake cannot be read or written. The records are seen the next time, then.
    pub async fn follow(&mut self, lake: &Lake, now: i64) -> Result<Kept> {
        self.look(lake, now, false).await
    }

    /// Does so a last time, and asks the queries if records came since they were asked.
    ///
    /// # Errors
    /// If the lake cannot be read or written.
    pub async fn finish(&mut self, lake: &Lake, now: i64) -> Result<Kept> {
        self.look(lake, now, true).await
    }

    async fn look(&mut self, lake: &Lake, now: i64, is_last: bool) -> Result<Kept> {
        let snapshot = lake.snapshot().await?;
        let session = over_snapshot(lake, &snapshot, &self.options)?;
        let unseen = unseen_span(lake, &session).await?;
        let mut state = match (self.state.take(), unseen) {
            (state, None) => {
                self.state = state;
                match &mut self.state {
                    Some(state) if is_last && state.have_queries_missed => {
                        return state.ask_queries(lake, &session, now).await;
                    }
                    _ => return Ok(Kept::default()),
                }
            }
            (Some(state), Some(unseen)) if state.reaches(unseen) => state,
            (_, Some(unseen)) => self.begin(&session, unseen, now).await?,
        };
        if !state.read_new(lake, &snapshot, self).await? {
            // Another domain is the tenant's own, so matches of before may be none.
            state = self.begin(&session, Range { from: state.since, until: None }, now).await?;
            state.read_new(lake, &snapshot, self).await?;
        }
        let kept = state.keep(lake, &session, now, is_last).await?;
        state.forget_old(now);
        self.state = Some(state);
        Ok(kept)
    }

    /// Makes a state that is to read all that correlations with these records look back to.
    async fn begin(&self, session: &Session, unseen: Range, now: i64) -> Result<State> {
        let domains =
            if self.domains.is_empty() { tenant_domains(session).await? } else { self.domains.clone() };
        let tenant = Tenant { domains: domains.clone() };
        let detector = Detector::new(self.rules.set.clone(), self.rules.sql_rules.clone(), tenant)?;
        let reach = detector.reach().saturating_mul(2);
        Ok(State {
            since: unseen.from.map(|from| from.min(now).saturating_sub(reach)),
            detector,
            domains: domains.into_iter().collect(),
            files: HashSet::new(),
            collected: Collected::default(),
            queries_due: Instant::now(),
            have_queries_missed: true,
        })
    }
}

impl State {
    /// Reports whether all that correlations with these records look back to was read.
    fn reaches(&self, unseen: Range) -> bool {
        let reach = self.detector.reach();
        self.since.is_none_or(|since| unseen.from.is_some_and(|from| from.saturating_sub(reach) >= since))
    }

    /// Reads the files that are new. Returns false if they show that another domain is the tenant's own.
    async fn read_new(&mut self, lake: &Lake, snapshot: &Snapshot, follower: &Follower) -> Result<bool> {
        let mut new = snapshot.clone();
        new.activity.files.retain(|file| !self.files.contains(file.path.as_ref()));
        let session = over_snapshot(lake, &new, &follower.options)?;
        if follower.domains.is_empty() && !self.files.is_empty() {
            let shown = tenant_domains(&session).await?;
            if !shown.iter().all(|domain| self.domains.contains(domain)) {
                return Ok(false);
            }
        }
        let range = Range { from: self.since, until: None };
        self.detector.collect(&session, range, &mut self.collected).await?;
        self.files = snapshot.activity.files.iter().map(|file| file.path.to_string()).collect();
        self.have_queries_missed = true;
        Ok(true)
    }

    async fn keep(&mut self, lake: &Lake, session: &Session, now: i64, is_last: bool) -> Result<Kept> {
        let from = self.since.map(|since| since.saturating_add(self.detector.reach()));
        let mut findings = self.detector.fold(&mut self.collected);
        let range = Range { from, until: None };
        findings.looked_at = Some(LookedAt { range, rules: self.detector.asked_rules() });
        if is_last || Instant::now() >= self.queries_due {
            self.add_queries(session, &mut findings).await?;
        }
        findings.alerts.retain(|alert| from.is_none_or(|from| alert.last_time >= from));
        keep_alerts(lake, session, &findings, now, Some(lake.version())).await
    }

    /// Asks only the queries, and keeps what they find.
    async fn ask_queries(&mut self, lake: &Lake, session: &Session, now: i64) -> Result<Kept> {
        let mut findings = Findings { looked_at: Some(LookedAt::default()), ..Findings::default() };
        self.add_queries(session, &mut findings).await?;
        keep_alerts(lake, session, &findings, now, None).await
    }

    async fn add_queries(&mut self, session: &Session, findings: &mut Findings) -> Result<()> {
        let begin = Instant::now();
        self.detector.ask_queries(session, findings).await?;
        self.queries_due = Instant::now() + QUERY_PAUSE.max(begin.elapsed() * QUERY_SHARE);
        self.have_queries_missed = false;
        Ok(())
    }

    /// Forgets matches that no correlation with a record of today looks back to.
    fn forget_old(&mut self, now: i64) {
        let since = now.saturating_sub(self.detector.reach().saturating_mul(2));
        if self.since.is_none_or(|known| known < since) {
            self.collected.forget_before(since);
            self.since = Some(since);
        }
    }
}
