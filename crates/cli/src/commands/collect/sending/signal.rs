//! What the tasks that send are told, and how they wait for it.

use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

/// What the tasks are told.
#[derive(Debug, Clone, Copy, Default)]
pub struct Signal {
    /// Number of times that rules were asked.
    pub detections: u64,
    /// Time at which sending ends; `None` while the collector runs.
    pub end: Option<Instant>,
}

/// Wakes the tasks.
pub struct Waker(pub watch::Sender<Signal>);

impl Waker {
    /// Says that rules were asked, and may have found something.
    pub fn wake(&self) {
        self.0.send_modify(|signal| signal.detections += 1);
    }
}

/// Waits until the collector has ended, and returns when sending ends.
pub async fn end_of(signal: &mut watch::Receiver<Signal>) -> Instant {
    match signal.wait_for(|signal| signal.end.is_some()).await.map(|signal| signal.end) {
        Ok(Some(end)) => end,
        // Nobody is there to say so: then it ends at once.
        _ => Instant::now(),
    }
}

/// Waits until sending ends.
pub async fn past_end(mut signal: watch::Receiver<Signal>) {
    sleep_until(end_of(&mut signal).await).await;
}
