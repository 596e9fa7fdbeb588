//! Being told to stop.

use std::future::{Future, pending};

use anyhow::{Error, Result, bail};
use tokio::signal::ctrl_c;
use tokio::sync::oneshot;

/// The exit code of a program that Ctrl-C ended: 128 and the number of the signal.
const INTERRUPTED: i32 = 130;

/// Waits for Ctrl-C, or what a service manager sends. What is under way then is brought to its end, unless it comes twice;
/// that ends the program whatever it is at, whether anybody waits or not.
pub fn told_to_stop() -> impl Future<Output = ()> {
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

/// Runs until the work is done or somebody presses Ctrl-C; what the work has begun is put away then. Who presses it
/// twice, because the work does not listen, ends the program.
///
/// # Errors
/// Those of the work, or that it was cancelled.
pub async fn cancellable<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    let impatience = tokio::spawn(async {
        if ctrl_c().await.is_ok() && ctrl_c().await.is_ok() {
            std::process::exit(INTERRUPTED);
        }
    });
    let done = tokio::select! {
        done = work => done,
        pressed = ctrl_c() => pressed.map_err(Error::from).and_then(|()| bail!("cancelled")),
    };
    impatience.abort();
    done
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
