//! A successful answer, its body still to be read.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use serde::de::DeserializeOwned;
use serde_json::error::Category;

use crate::error::{Error, ErrorKind, Result};
use crate::http::body::Body;
use crate::http::limiter::Permit;
use crate::http::server_clock::ServerClock;

/// Longest JSON answer that is read, in bytes. Pages of listings have some hundred entries; this is a hundred times as much.
const LONGEST_JSON: u64 = 64 << 20;

/// A successful answer whose body is still to be read. It counts as in flight until it is dropped.
pub(crate) struct Reply {
    pub(crate) body: Body,
    pub(crate) status: StatusCode,
    /// Time of the answer by its sender's clock.
    pub(crate) server_time: Option<DateTime<Utc>>,
    /// Lead of the sender's clock over this machine's. A proxy's page may say 200, too, so this counts only once the body
    /// proves that it is the service's.
    pub(super) clock_offset: Option<TimeDelta>,
    pub(super) clock: Arc<ServerClock>,
    pub(super) _permit: Permit,
}

impl Reply {
    pub(crate) fn headers(&self) -> &HeaderMap {
        self.body.headers()
    }

    /// Reads the body as JSON.
    pub(crate) async fn read_json<T: DeserializeOwned>(&mut self, doing: &str) -> Result<T> {
        self.read_with(doing, |body| serde_json::from_slice(body)).await
    }

    /// Reads the body with `parse`. A body that parses proves that the answer is the service's, so its time counts.
    pub(crate) async fn read_with<T>(
        &mut self,
        doing: &str,
        parse: impl Fn(&[u8]) -> serde_json::Result<T>,
    ) -> Result<T> {
        let body = self.body.read_all(LONGEST_JSON).await?;
        // A reader may ignore a byte order mark (RFC 8259, section 8.1).
        let read = parse(body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&body));
        let read = read.map_err(|e| other_json(doing, &e))?;
        self.clock.set_proven(self.clock_offset);
        Ok(read)
    }
}

/// Returns the error of an answer that is other JSON, with place and class.
fn other_json(doing: &str, error: &serde_json::Error) -> Error {
    // The parser's own words are left out: they quote the answer, and a host that repeats the request would have the access
    // token printed.
    let how = match error.classify() {
        Category::Data => "a value is of another kind",
        Category::Eof => "it ends too early",
        Category::Syntax | Category::Io => "it is not JSON",
    };
    let (line, column) = (error.line(), error.column());
    let what =
        format!("{doing}: the answer is not the JSON of this call: {how}, line {line}, column {column}");
    Error::new(ErrorKind::BadAnswer, what)
}
