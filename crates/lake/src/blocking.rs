//! Calls the lake from code that has no runtime.
//!
//! All of [`Lake`](crate::Lake) is async. A program without a runtime runs each call with [`wait`]:
//!
//! ```
//! use trail365_lake::blocking::wait;
//! use trail365_lake::{Lake, Location};
//!
//! let folder = tempfile::tempdir()?;
//! let location = Location::parse(&folder.path().join("lake").to_string_lossy())?;
//! let mut lake = wait(Lake::open_or_create(&location))?;
//! assert_eq!(wait(lake.compact())?.rows, 0);
//! assert_eq!(wait(lake.info())?.rows, 0);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use std::sync::{Mutex, OnceLock, PoisonError};
use std::thread;

use futures::channel::oneshot;
use tokio::runtime::{Builder, Handle, Runtime};

use crate::error::{Context, Error, Result};

/// Threads of the runtime. They wait for storage; columns are built elsewhere.
const THREADS: usize = 2;

/// Runs a call of this crate to its end and returns its result.
///
/// It may be used anywhere. Inside a runtime it blocks the calling thread, so prefer `.await` there.
///
/// # Errors
///
/// If the call fails, or the operating system refuses the threads that wait for storage.
pub fn wait<T: Send>(call: impl Future<Output = Result<T>> + Send) -> Result<T> {
    Waiter::new()?.wait(call)
}

/// Waits for futures on threads that may block.
#[derive(Debug, Clone)]
pub(crate) struct Waiter(Handle);

impl Waiter {
    /// Returns a waiter on the runtime of this crate, which starts with the first one.
    ///
    /// The runtime of the caller would not do: a caller that blocks its only thread would wait for itself.
    pub fn new() -> Result<Self> {
        static RUNTIME: OnceLock<Runtime> = OnceLock::new();
        static STARTING: Mutex<()> = Mutex::new(());
        // Two first callers must not start two runtimes: one would be dropped, maybe inside of another runtime, which
        // panics.
        let _one_at_a_time = STARTING.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(runtime) = RUNTIME.get() {
            return Ok(Waiter(runtime.handle().clone()));
        }
        let runtime = Builder::new_multi_thread()
            .worker_threads(THREADS)
            .thread_name("trail365-lake")
            .enable_all()
            .build()
            .doing(|| "cannot start the threads that wait for storage".into())?;
        Ok(Waiter(RUNTIME.get_or_init(|| runtime).handle().clone()))
    }

    /// Runs a future to its end.
    pub fn wait<F: Future<Output: Send> + Send>(&self, future: F) -> F::Output {
        if Handle::try_current().is_err() {
            return self.0.block_on(future);
        }
        // A runtime refuses to block one of its threads, and panics. A thread of our own may wait.
        thread::scope(|scope| match scope.spawn(|| self.0.block_on(future)).join() {
            Ok(output) => output,
            Err(panic) => std::panic::resume_unwind(panic),
        })
    }

    /// Enters the runtime, for code that spawns tasks without waiting for them.
    pub fn enter(&self) -> tokio::runtime::EnterGuard<'_> {
        self.0.enter()
    }
}

/// Runs work that takes the CPU or waits on a thread of its own, so that the caller's tasks go on meanwhile.
///
/// The work goes on to its end when the caller gives up.
pub(crate) async fn run_on_thread<T: Send + 'static>(
    work: impl FnOnce(&Waiter) -> Result<T> + Send + 'static,
) -> Result<T> {
    let waiter = Waiter::new()?;
    let (answer, done) = oneshot::channel();
    // Not a thread of the runtime: there are few, and the work waits for storage with `block_on`, which they refuse.
    let run = move || {
        // A receiver that is gone has given up.
        let _ = answer.send(work(&waiter));
    };
    let spawned = thread::Builder::new().name("trail365-lake".into()).spawn(run);
    spawned.doing(|| "cannot start a thread that works on the lake".into())?;
    done.await.unwrap_or_else(|_| Err(Error::thread_lost()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;

    #[test]
    fn waiting_is_possible_with_and_without_a_runtime() {
        assert_eq!(wait(async { Ok(1) }).unwrap(), 1);
        let nested = || wait(async { wait(async { Ok(2) }) }).unwrap();
        let single = Builder::new_current_thread().build().unwrap();
        assert_eq!(single.block_on(async { nested() }), 2);
        let several = Runtime::new().unwrap();
        assert_eq!(several.block_on(async { nested() }), 2);
        let apart = several.block_on(several.spawn_blocking(nested)).unwrap();
        assert_eq!(apart, 2);
    }

    #[test]
    fn work_that_panics_is_an_error() {
        let lost = wait(run_on_thread(|_| -> Result<()> { panic!("on purpose") }));
        assert_eq!(lost.unwrap_err().kind(), ErrorKind::Damaged);
    }
}
