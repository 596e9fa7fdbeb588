//! The sandbox: a fake service in this process.

use std::sync::{Mutex, PoisonError};

use pyo3::prelude::*;
use trail365_sandbox::{Plan, Running, Sandbox};

use crate::failure::{chain, raise};
use crate::runtime;

/// A sandbox that runs until it is stopped.
#[pyclass(frozen, module = "trail365._native")]
pub(crate) struct SandboxServer {
    running: Mutex<Option<Running>>,
    url: String,
    tenant_ids: Vec<String>,
    /// Client ID and secret of the first tenant's first app that has one.
    app: Option<(String, String)>,
}

impl SandboxServer {
    /// Asks the sandbox for something, which answers in JSON.
    fn ask(&self, ask: impl FnOnce(&Running) -> PyResult<serde_json::Value>) -> PyResult<String> {
        let running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        match running.as_ref() {
            Some(running) => ask(running).map(|value| value.to_string()),
            None => Err(raise("Trail365Error", "the sandbox was closed")),
        }
    }
}

fn failed(error: &(dyn std::error::Error + 'static)) -> PyErr {
    raise("ConfigurationError", chain(error))
}

#[pymethods]
impl SandboxServer {
    /// Starts a sandbox by a plan in JSON.
    #[new]
    fn new(py: Python<'_>, plan: &str) -> PyResult<Self> {
        let plan = serde_json::from_str::<Plan>(plan).map_err(|error| failed(&error))?;
        let apps = plan.tenants.first().map(|tenant| tenant.apps.clone()).unwrap_or_default();
        let running =
            runtime::wait(py, async move { Sandbox::start(plan).await.map_err(|error| failed(&error)) })?;
        Ok(Self {
            url: running.origin().to_owned(),
            tenant_ids: running.tenant_ids().into_iter().map(str::to_owned).collect(),
            app: apps.into_iter().find_map(|app| Some((app.id, app.secret?.expose().to_owned()))),
            running: Mutex::new(Some(running)),
        })
    }

    /// Address of the service.
    #[getter]
    fn url(&self) -> &str {
        &self.url
    }

    /// The tenants.
    #[getter]
    fn tenant_ids(&self) -> Vec<String> {
        self.tenant_ids.clone()
    }

    /// Client ID and secret of an app; `None` where no app has a secret.
    #[getter]
    fn app(&self) -> Option<(String, String)> {
        self.app.clone()
    }

    /// Returns every blob so far, with whether it can be had, as JSON.
    fn truth(&self, py: Python<'_>) -> PyResult<String> {
        py.detach(|| {
            self.ask(|running| {
                serde_json::to_value(running.truth().collect::<Vec<_>>()).map_err(|error| failed(&error))
            })
        })
    }

    /// Returns counts of the requests so far and the last ones, as JSON.
    fn requests(&self) -> PyResult<String> {
        self.ask(|running| serde_json::to_value(running.requests()).map_err(|error| failed(&error)))
    }

    /// Sets the clock forward and returns the time that it shows.
    fn advance(&self, seconds: f64) -> PyResult<String> {
        self.ask(|running| {
            running.clock().advance((seconds * 1000.0).max(0.0) as u64).map_err(|error| failed(&error))?;
            serde_json::to_value(running.clock().now()).map_err(|error| failed(&error))
        })
    }

    /// Ends the sandbox.
    fn stop(&self) {
        // Its tasks are aborted as it goes, and its socket closes with them.
        drop(self.running.lock().unwrap_or_else(PoisonError::into_inner).take());
    }
}
