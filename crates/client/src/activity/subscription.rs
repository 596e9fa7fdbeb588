//! Subscriptions: the types of content that the service gathers for a tenant, and their webhooks.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use super::open::{self, Open, words};
use super::time::{lenient_time, render_time};
use crate::secret::Secret;

words! {
    /// Type of content of a subscription.
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
    /// Status of a subscription.
    SubscriptionStatus {
        /// Content is gathered and can be listed.
        Enabled = "enabled",
        /// Nothing can be listed or fetched.
        Disabled = "disabled",
    }
}

words! {
    /// Status of a webhook.
    WebhookStatus {
        /// The service announces new content to it.
        Enabled = "enabled",
        /// It failed too often. Starting the subscription again enables it.
        Disabled = "disabled",
        /// Its expiration is in the past. Starting the subscription with a later one enables it.
        Expired = "expired",
    }
}

/// A subscription as the service describes it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Subscription {
    /// Type of its content. An empty word if that cannot be read: it may be any type.
    pub content_type: Open<ContentType>,
    /// Status of the subscription. The service leaves it out now and then. Also `None` if it is no word.
    #[serde(default, deserialize_with = "open::optional_word")]
    pub status: Option<Open<SubscriptionStatus>>,
    /// Receiver of notifications about new content.
    #[serde(default, deserialize_with = "readable_webhook")]
    pub webhook: Option<Webhook>,
}

impl Subscription {
    /// Returns a stand-in for a subscription that cannot be read, so that a caller sees that there may be one more.
    fn unreadable_entry() -> Self {
        Subscription { content_type: Open::no_word(), status: None, webhook: None }
    }
}

/// Parses the list of subscriptions, each on its own: one entry with a number in place of a word once made the whole list
/// unreadable, and nothing was collected.
///
/// # Errors
/// Fails if the list has entries and none can be read.
pub(super) fn parse_subscriptions(list: &[u8]) -> serde_json::Result<Vec<Subscription>> {
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
        // Of a list without a single readable entry it is more likely that this is no list of subscriptions.
        Some(error) if read.is_empty() => return Err(error),
        Some(_) => {
            tracing::warn!(readable, unreadable, "some subscriptions of the list name no content type");
        }
        None => (),
    }
    read.extend((0..unreadable).map(|_| Subscription::unreadable_entry()));
    Ok(read)
}

/// A webhook as the service describes it.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Webhook {
    /// Status of the webhook.
    #[serde(default, deserialize_with = "open::optional_word")]
    pub status: Option<Open<WebhookStatus>>,
    /// HTTPS address that notifications are posted to.
    #[serde(default, deserialize_with = "optional_text")]
    pub address: Option<String>,
    /// Value of the header `Webhook-AuthID` of notifications. It proves that they are genuine, so `Debug` leaves it out.
    #[serde(default, deserialize_with = "optional_text")]
    pub auth_id: Option<String>,
    /// Time at which notifications end.
    #[serde(default, deserialize_with = "lenient_time")]
    pub expiration: Option<DateTime<Utc>>,
}

/// Deserializes a webhook; one that cannot be read is `None`.
fn readable_webhook<'de, D: Deserializer<'de>>(source: D) -> Result<Option<Webhook>, D::Error> {
    Ok(serde_json::from_value(serde_json::Value::deserialize(source)?).ok())
}

/// Deserializes a text; any other value is `None`.
fn optional_text<'de, D: Deserializer<'de>>(source: D) -> Result<Option<String>, D::Error> {
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

/// Change to a subscription's webhook when the subscription is started.
#[derive(Clone, Default)]
#[non_exhaustive]
pub enum WebhookChange {
    /// The request names no webhook: a new subscription has none.
    #[default]
    Unchanged,
    /// This webhook is added, changed or enabled again. The service first sends its address a validation request.
    Set(WebhookSettings),
    /// The webhook is removed.
    Remove,
}

/// Settings of a webhook to be set.
///
/// ```
/// use trail365_client::{Secret, WebhookChange, WebhookSettings};
///
/// let webhook = WebhookSettings {
///     address: "https://audit.example.com/trail365".to_owned(),
///     auth_id: Some(Secret::new("a long random text")),
///     expiration: None,
/// };
/// let change = WebhookChange::Set(webhook);
/// ```
#[derive(Debug, Clone)]
pub struct WebhookSettings {
    /// HTTPS address that answers a validation with 200.
    pub address: String,
    /// Value of the header `Webhook-AuthID` of notifications, which tells them from forged ones.
    pub auth_id: Option<Secret>,
    /// Time at which notifications end; `None` for never.
    pub expiration: Option<DateTime<Utc>>,
}

impl WebhookChange {
    /// Returns the body of the call that makes this change.
    pub(super) fn to_body(&self) -> Option<Vec<u8>> {
        let webhook = match self {
            WebhookChange::Unchanged => return None,
            WebhookChange::Remove => serde_json::Value::Null,
            WebhookChange::Set(settings) => serde_json::json!({
                "address": settings.address,
                "authId": settings.auth_id.as_ref().map(Secret::expose),
                // The documentation's sample of a webhook that never expires has an empty text.
                "expiration": settings.expiration.map_or_else(String::new, render_time),
            }),
        };
        Some(serde_json::json!({ "webhook": webhook }).to_string().into_bytes())
    }
}
