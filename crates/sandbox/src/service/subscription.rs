//! A subscription: when it ran, and its webhook.

use std::collections::VecDeque;

use serde::Serialize;

use crate::feed::{Blob, BlobKey};
use crate::moment::{MINUTE, Moment};

/// Notifications that are remembered.
const REMEMBERED: usize = 10_000;

/// A subscription to a content type.
#[derive(Default)]
pub(crate) struct Subscription {
    /// When it was enabled, and until when.
    spans: Vec<(Moment, Option<Moment>)>,
    /// When it was last started.
    pub(crate) started: Option<Moment>,
    pub(crate) webhook: Option<Webhook>,
    /// Webhooks so far.
    webhooks: u64,
    /// Notifications that were sent.
    pub(crate) notified: VecDeque<Notified>,
}

/// A webhook and what became of it.
#[derive(Clone)]
pub(crate) struct Webhook {
    pub(crate) address: String,
    pub(crate) auth_id: Option<String>,
    pub(crate) expiration: Option<Moment>,
    pub(crate) disabled: bool,
    /// App that set it.
    pub(crate) client_id: String,
    /// Content that showed up until then has been notified.
    pub(crate) told_until: Moment,
    /// Tells a webhook from one that replaced it.
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
pub(crate) struct View {
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
    /// One that has run since then.
    pub(crate) fn since(start: Moment) -> Self {
        Self { spans: vec![(start, None)], ..Self::default() }
    }

    pub(crate) fn enabled(&self) -> bool {
        self.spans.last().is_some_and(|(_, end)| end.is_none())
    }

    /// Was it ever started?
    pub(crate) fn exists(&self) -> bool {
        !self.spans.is_empty()
    }

    /// When it was first started.
    pub(crate) fn first(&self) -> Option<Moment> {
        self.spans.first().map(|(start, _)| *start)
    }

    pub(crate) fn start(&mut self, now: Moment) {
        if !self.enabled() {
            self.spans.push((now, None));
        }
        self.started = Some(now);
    }

    /// Sets or removes the webhook.
    pub(crate) fn set_webhook(&mut self, webhook: Option<Webhook>) {
        self.webhooks += 1;
        self.webhook = webhook.map(|webhook| Webhook { number: self.webhooks, ..webhook });
    }

    pub(crate) fn stop(&mut self, now: Moment) {
        if let Some((_, end @ None)) = self.spans.last_mut() {
            *end = Some(now);
        }
        self.webhook = None;
    }

    /// When a blob shows up in this subscription; none if it did not run when the blob was created.
    pub(crate) fn shows(&self, blob: &Blob, first_content_minutes: u32) -> Option<Moment> {
        let runs = |&(start, end): &(Moment, Option<Moment>)| {
            (start <= blob.created && end.is_none_or(|end| blob.created < end)).then_some(start)
        };
        let start = self.spans.iter().find_map(runs)?;
        Some(blob.visible.max(Moment(start.0 + i64::from(first_content_minutes) * MINUTE)))
    }

    /// The first moment from then on at which it runs.
    pub(crate) fn running_from(&self, from: Moment) -> Option<Moment> {
        let runs = |&(start, end): &(Moment, Option<Moment>)| {
            end.is_none_or(|end| from < end).then_some(start.max(from))
        };
        self.spans.iter().find_map(runs)
    }

    pub(crate) fn remember(&mut self, notified: Notified) {
        if self.notified.len() == REMEMBERED {
            self.notified.pop_front();
        }
        self.notified.push_back(notified);
    }

    /// As answers have it.
    pub(crate) fn view(&self, content_type: &'static str, now: Moment) -> View {
        let status = if self.enabled() { "enabled" } else { "disabled" };
        let webhook = self.webhook.as_ref().map(|hook| WebhookView {
            status: hook.status(now),
            address: hook.address.clone(),
            auth_id: hook.auth_id.clone(),
            expiration: hook.expiration,
        });
        View { content_type, status, webhook }
    }
}

impl Webhook {
    /// enabled, disabled or expired.
    pub(crate) fn status(&self, now: Moment) -> &'static str {
        match self.expiration {
            _ if self.disabled => "disabled",
            Some(end) if end <= now => "expired",
            _ => "enabled",
        }
    }
}
