//! Ctrl-C and the signals of a service manager.

use std::future::{Future, pending};

use anyhow::{Error, Result, bail};
use tokio::signal::ctrl_c;
use tokio::sync::oneshot;

/// The exit code of a program that Ctrl-C ended: 128 and the number of the signal.
const INTERRUPTED: i32 = 130;

/// Waits for Ctrl-C or the signal of a service manager, so that work under way can be finished.
///
/// A second signal ends the program, whatever it does and whether anybody waits or not.
pub fn stop_signal() -> impl Future<Output = ()> {
    let (stopped, stop) = oneshot::channel();
    tokio::spawn(async {
        wait_for_signal().await;
        // The work may have ended by itself, and then nobody waits.
        let _ = stopped.send(());
        wait_for_signal().await;
        std::process::exit(INTERRUPTED);
    });
    async {
        // An error means that the task above is gone, and not that somebody asked to stop.
        if stop.await.is_err() {
            pending::<()>().await;
        }
    }
}

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

async fn wait_for_signal() {
    // Service managers and container runtimes ask with SIGTERM, and kill after a while.
    #[cfg(unix)]
    if let Ok(mut term) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        tokio::select! {
            () = wait_for_ctrl_c() => (),
            _ = term.recv() => (),
        }
        return;
    }
    wait_for_ctrl_c().await;
}

/// Waits for Ctrl-C; for ever where the system has no such signal.
async fn wait_for_ctrl_c() {
    if ctrl_c().await.is_err() {
        pending::<()>().await;
    }
}
