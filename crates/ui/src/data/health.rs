//! Whether absence is evidence: what is collected, what is missing, what was rejected.

use serde::{Deserialize, Serialize};

use super::engine::{Answer, Engine, Pin};
use super::failure::Result;
use super::params::Params;

/// State of a lake and of what is collected into it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Health {
    /// The lake.
    pub lake: LakeState,
    /// How far each tenant and content type is collected.
    pub feeds: Vec<Feed>,
    /// Spans of time that are not in the lake.
    pub gaps: Gaps,
    /// Pieces that are no records, by reason.
    pub rejected: Vec<Rejected>,
    /// Sources that were read last.
    pub sources: Vec<ReadSource>,
}

/// The lake in numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LakeState {
    /// Its place.
    pub place: String,
    /// Version of its format.
    pub format: u64,
    /// The newest format that this build writes.
    pub newest_format: u64,
    /// Records, copies included.
    pub records: u64,
    /// Data files.
    pub files: usize,
    /// Data files whose rows are in order.
    pub ordered_files: usize,
    /// Bytes of the data files.
    pub bytes: u64,
}

/// How far a tenant and content type is collected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Feed {
    /// Name of the tenant.
    pub tenant: Option<String>,
    /// The tenant.
    pub tenant_id: Option<String>,
    /// The content type.
    pub content_type: Option<String>,
    /// Everything that became available before it is in the lake.
    pub mark: Option<String>,
    /// Seconds by which that is behind now.
    pub lag_seconds: Option<i64>,
    /// Records.
    pub records: Option<u64>,
    /// Pieces that are no records.
    pub rejected: Option<u64>,
    /// Blobs that are lost.
    pub lost_blobs: Option<u64>,
    /// When the newest content became available.
    pub newest_content: Option<String>,
}

/// Spans of time that are not in the lake.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Gaps {
    /// All spans that are missing: lost, unreachable or expiring.
    pub total: u64,
    /// The first of them.
    pub missing: Vec<Span>,
    /// Spans since the last run of the collector, which its next run fetches. Nothing of them is lost.
    pub pending: Vec<Span>,
}

/// A span of time that is not in the lake.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// The tenant.
    pub tenant_id: Option<String>,
    /// The content type.
    pub content_type: Option<String>,
    /// Why it is not there: lost, unreachable, expiring, pending.
    pub state: Option<String>,
    /// Its beginning.
    pub from: Option<String>,
    /// Its end.
    pub until: Option<String>,
    /// Why content was lost.
    pub reason: Option<String>,
}

/// Pieces that are no records, of one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rejected {
    /// Why they are no records.
    pub reason: Option<String>,
    /// The pieces.
    pub pieces: u64,
    /// A source of one.
    pub source: Option<String>,
}

/// A source that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadSource {
    /// File or blob.
    pub source: String,
    /// What it was.
    pub format: Option<String>,
    /// Its bytes.
    pub bytes: Option<u64>,
    /// Records and pieces in it.
    pub rows_read: Option<u64>,
    /// Records that were new.
    pub rows_added: Option<u64>,
    /// Records that the lake had already.
    pub duplicates: Option<u64>,
    /// Pieces that are no records.
    pub rejected: Option<u64>,
    /// When it was imported.
    pub imported_at: Option<String>,
}

const FEEDS: &str = "SELECT tenant, tenant_id, content_type, mark, lag_seconds, records, rejected, lost_blobs, newest_content \
                     FROM lake.status ORDER BY tenant_id, content_type LIMIT 5000";

/// Spans that are listed.
const LISTED_SPANS: usize = 500;

const REJECTED: &str = "SELECT reason, count(*) AS pieces, min(source) AS source FROM rejected GROUP BY reason \
                        ORDER BY pieces DESC, reason LIMIT 5000";

const SOURCES: &str = "SELECT source, format, bytes, rows_read, rows_added, duplicates, rejected, imported_at FROM ledger \
                       WHERE lost IS NULL ORDER BY imported_at DESC, source LIMIT 50";

/// Says what is collected, missing and rejected.
pub async fn check(engine: &Engine, params: &Params) -> Result<Answer<Health>> {
    let place = engine.location().to_string();
    engine.ask(params.version()?, move |pin| gather(pin, place)).await
}

async fn gather(pin: Pin, place: String) -> Result<Health> {
    let info = &pin.info;
    let lake = LakeState {
        place,
        format: info.format,
        newest_format: info.newest_format,
        records: info.rows,
        files: info.files,
        ordered_files: info.ordered_files,
        bytes: info.bytes,
    };
    Ok(Health {
        lake,
        feeds: pin.asked.rows(FEEDS).await?,
        gaps: find_gaps(&pin).await?,
        rejected: pin.asked.rows(REJECTED).await?,
        sources: pin.asked.rows(SOURCES).await?,
    })
}

/// Finds the spans of time that are not in the lake.
pub(crate) async fn find_gaps(pin: &Pin) -> Result<Gaps> {
    let missing = "FROM lake.gaps WHERE state NOT IN ('covered', 'pending')";
    let list = |from_where: &str| {
        format!(
            "SELECT tenant_id, content_type, state, \"from\", \"until\", reason {from_where} \
             ORDER BY tenant_id, content_type, \"from\", content_id LIMIT {LISTED_SPANS}"
        )
    };
    Ok(Gaps {
        total: pin.asked.count(&format!("SELECT count(*) AS count {missing}")).await?,
        missing: pin.asked.rows(&list(missing)).await?,
        pending: pin.asked.rows(&list("FROM lake.gaps WHERE state = 'pending'")).await?,
    })
}
