//! Ctrl-C and the signals of a service manager, for what runs until it is stopped.

use std::future::{Future, pending};

use tokio::signal::ctrl_c;
use tokio::sync::oneshot;

use crate::signal::INTERRUPTED;

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
