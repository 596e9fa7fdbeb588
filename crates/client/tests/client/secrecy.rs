//! What nobody may see is seen nowhere, and goes nowhere else.

use std::fmt::Debug;
use std::io::Write;
use std::sync::{Arc, Mutex};

use trail365_client::{
    Certificate, Client, Cloud, Credential, Error, ManagedIdentity, ProxySetting, Secret, Subscription, Token,
};

use crate::server::{Server, reply};
use crate::{SECRET, TENANT, app, builder, client, secret};

fn assert_hidden(shown: &str) {
    for hidden in [SECRET, "token-1", "hook-auth", "BEGIN", "proxy-pass", "identity-header"] {
        assert!(!shown.contains(hidden), "{hidden} in {shown}");
    }
}

fn debug(value: &impl Debug) {
    assert_hidden(&format!("{value:?}"));
    assert_hidden(&format!("{value:#?}"));
}

fn everywhere(error: &Error) {
    debug(error);
    assert_hidden(&error.to_string());
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        assert_hidden(&format!("{cause} {cause:?}"));
        source = cause.source();
    }
}

#[test]
fn debug_of_anything_shows_no_secret() {
    let pem = [include_bytes!("data/key.pem").as_slice(), include_bytes!("data/cert.pem")].concat();
    let certificate = Certificate::from_pem(&pem).unwrap();
    let identity = ManagedIdentity::app_service("http://127.0.0.1/msi", Secret::new("identity-header"));
    let proxy = ProxySetting::Url(Secret::new("http://user:proxy-pass@127.0.0.1:1"));
    let builder = Client::builder(Cloud::Enterprise, TENANT.parse().unwrap(), secret()).proxy(proxy.clone());
    let webhook: Subscription = serde_json::from_str(
        r#"{"contentType":"DLP.All","webhook":{"address":"https://hook.example","authId":"hook-auth"}}"#,
    )
    .unwrap();
    debug(&Secret::new(SECRET));
    debug(&Token::unlimited(Secret::new(SECRET)));
    debug(&(
        secret(),
        Credential::token(Secret::new(SECRET)),
        Credential::certificate(app(), certificate.clone()),
    ));
    debug(&(certificate, identity, proxy, webhook));
    debug(&builder);
    debug(&builder.build().unwrap());
}

/// A host that repeats what it was sent does not get it into a log.
#[tokio::test]
async fn answers_that_repeat_a_secret_are_cleaned() {
    let server = Server::tenant(|r| reply(400, format!("you sent {}", r.header("authorization").unwrap())));
    let error = client(&server).list_subscriptions().await.unwrap_err();
    everywhere(&error);
    assert_eq!(error.message(), Some("you sent Bearer [secret]"));

    let server = Server::start(|r| {
        reply(401, serde_json::json!({ "error_description": r.form("client_secret") }).to_string())
    });
    let error = client(&server).list_subscriptions().await.unwrap_err();
    everywhere(&error);
    assert_eq!(error.message(), Some("[secret]"));

    let server = Server::start(|r| reply(400, r.body.clone()));
    let error = client(&server).list_subscriptions().await.unwrap_err();
    assert!(error.message().unwrap().ends_with("client_secret=[secret]"), "{error}");

    let bad = r#"{"access_token":"token-1","expires_in":"never"}"#;
    for answer in [reply(200, bad), reply(200, &bad[..30])] {
        let server = Server::start(move |_| answer.clone());
        everywhere(&client(&server).list_subscriptions().await.unwrap_err());
    }
}

#[tokio::test]
async fn a_proxy_is_used_where_one_is_set_and_its_password_is_not_shown() {
    let proxy = Server::tenant(|_| reply(200, "[]"));
    let host = proxy.address.strip_prefix("http://").unwrap();
    let through = || ProxySetting::Url(Secret::new(format!("http://user:proxy-pass@{host}")));
    let server = Server::tenant(|_| reply(200, "[]"));
    builder(&server, secret()).proxy(through()).build().unwrap().list_subscriptions().await.unwrap();
    assert!(server.requests().is_empty());
    let asked = proxy.requests();
    assert_eq!(asked.len(), 2, "both for signing in and for the call");
    assert!(asked.iter().all(|r| r.target.starts_with(&server.address)));
    assert_eq!(asked[0].header("proxy-authorization"), Some("Basic dXNlcjpwcm94eS1wYXNz"));

    let azure = Server::start(|_| reply(200, r#"{"access_token":"token-1","expires_in":60}"#));
    let identity = ManagedIdentity::imds().with_endpoint(azure.address.clone());
    let credential = Credential::managed_identity(identity);
    builder(&server, credential).proxy(through()).build().unwrap().list_subscriptions().await.unwrap();
    assert_eq!(azure.requests().len(), 1, "the machine's own identity is asked for directly");

    let closed = Secret::new("http://user:proxy-pass@127.0.0.1:1");
    let error = builder(&server, secret()).proxy(ProxySetting::Url(closed)).build().unwrap();
    everywhere(&error.list_subscriptions().await.unwrap_err());
    let wrong = Secret::new("http://user:proxy-pass@[");
    everywhere(&builder(&server, secret()).proxy(ProxySetting::Url(wrong)).build().unwrap_err());
}

#[derive(Clone, Default)]
pub struct Log(Arc<Mutex<Vec<u8>>>);

/// What has the log go where it is read, as long as it is held.
pub struct Listening {
    _guard: tracing::subscriber::DefaultGuard,
    _second: tracing::Dispatch,
}

impl Log {
    /// Takes in what this thread logs.
    pub fn listen(&self) -> Listening {
        let writer = self.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE)
            .with_writer(move || writer.clone())
            .with_ansi(false)
            .finish();
        // A place in the code that logs asks every subscriber once whether it listens; where there is one alone, it asks that
        // of the thread that comes first, which may be another test's and have none.
        let second = tracing::Dispatch::new(tracing::subscriber::NoSubscriber::new());
        Listening { _guard: tracing::subscriber::set_default(subscriber), _second: second }
    }

    pub fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }

    /// Lines of the client's own.
    pub fn ours(&self) -> Vec<String> {
        self.text().lines().filter(|line| line.contains("trail365_client")).map(str::to_owned).collect()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn the_log_names_each_request_without_its_query_and_token() {
    let log = Log::default();
    let _guard = log.listen();
    let server = Server::tenant(|_| reply(200, "[]"));
    client(&server).fetch_bytes(&format!("{}/audit/1?sig=hook-auth", server.address)).await.unwrap();
    let (text, ours) = (log.text(), log.ours());
    assert_hidden(&ours.join("\n"));
    assert!(!text.contains(SECRET) && !text.contains("token-1"), "{text}");
    assert!(ours.iter().any(|l| l.contains("method=GET path=\"/audit/1\" status=200 took_ms=")), "{ours:#?}");
}
