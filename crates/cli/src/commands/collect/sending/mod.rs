//! Sending new alerts to a webhook and a command while collecting, until each has taken them.
//!
//! An alert is in the lake first, and the lake notes how far each receiver has taken them: nothing is lost when the collector is
//! killed. Each receiver has a task of its own, so that none holds up another, nor the detection.

mod back_off;
mod body;
mod program;
mod receiver;
mod sender;
mod signal;
#[cfg(test)]
mod tests;

use std::time::Duration;

use anyhow::Result;
use chrono::Utc;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::Instant;
use trail365_collect::config::{AlertLevel, AlertReceivers};
use trail365_findings::Outbox;
use trail365_lake::{Lake, Recipient};
use trail365_sigma::Level;

use super::display::Reporter;
use back_off::BackOff;
use program::Program;
use receiver::Receiver;
use sender::Sender;
use signal::Signal;

pub use body::line_of;
pub use signal::Waker;

/// Time that is left for sending once the collector has ended.
const GRACE: Duration = Duration::from_secs(30);

/// The tasks that send.
pub struct Sending {
    signal: watch::Sender<Signal>,
    tasks: Vec<JoinHandle<()>>,
}

impl Sending {
    /// Starts a task for each receiver. The first time that there is one, alerts that are there already count as sent.
    pub async fn start(receivers: AlertReceivers, lake: &Lake, reporter: Reporter) -> Result<Self> {
        let mut sending = Sending { signal: watch::Sender::default(), tasks: Vec::new() };
        if let Some((hook, level)) = receivers.hook {
            sending.add(Receiver::Webhook(hook), Recipient::Webhook, level, lake, reporter).await?;
        }
        if let Some(command) = receivers.command {
            let program = Receiver::Command(Program::new(&command));
            sending.add(program, Recipient::Command, command.level, lake, reporter).await?;
        }
        Ok(sending)
    }

    async fn add(
        &mut self,
        receiver: Receiver,
        recipient: Recipient,
        level: AlertLevel,
        lake: &Lake,
        reporter: Reporter,
    ) -> Result<()> {
        let now = Utc::now().timestamp_micros();
        let outbox = Outbox::open(lake, recipient, least_level(level), now).await?;
        let sender = Sender {
            receiver,
            outbox,
            location: lake.location().clone(),
            back_off: BackOff::default(),
            reporter,
        };
        self.tasks.push(tokio::spawn(sender.run(self.signal.subscribe())));
        Ok(())
    }

    /// Returns what wakes the tasks.
    pub fn waker(&self) -> Waker {
        Waker(self.signal.clone())
    }

    /// Sends what is left, for a limited time.
    pub async fn finish(self) {
        self.signal.send_modify(|signal| signal.end = Some(Instant::now() + GRACE));
        for task in self.tasks {
            // A panic was reported by its hook.
            let _ = task.await;
        }
    }
}

fn least_level(level: AlertLevel) -> Level {
    match level {
        AlertLevel::Informational => Level::Informational,
        AlertLevel::Low => Level::Low,
        AlertLevel::Medium => Level::Medium,
        AlertLevel::High => Level::High,
        AlertLevel::Critical => Level::Critical,
    }
}
