//! A subscription: the spans in which it ran, and its webhook.

use std::collections::VecDeque;

use serde::Serialize;

use crate::feed::{Blob, BlobKey};
use crate::moment::{MINUTE, Moment};

/// Number of notifications that are remembered.
const REMEMBERED: usize = 10_000;

/// A subscription to a content type.
#[derive(Default)]
pub(crate) struct Subscription {
    /// Spans in which it was enabled; the last one may be open.
    spans: Vec<(Moment, Option<Moment>)>,
    /// Time of the last start.
    pub(crate) started: Option<Moment>,
    pub(crate) webhook: Option<Webhook>,
    /// Webhooks so far.
    webhooks: u64,
    /// Notifications that were sent.
    pub(crate) notified: VecDeque<Notified>,
}

/// A webhook and its state.
#[derive(Clone)]
pub(crate) struct Webhook {
    pub(crate) address: String,
    pub(crate) auth_id: Option<String>,
    pub(crate) expiration: Option<Moment>,
    pub(crate) disabled: bool,
    /// App that set it.
    pub(crate) client_id: String,
    /// Content that showed up until then has been notified.
    pub(crate) notified_until: Moment,
    /// Number that tells a webhook from one that replaced it.
    pub(crate) number: u64,
}

/// One attempt to notify of one blob.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Notified {
    pub(crate) key: BlobKey,
    pub(crate) sent: Moment,
    pub(crate) success: bool,
}

/// A subscription as answers have it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SubscriptionView {
    content_type: &'static str,
    status: &'static str,
    webhook: Option<WebhookView>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct WebhookView {
    status: &'static str,
    address: String,
    auth_id: Option<String>,
    expiration: Option<Moment>,
}

impl Subscription {
    /// Makes a subscription that has run since then.
    pub(crate) fn running_since(start: Moment) -> Self {
        Self { spans: vec![(start, None)], ..Self::default() }
    }

    pub(crate) fn is_enabled(&self) -> bool {
        self.spans.last().is_some_and(|(_, end)| end.is_none())
    }

    /// Reports whether it was ever started.
    pub(crate) fn was_started(&self) -> bool {
        !self.spans.is_empty()
    }

    /// Returns the time of the first start.
    pub(crate) fn first_start(&self) -> Option<Moment> {
        self.spans.first().map(|(start, _)| *start)
    }

    pub(crate) fn start_at(&mut self, now: Moment) {
        if !self.is_enabled() {
            self.spans.push((now, None));
        }
        self.started = Some(now);
    }

    /// Sets or removes the webhook.
    pub(crate) fn set_webhook(&mut self, webhook: Option<Webhook>) {
        self.webhooks += 1;
        self.webhook = webhook.map(|webhook| Webhook { number: self.webhooks, ..webhook });
    }

    pub(crate) fn stop_at(&mut self, now: Moment) {
        if let Some((_, end @ None)) = self.spans.last_mut() {
            *end = Some(now);
        }
        self.webhook = None;
    }

    /// Returns the time at which a blob shows up; none if the subscription did not run when the blob was created.
    pub(crate) fn shows_at(&self, blob: &Blob, first_content_minutes: u32) -> Option<Moment> {
        let runs = |&(start, end): &(Moment, Option<Moment>)| {
            (start <= blob.created && end.is_none_or(|end| blob.created < end)).then_some(start)
        };
        // By the time of creation: the service keeps what it made while a subscription ran, also beyond its end.
        let start = self.spans.iter().find_map(runs)?;
        Some(blob.visible.max(Moment(start.0 + i64::from(first_content_minutes) * MINUTE)))
    }

    /// Returns the first moment from then on at which it runs.
    pub(crate) fn running_from(&self, from: Moment) -> Option<Moment> {
        let runs = |&(start, end): &(Moment, Option<Moment>)| {
            end.is_none_or(|end| from < end).then_some(start.max(from))
        };
        self.spans.iter().find_map(runs)
    }

    pub(crate) fn remember_attempt(&mut self, notified: Notified) {
        // The oldest go first: a listing of notifications reaches back a week at most.
        if self.notified.len() == REMEMBERED {
            self.notified.pop_front();
        }
        self.notified.push_back(notified);
    }

    /// Returns the subscription as answers have it.
    pub(crate) fn view_at(&self, content_type: &'static str, now: Moment) -> SubscriptionView {
        let status = if self.is_enabled() { "enabled" } else { "disabled" };
        let webhook = self.webhook.as_ref().map(|hook| WebhookView {
            status: hook.status_at(now),
            address: hook.address.clone(),
            auth_id: hook.auth_id.clone(),
            expiration: hook.expiration,
        });
        SubscriptionView { content_type, status, webhook }
    }
}

impl Webhook {
    /// Returns `enabled`, `disabled` or `expired`.
    pub(crate) fn status_at(&self, now: Moment) -> &'static str {
        match self.expiration {
            _ if self.disabled => "disabled",
            Some(end) if end <= now => "expired",
            _ => "enabled",
        }
    }
}
