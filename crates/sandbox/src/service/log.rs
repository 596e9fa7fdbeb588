//! The log of requests: counts, and the last ones.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, PoisonError};

use serde::Serialize;

use crate::moment::Moment;

/// Number of requests that are kept: enough for a test to look at, bounded for a sandbox that runs for days.
const KEPT: usize = 200;

/// A request and its answer. It holds no secret: neither bodies nor headers are kept.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LoggedRequest {
    /// Time by the sandbox's clock.
    pub at: Moment,
    /// Method.
    pub method: String,
    /// Operation: `token`, `start`, `content`, `fetch` ...
    pub operation: &'static str,
    /// Path and query, up to 500 characters.
    pub uri: String,
    /// Status of the answer.
    pub status: u16,
    /// `AF20022`, `AADSTS7000215` ..., where the answer has one.
    pub code: Option<String>,
    /// Fault that struck.
    pub fault: Option<&'static str>,
}

/// Counts of requests, and the last ones.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), trail365_sandbox::Error> {
/// use trail365_sandbox::{Plan, Sandbox};
///
/// let sandbox = Sandbox::start(Plan::default()).await?;
/// // After a collector ran: did it slow down when it was throttled?
/// let throttled = sandbox.requests().codes.get("AF429").copied().unwrap_or_default();
/// assert_eq!(throttled, 0);
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Requests {
    /// All requests by operation.
    pub operations: BTreeMap<&'static str, u64>,
    /// Answers by status.
    pub statuses: BTreeMap<u16, u64>,
    /// Error answers by code.
    pub codes: BTreeMap<String, u64>,
    /// Faults that struck.
    pub faults: BTreeMap<&'static str, u64>,
    /// The last requests, the oldest first.
    pub last: VecDeque<LoggedRequest>,
}

/// Counts requests.
#[derive(Debug, Default)]
pub(crate) struct Log(Mutex<Requests>);

impl Log {
    pub(crate) fn add_request(&self, request: LoggedRequest) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *all.operations.entry(request.operation).or_default() += 1;
        *all.statuses.entry(request.status).or_default() += 1;
        if let Some(code) = &request.code {
            *all.codes.entry(code.clone()).or_default() += 1;
        }
        if let Some(fault) = request.fault {
            *all.faults.entry(fault).or_default() += 1;
        }
        // Counts go on for ever; only the requests themselves are dropped.
        if all.last.len() == KEPT {
            all.last.pop_front();
        }
        all.last.push_back(request);
    }

    pub(crate) fn read_all(&self) -> Requests {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
