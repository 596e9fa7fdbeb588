//! The access log: who looked at what, a line of JSON a request.

use std::fmt;
use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use chrono::{SecondsFormat, Utc};
use serde_json::json;
use trail365_listen::Peer;

use crate::data::params::address;
use crate::visitor::Visitor;

/// Parameters that are left out: the token is a secret, and a query may hold what it looks for.
const LEFT_OUT: [&str; 2] = ["token", "sql"];

/// A log of requests: time, caller, who signed in, method, address, status, milliseconds.
#[derive(Clone)]
pub struct AccessLog(Arc<Mutex<dyn Write + Send>>);

impl AccessLog {
    /// Writes lines to `out`.
    pub fn new(out: impl Write + Send + 'static) -> Self {
        AccessLog(Arc::new(Mutex::new(out)))
    }

    /// Appends lines to a file. A new one is readable by its owner alone.
    ///
    /// # Errors
    /// If the file cannot be opened.
    pub fn append_to(path: &Path) -> io::Result<Self> {
        let mut options = OpenOptions::new();
        options.append(true).create(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        Ok(Self::new(options.open(path)?))
    }

    fn write_line(&self, line: &str) -> io::Result<()> {
        let mut out = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // In one piece: a process that ends leaves no half line.
        out.write_all(line.as_bytes())?;
        out.flush()
    }
}

impl fmt::Debug for AccessLog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AccessLog")
    }
}

/// Notes a request. Where that fails nobody is let in: a log with gaps proves nothing.
pub(crate) async fn note_request(State(log): State<AccessLog>, request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let peer = request.extensions().get::<Peer>().map(|peer| peer.0.ip().to_canonical().to_string());
    let (method, asked) = (request.method().to_string(), shown_address(&request));
    let response = next.run(request).await;
    let line = json!({
        "time": Utc::now().to_rfc3339_opts(SecondsFormat::Millis, true),
        "peer": peer,
        "user": response.extensions().get::<Visitor>().map(|visitor| &visitor.0),
        "method": method,
        "address": asked,
        "status": response.status().as_u16(),
        "milliseconds": u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX),
    });
    match log.write_line(&format!("{line}\n")) {
        Ok(()) => response,
        Err(error) => {
            let why = format!("the access log cannot be written: {error}");
            (StatusCode::SERVICE_UNAVAILABLE, why).into_response()
        }
    }
}

/// Returns path and parameters, without those that are left out.
fn shown_address(request: &Request) -> String {
    let uri = request.uri();
    let params = form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
    address(uri.path(), params.filter(|(name, _)| !LEFT_OUT.contains(&name.as_ref())))
}
