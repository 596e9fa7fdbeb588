//! A stream: a feed with the client of its tenant and its name in the lake.

use std::time::Instant;

use chrono::{DateTime, TimeDelta, Utc};
use trail365_client::{
    Client, ContentType, Open, Secret, Subscription, SubscriptionStatus, WebhookSettings, WebhookStatus,
};
use trail365_lake::{Content, ContentFound, ContentSince, Lake, Mark};

use crate::feed::{Blob, Feed, KnownBlobs, Listed, Listing, Loss, Now, Subscribed};
use crate::settings::Settings;
use crate::status::Counts;
use crate::trouble::Trouble;

/// A tenant to be collected.
///
/// ```
/// use trail365_client::{Client, Cloud, ContentType, Credential, Secret};
/// use trail365_collect::Tenant;
///
/// let id = "41463f53-8812-40f4-890f-865bf6e35190".parse()?;
/// let client = Client::builder(Cloud::Enterprise, id, Credential::token(Secret::new("eyJ0..."))).retries(0).build()?;
/// let tenant =
///     Tenant { name: "contoso".into(), client, content_types: vec![ContentType::AuditExchange], since: None };
/// # Ok::<(), trail365_client::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Tenant {
    /// Name for people.
    pub name: String,
    /// API of the tenant. It should not retry by itself, because the collector does.
    pub client: Client,
    /// Content types to collect.
    pub content_types: Vec<ContentType>,
    /// Start of the wanted content, by the time at which it became available.
    pub since: Option<DateTime<Utc>>,
}

/// The content of one type of one tenant.
pub(crate) struct Stream {
    pub tenant: String,
    /// Index of the tenant.
    pub tenant_place: usize,
    pub client: Client,
    pub content_type: ContentType,
    pub feed: Feed,
    pub started_at: Instant,
    /// Last mark that was sent to the sink.
    pub marked: Option<DateTime<Utc>>,
    /// Mark in the lake.
    pub stored: Option<DateTime<Utc>>,
    pub counts: Counts,
}

impl Stream {
    /// Opens the streams of all tenants, each at its mark. The ledger is read once for all of them: read by each stream, the
    /// start of a collector took as long as streams times files.
    pub async fn open_all(
        lake: &Lake,
        tenants: &[Tenant],
        settings: &Settings,
    ) -> trail365_lake::Result<Vec<Self>> {
        let mut opening = Vec::new();
        for (place, tenant) in tenants.iter().enumerate() {
            for content_type in &tenant.content_types {
                // Marks come first: they bound what is read of the ledger.
                opening.push(Opening::new(lake, (place, tenant), *content_type).await?);
            }
        }
        let wanted: Vec<_> = opening.iter().map(Opening::wanted_content).collect();
        let found = |ContentFound { place, content_id, created, is_lost }: ContentFound<'_>| {
            let known = &mut opening[place].known;
            if is_lost { known.add_lost(content_id, created) } else { known.add_stored(content_id, created) }
        };
        lake.find_contents(&wanted, found).await?;
        Ok(opening.into_iter().map(|stream| stream.into_stream(settings)).collect())
    }

    pub fn with_webhook(self) -> Self {
        Stream { feed: self.feed.with_webhook(), ..self }
    }

    /// Returns the time by both clocks.
    pub fn clock_now(&self) -> Now {
        Now { service: self.client.server_time(), run: self.started_at.elapsed() }
    }

    pub fn mark_name(&self) -> String {
        mark_name(&self.client.tenant().to_string(), self.content_type.as_str())
    }

    /// Returns the ledger's key of a blob.
    pub fn blob_content(&self, blob: &Blob) -> Content {
        self.content_of(Some(blob.id.clone()), blob.created, blob.expiration)
    }

    /// Returns the ledger's key of a loss.
    pub fn lost_content(&self, loss: &Loss) -> Content {
        self.content_of(loss.content_id.clone(), loss.created, loss.until)
    }

    fn content_of(
        &self,
        content_id: Option<String>,
        created: DateTime<Utc>,
        until: Option<DateTime<Utc>>,
    ) -> Content {
        Content {
            tenant_id: self.client.tenant().to_string(),
            content_type: self.content_type.to_string(),
            content_id,
            created,
            until,
        }
    }

    /// Returns the mark if it moved since the last call.
    pub fn take_moved_mark(&mut self) -> Option<Mark> {
        let until = self.feed.mark().filter(|mark| self.marked.is_none_or(|marked| *mark > marked))?;
        self.marked = Some(until);
        Some(Mark { name: self.mark_name(), until })
    }
}

/// A stream whose content in the ledger is not read yet.
struct Opening<'a> {
    tenant_place: usize,
    tenant: &'a Tenant,
    content_type: ContentType,
    mark: Option<DateTime<Utc>>,
    known: KnownBlobs,
}

