//! Being told to stop.

use tokio::signal::ctrl_c;

/// Ctrl-C, or what a service manager sends.
pub async fn told_to_stop() {
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
