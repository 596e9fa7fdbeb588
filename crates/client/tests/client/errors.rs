//! Failures: each is told for what it is, with whose fault it is and whether to try again.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};

use trail365_client::{
    Builder, Client, Cloud, ContentType, Credential, Error, ErrorKind as K, Fault as F, ProxySetting, Retry,
    Secret, WebhookChange, codes,
};

use crate::server::{Reply, Server, reply};
use crate::sign_in::turn;
use crate::{TENANT, builder, client};

const SOON: Retry = Retry::Soon;
const NEVER: Retry = Retry::Never;
/// When the app signs in again after it failed once.
const REST: Retry = Retry::After(Duration::from_secs(1));

async fn listing(answer: Reply) -> Error {
    let server = Server::tenant(move |_| answer.clone());
    client(&server).list_subscriptions().await.unwrap_err()
}

fn af(status: u16, code: &str) -> Reply {
    reply(status, format!(r#"{{"error":{{"code":"{code}","message":"What the service says."}}}}"#))
}

/// Every documented code and those met in the field, with what a collector does about each.
#[tokio::test]
async fn codes_of_the_api_decide() {
    let after = Retry::After(Duration::from_secs(7));
    for (answer, code, kind, fault, retry) in [
        (af(401, "AF10001"), "AF10001", K::Unauthorized, F::Configuration, NEVER),
        (af(400, "AF20001"), "AF20001", K::Refused, F::Ours, NEVER),
        (af(400, "AF20002"), "AF20002", K::Refused, F::Ours, NEVER),
        (af(400, "AF20003"), "AF20003", K::Refused, F::Configuration, NEVER),
        (af(400, "AF20010"), "AF20010", K::Refused, F::Configuration, NEVER),
        (af(400, "AF20011"), "AF20011", K::Refused, F::Tenant, NEVER),
        (af(400, "AF20012"), "AF20012", K::Refused, F::Tenant, NEVER),
        (af(400, "AF20013"), "AF20013", K::Refused, F::Configuration, NEVER),
        (af(400, "AF20020"), "AF20020", K::Refused, F::Caller, NEVER),
        (af(400, "AF20021"), "AF20021", K::Refused, F::Configuration, NEVER),
        (af(400, "AF20022"), "AF20022", K::NoSubscription, F::Tenant, NEVER),
        (af(400, "AF20023"), "AF20023", K::SubscriptionDisabled, F::Tenant, NEVER),
        (af(400, "AF20024"), "AF20024", K::Refused, F::Caller, NEVER),
        (af(400, "AF20030"), "AF20030", K::Window, F::Caller, NEVER),
        (af(400, "AF20055"), "AF20055", K::Window, F::Caller, NEVER),
        (af(400, "AF20031"), "AF20031", K::Refused, F::Caller, NEVER),
        (af(404, "AF20050"), "AF20050", K::ContentMissing, F::Caller, NEVER),
        (af(400, "AF20051"), "AF20051", K::ContentExpired, F::Caller, NEVER),
        (af(400, "AF20052"), "AF20052", K::ContentMissing, F::Caller, NEVER),
        (af(400, "AF20053"), "AF20053", K::Refused, F::Caller, NEVER),
        (af(400, "AF20054"), "AF20054", K::Refused, F::Caller, NEVER),
        (af(403, "AF429"), "AF429", K::Throttled, F::Caller, SOON),
        (af(429, "AF429").header("retry-after", "7"), "AF429", K::Throttled, F::Caller, after),
        (af(500, "AF50000"), "AF50000", K::Service, F::Service, SOON),
        (af(503, "AF50000").header("Retry-After", "7"), "AF50000", K::Service, F::Service, after),
        (af(400, "AF20020").header("Retry-After", "7"), "AF20020", K::Refused, F::Caller, NEVER),
        (af(400, "AF99999"), "AF99999", K::Refused, F::Ours, NEVER),
        (af(500, "AF99999"), "AF99999", K::Service, F::Service, SOON),
    ] {
        let error = listing(answer).await;
        assert_eq!((error.kind(), error.fault(), error.retry()), (kind, fault, retry), "{error}");
        assert_eq!((error.code(), error.message()), (Some(code), Some("What the service says.")));
        let shown = format!(
            "list the subscriptions: answered {} {code}: What the service says.",
            error.status().unwrap()
        );
        assert_eq!(error.to_string(), shown);
        assert!(!error.remedy().is_empty());
    }
}

#[tokio::test]
async fn answers_without_a_code_go_by_their_status() {
    for (answer, kind, retry, message) in [
        (reply(401, ""), K::Unauthorized, NEVER, None),
        (reply(401, r#"{"Message":"Denied."}"#), K::Unauthorized, NEVER, Some("Denied.")),
        (reply(403, r#"{"Message":"Denied."}"#), K::Intercepted, SOON, Some("Denied.")),
        (reply(403, r#"{"error":"Forbidden"}"#), K::Intercepted, SOON, Some("Forbidden")),
        (reply(403, ""), K::Intercepted, SOON, None),
        (reply(400, "<html><title>Bad</title>"), K::Intercepted, SOON, Some("Bad")),
        (reply(421, "{}"), K::Intercepted, SOON, None),
        (reply(404, "not here"), K::Intercepted, SOON, Some("not here")),
        (
            reply(407, "<HTML><Title lang=en>Proxy says no</Title>..."),
            K::Connect,
            SOON,
            Some("Proxy says no"),
        ),
        (reply(408, ""), K::Timeout, SOON, None),
        (reply(429, ""), K::Throttled, SOON, None),
        (reply(429, r#"{"error":{"code":"AF20020","message":"odd"}}"#), K::Throttled, SOON, Some("odd")),
        (reply(500, "null"), K::Service, SOON, None),
        (
            reply(502, "<html><head><title>Bad gateway"),
            K::Service,
            SOON,
            Some("<html><head><title>Bad gateway"),
        ),
        (reply(502, "cut").cut(1), K::Service, SOON, Some("c")),
        (reply(418, r#"{"error":{"code":"a b","message":42}}"#), K::Intercepted, SOON, None),
    ] {
        let shown = format!("{answer:?}");
        let error = listing(answer).await;
        assert_eq!((error.kind(), error.retry(), error.message()), (kind, retry, message), "{shown}");
        assert_eq!(error.code().filter(|c| *c != "AF20020"), None, "{shown}");
    }
}

/// A firewall's code decides nothing, an unknown one of the API's own does.
#[tokio::test]
async fn a_refusal_that_the_service_does_not_code_passes() {
    let after = Retry::After(Duration::from_secs(7));
    for (answer, kind, fault, retry) in [
        (af(403, "RequestBlocked"), K::Intercepted, F::Network, SOON),
        (af(400, "RequestBlocked").header("Retry-After", "7"), K::Intercepted, F::Network, after),
        (af(401, "RequestBlocked"), K::Intercepted, F::Network, SOON),
        (af(400, "AFK"), K::Intercepted, F::Network, SOON),
        (af(500, "RequestBlocked"), K::Service, F::Service, SOON),
        (af(400, "af99999"), K::Refused, F::Ours, NEVER),
        (af(403, "AF99999"), K::Unauthorized, F::Configuration, NEVER),
        (af(401, "AF99999"), K::Unauthorized, F::Configuration, NEVER),
        (af(404, "AF99999"), K::BadAnswer, F::Service, SOON),
    ] {
        let error = listing(answer).await;
        assert_eq!((error.kind(), error.fault(), error.retry()), (kind, fault, retry), "{error}");
        assert!(kind != K::Intercepted || error.remedy().contains("firewall"), "{error}");
    }
}

#[tokio::test]
async fn answers_that_are_not_what_was_asked_for_are_bad_answers() {
    for body in ["", "null", "{}", "<html>", r#"[{"status":"enabled"}]"#, "[1]", r#"[{"contentType":7}]"#] {
        let error = listing(reply(200, body)).await;
        assert_eq!((error.kind(), error.retry()), (K::BadAnswer, SOON), "{body}: {error}");
    }
    assert_eq!(listing(reply(200, "[]").cut(1)).await.kind(), K::CutBody);
}

#[tokio::test]
async fn texts_of_the_service_can_do_no_harm() {
    let long = "x".repeat(1_000_000);
    for (text, shown) in [
        ("a\u{1b}[31mred\r\nnew line", "a\\u{1b}[31mred\\r\\nnew line"),
        ("\u{202e}drow\u{200b}", "\\u{202e}drow\\u{200b}"),
        ("Zürich — größer", "Zürich — größer"),
    ] {
        let error = listing(reply(400, serde_json::json!({ "Message": text }).to_string())).await;
        assert_eq!(error.message(), Some(shown));
        assert!(!error.to_string().chars().any(char::is_control) && !format!("{error:?}").contains('\u{1b}'));
    }
    assert!(listing(reply(400, long)).await.to_string().len() < 1000);
}

/// A client of an address that is told in full, without a sign-in.
fn lost(address: &str) -> Client {
    lost_builder(address).build().unwrap()
}

pub fn lost_builder(address: &str) -> Builder {
    let cloud = Cloud::custom(address, "https://login.example").unwrap();
    Client::builder(cloud, TENANT.parse().unwrap(), Credential::token(Secret::new("token-1")))
        .proxy(ProxySetting::Direct)
        .retries(0)
        .read_timeout(Some(Duration::from_secs(2)))
}

#[tokio::test]
async fn what_lies_between_is_told_apart() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let rude = TcpListener::bind("127.0.0.1:0").unwrap();
    let rude_address = rude.local_addr().unwrap();
    std::thread::spawn(move || rude.incoming().for_each(drop));
    let plain = once(b"HTTP/1.1 400 Bad Request\r\n\r\n");
    for (address, kind, text) in [
        ("https://nowhere.invalid".to_owned(), K::Dns, "nowhere.invalid has no address"),
        ("http://127.0.0.1:1".to_owned(), K::Connect, "127.0.0.1 cannot be reached"),
        (plain.replace("http:", "https:"), K::Tls, "127.0.0.1 could not be trusted"),
        (format!("http://{}", silent.local_addr().unwrap()), K::Timeout, "127.0.0.1 took too long"),
        (format!("http://{rude_address}"), K::Network, "the connection to 127.0.0.1 broke"),
    ] {
        let error = lost(&address).list_subscriptions().await.unwrap_err();
        assert_eq!((error.kind(), error.fault()), (kind, F::Network), "{error:?}");
        assert_eq!(error.to_string(), format!("list the subscriptions: {text}"));
        assert_eq!(error.retry(), SOON);
        assert!(std::error::Error::source(&error).is_some());
    }
}

/// Answers the first request with `head` and leaves the connection as it is for longer than any client waits.
fn once(head: &'static [u8]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        assert_ne!(stream.read(&mut [0; 4096]).unwrap(), 0);
        stream.write_all(head).unwrap();
        std::thread::sleep(Duration::from_secs(20));
    });
    address
}

#[tokio::test]
async fn a_body_that_stalls_is_a_time_out() {
    let client = lost(&once(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n[1"));
    let error = client.fetch_bytes(&client.content_uri("1").unwrap()).await.unwrap_err();
    assert_eq!((error.kind(), error.retry()), (K::Timeout, SOON), "{error:?}");
}

/// A server at 127.0.0.1 with a certificate that nobody has signed, that speaks these protocols and answers anything so.
pub fn tls_server(protocols: &[&str], answer: impl Into<Vec<u8>>) -> String {
    let answer = answer.into();
    let certificate = CertificateDer::from_pem_slice(include_bytes!("data/server.pem")).unwrap();
    let key = PrivateKeyDer::from_pem_slice(include_bytes!("data/server-key.pem")).unwrap();
    // Other crates of the workspace bring a second provider, so that there is none by default.
    let provider = rustls::crypto::aws_lc_rs::default_provider().into();
    let config = rustls::ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let config = config.unwrap().with_no_client_auth().with_single_cert(vec![certificate], key);
    let mut config = config.unwrap();
    config.alpn_protocols = protocols.iter().map(|name| name.as_bytes().to_vec()).collect();
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("https://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut connection = rustls::ServerConnection::new(Arc::clone(&config)).unwrap();
            let mut tls = rustls::Stream::new(&mut connection, &mut stream);
            if tls.read(&mut [0; 4096]).is_ok() {
                tls.write_all(&answer).unwrap();
                // Hanging up on what was not read would reset the connection.
                while tls.read(&mut [0; 4096]).is_ok_and(|read| read > 0) {}
            }
        }
    });
    address
}

#[tokio::test]
async fn a_host_is_trusted_only_with_a_certificate_that_is() {
    let address = tls_server(&[], "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]");
    let error = lost(&address).list_subscriptions().await.unwrap_err();
    assert_eq!((error.kind(), error.retry(), error.fault()), (K::Tls, SOON, F::Network), "{error:?}");
    let trusting =
        lost_builder(&address).root_certificates(include_bytes!("data/server.pem")).build().unwrap();
    assert!(trusting.list_subscriptions().await.unwrap().is_empty());
}

/// What changes something is sent again only if the service cannot have seen it.
#[tokio::test(start_paused = true)]
async fn calls_that_change_something_are_not_repeated_blindly() {
    for (answer, times) in
        [(af(500, "AF50000"), 1), (reply(200, "{").cut(0), 1), (af(400, "AF20024"), 1), (af(429, "AF429"), 4)]
    {
        let server = Server::start(move |_| answer.clone());
        let client = builder(&server, Credential::token(Secret::new("t"))).retries(3);
        let client = client.connect_timeout(None).read_timeout(None).total_timeout(None).build().unwrap();
        client.start_subscription(ContentType::DlpAll, WebhookChange::Unchanged).await.unwrap_err();
        assert_eq!(server.calls().len(), times);
    }
}

/// Every code of signing in comes through the endpoint as what the table says.
#[tokio::test]
async fn codes_of_signing_in_decide() {
    let answer = Arc::new(Mutex::new(String::new()));
    let said = Arc::clone(&answer);
    let server = Server::start(move |_| reply(401, said.lock().unwrap().clone()));
    let client = client(&server);
    for known in codes().filter(|code| code.name.starts_with("AADSTS")) {
        let number: u64 = known.name["AADSTS".len()..].parse().unwrap();
        for body in [
            serde_json::json!({"error":"invalid_client","error_description":"Text.","error_codes":[number]}),
            serde_json::json!({"error":"invalid_client","error_description":format!("AADSTS{number}: Text.")}),
        ] {
            *answer.lock().unwrap() = body.to_string();
            turn(Duration::from_mins(5)).await;
            let error = client.list_subscriptions().await.unwrap_err();
            assert_eq!(
                (error.kind(), error.code(), error.fault()),
                (K::SignIn, Some(known.name), known.fault)
            );
            let passes = matches!(error.retry(), Retry::After(_));
            assert_eq!((passes, error.remedy()), (known.soon, known.remedy));
            assert!(passes || error.retry() == NEVER);
        }
    }
}

#[tokio::test]
async fn other_answers_to_signing_in() {
    let busy = || reply(429, r#"{"error":"temporarily_unavailable"}"#).header("Retry-After", "3");
    for (answer, kind, retry) in [
        (reply(401, r#"{"error":"invalid_client","error_codes":[999]}"#), K::SignIn, NEVER),
        (reply(400, r#"{"error":"unauthorized_client"}"#), K::SignIn, NEVER),
        (reply(401, ""), K::Intercepted, REST),
        (reply(403, "<html><title>Blocked</title>"), K::Intercepted, REST),
        (reply(400, r#"{"Message":"Denied."}"#), K::Intercepted, REST),
        (reply(403, r#"{"error":{"code":"RequestBlocked"}}"#), K::Intercepted, REST),
        (reply(403, r#"{"error":"Request Blocked"}"#), K::Intercepted, REST),
        (reply(407, ""), K::Connect, REST),
        (reply(403, r#"{"error_description":"AADSTS1: Text."}"#), K::SignIn, NEVER),
        (reply(503, "<html>"), K::Service, REST),
        (busy(), K::Throttled, Retry::After(Duration::from_secs(3))),
        (reply(200, "<html>"), K::BadAnswer, REST),
        (reply(200, "{}"), K::BadAnswer, REST),
        (reply(200, r#"{"access_token":"t"}"#), K::BadAnswer, REST),
        (reply(200, r#"{"access_token":"t\n","expires_in":60}"#), K::SignIn, NEVER),
        (reply(200, r#"{"access_token":"t"}"#).cut(3), K::CutBody, REST),
        (reply(302, "").header("Location", "https://evil.example"), K::BadAnswer, REST),
    ] {
        let server = Server::start(move |_| answer.clone());
        let client = client(&server);
        let error = client.list_subscriptions().await.unwrap_err();
        assert_eq!((error.kind(), error.retry()), (kind, retry), "{error}");
        assert_eq!(client.pace().throttled, 0, "the pace of the API has nothing to do with signing in");
    }
}
