//! Requests to webhooks: the proof that somebody listens there, and notifications.

use std::time::Duration;

use reqwest::{Certificate, Client, StatusCode, Url, redirect};
use url::Host;

use crate::dice::mix_text;
use crate::error::{Error, Result};
use crate::guid::{guid_text, new_guid};
use crate::moment::Moment;
use crate::plan::WebhookPlan;

use super::subscription::Webhook;

/// Posts to webhooks.
pub(crate) struct HookClient {
    client: Client,
    any_host: bool,
}

impl HookClient {
    pub(crate) fn new(plan: &WebhookPlan) -> Result<Self> {
        let mut builder = Client::builder()
            .timeout(Duration::from_millis(plan.timeout_ms))
            // A redirect could lead to another machine, and a proxy of the environment would see loopback as its own.
            .redirect(redirect::Policy::none())
            .no_proxy();
        let read = |pem: &String| Certificate::from_pem(pem.as_bytes());
        let trusted = plan
            .trust
            .iter()
            .map(read)
            .collect::<std::result::Result<Vec<_>, _>>()
            .map_err(|e| Error::plan(format!("service.webhook: read trust: {e}")))?;
        // A machine may have no certificates at all, and what listens on it has its own.
        builder =
            if plan.any_host { builder.tls_certs_merge(trusted) } else { builder.tls_certs_only(trusted) };
        let client = builder.build().map_err(|e| Error::plan(format!("service.webhook: {e}")))?;
        Ok(Self { client, any_host: plan.any_host })
    }

    /// Asks a webhook whether it listens.
    ///
    /// # Errors
    /// The reason why it cannot be used, as the service words it.
    pub(crate) async fn validate_webhook(&self, webhook: &Webhook) -> std::result::Result<(), &'static str> {
        let url = self.allowed_url(&webhook.address)?;
        // Not from the plan's seed: a webhook must not be able to know the code before it is asked.
        let seed = mix_text(Moment::now_of_machine().millis() as u64, &webhook.address);
        let code = guid_text(&new_guid(seed, !seed));
        let body = serde_json::json!({ "validationCode": code }).to_string();
        let answered = self.post_body(url, webhook, body, Some(&code)).await;
        answered.then_some(()).ok_or("The endpoint did not return HTTP 200.")
    }

    /// Sends a notification; reports whether the webhook answered 200, the only status that counts.
    pub(crate) async fn send_notification(&self, webhook: &Webhook, body: String) -> bool {
        match self.allowed_url(&webhook.address) {
            Ok(url) => self.post_body(url, webhook, body, None).await,
            Err(_) => false,
        }
    }

    async fn post_body(&self, url: Url, webhook: &Webhook, body: String, code: Option<&str>) -> bool {
        let mut request = self.client.post(url).header("Content-Type", "application/json; charset=utf-8");
        if let Some(code) = code {
            request = request.header("Webhook-ValidationCode", code);
        }
        if let Some(id) = &webhook.auth_id {
            request = request.header("Webhook-AuthID", id);
        }
        request.body(body).send().await.is_ok_and(|response| response.status() == StatusCode::OK)
    }

    /// Returns the address, if the sandbox may call it.
    ///
    /// On this machine TLS is not needed. Other machines are called as the real service calls them, and only where the
    /// plan allows it: a sandbox in a test must not reach out by mistake.
    fn allowed_url(&self, address: &str) -> std::result::Result<Url, &'static str> {
        let url = Url::parse(address).map_err(|_| "The address must begin with HTTPS.")?;
        let local = match url.host() {
            Some(Host::Ipv4(ip)) => ip.is_loopback(),
            Some(Host::Ipv6(ip)) => ip.is_loopback(),
            Some(Host::Domain(name)) => name == "localhost",
            None => false,
        };
        match url.scheme() {
            "https" if local || self.any_host => Ok(url),
            "http" if local => Ok(url),
            "https" => Err("The sandbox calls webhooks on its own machine only."),
            _ => Err("The address must begin with HTTPS."),
        }
    }
}
