//! What the ledger says of content that the Management Activity API gave, or did not.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Content of the Management Activity API: a blob, or all blobs of a span of time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// The tenant.
    pub tenant_id: String,
    /// Its content type, such as `Audit.Exchange`.
    pub content_type: String,
    /// The blob; none for a span of time whose blobs are not known.
    pub content_id: Option<String>,
    /// When the blob became available, or the begin of the span.
    pub created: DateTime<Utc>,
    /// Until when the blob can be fetched, or the end of the span.
    pub until: Option<DateTime<Utc>>,
}

impl Content {
    /// What rows of `activity` have as their source.
    pub fn source(&self) -> String {
        let Content { tenant_id, content_type, content_id, created, .. } = self;
        let what = content_id.clone().unwrap_or_else(|| created.format("from %FT%TZ").to_string());
        format!("o365:{tenant_id}/{content_type}/{what}")
    }
}
