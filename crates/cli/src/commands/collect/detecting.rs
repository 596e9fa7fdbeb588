//! Detection while collecting: rules are asked about the records of each commit, and what they find is kept as alerts.

use std::time::{Duration, Instant};

use anyhow::Result;
use chrono::Utc;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::task::JoinHandle;
use trail365_collect::Listener;
use trail365_collect::config::Detect;
use trail365_findings::{Alert, Detector, Loaded, keep_alerts, tenant_domains, unseen_span};
use trail365_lake::{Lake, Location};
use trail365_sigma::Level;
use trail365_sql::rules::{Range, Tenant};
use trail365_sql::{Session, SessionOptions};

use super::display::Display;
use crate::commands::detect::load_with_lists;
use crate::output::{note, printable};

/// Time after which the tenant's domains are looked up again.
const REFRESH: Duration = Duration::from_hours(1);

/// The task that detects.
pub struct Detecting(Option<JoinHandle<()>>);

impl Detecting {
    /// Starts it, if the configuration wants it; the listener tells it of new records.
    pub fn start(
        config: &Detect,
        location: &Location,
        display: &Display,
    ) -> Result<(Option<Listener>, Self)> {
        if !config.enabled {
            return Ok((None, Detecting(None)));
        }
        // Rules that are wrong end the command before anything is collected.
        let rules = load_with_lists(&config.rules, &config.lists)?;
        let (sender, receiver) = unbounded_channel();
        let task = Task {
            rules,
            domains: config.domains.clone(),
            location: location.clone(),
            is_view: display.is_view(),
            ready: None,
        };
        let handle = tokio::spawn(task.run(receiver));
        // The task ends when the collector does, and with it the listener.
        let tell = move || {
            // The task has ended only if it panicked, which was reported.
            let _ = sender.send(());
        };
        Ok((Some(Listener(std::sync::Arc::new(tell))), Detecting(Some(handle))))
    }

    /// Waits until all records were looked at.
    pub async fn finish(self) {
        if let Some(task) = self.0 {
            // A panic was reported by its hook.
            let _ = task.await;
        }
    }
}

struct Task {
    rules: Loaded,
    /// The tenants' own mail domains; empty for those that the records show.
    domains: Vec<String>,
    location: Location,
    is_view: bool,
    ready: Option<(Detector, Instant)>,
}

impl Task {
    async fn run(mut self, mut commits: UnboundedReceiver<()>) {
        // What was committed before: by a collector that was killed, or by an import.
        self.detect_or_tell().await;
        while commits.recv().await.is_some() {
            // Commits that came meanwhile are looked at together.
            while commits.try_recv().is_ok() {}
            self.detect_or_tell().await;
        }
    }

    async fn detect_or_tell(&mut self) {
        if let Err(error) = self.detect_unseen().await {
            // They stay unseen, so the next time has them.
            let line = format!("rules could not be asked, and will be with the next records: {error:#}");
            if self.is_view { note(&printable(&line)) } else { tracing::error!("{line}") }
        }
    }

    /// Asks the rules about the records that they have not seen, and as far around these as correlations reach.
    async fn detect_unseen(&mut self) -> Result<()> {
        let lake = Lake::open(&self.location, None).await?;
        let session = trail365_sql::open(&lake, &SessionOptions::default()).await?;
        let Some(unseen) = unseen_span(&lake, &session).await? else { return Ok(()) };
        let detector = self.detector(&session).await?;
        let reach = detector.reach();
        let range = Range {
            from: unseen.from.map(|from| from.saturating_sub(reach)),
            until: unseen.until.map(|until| until.saturating_add(reach)),
        };
        let findings = detector.detect(&session, range).await?;
        let now = Utc::now().timestamp_micros();
        let kept = keep_alerts(&lake, &findings.alerts, now, Some(lake.version())).await?;
        kept.new.iter().filter(|alert| alert.level > Level::Informational).for_each(|alert| self.tell(alert));
        Ok(())
    }

    async fn detector(&mut self, session: &Session) -> Result<&Detector> {
        if self.ready.as_ref().is_none_or(|(_, made)| made.elapsed() > REFRESH) {
            let domains = match self.domains.as_slice() {
                [] => tenant_domains(session).await?,
                own => own.to_vec(),
            };
            let detector =
                Detector::new(self.rules.set.clone(), self.rules.sql_rules.clone(), Tenant { domains })?;
            self.ready = Some((detector, Instant::now()));
        }
        match &self.ready {
            Some((detector, _)) => Ok(detector),
            None => anyhow::bail!("there are no rules"),
        }
    }

    fn tell(&self, alert: &Alert) {
        let Alert { key, rule_id, title, level, reason, count, .. } = alert;
        let users = alert.users.join(", ");
        if self.is_view {
            note(&format!("{level}: {} by {}: {}", printable(title), printable(&users), printable(reason)));
        } else {
            tracing::warn!(key, rule_id, title, level = level.as_str(), users, count, reason, "alert");
        }
    }
}
