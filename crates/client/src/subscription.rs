//! Subscriptions: which kinds of content the service gathers for a tenant, and whom it tells.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use crate::open::{self, Open, words};
use crate::time::{lenient, render};

words! {
    /// Kind of content that a subscription is for.
    ///
    /// ```
    /// use trail365_client::ContentType;
    ///
    /// assert_eq!("audit.exchange".parse::<ContentType>()?, ContentType::AuditExchange);
    /// assert_eq!(ContentType::ALL.len(), 5);
    /// # Ok::<(), trail365_client::Error>(())
    /// ```
    ContentType {
        /// Entra ID: sign-ins and changes to the directory.
        AuditAzureActiveDirectory = "Audit.AzureActiveDirectory",
        /// Exchange.
        AuditExchange = "Audit.Exchange",
        /// SharePoint and OneDrive.
        AuditSharePoint = "Audit.SharePoint",
        /// Every workload that the others leave out.
        AuditGeneral = "Audit.General",
        /// Data loss prevention, for all workloads; needs the permission ActivityFeed.ReadDlp.
        DlpAll = "DLP.All",
    }
}

words! {
    /// Whether content is gathered.
    SubscriptionStatus {
        /// Content is gathered and can be listed.
        Enabled = "enabled",
        /// Nothing can be listed or fetched.
        Disabled = "disabled",
    }
}

words! {
    /// Whether a webhook is told of new content.
    WebhookStatus {
        /// It is.
        Enabled = "enabled",
        /// It failed too often. Starting the subscription again enables it.
        Disabled = "disabled",
        /// Its expiration is in the past. Starting the subscription with a later one enables it.
        Expired = "expired",
    }
}

/// A subscription as the service has it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Subscription {
    /// What it is for. An empty word where that cannot be read: it may be for any.
    pub content_type: Open<ContentType>,
    /// Whether content is gathered. The service leaves it out now and then. `None` where there is no word, too.
    #[serde(default, deserialize_with = "open::lenient_option")]
    pub status: Option<Open<SubscriptionStatus>>,
    /// Whom it tells of new content.
    #[serde(default, deserialize_with = "webhook")]
    pub webhook: Option<Webhook>,
}

impl Subscription {
    /// Stands for one that cannot be read: without it nobody could tell that one may be there.
    fn unreadable() -> Self {
        Subscription { content_type: Open::nothing(), status: None, webhook: None }
    }
}

/// Reads the list of subscriptions, each on its own: an odd one must not take the others with it. A list that has only such
/// is none.
pub(crate) fn subscriptions(list: &[u8]) -> serde_json::Result<Vec<Subscription>> {
    let all: Vec<&RawValue> = serde_json::from_slice(list)?;
    let (mut read, mut odd) = (Vec::with_capacity(all.len()), Vec::new());
    for text in all {
        match serde_json::from_str(text.get()) {
            Ok(subscription) => read.push(subscription),
            Err(error) => odd.push(error),
        }
    }
    let (readable, unreadable) = (read.len(), odd.len());
    match odd.pop() {
        Some(error) if read.is_empty() => return Err(error),
        Some(_) => {
            tracing::warn!(readable, unreadable, "some subscriptions of the list name no content type");
        }
        None => (),
    }
    read.extend((0..unreadable).map(|_| Subscription::unreadable()));
    Ok(read)
}

/// A webhook as the service has it.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Webhook {
    /// Whether it is told.
    #[serde(default, deserialize_with = "open::lenient_option")]
    pub status: Option<Open<WebhookStatus>>,
    /// HTTPS address that notifications are posted to.
    #[serde(default, deserialize_with = "text")]
    pub address: Option<String>,
    /// What notifications carry in their header `Webhook-AuthID`. It proves them, so it is left out of `Debug`.
    #[serde(default, deserialize_with = "text")]
    pub auth_id: Option<String>,
    /// When notifications end.
    #[serde(default, deserialize_with = "lenient")]
    pub expiration: Option<DateTime<Utc>>,
}

/// A webhook, or none where there is none that can be read.
fn webhook<'de, D: Deserializer<'de>>(source: D) -> Result<Option<Webhook>, D::Error> {
    Ok(serde_json::from_value(serde_json::Value::deserialize(source)?).ok())
}

/// A text, or none where there is no text.
fn text<'de, D: Deserializer<'de>>(source: D) -> Result<Option<String>, D::Error> {
    Ok(serde_json::Value::deserialize(source)?.as_str().map(str::to_owned))
}

impl fmt::Debug for Webhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Webhook { status, address, expiration, auth_id: _ } = self;
        f.debug_struct("Webhook")
            .field("status", status)
            .field("address", address)
            .field("expiration", expiration)
            .finish_non_exhaustive()
    }
}

/// What becomes of a subscription's webhook when it is started.
#[derive(Clone, Default)]
#[non_exhaustive]
pub enum WebhookChange {
    /// Nothing is said of a webhook: a new subscription has none.
    #[default]
    Unchanged,
    /// This one is added, changed or enabled again; the service asks its address first whether it listens.
    Set(WebhookSettings),
    /// It is taken away.
    Remove,
}

/// A webhook as it is asked for.
#[derive(Debug, Clone)]
pub struct WebhookSettings {
    /// HTTPS address that answers a validation with 200.
    pub address: String,
    /// What notifications are to carry in their header `Webhook-AuthID`, which tells them from forged ones.
    pub auth_id: Option<crate::Secret>,
    /// When notifications end; never if there is none.
    pub expiration: Option<DateTime<Utc>>,
}

impl WebhookChange {
    /// Body of the call.
    pub(crate) fn body(&self) -> Option<Vec<u8>> {
        let webhook = match self {
            WebhookChange::Unchanged => return None,
            WebhookChange::Remove => serde_json::Value::Null,
            WebhookChange::Set(settings) => serde_json::json!({
                "address": settings.address,
                "authId": settings.auth_id.as_ref().map(crate::Secret::expose),
                "expiration": settings.expiration.map_or_else(String::new, render),
            }),
        };
        Some(serde_json::json!({ "webhook": webhook }).to_string().into_bytes())
    }
}