impl<'a> Opening<'a> {
    async fn new(
        lake: &Lake,
        (tenant_place, tenant): (usize, &'a Tenant),
        content_type: ContentType,
    ) -> trail365_lake::Result<Self> {
        let name = mark_name(&tenant.client.tenant().to_string(), content_type.as_str());
        let mark = lake.read_mark(&name).await?;
        Ok(Opening { tenant_place, tenant, content_type, mark, known: KnownBlobs::default() })
    }

    /// Returns the content of the ledger that the feed needs. Content from more than 15 days before the mark can no longer be
    /// listed: it was kept for seven days, and the mark can be as far behind.
    fn wanted_content(&self) -> ContentSince {
        ContentSince {
            tenant_id: self.tenant.client.tenant().to_string(),
            content_type: self.content_type.to_string(),
            // Without a mark the ledger can have blobs all the same, of a run that was killed before its first commit of one.
            since: self.mark.map_or(DateTime::UNIX_EPOCH, |mark| mark - TimeDelta::days(15)),
        }
    }

    fn into_stream(self, settings: &Settings) -> Stream {
        let Opening { tenant_place, tenant, content_type, mark, known } = self;
        Stream {
            tenant: tenant.name.clone(),
            tenant_place,
            client: tenant.client.clone(),
            content_type,
            started_at: Instant::now(),
            feed: Feed::new(settings.clone(), mark, tenant.since, known),
            marked: mark,
            stored: mark,
            counts: Counts::default(),
        }
    }
}

/// Returns the name of the mark of a tenant and content type.
pub fn mark_name(tenant_id: &str, content_type: &str) -> String {
    Mark::name_of_stream(tenant_id, content_type)
}

/// Finds out whether the subscription for a content type runs, and with the wanted webhook.
pub(crate) async fn check_subscription(
    client: &Client,
    content_type: ContentType,
    webhook: Option<&WebhookSettings>,
) -> Result<Subscribed, Trouble> {
    Ok(find_subscription(&client.list_subscriptions().await?, content_type, webhook))
}

fn find_subscription(
    subscriptions: &[Subscription],
    content_type: ContentType,
    webhook: Option<&WebhookSettings>,
) -> Subscribed {
    let disabled = Open::Known(SubscriptionStatus::Disabled);
    let runs = |s: &&Subscription| {
        s.content_type.known() == Some(content_type) && s.status.as_ref() != Some(&disabled)
    };
    let may_be = |s: &Subscription| s.content_type == Open::Other(String::new());
    let is_named = subscriptions.iter().any(|s| s.content_type.known() == Some(content_type));
    match (subscriptions.iter().find(runs), webhook) {
        // An entry that cannot be read may be this one. If it is not, the next listing says so. To start one that runs would count
        // everything until then as lost.
        (None, _) if !is_named && subscriptions.iter().any(may_be) => Subscribed::Yes,
        (None, _) => Subscribed::No,
        (Some(subscription), Some(wanted)) if !has_webhook(subscription, wanted) => {
            Subscribed::WithoutWebhook
        }
        _ => Subscribed::Yes,
    }
}

/// Reports whether a subscription notifies our webhook with our auth ID.
fn has_webhook(subscription: &Subscription, wanted: &WebhookSettings) -> bool {
    let enabled = Open::Known(WebhookStatus::Enabled);
    subscription.webhook.as_ref().is_some_and(|webhook| {
        // The service leaves the status out now and then; a missing one is taken for enabled.
        webhook.status.as_ref().is_none_or(|status| *status == enabled)
            && webhook.address.as_deref() == Some(&wanted.address)
            && webhook.auth_id.as_deref() == wanted.auth_id.as_ref().map(Secret::expose)
    })
}

/// Fetches a page of a listing.
pub(crate) async fn fetch_page(
    client: &Client,
    content_type: ContentType,
    listing: &Listing,
) -> Result<Listed, Trouble> {
    let page = match &listing.page {
        Some(page) => client.next_page(page).await?,
        None => client.list_content(content_type, Some(listing.window)).await?,
    };
    Ok(Listed { items: page.items, next: page.next })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_read_is_not_taken_for_nothing() {
        let of = |name: &str, status: Option<SubscriptionStatus>| Subscription {
            content_type: Open::from(name),
            status: status.map(Open::Known),
            webhook: None,
        };
        let (enabled, disabled) = (SubscriptionStatus::Enabled, SubscriptionStatus::Disabled);
        let other = of("Audit.Exchange", Some(enabled));
        for (there, subscribed) in [
            (vec![other.clone()], Subscribed::No),
            (vec![other.clone(), of("DLP.All", None)], Subscribed::Yes),
            (vec![other.clone(), of("", None)], Subscribed::Yes),
            (vec![of("", None), of("DLP.All", Some(disabled))], Subscribed::No),
        ] {
            assert_eq!(find_subscription(&there, ContentType::DlpAll, None), subscribed, "{there:?}");
        }
    }
}
