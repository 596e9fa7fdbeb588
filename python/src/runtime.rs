//! The threads that calls into the crates run on, while Python goes on.

use std::future::Future;
use std::sync::OnceLock;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use pyo3::prelude::*;
use tokio::runtime::{Builder, Runtime};
use tokio::task::AbortHandle;

use crate::failure::raise;

/// Time between two looks at whether Ctrl-C was pressed.
const LOOK: Duration = Duration::from_millis(100);

struct Started {
    runtime: Runtime,
    /// Process that started it: a child that was forked has none of its threads.
    process: u32,
}

static STARTED: OnceLock<Started> = OnceLock::new();

/// Returns the runtime, which starts with the first call.
fn runtime() -> PyResult<&'static Runtime> {
    if STARTED.get().is_none() {
        let runtime = Builder::new_multi_thread()
            .thread_name("trail365-python")
            .enable_all()
            .build()
            .map_err(|error| raise("InternalError", format!("cannot start threads: {error}")))?;
        // Another thread may have been faster: its runtime counts, and this one goes without having run anything.
        let _ = STARTED.set(Started { runtime, process: std::process::id() });
    }
    check_process()?;
    STARTED
        .get()
        .map(|started| &started.runtime)
        .ok_or_else(|| raise("InternalError", "the threads are gone"))
}

/// Refuses to go on in a process that was forked after the threads had started: it would wait for ever.
pub(crate) fn check_process() -> PyResult<()> {
    match STARTED.get() {
        Some(started) if started.process != std::process::id() => Err(raise(
            "ForkedProcessError",
            "this process was forked from one that had used trail365, and the threads are left behind: start it with \
             multiprocessing.set_start_method(\"spawn\")",
        )),
        _ => Ok(()),
    }
}

/// Runs a future to its end while other threads of Python go on. Ctrl-C drops it.
pub(crate) fn wait<T: Send + 'static>(
    py: Python<'_>,
    future: impl Future<Output = PyResult<T>> + Send + 'static,
) -> PyResult<T> {
    // Not a channel of tokio: its timeouts pass only when a thread of it is idle, and queries keep all of them busy.
    let (answer, mut done) = mpsc::channel();
    let task = runtime()?.spawn(async move {
        // A receiver that is gone was interrupted.
        let _ = answer.send(future.await);
    });
    loop {
        let outcome;
        (done, outcome) = py.detach(move || {
            let outcome = done.recv_timeout(LOOK);
            (done, outcome)
        });
        match outcome {
            Ok(result) => return result,
            Err(RecvTimeoutError::Timeout) => py.check_signals().inspect_err(|_| task.abort())?,
            Err(RecvTimeoutError::Disconnected) => {
                return Err(raise("InternalError", "a call panicked; its message is on stderr"));
            }
        }
    }
}

/// Starts a future on the threads, and returns what ends it early.
pub(crate) fn spawn(future: impl Future<Output = ()> + Send + 'static) -> PyResult<AbortHandle> {
    Ok(runtime()?.spawn(future).abort_handle())
}

/// Runs a future that a call of Python has started to its end, on the thread that is here.
pub(crate) fn block_on<F: Future>(future: F) -> F::Output {
    match STARTED.get() {
        Some(started) => started.runtime.handle().block_on(future),
        // Nothing was started that would need threads.
        None => futures::executor::block_on(future),
    }
}

/// Runs work that takes the CPU or waits on a thread of its own, while other threads of Python go on.
pub(crate) fn run<T: Send + 'static>(
    py: Python<'_>,
    work: impl FnOnce() -> PyResult<T> + Send + 'static,
) -> PyResult<T> {
    let blocking = runtime()?.spawn_blocking(work);
    wait(py, async move {
        blocking
            .await
            .unwrap_or_else(|_| Err(raise("InternalError", "a call panicked; its message is on stderr")))
    })
}
