//! What nobody may see is seen nowhere, and goes nowhere else.

use std::fmt::Debug;
use std::io::Write;
use std::sync::{Arc, Mutex};

use trail365_client::{
    Certificate, Client, Cloud, ContentType, Credential, Error, ErrorKind, ManagedIdentity, ProxySetting,
    Secret, Subscription, Token, WebhookChange, Window,
};

use crate::errors::{lost_builder, tls_server};
use crate::server::{Request, Server, reply};
use crate::{SECRET, TENANT, app, builder, client, secret};

fn assert_hidden(shown: &str) {
    for hidden in [SECRET, "token-1", "hook-auth", "BEGIN", "proxy-pass", "identity-header"] {
        assert!(!shown.contains(hidden), "{hidden} in {shown}");
    }
}

fn assert_debug_hidden(value: &impl Debug) {
    assert_hidden(&format!("{value:?}"));
    assert_hidden(&format!("{value:#?}"));
}

fn assert_hidden_everywhere(error: &Error) {
    assert_debug_hidden(error);
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
    assert_debug_hidden(&Secret::new(SECRET));
    assert_debug_hidden(&Token::unlimited(Secret::new(SECRET)));
    assert_debug_hidden(&(
        secret(),
        Credential::token(Secret::new(SECRET)),
        Credential::certificate(app(), certificate.clone()),
    ));
    assert_debug_hidden(&(certificate, identity, proxy, webhook));
    assert_debug_hidden(&builder);
    assert_debug_hidden(&builder.build().unwrap());
}

/// A host that repeats what it was sent does not get it into a log.
#[tokio::test]
async fn answers_that_repeat_a_secret_are_cleaned() {
    let server = Server::tenant(|r| reply(400, format!("you sent {}", r.header("authorization").unwrap())));
    let error = client(&server).list_subscriptions().await.unwrap_err();
    assert_hidden_everywhere(&error);
    assert_eq!(error.message(), Some("you sent Bearer [secret]"));

    let server = Server::start(|r| {
        reply(401, serde_json::json!({ "error_description": r.form("client_secret") }).to_string())
    });
    let error = client(&server).list_subscriptions().await.unwrap_err();
    assert_hidden_everywhere(&error);
    assert_eq!(error.message(), Some("[secret]"));

    let server = Server::start(|r| reply(400, r.body.clone()));
    let error = client(&server).list_subscriptions().await.unwrap_err();
    assert!(error.message().unwrap().ends_with("client_secret=[secret]"), "{error}");

    let bad = r#"{"access_token":"token-1","expires_in":"never"}"#;
    for answer in [reply(200, bad), reply(200, &bad[..30])] {
        let server = Server::start(move |_| answer.clone());
        assert_hidden_everywhere(&client(&server).list_subscriptions().await.unwrap_err());
    }
}

/// Nor is a success that repeats the request shown, by the words of the parser or as an address.
#[tokio::test]
async fn successes_that_repeat_a_secret_are_not_shown() {
    let said = |r: &Request| r.header("authorization").unwrap_or_default().to_owned();
    let server = Server::tenant(move |r| match r.query("startTime") {
        Some(_) => reply(200, "[]").header("NextPageUri", format!("https://evil.example/{}", &said(r)[7..])),
        None => reply(200, serde_json::json!(said(r)).to_string()),
    });
    let client = client(&server);
    let kind = ContentType::DlpAll;
    for error in [
        client.list_subscriptions().await.unwrap_err(),
        client.start_subscription(kind, WebhookChange::Unchanged).await.unwrap_err(),
        client.list_content(kind, None).await.unwrap_err(),
        client.list_notifications(kind, None).await.unwrap_err(),
        client.list_sensitive_types(None).await.unwrap_err(),
    ] {
        assert_hidden_everywhere(&error);
        assert_eq!(error.kind(), ErrorKind::BadAnswer);
        assert!(error.to_string().ends_with("a value is of another kind, line 1, column 16"), "{error}");
    }
    let window = Window::parse("2026-01-12", "2026-01-13").unwrap();
    let error = client.content_pages(kind, Some(window)).all().await.unwrap_err();
    assert_hidden_everywhere(&error);
    assert!(error.to_string().ends_with("at 'evil.example'"), "{error}");

    let server = Server::tenant(|r| {
        let address = [b"http://\xff/", r.header("authorization").unwrap().as_bytes()].concat();
        reply(200, "[]").header("NextPageUri", String::from_utf8_lossy(&address))
    });
    let error = crate::client(&server).list_content(kind, None).await.unwrap_err();
    assert_hidden_everywhere(&error);
    assert_eq!(error.kind(), ErrorKind::BadAnswer);
    let server = Server::tenant(|_| reply(400, r#"{"error":{"code":"token-1"}}"#));
    assert_hidden_everywhere(&crate::client(&server).list_subscriptions().await.unwrap_err());
}

/// A host of HTTP/2 can say something as it hangs up.
#[tokio::test]
async fn last_words_of_a_connection_are_not_shown() {
    const SETTINGS: &[u8] = &[0, 0, 0, 4, 0, 0, 0, 0, 0];
    let words = b"you sent Bearer token-1";
    let mut end = SETTINGS.to_vec();
    end.extend([0, 0, 8 + words.len() as u8, 7, 0, 0, 0, 0, 0]);
    end.extend([0, 0, 0, 0, 0, 0, 0, 11]);
    end.extend(words);
    let address = tls_server(&["h2"], end);
    let error = lost_builder(&address)
        .root_certificates(include_bytes!("data/server.pem"))
        .build()
        .unwrap()
        .list_subscriptions()
        .await
        .unwrap_err();
    assert_hidden_everywhere(&error);
    assert_eq!(error.kind(), ErrorKind::Network, "{error:?}");
    assert!(format!("{error:?}").contains("the host ended the connection"), "{error:?}");
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
    assert_hidden_everywhere(&error.list_subscriptions().await.unwrap_err());
    let wrong = Secret::new("http://user:proxy-pass@[");
    assert_hidden_everywhere(
        &builder(&server, secret()).proxy(ProxySetting::Url(wrong)).build().unwrap_err(),
    );
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
    let client = client(&server);
    client.fetch_bytes(&format!("{}/audit/1?sig=hook-auth", server.address)).await.unwrap();
    let (text, ours) = (log.text(), log.ours());
    assert_hidden(&ours.join("\n"));
    assert!(!text.contains(SECRET) && !text.contains("token-1"), "{text}");
    assert!(ours.iter().any(|l| l.contains("method=GET path=\"/audit/1\" status=200 took_ms=")), "{ours:#?}");

    client.fetch_bytes(&format!("{}/audit/Bearer%20token-1", server.address)).await.unwrap();
    let ours = log.ours();
    assert_hidden(&ours.join("\n"));
    assert!(ours.iter().any(|l| l.contains("path=\"/audit/Bearer%20[secret]\"")), "{ours:#?}");
}
