//! A plain HTTP client, and a sandbox to ask.

use reqwest::{Client, Method, Response, StatusCode};
use serde_json::Value;
use trail365_sandbox::{AppPlan, ContentType, Moment, Plan, Running, Sandbox, TenantPlan};

/// A sandbox and a token for its first tenant.
pub struct Caller {
    pub sandbox: Running,
    pub tenant: String,
    pub token: String,
    pub http: Client,
}

/// A status, an error code or nothing, and the JSON of an answer.
pub type ApiAnswer = (StatusCode, String, Value);

/// Makes a plan whose clock is held at noon of a Tuesday, and whose tenant has been subscribed to everything for a day.
pub fn plan() -> Plan {
    let mut plan = Plan::default();
    plan.clock.start = Moment::parse("2026-03-03T12:00:00");
    plan.clock.rate = 0.0;
    plan.service.quota.requests = 0;
    plan.tenants = vec![TenantPlan {
        users: 10,
        records_per_blob: 20,
        subscribed: ContentType::ALL.to_vec(),
        subscribed_hours: 24,
        ..TenantPlan::default()
    }];
    plan
}

/// Makes a form that asks for a token with the secret of the app.
pub fn secret_form(origin: &str) -> Vec<(&'static str, String)> {
    vec![
        ("grant_type", "client_credentials".into()),
        ("client_id", AppPlan::ID.into()),
        ("client_secret", AppPlan::SECRET.into()),
        ("scope", format!("{origin}/.default")),
    ]
}

/// Writes the body of a form.
pub fn form(pairs: &[(&str, String)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

impl Caller {
    /// Starts a sandbox and signs in.
    pub async fn new(plan: Plan) -> Self {
        let sandbox = Sandbox::start(plan).await.unwrap();
        let tenant = sandbox.tenant_ids()[0].to_owned();
        let mut caller = Self { sandbox, tenant, token: String::new(), http: Client::new() };
        let (status, _, answer) = caller.sign_in(&secret_form(caller.sandbox.origin())).await;
        assert_eq!(status, 200, "{answer}");
        answer["access_token"].as_str().unwrap().clone_into(&mut caller.token);
        caller
    }

    /// Asks for a token.
    pub async fn sign_in(&self, pairs: &[(&str, String)]) -> ApiAnswer {
        let url = format!("{}/{}/oauth2/v2.0/token", self.sandbox.origin(), self.tenant);
        let request = self.http.post(url).header("content-type", "application/x-www-form-urlencoded");
        read_answer(request.body(form(pairs)).send().await.unwrap()).await
    }

    /// Returns the address of an operation.
    pub fn url(&self, operation: &str) -> String {
        format!("{}/api/v1.0/{}/activity/feed/{operation}", self.sandbox.origin(), self.tenant)
    }

    /// Asks the API; returns the answer as it comes.
    pub async fn raw(&self, method: Method, url: &str, body: &str) -> Response {
        let request = self.http.request(method, url).bearer_auth(&self.token).body(body.to_owned());
        request.send().await.unwrap()
    }

    /// Gets the answer of an operation.
    pub async fn get(&self, operation: &str) -> ApiAnswer {
        read_answer(self.raw(Method::GET, &self.url(operation), "").await).await
    }

    /// Posts to an operation.
    pub async fn post(&self, operation: &str, body: &str) -> ApiAnswer {
        read_answer(self.raw(Method::POST, &self.url(operation), body).await).await
    }
}

/// Reads an answer.
pub async fn read_answer(response: Response) -> ApiAnswer {
    let status = response.status();
    let text = response.text().await.unwrap();
    let value: Value = serde_json::from_str(&text).unwrap_or(Value::Null);
    let code = value["error"]["code"].as_str().unwrap_or_default().to_owned();
    (status, code, value)
}

/// Content as a listing has it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
pub struct Item {
    #[serde(rename = "contentId")]
    pub id: String,
    #[serde(rename = "contentUri")]
    pub uri: String,
    #[serde(rename = "contentCreated")]
    pub created: String,
}

impl Caller {
    /// Lists everything from a day before the start until now, window by window and page by page.
    pub async fn list_all(&self, kind: ContentType) -> Vec<Item> {
        let mut all = Vec::new();
        let day = 24 * 3600 * 1000;
        let now = self.sandbox.clock().now().millis();
        let mut start = Moment::parse("2026-03-02T12:00:00").unwrap().millis();
        while start < now {
            let end = (start + day).min(now + 1000);
            let window = format!("startTime={}&endTime={}", query_time(start), query_time(end));
            all.extend(
                self.list_pages(&self.url(&format!("subscriptions/content?contentType={kind}&{window}")))
                    .await,
            );
            start = end;
        }
        all
    }

    /// Follows all pages from this address on; a request that fails for now is sent again.
    pub async fn list_pages(&self, url: &str) -> Vec<Item> {
        let (mut all, mut next) = (Vec::new(), Some(url.to_owned()));
        while let Some(url) = next {
            let response = self.raw(Method::GET, &url, "").await;
            let status = response.status();
            if matches!(status.as_u16(), 403 | 429 | 500..) {
                next = Some(url);
                continue;
            }
            assert_eq!(status, 200, "{url}");
            next = response.headers().get("NextPageUri").map(|uri| uri.to_str().unwrap().to_owned());
            all.extend(serde_json::from_str::<Vec<Item>>(&response.text().await.unwrap()).unwrap());
        }
        all
    }

    /// Gets the text of an answer.
    pub async fn text(&self, url: &str) -> String {
        let response = self.raw(Method::GET, url, "").await;
        assert_eq!(response.status(), 200, "{url}");
        response.text().await.unwrap()
    }

    /// Fetches every record there is, each as its own text.
    pub async fn fetch_everything(&self) -> Vec<String> {
        let mut all = Vec::new();
        for kind in ContentType::ALL {
            for item in self.list_all(kind).await {
                let text = self.text(&item.uri).await;
                let records: Vec<Box<serde_json::value::RawValue>> = serde_json::from_str(&text).unwrap();
                all.extend(records.iter().map(|record| record.get().to_owned()));
            }
        }
        all
    }
}

/// Returns a moment as queries have it.
pub fn query_time(millis: i64) -> String {
    Moment::from_millis(millis).to_string()[..19].to_owned()
}
