//! Being told to stop.

use std::future::{Future, pending};

use tokio::signal::ctrl_c;
use tokio::sync::oneshot;

/// Waits for Ctrl-C, or what a service manager sends. What is under way then is brought to its end, unless it comes twice;
/// that ends the program whatever it is at, whether anybody waits or not.
pub fn told_to_stop() -> impl Future<Output = ()> {
    const INTERRUPTED: i32 = 130;
    let (told, stop) = oneshot::channel();
    tokio::spawn(async {
        signal().await;
        // Nobody may wait any more.
        let _ = told.send(());
        signal().await;
        std::process::exit(INTERRUPTED);
    });
    async {
        if stop.await.is_err() {
            pending::<()>().await;
        }
    }
}

async fn signal() {
    #[cfg(unix)]
    if let Ok(mut term) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        tokio::select! {
            () = pressed() => (),
            _ = term.recv() => (),
        }
        return;
    }
    pressed().await;
}

/// Without a signal to wait for, nobody stops it this way.
async fn pressed() {
    if ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
