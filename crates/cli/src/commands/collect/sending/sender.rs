//! The task that sends to one receiver.

use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};
use trail365_findings::{Alert, Outbox};
use trail365_lake::{Lake, Location};

use super::back_off::{BackOff, Wait};
use super::body::body_of;
use super::receiver::{Receiver, Refusal, words_of};
use super::signal::{Signal, end_of, past_end};
use crate::commands::collect::display::Reporter;
use crate::output::{count_of, note, printable};

/// Sends alerts to a receiver.
pub struct Sender {
    pub receiver: Receiver,
    pub outbox: Outbox,
    pub location: Location,
    pub back_off: BackOff,
    pub reporter: Reporter,
}

impl Sender {
    /// Sends what is waiting now and after each detection, until sending ends.
    pub async fn run(mut self, mut signal: watch::Receiver<Signal>) {
        loop {
            // Looked at first: alerts that are found from here on make the signal change.
            let is_last = signal.borrow_and_update().end.is_some();
            let goes_on = tokio::select! {
                goes_on = self.send_waiting(&signal) => goes_on,
                () = past_end(signal.clone()) => false,
            };
            if is_last || !goes_on || signal.changed().await.is_err() {
                break;
            }
        }
        self.report_left().await;
    }

    /// Sends all alerts that are waiting, however often each has to be tried. Returns false if sending ends before.
    async fn send_waiting(&mut self, signal: &watch::Receiver<Signal>) -> bool {
        while let Err(refusal) = self.try_to_send().await {
            let pause = self.back_off.next_pause(refusal.wait);
            self.report_refusal(&refusal, pause);
            if !self.wait(refusal.wait, Instant::now() + pause, signal.clone()).await {
                return false;
            }
        }
        true
    }

    /// Sends all alerts that are waiting, up to the first that is not taken.
    async fn try_to_send(&mut self) -> Result<(), Refusal> {
        let lake = Lake::open(&self.location, None).await.map_err(of_lake)?;
        let waiting = self.outbox.waiting(&lake).await.map_err(of_lake)?;
        // Alerts that were found together are noted together.
        for together in waiting.chunk_by(|a, b| a.found_at == b.found_at) {
            for alert in together {
                self.deliver(alert).await?;
            }
            if let Some(found_at) = together.iter().find_map(|alert| alert.found_at) {
                self.outbox.note_taken(&lake, found_at).await.map_err(of_lake)?;
            }
        }
        Ok(())
    }

    async fn deliver(&mut self, alert: &Alert) -> Result<(), Refusal> {
        let json = body_of(alert).map_err(|error| Refusal::passing(format!("{error:#}")))?;
        self.receiver.deliver(json).await?;
        self.outbox.take(alert);
        self.back_off.reset();
        tracing::debug!(key = alert.key, to = %self.receiver, "alert sent");
        Ok(())
    }

    /// Waits until the next try. Returns false if sending ends before.
    async fn wait(&mut self, wait: Wait, until: Instant, mut signal: watch::Receiver<Signal>) -> bool {
        let was_ending = signal.borrow().end.is_some();
        let end = tokio::select! {
            () = sleep_until(until) => return true,
            end = end_of(&mut signal) => end,
        };
        if wait == Wait::Growing && !was_ending {
            // The collector has just ended: little time is left, and what failed may have passed.
            self.back_off.reset();
            return true;
        }
        if until >= end {
            return false;
        }
        sleep_until(until).await;
        true
    }

    fn report_refusal(&self, refusal: &Refusal, pause: Duration) {
        let Refusal { why: reason, advice, .. } = refusal;
        let (to, after_ms) = (&self.receiver, pause.as_millis() as u64);
        match (self.reporter, advice) {
            (Reporter::Log, Some(remedy)) => {
                tracing::error!(%to, reason, after_ms, remedy, "alert not taken");
            }
            (Reporter::Log, None) => tracing::warn!(%to, reason, after_ms, "alert not taken"),
            (Reporter::Notes, _) => {
                let advice = advice.map(|advice| format!("; {advice}")).unwrap_or_default();
                let pause = words_of(pause);
                note(&printable(&format!(
                    "alert not taken by {to}, sent again in {pause}: {reason}{advice}"
                )));
            }
        }
    }

    /// Reports what the next run has to send.
    async fn report_left(mut self) {
        let to = &self.receiver;
        match (count_waiting(&self.location, &mut self.outbox).await, self.reporter) {
            (Ok(0), _) => {}
            (Ok(alerts), Reporter::Log) => tracing::warn!(%to, alerts, "alerts left for the next run"),
            (Ok(alerts), Reporter::Notes) => {
                let alerts = count_of(alerts, "alert");
                note(&printable(&format!("{alerts} not taken by {to}: the next run sends what is left")));
            }
            (Err(error), reporter) => {
                reporter
                    .error(&format!("alerts for {to} cannot be counted; the next run sends them: {error:#}"));
            }
        }
    }
}

async fn count_waiting(location: &Location, outbox: &mut Outbox) -> anyhow::Result<u64> {
    let lake = Lake::open(location, None).await?;
    Ok(outbox.waiting(&lake).await?.len() as u64)
}

fn of_lake(error: impl std::fmt::Display) -> Refusal {
    Refusal::passing(format!("the lake cannot be used: {error}"))
}
