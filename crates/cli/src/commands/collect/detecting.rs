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

use super::display::Display;
use crate::commands::detect::load_with_lists;
use crate::lake::session_options;
use crate::output::{note, printable};

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
        let options = session_options(config.geo.as_deref())?;
        let (sender, receiver) = unbounded_channel();
        let task = Task {
            follower: Follower::new(rules, config.domains.clone(), options),
            location: location.clone(),
            is_view: display.is_view(),
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
    follower: Follower,
    location: Location,
    is_view: bool,
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
        if let Err(error) = self.detect(is_last).await {
            // They stay unseen, so the next time has them.
            let line = format!("rules could not be asked, and will be with the next records: {error:#}");
            if self.is_view { note(&printable(&line)) } else { tracing::error!("{line}") }
        }
    }

    async fn detect(&mut self, is_last: bool) -> Result<()> {
        let lake = Lake::open(&self.location, None).await?;
        let now = Utc::now().timestamp_micros();
        let kept = match is_last {
            false => self.follower.follow(&lake, now).await?,
            true => self.follower.finish(&lake, now).await?,
        };
        kept.new.iter().filter(|alert| alert.level > Level::Informational).for_each(|alert| self.tell(alert));
        Ok(())
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
