//! Detection while collecting: rules are asked about the records of each commit, and what they find is kept as alerts.

use anyhow::Result;
use chrono::Utc;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::task::JoinHandle;
use trail365_collect::Listener;
use trail365_collect::config::Detect;
use trail365_findings::{Alert, Follower};
use trail365_lake::{Lake, Location};
use trail365_sigma::Level;

use super::display::{Display, Reporter};
use super::sending::{Sending, Waker, line_of};
use crate::commands::detect::load_with_lists;
use crate::lake::session_options;
use crate::output::{note, printable};

/// The task that detects, and those that send what it finds.
pub struct Detecting(Option<(JoinHandle<()>, Sending)>);

impl Detecting {
    /// Starts it, if the configuration wants it; the listener tells it of new records.
    pub async fn start(config: &Detect, lake: &Lake, display: &Display) -> Result<(Option<Listener>, Self)> {
        let ready = config.receivers()?;
        display.warn(&ready.warnings);
        if !config.enabled {
            return Ok((None, Detecting(None)));
        }
        // Rules that are wrong end the command before anything is collected.
        let rules = load_with_lists(&config.rules, &config.lists)?;
        // Before anything is found: a receiver that is new gets what is found from now on.
        let sending = Sending::start(ready.value, lake, display.reporter()).await?;
        let options = session_options(config.geo.as_deref(), config.asn.as_deref())?;
        let (sender, receiver) = unbounded_channel();
        let task = Task {
            follower: Follower::new(rules, config.domains.clone(), options),
            location: lake.location().clone(),
            reporter: display.reporter(),
            waker: sending.waker(),
        };
        let handle = tokio::spawn(task.run(receiver));
        // The task ends when the collector does, and with it the listener.
        let tell = move || {
            // The task has ended only if it panicked, which was reported.
            let _ = sender.send(());
        };
        Ok((Some(Listener(std::sync::Arc::new(tell))), Detecting(Some((handle, sending)))))
    }

    /// Waits until all records were looked at, and a while for what was found to be sent.
    pub async fn finish(self) {
        if let Some((task, sending)) = self.0 {
            // A panic was reported by its hook.
            let _ = task.await;
            sending.finish().await;
        }
    }
}

struct Task {
    follower: Follower,
    location: Location,
    reporter: Reporter,
    waker: Waker,
}

impl Task {
    async fn run(mut self, mut commits: UnboundedReceiver<()>) {
        // What was committed before: by a collector that was killed, or by an import.
        self.detect_or_tell(false).await;
        while commits.recv().await.is_some() {
            // Commits that came meanwhile are looked at together.
            while commits.try_recv().is_ok() {}
            self.detect_or_tell(false).await;
        }
        self.detect_or_tell(true).await;
    }

    async fn detect_or_tell(&mut self, is_last: bool) {
        match self.detect(is_last).await {
            // Alerts that another program has found are sent, too.
            Ok(()) => self.waker.wake(),
            // They stay unseen, so the next time has them.
            Err(error) => self
                .reporter
                .error(&format!("rules could not be asked, and will be with the next records: {error:#}")),
        }
    }

    async fn detect(&mut self, is_last: bool) -> Result<()> {
        let lake = Lake::open(&self.location, None).await?;
        let now = Utc::now().timestamp_micros();
        let kept = if is_last {
            self.follower.finish(&lake, now).await?
        } else {
            self.follower.follow(&lake, now).await?
        };
        let is_told = |alert: &&Alert| alert.level > Level::Informational;
        kept.new.iter().filter(is_told).for_each(|alert| self.tell(alert));
        kept.withdrawn.iter().filter(is_told).for_each(|alert| self.tell_withdrawn(alert));
        Ok(())
    }

    fn tell_withdrawn(&self, alert: &Alert) {
        let Alert { key, rule_id, title, .. } = alert;
        match self.reporter {
            Reporter::Notes => note(&format!("no longer: {}, as later records show", printable(title))),
            Reporter::Log => tracing::info!(key, rule_id, title, "alert withdrawn"),
        }
    }

    fn tell(&self, alert: &Alert) {
        let Alert { key, rule_id, title, level, reason, count, .. } = alert;
        match self.reporter {
            Reporter::Notes => note(&line_of(alert)),
            Reporter::Log => {
                let users = alert.users.join(", ");
                tracing::warn!(
                    key,
                    rule_id,
                    title,
                    alert_level = level.as_str(),
                    users,
                    count,
                    reason,
                    "alert"
                );
            }
        }
    }
}
