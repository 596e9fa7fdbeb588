//! The exchange of a credential for a token.

use std::error::Error as StdError;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use reqwest::RequestBuilder;
use reqwest::header::CONTENT_TYPE;
use serde_json::Value;
use url::Url;
use url::form_urlencoded::Serializer;

use super::DOING;
use super::credential::{Credential, CredentialKind, CredentialReader};
use super::managed_identity::adapt_refusal;
use super::provider::{Denied, Token};
use crate::cloud::Cloud;
use crate::error::{Error, ErrorKind, Refusal, Result, Retry, from_request, from_sign_in};
use crate::http::body::read_body;
use crate::http::headers::retry_after;
use crate::http::server_clock::ServerClock;
use crate::id::{AppId, TenantId};
use crate::secret::Secret;

const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// Longest answer that is read, in bytes.
const LONGEST_ANSWER: u64 = 1 << 20;

/// Everything that a sign-in needs.
pub(crate) struct SignIn {
    pub(crate) credential: Credential,
    /// Client for the authority, or for the address of a managed identity, which no proxy may see.
    pub(crate) http: reqwest::Client,
    pub(crate) total_timeout: Option<Duration>,
    pub(crate) clock: Arc<ServerClock>,
    /// Token endpoint of the tenant.
    pub(crate) endpoint: Url,
    /// API that the token is for.
    pub(crate) resource: String,
}

impl SignIn {
    /// Returns the token endpoint of a tenant.
    pub(crate) fn endpoint_of(cloud: &Cloud, tenant: TenantId) -> Result<Url> {
        let endpoint = Url::parse(&format!("{}/{tenant}/oauth2/v2.0/token", cloud.authority()));
        endpoint.map_err(|e| Error::caused_by(ErrorKind::Configuration, DOING, e))
    }

    /// Signs in and returns the new token.
    pub(super) async fn request_token(&self) -> Result<Token> {
        let Some(read) = &self.credential.reader else {
            return self.exchange_credential(&self.credential.kind).await;
        };
        let credential = read_credential(Arc::clone(read)).await?;
        // The HTTP client was built for the first address: with proxy, or without.
        if credential.local_endpoint() != self.credential.local_endpoint() {
            let what =
                "read the credential: it is of a managed identity at another address than before; start anew";
            return Err(Error::new(ErrorKind::Configuration, format!("{DOING}: {what}")));
        }
        self.exchange_credential(&credential.kind).await
    }

    async fn exchange_credential(&self, kind: &CredentialKind) -> Result<Token> {
        match kind {
            CredentialKind::Secret(app, secret) => self.post_proof(*app, &[("client_secret", secret)]).await,
            CredentialKind::Certificate(app, certificate) => {
                self.post_assertion(*app, &certificate.sign_assertion(*app, &self.endpoint)?).await
            }
            CredentialKind::Federated(app, file) => {
                self.post_assertion(*app, &read_federated_token(file).await?).await
            }
            CredentialKind::Managed(identity) => {
                let request = identity.build_request(&self.http, &self.resource)?;
                self.send_request(request, &identity.request_secrets()).await.map_err(adapt_refusal)
            }
            // It is not known how long a token from elsewhere lasts: the service says when it no longer does.
            CredentialKind::Token(token) => Ok(Token::unlimited(token.clone())),
            CredentialKind::Provider(provider) => provider.token().await.map_err(provider_error),
        }
    }

    async fn post_assertion(&self, app: AppId, assertion: &Secret) -> Result<Token> {
        let kind = Secret::new(ASSERTION_TYPE);
        self.post_proof(app, &[("client_assertion_type", &kind), ("client_assertion", assertion)]).await
    }

    /// Requests a token with client credentials of `app` and this proof.
    async fn post_proof(&self, app: AppId, proof: &[(&str, &Secret)]) -> Result<Token> {
        let request = self.http.post(self.endpoint.clone());
        let request = request
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(self.form_body(app, proof));
        let secrets: Vec<_> = proof.iter().map(|(_, secret)| *secret).collect();
        self.send_request(request, &secrets).await
    }

    /// Sends a request for a token. No error shows `secrets`.
    async fn send_request(&self, mut request: RequestBuilder, secrets: &[&Secret]) -> Result<Token> {
        if let Some(timeout) = self.total_timeout {
            request = request.timeout(timeout);
        }
        let response = request.send().await.map_err(|e| from_request(DOING, e))?;
        let (status, retry_after) =
            (response.status(), retry_after(response.headers(), self.clock.server_now()));
        tracing::debug!(host = response.url().host_str(), status = status.as_u16(), "signed in or not");
        let body = read_body(response, LONGEST_ANSWER, DOING).await?;
        if !status.is_success() {
            return Err(from_sign_in(&Refusal { doing: DOING, status, body: &body, retry_after, secrets }));
        }
        parse_token(&body)
    }

