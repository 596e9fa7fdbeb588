//! Being told to stop.

use tokio::signal::ctrl_c;

/// Waits for Ctrl-C, or what a service manager sends. What is under way then is brought to its end, unless it comes twice.
pub async fn told_to_stop() {
    const INTERRUPTED: i32 = 130;
    signal().await;
    tokio::spawn(async {
        signal().await;
        std::process::exit(INTERRUPTED);
    });
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
