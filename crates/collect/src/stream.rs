//! A feed with what it needs of the world: the client of its tenant, and its name in the lake.

use std::time::Instant;

use chrono::{DateTime, TimeDelta, Utc};
use trail365_client::{
    Client, ContentType, Open, Secret, Subscription, SubscriptionStatus, WebhookSettings, WebhookStatus,
};
use trail365_lake::{Content, ContentFound, ContentSince, Lake, Mark};

use crate::feed::{Blob, Feed, Known, Listed, Listing, Loss, Now, Subscribed};
use crate::{Settings, Trouble};

/// What is to be collected of a tenant.
#[derive(Debug, Clone)]
pub struct Tenant {
    /// Name for people.
    pub name: String,
    /// The tenant's API. It should not try again by itself: the collector does.
    pub client: Client,
    /// Content types to collect.
    pub content_types: Vec<ContentType>,
    /// Nothing that became available before is wanted.
    pub since: Option<DateTime<Utc>>,
}

pub(crate) struct Stream {
    pub tenant: String,
    /// The tenant's place among all.
    pub tenant_place: usize,
    pub client: Client,
    pub content_type: ContentType,
    pub feed: Feed,
    pub begun: Instant,
    /// What was said to the sink.
    pub marked: Option<DateTime<Utc>>,
    /// What is in the lake.
    pub stored: Option<DateTime<Utc>>,
    pub counts: Counts,
}

/// What a stream did so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Blobs fetched and passed on.
    pub blobs: u64,
    /// Bytes of these.
    pub bytes: u64,
    /// Records that came into the lake: those of it that were not there, and are committed.
    pub records: u64,
    /// What stood in the place of a record and cannot be read as one; it is in the table `rejected`.
    pub rejected: u64,
    /// Calls that failed and are tried again.
    pub retries: u64,
    /// Blobs and spans that were lost.
    pub losses: u64,
    /// Notifications' hints that there is something new; several may come before a listing.
    pub hints: u64,
}

impl Stream {
    /// The streams of all tenants, each where its mark is; the ledger is read once for all of them.
    pub async fn open_all(
        lake: &Lake,
        tenants: &[Tenant],
        settings: &Settings,
    ) -> trail365_lake::Result<Vec<Self>> {
        let mut opening = Vec::new();
        for (place, tenant) in tenants.iter().enumerate() {
            for content_type in &tenant.content_types {
                opening.push(Opening::of(lake, (place, tenant), *content_type).await?);
            }
        }
        let wanted: Vec<_> = opening.iter().map(Opening::wanted).collect();
        let found = |ContentFound { place, content_id, created, is_lost }: ContentFound<'_>| {
            let known = &mut opening[place].known;
            if is_lost { known.lose(content_id, created) } else { known.add(content_id, created) }
        };
        lake.contents(&wanted, found).await?;
        Ok(opening.into_iter().map(|stream| stream.open(settings)).collect())
    }

    pub fn with_webhook(self) -> Self {
        Stream { feed: self.feed.with_webhook(), ..self }
    }

    /// The service's time, and how long the collector has run.
    pub fn now(&self) -> Now {
        Now { service: self.client.server_time(), run: self.begun.elapsed() }
    }

    pub fn mark_name(&self) -> String {
        mark_name(&self.client.tenant().to_string(), self.content_type.as_str())
    }

    pub fn blob(&self, blob: &Blob) -> Content {
        self.content(Some(blob.id.clone()), blob.created, blob.expiration)
    }

    pub fn loss(&self, loss: &Loss) -> Content {
        self.content(loss.content_id.clone(), loss.created, loss.until)
    }

    fn content(
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

    /// The mark, where it moved since it was last asked.
    pub fn moved(&mut self) -> Option<Mark> {
        let until = self.feed.mark().filter(|mark| self.marked.is_none_or(|marked| *mark > marked))?;
        self.marked = Some(until);
        Some(Mark { name: self.mark_name(), until })
    }
}

/// A stream whose content in the ledger is still to be read.
struct Opening<'a> {
    tenant_place: usize,
    tenant: &'a Tenant,
    content_type: ContentType,
    mark: Option<DateTime<Utc>>,
    known: Known,
}

impl<'a> Opening<'a> {
    async fn of(
        lake: &Lake,
        (tenant_place, tenant): (usize, &'a Tenant),
        content_type: ContentType,
    ) -> trail365_lake::Result<Self> {
        let name = mark_name(&tenant.client.tenant().to_string(), content_type.as_str());
        let mark = lake.mark(&name).await?;
        Ok(Opening { tenant_place, tenant, content_type, mark, known: Known::default() })
    }

    /// What the ledger has from before cannot be listed any more, whatever the clocks say.
    fn wanted(&self) -> ContentSince {
        ContentSince {
            tenant_id: self.tenant.client.tenant().to_string(),
            content_type: self.content_type.to_string(),
            since: self.mark.map_or(DateTime::UNIX_EPOCH, |mark| mark - TimeDelta::days(15)),
        }
    }

    fn open(self, settings: &Settings) -> Stream {
        let Opening { tenant_place, tenant, content_type, mark, known } = self;
        Stream {
            tenant: tenant.name.clone(),
            tenant_place,
            client: tenant.client.clone(),
            content_type,
            begun: Instant::now(),
            feed: Feed::new(settings.clone(), mark, tenant.since, known),
            marked: mark,
            stored: mark,
            counts: Counts::default(),
        }
    }
}

/// Name of the mark of a tenant and content type.
pub fn mark_name(tenant_id: &str, content_type: &str) -> String {
    format!("{tenant_id}/{content_type}")
}

/// Whether the subscription for a content type runs, and with the webhook that is wanted.
pub(crate) async fn subscribed(
    client: &Client,
    content_type: ContentType,
    webhook: Option<&WebhookSettings>,
) -> Result<Subscribed, Trouble> {
    Ok(found(&client.list_subscriptions().await?, content_type, webhook))
}

fn found(
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
        // One that cannot be read may be it. If it is not, the listing says so; started anew, all until then would be lost.
        (None, _) if !is_named && subscriptions.iter().any(may_be) => Subscribed::Yes,
        (None, _) => Subscribed::No,
        (Some(subscription), Some(wanted)) if !has(subscription, wanted) => Subscribed::WithoutWebhook,
        _ => Subscribed::Yes,
    }
}

/// Whether a subscription tells our webhook, with what it is to carry.
fn has(subscription: &Subscription, wanted: &WebhookSettings) -> bool {
    let enabled = Open::Known(WebhookStatus::Enabled);
    subscription.webhook.as_ref().is_some_and(|webhook| {
        webhook.status.as_ref().is_none_or(|status| *status == enabled)
            && webhook.address.as_deref() == Some(&wanted.address)
            && webhook.auth_id.as_deref() == wanted.auth_id.as_ref().map(Secret::expose)
    })
}

pub(crate) async fn list(
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
            assert_eq!(found(&there, ContentType::DlpAll, None), subscribed, "{there:?}");
        }
    }
}