    fn form_body(&self, app: AppId, proof: &[(&str, &Secret)]) -> String {
        let mut form = Serializer::new(String::new());
        form.append_pair("client_id", &app.to_string());
        form.append_pair("scope", &format!("{}/.default", self.resource));
        form.append_pair("grant_type", "client_credentials");
        form.extend_pairs(proof.iter().map(|(name, secret)| (name, secret.expose())));
        form.finish()
    }
}

/// Reads the credential from the place where it is kept. A failure may be retried: whoever replaces a file may have it away
/// for a moment.
async fn read_credential(read: Arc<CredentialReader>) -> Result<Credential> {
    let failed = |cause| {
        Error::caused_by(ErrorKind::Configuration, format!("{DOING}: read the credential"), cause).passing()
    };
    // The reader opens files, and may take a second to decrypt a PKCS#12 archive.
    let read = tokio::task::spawn_blocking(move || read()).await;
    read.map_err(|e| failed(e.into()))?.map_err(failed)
}

/// Reads a token of another issuer from its file. A failure may be retried: whoever renews the file may have it away, or
/// empty, for a moment.
async fn read_federated_token(file: &Path) -> Result<Secret> {
    let doing = || format!("{DOING}: read the federated token {}", file.display());
    let text = tokio::fs::read_to_string(file).await;
    let text = text.map_err(|e| Error::caused_by(ErrorKind::Configuration, doing(), e).passing())?;
    let text = Secret::new(text);
    match text.expose().trim() {
        "" => Err(Error::new(ErrorKind::Configuration, format!("{}: the file is empty", doing())).passing()),
        token => Ok(Secret::new(token)),
    }
}

/// Returns the error of a provider that gave no token. It may be retried unless the provider says otherwise.
fn provider_error(cause: Box<dyn StdError + Send + Sync>) -> Error {
    let ours = cause.downcast_ref::<Error>().is_some_and(|error| error.retry() == Retry::Never);
    let stays = ours || cause.is::<Denied>();
    let error =
        Error::caused_by(ErrorKind::SignIn, format!("{DOING}: the token provider gave no token"), cause);
    if stays { error } else { error.passing() }
}

fn parse_token(body: &[u8]) -> Result<Token> {
    let wrong = |what: &str| Error::new(ErrorKind::BadAnswer, format!("{DOING}: {what}"));
    // The parser's error is left out: it could show a part of the token.
    let json: Value = serde_json::from_slice(body).map_err(|_| wrong("the answer is no JSON"))?;
    let token = json.get("access_token").and_then(Value::as_str).filter(|t| !t.is_empty());
    let token = token.ok_or_else(|| wrong("the answer has no access token"))?;
    let life = parse_lifetime(&json, Utc::now())
        .ok_or_else(|| wrong("the answer does not say how long the token lasts"))?;
    Ok(Token::new(Secret::new(token), life))
}

/// Returns the lifetime out of `expires_in`, in seconds, or `expires_on`, a time. Entra ID writes numbers, App Service
/// texts.
fn parse_lifetime(json: &Value, now: DateTime<Utc>) -> Option<Duration> {
    let number = |name: &str| {
        let value = json.get(name)?;
        value.as_u64().or_else(|| value.as_str()?.trim().parse().ok())
    };
    let on = || number("expires_on")?.checked_sub(u64::try_from(now.timestamp()).ok()?);
    // Seconds from now need no clock that is right, so they come first.
    number("expires_in").or_else(on).map(Duration::from_secs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn life_of_a_token_is_read_in_every_form() {
        let now = DateTime::from_timestamp(1_700_000_000, 0).unwrap();
        for (json, seconds) in [
            (r#"{"expires_in":3599}"#, Some(3599)),
            (r#"{"expires_in":"3599"}"#, Some(3599)),
            (r#"{"expires_on":"1700000100"}"#, Some(100)),
            (r#"{"expires_in":"","expires_on":1700000100}"#, Some(100)),
            (r#"{"expires_on":"1600000000"}"#, None),
            ("{}", None),
        ] {
            let life = parse_lifetime(&serde_json::from_str(json).unwrap(), now);
            assert_eq!(life, seconds.map(Duration::from_secs), "{json}");
        }
    }
}
