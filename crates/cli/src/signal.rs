//! Ctrl-C while somebody waits for a result.

use std::future::Future;

use anyhow::{Error, Result, bail};
use tokio::signal::ctrl_c;

/// The exit code of a program that Ctrl-C ended: 128 and the number of the signal.
pub const INTERRUPTED: i32 = 130;

/// Runs until the work is done or somebody presses Ctrl-C; dropping the work removes what it had begun.
///
/// A second Ctrl-C ends the program: work that never yields cannot be dropped.
///
/// # Errors
/// Those of the work, or that it was cancelled.
pub async fn run_cancellable<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    // A thread of the runtime listens, so that the second press counts while the work keeps this thread busy.
    let impatience = tokio::spawn(async {
        if ctrl_c().await.is_ok() && ctrl_c().await.is_ok() {
            std::process::exit(INTERRUPTED);
        }
    });
    let done = tokio::select! {
        done = work => done,
        pressed = ctrl_c() => pressed.map_err(Error::from).and_then(|()| bail!("cancelled")),
    };
    // At a prompt one piece of work follows another. Presses left over from this one must not end the program during
    // a later one.
    impatience.abort();
    done
}
