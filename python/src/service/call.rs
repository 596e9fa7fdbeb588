//! Calls of the service that have not ended: waited for, or left to run while an event loop goes on.

use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};

use futures::FutureExt;
use pyo3::prelude::*;
use tokio::task::AbortHandle;

use crate::failure::raise;
use crate::runtime;

/// Makes the answer of a call a value of Python.
type Answer = Box<dyn for<'py> FnOnce(Python<'py>) -> PyResult<Bound<'py, PyAny>> + Send>;
type Pending = Pin<Box<dyn Future<Output = PyResult<Answer>> + Send>>;

/// A call of the service. Nothing is sent before `wait` or `start`, and each call runs once.
#[pyclass(frozen, module = "trail365._native")]
pub(crate) struct Call {
    pending: Mutex<Option<Pending>>,
    running: Mutex<Option<AbortHandle>>,
}

impl Call {
    /// Makes a call of a future, and of what makes its outcome a value of Python.
    pub(crate) fn new<T: Send + 'static>(
        future: impl Future<Output = PyResult<T>> + Send + 'static,
        convert: impl for<'py> FnOnce(Python<'py>, T) -> PyResult<Bound<'py, PyAny>> + Send + 'static,
    ) -> Self {
        let pending = async move {
            let value = future.await?;
            let answer: Answer = Box::new(move |py| convert(py, value));
            Ok(answer)
        };
        Self { pending: Mutex::new(Some(Box::pin(pending))), running: Mutex::default() }
    }

    fn take(&self) -> PyResult<Pending> {
        let pending = self.pending.lock().unwrap_or_else(PoisonError::into_inner).take();
        pending.ok_or_else(|| raise("InternalError", "a call runs once"))
    }
}

#[pymethods]
impl Call {
    /// Runs the call to its end while other threads go on. Ctrl-C ends it.
    fn wait<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        runtime::wait(py, self.take()?)?(py)
    }

    /// Starts the call. When it has ended, `done(value, error)` is called on another thread.
    fn start(&self, done: Py<PyAny>) -> PyResult<()> {
        let pending = self.take()?;
        let task = runtime::spawn(async move {
            let outcome = AssertUnwindSafe(pending).catch_unwind().await;
            let outcome = outcome
                .unwrap_or_else(|_| Err(raise("InternalError", "a call panicked; its message is on stderr")));
            // Whoever holds the interpreter may do so for long, which must not stop the threads of other calls.
            let _ = tokio::task::spawn_blocking(move || finish(outcome, &done)).await;
        })?;
        *self.running.lock().unwrap_or_else(PoisonError::into_inner) = Some(task);
        Ok(())
    }

    /// Ends the call if it is running.
    fn cancel(&self) {
        if let Some(task) = self.running.lock().unwrap_or_else(PoisonError::into_inner).take() {
            task.abort();
        }
    }
}

/// Tells the outcome of a call. An interpreter that is about to end is told nothing.
fn finish(outcome: PyResult<Answer>, done: &Py<PyAny>) {
    Python::try_attach(|py| {
        let told = match outcome.and_then(|answer| answer(py)) {
            Ok(value) => done.call1(py, (value, py.None())),
            Err(error) => done.call1(py, (py.None(), error.into_value(py))),
        };
        if let Err(error) = told {
            error.write_unraisable(py, Some(done.bind(py)));
        }
    });
}
