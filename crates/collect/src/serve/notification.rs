//! What the service posts to a webhook.

use serde::Deserialize;
use trail365_client::{ContentType, TenantId};

/// A question whether somebody listens.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Validation {
    pub validation_code: String,
}

/// One piece of news. All else that it has is not looked at: it could have been written by anyone.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct News {
    tenant_id: String,
    content_type: String,
}

/// The streams that a notification tells of; none for one that is not known. It is not a notification if this fails.
pub(super) fn streams(body: &[u8]) -> serde_json::Result<Vec<Option<(TenantId, ContentType)>>> {
    let news: Vec<News> = serde_json::from_slice(body)?;
    let stream = |news: &News| Some((news.tenant_id.parse().ok()?, news.content_type.parse().ok()?));
    Ok(news.iter().map(stream).collect())
}
