//! The token endpoint: a form there, a token back.

use std::time::Duration;

use chrono::{DateTime, Utc};
use reqwest::header::CONTENT_TYPE;
use serde_json::Value;
use url::form_urlencoded::Serializer;

use super::{DOING, SignIn};
use crate::body;
use crate::error::{Refusal, from_request, from_sign_in};
use crate::headers::retry_after;
use crate::token::Token;
use crate::{AppId, Error, ErrorKind, Result, Secret};

const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// Longest answer that is read.
const LONGEST_ANSWER: u64 = 1 << 20;

impl SignIn {
    pub(super) async fn post_assertion(&self, app: AppId, assertion: &Secret) -> Result<Token> {
        let kind = Secret::new(ASSERTION_TYPE);
        self.post(app, &[("client_assertion_type", &kind), ("client_assertion", assertion)]).await
    }

    /// Client credentials of `app` with this proof.
    pub(super) async fn post(&self, app: AppId, proof: &[(&str, &Secret)]) -> Result<Token> {
        let request = self.http.post(self.endpoint.clone());
        let request =
            request.header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(self.form(app, proof));
        let secrets: Vec<_> = proof.iter().map(|(_, secret)| *secret).collect();
        self.exchange(request, &secrets).await
    }

    /// Sends a request for a token. No answer may show `secrets`.
    pub(super) async fn exchange(
        &self,
        mut request: reqwest::RequestBuilder,
        secrets: &[&Secret],
    ) -> Result<Token> {
        if let Some(timeout) = self.total_timeout {
            request = request.timeout(timeout);
        }
        let response = request.send().await.map_err(|e| from_request(DOING, e))?;
        let (status, retry_after) = (response.status(), retry_after(response.headers(), self.clock.now()));
        tracing::debug!(host = response.url().host_str(), status = status.as_u16(), "signed in or not");
        let body = body::read(response, LONGEST_ANSWER, DOING).await?;
        if !status.is_success() {
            return Err(from_sign_in(&Refusal { doing: DOING, status, body: &body, retry_after, secrets }));
        }
        token(&body)
    }

    fn form(&self, app: AppId, proof: &[(&str, &Secret)]) -> String {
        let mut form = Serializer::new(String::new());
        form.append_pair("client_id", &app.to_string());
        form.append_pair("scope", &format!("{}/.default", self.resource));
        form.append_pair("grant_type", "client_credentials");
        form.extend_pairs(proof.iter().map(|(name, secret)| (name, secret.expose())));
        form.finish()
    }
}

fn token(body: &[u8]) -> Result<Token> {
    let wrong = |what: &str| Error::new(ErrorKind::BadAnswer, format!("{DOING}: {what}"));
    // The cause is left out: it could show a part of the token.
    let json: Value = serde_json::from_slice(body).map_err(|_| wrong("the answer is no JSON"))?;
    let token = json.get("access_token").and_then(Value::as_str).filter(|t| !t.is_empty());
    let token = token.ok_or_else(|| wrong("the answer has no access token"))?;
    let life = lifetime(&json, Utc::now())
        .ok_or_else(|| wrong("the answer does not say how long the token lasts"))?;
    Ok(Token::new(Secret::new(token), life))
}

/// Seconds from now in `expires_in`, or a time in `expires_on`; either a number or a text.
fn lifetime(json: &Value, now: DateTime<Utc>) -> Option<Duration> {
    let number = |name: &str| {
        let value = json.get(name)?;
        value.as_u64().or_else(|| value.as_str()?.trim().parse().ok())
    };
    let on = || number("expires_on")?.checked_sub(u64::try_from(now.timestamp()).ok()?);
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
            let life = lifetime(&serde_json::from_str(json).unwrap(), now);
            assert_eq!(life, seconds.map(Duration::from_secs), "{json}");
        }
    }
}
